import type { ShopperLocale } from "../../i18n/shopper/say.ts";

export const LIMITS = { senderName: 80, email: 254, imprint: 1_000, rewardsPage: 255 } as const;

export type SettingsField =
  "senderName" | "senderEmail" | "replyTo" | "imprint" | "rewardsPage" | "confirmedOptIn" | "defaultLocale" | "monthlySummary";

/** What a merchant says about their emails. Empty sender name or address: the shop's name, the operator's address. */
export type ShopSettings = {
  senderName: string | null;
  senderEmail: string | null;
  replyTo: string | null;
  imprint: string;
  /** Where links to the rewards lead: a path of the shop, from the slash on; null: its home page. */
  rewardsPage: string | null;
  /** Whether advertising to customers in Germany and Austria needs a confirmed (double) opt-in. */
  confirmedOptIn: boolean;
  /** The language of customers whose own we do not know or speak. */
  defaultLocale: ShopperLocale;
  /** Whether the merchant wants last month's figures by email. */
  monthlySummary: boolean;
};

/** The settings with what is known of the sender address: `senderProved` is the one that emails come from, null for the operator's. */
export type StoredSettings = ShopSettings & { senderProved: string | null };

/** An address has been entered that no click in an email to it has proved yet. */
export function isSenderWaiting({ senderEmail, senderProved }: Pick<StoredSettings, "senderEmail" | "senderProved">): boolean {
  return senderEmail !== null && senderEmail !== senderProved;
}

export type MissingPart = "sender" | "imprint";

/**
 * What advertising must not leave without: an address to answer to, and the legal notice (§ 5 and § 6 DDG, § 7 (2) UWG). A name is always there: the
 * shop's own stands in.
 */
export function missingForAdvertising({ senderEmail, imprint }: Pick<ShopSettings, "senderEmail" | "imprint">): MissingPart[] {
  return [...((senderEmail ?? "") === "" ? (["sender"] as const) : []), ...(imprint.trim() === "" ? (["imprint"] as const) : [])];
}

/** What is wrong with a field; the page has the words. */
export type SettingsIssue = "required" | "email" | "too-long" | "line-break" | "path" | "language";
export type SettingsErrors = Partial<Record<SettingsField, SettingsIssue>>;

/**
 * What only the merchant can say while setting up: that the earn rate shall stay, that the theme shows the points block (Shopify tells an app nothing about
 * it without leave to read themes), that our pages stand in Shopify's customer accounts, that past orders shall earn nothing, that the guide shall be put away.
 */
export const setupMarks = ["earnRate", "theme", "accounts", "pastOrders", "guide"] as const;
export type SetupMark = (typeof setupMarks)[number];
