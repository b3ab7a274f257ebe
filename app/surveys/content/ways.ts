/** Where a survey can be asked besides an email: by a link that anybody may have, in the customer's account, after a purchase. */
export const openWays = ["link", "account", "thanks"] as const;
export type OpenWay = (typeof openWays)[number];

/** How somebody came to answer. */
export const ways = ["email", "account", "thanks", "link"] as const;
export type Way = (typeof ways)[number];

/** Where nobody has to ask for it: there the quiet period holds as for emails. A link is opened by who wants to answer. */
export const offered: readonly Way[] = ["account", "thanks"];

export function isWay(text: unknown): text is Way {
  return ways.some((way) => way === text);
}

export function isOpenWay(text: unknown): text is OpenWay {
  return openWays.some((way) => way === text);
}
