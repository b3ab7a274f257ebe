/** The arithmetic of the stand-in: pure, integer minor units. */
import { roundDiv } from "../lib/rounding.ts";
import type { LineItem, Order } from "./types.ts";

/**
 * Splits an amount over weights so that the parts add up exactly and none exceeds its weight. Each part is the rounded share of what is still left,
 * which gives the very cents of Shopify's own bodies (10.00 over 94, 100, 100, 100 is 2.39, 2.54, 2.54, 2.53).
 */
export function allocate(amountMinor: bigint, weights: readonly bigint[]): bigint[] {
  let leftAmount = amountMinor;
  let leftWeight = weights.reduce((sum, weight) => sum + weight, 0n);
  return weights.map((weight) => {
    const share = leftWeight === 0n ? 0n : roundDiv(leftAmount * weight, leftWeight);
    leftAmount -= share;
    leftWeight -= weight;
    return share;
  });
}

/** Tax on an amount that contains it (included) or to which it is added. */
export function taxOn(amountMinor: bigint, perMille: number, included: boolean): bigint {
  const rate = BigInt(perMille);
  return included ? roundDiv(amountMinor * rate, 1000n + rate) : roundDiv(amountMinor * rate, 1000n);
}

export function percentOf(amountMinor: bigint, percent: number): bigint {
  return roundDiv(amountMinor * BigInt(Math.round(percent * 1000)), 100_000n);
}

export function lineDiscount(line: LineItem): bigint {
  return line.discounts.reduce((sum, allocation) => sum + allocation.amountMinor, 0n);
}

/** The whole line after discounts; contains tax when the order's taxes are included. */
export function lineTotal(line: LineItem): bigint {
  return line.priceMinor * BigInt(line.quantity) - lineDiscount(line);
}

/** Takes `quantity` units' share out of what is left of a line and returns it; the last unit takes the last cent. */
export function shareOf(line: LineItem, quantity: number): { totalMinor: bigint; taxMinor: bigint } {
  const [units, all] = [BigInt(quantity), BigInt(line.currentQuantity)];
  if (all === 0n) return { totalMinor: 0n, taxMinor: 0n };
  return { totalMinor: roundDiv(line.currentTotalMinor * units, all), taxMinor: roundDiv(line.currentTaxMinor * units, all) };
}

export type Totals = {
  /** Merchandise after discounts, without tips; contains tax when included. */
  subtotal: bigint;
  tax: bigint;
  tip: bigint;
  discounts: bigint;
  /** Before discounts, without tips. */
  lineItems: bigint;
  shipping: bigint;
  total: bigint;
};

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);

/** The order as it was bought, with what edits added. */
export function originalTotals(order: Order): Totals {
  const goods = order.lines.filter((line) => !line.tip);
  const subtotal = sum(goods.map(lineTotal));
  const tip = sum(order.lines.filter((line) => line.tip).map(lineTotal));
  const tax = sum(order.lines.map((line) => line.taxMinor)) + order.shippingTaxMinor;
  return {
    subtotal,
    tip,
    tax,
    discounts: sum(goods.map(lineDiscount)) + sum(order.shippingDiscounts.map((allocation) => allocation.amountMinor)),
    lineItems: sum(goods.map((line) => line.priceMinor * BigInt(line.quantity))),
    shipping: order.shippingMinor,
    total: subtotal + tip + order.shippingMinor + (order.taxesIncluded ? 0n : tax),
  };
}

/** The order as it stands after edits, returns and refunded shipping. Money given back without items does not show here. */
export function currentTotals(order: Order): Totals {
  const goods = order.lines.filter((line) => !line.tip);
  const subtotal = sum(goods.map((line) => line.currentTotalMinor));
  const tip = sum(order.lines.filter((line) => line.tip).map((line) => line.currentTotalMinor));
  const tax = sum(order.lines.map((line) => line.currentTaxMinor)) + order.currentShippingTaxMinor;
  const lineItems = sum(goods.map((line) => line.priceMinor * BigInt(line.currentQuantity)));
  return {
    subtotal,
    tip,
    tax,
    discounts: lineItems - subtotal,
    lineItems,
    shipping: order.currentShippingMinor,
    total: subtotal + tip + order.currentShippingMinor + (order.taxesIncluded ? 0n : tax),
  };
}

export function refundedMinor(order: Order): bigint {
  return sum(order.refunds.map((refund) => refund.moneyMinor));
}

/** Still to be paid; negative when the shop owes money. Discrepancies of refunds settle their own difference. */
export function outstandingMinor(order: Order): bigint {
  const settled = sum(order.refunds.map((refund) => refund.discrepancyMinor));
  return currentTotals(order).total - order.paidMinor + refundedMinor(order) + settled;
}

/** Shop minor units as presentment minor units. */
export function toPresentment(order: Pick<Order, "presentmentRateMicro">, minor: bigint): bigint {
  return roundDiv(minor * order.presentmentRateMicro, 1_000_000n);
}
