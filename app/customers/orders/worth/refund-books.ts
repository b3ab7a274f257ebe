/**
 * A refund as Shopify books it: what its items, shipping and duties are worth, less what did not go back of that, is the money that went back. In minor
 * units of shop money, tax contained.
 */
export type RefundBooks = {
  /** What the items may be worth; several where it is not said whether their subtotals contain tax. */
  items: readonly [bigint, ...bigint[]];
  /** The same for shipping, likeliest first. */
  shipping: readonly [bigint, ...bigint[]];
  dutiesMinor: bigint;
  /** The adjustments together, signed as Shopify signs them: positive where less went back than that, negative for goodwill. */
  adjustedMinor: bigint;
};

/**
 * Holds the books against the money that went back. Of several readings the one counts that comes closest to it.
 * @returns what of the money was shipping, and how much the books say went back. `closes`: they come to the money. If they do not, something is untold: items
 * that had never been paid for, money for what an edit left over, or shipping of which nothing is said; the first reading counts then.
 */
export function closeBooks(
  { items, shipping, dutiesMinor, adjustedMinor }: RefundBooks,
  moneyMinor: bigint,
  toleranceMinor: bigint,
): { shippingMinor: bigint; bookedMinor: bigint; closes: boolean } {
  const readings = items.flatMap((itemsMinor) =>
    shipping.map((shippingMinor) => {
      const bookedMinor = itemsMinor + shippingMinor + dutiesMinor - adjustedMinor;
      return { shippingMinor, bookedMinor, offMinor: absolute(bookedMinor - moneyMinor) };
    }),
  );
  const closest = readings.reduce((best, reading) => (reading.offMinor < best.offMinor ? reading : best));
  const closes = closest.offMinor <= toleranceMinor;
  const { shippingMinor, bookedMinor } = closes ? closest : (readings[0] ?? closest);
  return { shippingMinor, bookedMinor, closes };
}

/** Amounts that are split over lines and taxes may be off by a minor unit each. */
export function toleranceOf(lines: number): bigint {
  return BigInt(2 * Math.max(1, lines));
}

function absolute(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}
