import type { Pair } from "./rank.ts";

/** What somebody bought on one day: a basket. */
export type Basket = { readonly day: number; readonly productIds: readonly bigint[] };

const NEXT_WITHIN_DAYS = 365;

/** Products that lay in one basket, with all baskets as the whole. */
export function boughtTogether(baskets: Iterable<Basket>): { pairs: Pair[]; all: number } {
  const counts = counting();
  for (const { productIds } of baskets) counts.add([...new Set(productIds)], [...new Set(productIds)]);
  return counts.result();
}

/** Products in the first basket after one with the other product, within a year, with customers as the whole. Each customer counts once for a pair. */
export function boughtNext(customers: Iterable<readonly Basket[]>): { pairs: Pair[]; all: number } {
  const counts = counting();
  for (const baskets of customers) {
    const own = baskets.toSorted((a, b) => a.day - b.day);
    const [firsts, pairs] = [new Set<bigint>(), new Map<bigint, Set<bigint>>()];
    for (const [index, { day, productIds }] of own.entries()) {
      for (const productId of productIds) firsts.add(productId);
      const next = own[index + 1];
      if (next === undefined || next.day - day > NEXT_WITHIN_DAYS) continue;
      for (const productId of productIds) {
        const nexts = pairs.get(productId) ?? new Set<bigint>();
        pairs.set(productId, nexts);
        for (const otherId of next.productIds) nexts.add(otherId);
      }
    }
    counts.of(firsts, new Set([...pairs.values()].flatMap((nexts) => [...nexts])), pairs);
  }
  return counts.result();
}

function counting() {
  const [of, second] = [new Map<bigint, number>(), new Map<bigint, number>()];
  const both = new Map<bigint, Map<bigint, number>>();
  let all = 0;
  const one = (counts: Map<bigint, number>, key: bigint) => counts.set(key, (counts.get(key) ?? 0) + 1);
  const counted = (firsts: Iterable<bigint>, seconds: Iterable<bigint>, pairs: Iterable<readonly [bigint, Iterable<bigint>]>) => {
    all += 1;
    for (const productId of firsts) one(of, productId);
    for (const productId of seconds) one(second, productId);
    for (const [productId, others] of pairs) {
      const row = both.get(productId) ?? new Map<bigint, number>();
      both.set(productId, row);
      for (const otherId of others) if (otherId !== productId) one(row, otherId);
    }
  };
  return {
    add: (firsts: readonly bigint[], seconds: readonly bigint[]) =>
      counted(
        firsts,
        seconds,
        firsts.map((productId) => [productId, seconds] as const),
      ),
    of: counted,
    result: () => ({
      all,
      pairs: [...both].flatMap(([productId, row]) =>
        [...row].map(([otherId, count]): Pair => ({
          ...{ productId, otherId, both: count },
          ...{ of: of.get(productId) ?? 0, second: second.get(otherId) ?? 0 },
        })),
      ),
    }),
  };
}
