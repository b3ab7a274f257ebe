import type { Sold } from "./edited.ts";

/**
 * What a customer may like next: products that they have not bought, first those of the kind of what they bought last, then those of its maker, each the newest
 * first.
 * @param newest the shop's products, the newest first
 */
export function recommend(newest: readonly Sold[], last: Sold | null, bought: ReadonlySet<bigint>, most: number): Sold[] {
  const near = (one: Sold) =>
    (last?.productType != null && one.productType === last.productType ? 2 : 0) +
    (last?.vendor != null && one.vendor === last.vendor ? 1 : 0);
  return newest
    .filter(({ productId }) => !bought.has(productId))
    .toSorted((one, other) => near(other) - near(one))
    .slice(0, most);
}
