import type { OrderSnapshot } from "../../facts/order-snapshot.ts";
import { floorDiv, minBig, roundDiv } from "../../lib/arithmetic.ts";

/** What somebody is about to buy, in minor units of shop money as the shop shows prices. */
export type Basket = {
  lines: readonly BasketLine[];
  /** Discounts on the whole of it, which are shared among the lines. */
  discountMinor: bigint;
  /** Tax of all of it, shipping included, where it is known. */
  taxMinor: bigint | null;
  shippingMinor: bigint;
  /** Bought for a company. */
  company: boolean;
};

export type BasketLine = {
  productId: bigint | null;
  giftCard: boolean;
  /** After the line's own discounts, which are `discountMinor`. */
  amountMinor: bigint;
  discountMinor: bigint;
};

/** Whether prices contain tax, and at which rate most do. */
export type BasketTaxes = { taxesIncluded: boolean; taxPerMille: number };

/** Shares are rounded each by itself. */
const TOLERANCE = 2n;

/**
 * The order that a basket would become, paid and sent, so that what awards orders can say what it brings. Discounts on the whole are shared as on the order:
 * each line takes the rounded share of what is still left.
 * @returns about: its tax is not the one that most of the shop's sales carry, so that the shares of lines are estimates
 */
export function orderOf(
  basket: Basket,
  { taxesIncluded, taxPerMille }: BasketTaxes,
  { currency, at }: { currency: string; at: Date },
): { order: OrderSnapshot; about: boolean } {
  const amounts = sharesOf(basket);
  const goods = basket.lines.reduce((sum, { giftCard }, index) => (giftCard ? sum : sum + (amounts[index] ?? 0n)), 0n);
  const usual = (amount: bigint) => (taxesIncluded ? roundDiv(amount * BigInt(taxPerMille), 1_000n + BigInt(taxPerMille)) : 0n);
  const taxed = goods + basket.shippingMinor;
  const isUsual =
    !taxesIncluded ||
    basket.taxMinor === null ||
    difference(basket.taxMinor, usual(taxed)) <= TOLERANCE + BigInt(basket.lines.length);
  const taxOf = (amount: bigint) =>
    isUsual || basket.taxMinor === null || taxed === 0n ? usual(amount) : roundDiv(basket.taxMinor * amount, taxed);
  const lines = basket.lines.map(({ productId, giftCard, amountMinor, discountMinor }, index) => {
    const amount = amounts[index] ?? 0n;
    const tax = taxOf(amount);
    const gross = discountMinor + amountMinor - amount;
    // Without its tax, in proportion; an order that costs nothing tells no tax.
    const discount = amount > 0n ? roundDiv(gross * (amount - tax), amount) : goods === 0n ? gross : gross - usual(gross);
    return {
      ...{ lineId: BigInt(index + 1), productId, variantId: null, title: "", quantity: 1, currentQuantity: 1 },
      ...{ netMinor: amount - tax, taxMinor: tax, discountMinor: discount, giftCard, tip: false },
    };
  });
  const order: OrderSnapshot = {
    ...{ orderId: 1n, name: "", customerId: 1n, email: null, customerLocale: null },
    ...{ createdAt: at, processedAt: at, updatedAt: at, cancelledAt: null, fulfilledAt: at },
    ...{ test: false, financialStatus: "paid", fulfillmentStatus: "fulfilled", currency },
    ...{ shippingNetMinor: 0n, shippingTaxMinor: 0n, totalMinor: goods, receivedMinor: null },
    ...{ discountCodes: [], refunds: [], lines, ...(basket.company ? { b2b: true as const } : {}) },
  };
  return { order, about: !isUsual };
}

function sharesOf({ lines, discountMinor }: Basket): bigint[] {
  const weights = lines.map(({ giftCard, amountMinor }) => (giftCard ? 0n : amountMinor));
  let weightLeft = weights.reduce((sum, weight) => sum + weight, 0n);
  let amountLeft = minBig(discountMinor, weightLeft);
  return lines.map(({ amountMinor }, index) => {
    const weight = weights[index] ?? 0n;
    if (weight === 0n || amountLeft === 0n) return amountMinor;
    const share = floorDiv(2n * amountLeft * weight + weightLeft, 2n * weightLeft);
    amountLeft -= share;
    weightLeft -= weight;
    return amountMinor - share;
  });
}

function difference(a: bigint, b: bigint): bigint {
  return a < b ? b - a : a - b;
}
