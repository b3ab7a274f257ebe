/** What became of a reward's redemptions. */
export type RewardUsage = {
  redeemed: number;
  used: number;
  /** Not used yet, and not on the way back. */
  open: number;
  /** Given back, or about to be. */
  released: number;
  /** Points that they took and did not give back. */
  points: bigint;
  /** What the used ones took off, in minor units of shop money. */
  valueMinor: bigint;
};

export const NO_USAGE: RewardUsage = { redeemed: 0, used: 0, open: 0, released: 0, points: 0n, valueMinor: 0n };
