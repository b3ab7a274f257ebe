/**
 * The highest value that still has score 1, 2, 3 and 4; null: no value has it. Whoever has the same value has the same score, and as long as the cuts stay, nobody moves because others do.
 */
export type Cuts = readonly [number | null, number | null, number | null, number | null];

/** What a shop's customers are divided by: the day of the last order, orders, and net spend in minor units. */
export type RfmCuts = { readonly recency: Cuts; readonly frequency: Cuts; readonly monetary: Cuts };

const LEVELS = 5;

/**
 * @param shares the highest value whose share of customers with that much or less is a fifth at most, two, three and four fifths (null: there is none)
 * @param few the distinct values, as far as there are fewer than five of them; else null
 */
export function cutsFrom(shares: Cuts, few: readonly number[] | null): Cuts {
  if (few === null) return shares;
  const sorted = few.toSorted((a, b) => a - b);
  // Fewer values than levels: as far apart as the levels allow, a single one in the middle.
  const score = (index: number) => (sorted.length === 1 ? 3 : Math.round(1 + ((LEVELS - 1) * index) / (sorted.length - 1)));
  const cut = (level: number) => sorted.findLast((_, index) => score(index) <= level) ?? null;
  return [cut(1), cut(2), cut(3), cut(4)];
}

export function scoreBy(cuts: Cuts, value: number): number {
  return 1 + cuts.filter((cut) => cut === null || value > cut).length;
}

/** One order is never often, however many customers have no more. */
export function scoreFrequency(cuts: Cuts, orders: number): number {
  return orders <= 1 ? 1 : scoreBy(cuts, orders);
}
