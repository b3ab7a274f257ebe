import { liftOf, likelihoodRatio } from "./likelihood-ratio.ts";
import type { Counted } from "./count.ts";

/** A recommendation with its reason: so many of so many. */
export type Recommended = { readonly product: number; readonly count: number; readonly of: number; readonly score: number };

/** Fewer than this, or than a thousandth of all, is no pattern. */
const FLOOR = 5;
const FLOOR_SHARE = 0.001;

export function floorOf(all: number): number {
  return Math.max(FLOOR, FLOOR_SHARE * all);
}

/** What may be said of products: `offers`, whether one may be offered after another; `familyOf`, what is much the same. */
export type Rules = { offers: (other: number, after: number) => boolean; familyOf: (product: number) => string };

/**
 * What goes with each product: seen together often enough, more often than by chance, never itself, only what may be offered and one of a family; the least
 * accidental first, then the earlier in the list.
 */
export function rank({ all, pairs }: Counted, { offers, familyOf }: Rules, most: number): Map<number, Recommended[]> {
  const floor = floorOf(all);
  const found = new Map<number, Recommended[]>();
  for (const { product, other, both, of, second } of pairs()) {
    if (both < floor || product === other || !offers(other, product)) continue;
    const table = { both, first: of - both, second: second - both, neither: all - of - second + both };
    if (liftOf(table) <= 1) continue;
    const own = found.get(product) ?? [];
    found.set(product, own);
    own.push({ product: other, count: both, of, score: likelihoodRatio(table) });
  }
  for (const [product, own] of found) {
    const families = new Set<string>();
    const best = own
      .toSorted((a, b) => b.score - a.score || a.product - b.product)
      .filter((one) => families.size < families.add(familyOf(one.product)).size);
    found.set(product, best.slice(0, most));
  }
  return found;
}
