/** What readers choose by: each may be switched off for itself. */
export const topics = ["news", "refill", "post-purchase", "points", "birthday"] as const;

/** What a message is about. What is service, and no advertising, cannot be switched off. */
export type Topic = (typeof topics)[number] | "service";

export type ChosenTopic = (typeof topics)[number];

/** Topics whose emails can be about goods like those that their reader has bought, and nothing else: what § 7 (3) UWG can cover. */
const ofPurchases: readonly Topic[] = ["refill", "post-purchase"];

export function canBeSimilar(topic: Topic): boolean {
  return ofPurchases.includes(topic);
}
