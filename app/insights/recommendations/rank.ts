import { liftOf, likelihoodRatio } from "./likelihood-ratio.ts";

/** `of`: who or what holds the first product; `both`: with the second, too; `second`: all that hold the second; `all`: all there are. */
export type Pair = {
  readonly productId: bigint;
  readonly otherId: bigint;
  readonly both: number;
  readonly of: number;
  readonly second: number;
};
/** A recommendation with its reason: so many of so many. */
export type Recommended = { readonly productId: bigint; readonly count: number; readonly of: number; readonly score: number };

/** Fewer than this, or than a thousandth of all, is no pattern. */
const FLOOR = 5;
const FLOOR_SHARE = 0.001;

/**
 * What goes with each product: seen together often enough, more often than by chance, never itself, only what may be offered; the least accidental first, then the lower number.
 */
export function rank(
  pairs: readonly Pair[],
  all: number,
  offered: (productId: bigint) => boolean,
  most: number,
): Map<bigint, Recommended[]> {
  const floor = Math.max(FLOOR, FLOOR_SHARE * all);
  const kept = pairs.flatMap(({ productId, otherId, both, of, second }) => {
    const table = { both, first: of - both, second: second - both, neither: all - of - second + both };
    if (productId === otherId || both < floor || liftOf(table) <= 1 || !offered(otherId)) return [];
    return [{ productId, recommended: { productId: otherId, count: both, of, score: likelihoodRatio(table) } }];
  });
  return new Map(
    [...Map.groupBy(kept, ({ productId }) => productId)].map(([productId, own]) => [
      productId,
      own
        .map(({ recommended }) => recommended)
        .toSorted((a, b) => b.score - a.score || (a.productId < b.productId ? -1 : 1))
        .slice(0, most),
    ]),
  );
}
