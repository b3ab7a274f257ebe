/**
 * What moves points. Orders' points follow their orders (settle.server.ts); a redemption reserves, a release gives back what was not used, a
 * return what a refund undid; a merge moves an account into another.
 */
export type EntryKind = "order" | "bonus" | "adjustment" | "merge" | "redemption" | "release" | "return" | "expiry" | "import";

/** The rule of bonuses for referrals, which are in no version of a program (referrals/life). */
export const REFERRAL_RULE = "referral";
/** That of commission which an affiliate is paid in points (affiliates/payouts). */
export const COMMISSION_RULE = "commission";

export type NewEntry = {
  customerId: bigint;
  /** Names the intent within the shop; a key is posted once. */
  key: string;
  kind: EntryKind;
  /** Signed. */
  points: bigint;
  /** From when the points can be spent, or are gone. */
  availableAt: Date;
  /** `system`, `shopper` or `merchant:<Shopify user id>` */
  actor: string;
  /** Dates `tierPoints`; `availableAt` when absent. */
  earnedAt?: Date;
  /** What of the points counts for the tier; nothing when absent. */
  tierPoints?: bigint;
  orderId?: bigint | null;
  redemptionId?: bigint | null;
  /** Key of the bonus rule. */
  rule?: string | null;
  programVersion?: number | null;
  reason?: string | null;
  /** What the customer reads of it. */
  publicReason?: string | null;
};
