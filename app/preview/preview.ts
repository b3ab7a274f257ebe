/** What publishing a draft would change. Money in minor units of shop money. */
export type Preview = {
  /** Whether the program is live. If not, everything is said as if it had been, or were from now on, on both sides. */
  live: boolean;
  /** Orders of the last 90 days that earn, and what they earn under the rules in force and under the draft. */
  orders: number;
  before: Earned;
  after: Earned;
  /** Net sales of these orders: what the worth of the points is a share of. */
  salesMinor: bigint;
  /** Rules of the draft that begin only after now: no past order could show them. */
  ahead: { name: string; from: Date; until: Date | null }[];
  examples: Example[];
  /** Most customers first. Null: no tiers on either side. */
  tierMoves: TierMove[] | null;
  liability: { points: bigint; beforeMinor: bigint; afterMinor: bigint };
  /** In the twelve months to come; null where no side lets points expire. */
  expiry: { before: Expiry; after: Expiry } | null;
};

export type Earned = { points: bigint; worthMinor: bigint };
export type Example = {
  orderId: bigint;
  name: string;
  customerId: bigint;
  customer: string | null;
  before: bigint;
  after: bigint;
};
export type TierMove = {
  from: string | null;
  to: string | null;
  count: number;
  customers: { customerId: bigint; name: string | null }[];
};
export type Expiry = { points: bigint; customers: number; first: { points: bigint; at: Date } | null };

const EXAMPLES = 8;
export const NAMES = 3;

/** The orders that differ most, kept while pages of them go by. */
export function keepMostDifferent(examples: readonly Example[], more: readonly Example[]): Example[] {
  const size = ({ before, after }: Example) => (after > before ? after - before : before - after);
  return [...examples, ...more.filter(({ before, after }) => before !== after)]
    .sort((a, b) => Number(size(b) - size(a)) || Number(b.orderId - a.orderId))
    .slice(0, EXAMPLES);
}
