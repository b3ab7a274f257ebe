/** Why nothing, or no advertising, goes to an address. `policy.ts` says what each means. */
export const suppressionReasons = ["bounced", "complained", "unsubscribed", "manual"] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];
