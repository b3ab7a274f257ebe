/** Social networks that a merchant can name: in what shoppers are rewarded for, and at the end of emails. The theme's `network` snippet knows the same. */
export const networks = ["instagram", "facebook", "tiktok", "youtube", "pinterest", "linkedin", "x"] as const;
export type Network = (typeof networks)[number];

/** As the networks write themselves, which is the same in all languages. */
export const networkNames: Record<Network, string> = {
  ...{ instagram: "Instagram", facebook: "Facebook", tiktok: "TikTok", youtube: "YouTube" },
  ...{ pinterest: "Pinterest", linkedin: "LinkedIn", x: "X" },
};
