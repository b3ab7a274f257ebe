/** Products are told by their place in a list, so that counts of pairs are plain numbers in rows. */
export type Basket = { readonly day: number; readonly products: readonly number[] };

/** `of`: who or what holds the first product; `both`: with the second, too; `second`: all that hold the second. */
export type Pair = {
  readonly product: number;
  readonly other: number;
  readonly both: number;
  readonly of: number;
  readonly second: number;
};

/** Pairs that were counted, out of all baskets or customers. */
export type Counted = { readonly all: number; pairs: () => Iterable<Pair> };

const NEXT_WITHIN_DAYS = 365;

/** Products that lay in one basket, with all baskets as the whole. @param products how many there are */
export function countTogether(products: number) {
  const counts = counting(products);
  return {
    add(basket: Iterable<number>): void {
      const held = new Set(basket);
      counts.add(held, held);
      for (const product of held) for (const other of held) counts.both(product, other);
    },
    counted: counts.counted,
  };
}

/** Products in the first basket after one with the other product, within a year, with customers as the whole. Each customer counts once for a pair. */
export function countNext(products: number) {
  const counts = counting(products);
  return {
    /** @param baskets a customer's, one a day, the oldest first */
    add(baskets: readonly Basket[]): void {
      const [firsts, seconds, pairs] = [new Set<number>(), new Set<number>(), new Set<number>()];
      for (const [index, { day, products: held }] of baskets.entries()) {
        for (const product of held) firsts.add(product);
        const next = baskets[index + 1];
        if (next === undefined || next.day - day > NEXT_WITHIN_DAYS) continue;
        for (const other of next.products) {
          seconds.add(other);
          for (const product of held) pairs.add(product * products + other);
        }
      }
      counts.add(firsts, seconds);
      for (const pair of pairs) counts.both(Math.floor(pair / products), pair % products);
    },
    counted: counts.counted,
  };
}

/** Dearer products of the same type that were bought for the first time within a year after the other, with customers as the whole. */
export function countUpgrades(goods: readonly { type: string | null; priceMinor: number }[]) {
  const counts = counting(goods.length);
  return {
    /** @param baskets a customer's, the oldest first */
    add(baskets: readonly Basket[]): void {
      const since = new Map<number, number>();
      for (const { day, products } of baskets) for (const product of products) if (!since.has(product)) since.set(product, day);
      counts.add(since.keys(), since.keys());
      for (const [product, first] of since)
        for (const [other, then] of since)
          if (then > first && then - first <= NEXT_WITHIN_DAYS && isUpgrade(goods[product], goods[other]))
            counts.both(product, other);
    },
    counted: counts.counted,
  };
}

type Good = { type: string | null; priceMinor: number };

function isUpgrade(from: Good | undefined, to: Good | undefined): boolean {
  return from?.type != null && from.type === to?.type && to.priceMinor > from.priceMinor;
}

/** Counts in rows of plain numbers, one for each product that was seen: so many products at most, so much memory at most. */
function counting(products: number) {
  const [of, second] = [new Uint32Array(products), new Uint32Array(products)];
  const rows: (Uint32Array | undefined)[] = [];
  let all = 0;
  function* pairs(): Generator<Pair> {
    for (const [product, row] of rows.entries())
      for (const [other, both] of row?.entries() ?? [])
        if (both > 0 && other !== product) yield { product, other, both, of: of[product] ?? 0, second: second[other] ?? 0 };
  }
  const one = (counts: Uint32Array, at: number) => (counts[at] = (counts[at] ?? 0) + 1);
  return {
    add(firsts: Iterable<number>, seconds: Iterable<number>): void {
      all += 1;
      for (const product of firsts) one(of, product);
      for (const other of seconds) one(second, other);
    },
    both: (product: number, other: number) => one((rows[product] ??= new Uint32Array(products)), other),
    counted: (): Counted => ({ all, pairs }),
  };
}
