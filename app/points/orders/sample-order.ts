import type { OrderSnapshot } from "../../facts/order-snapshot.ts";
import { roundDiv } from "../../lib/arithmetic.ts";
import { pointsPerMinor, type ProgramRules } from "../../program/rules/rules.ts";
import { PLAIN } from "./earning.ts";
import { owed } from "./owed.ts";

/** What a basket in this shop is like: its prices with or without tax, at the rate that most orders carry. */
export type SampleShop = { currency: string; taxesIncluded: boolean; taxPerMille: number; at: Date };

/** Minor units of shop money. */
export type Sample = { goodsMinor: bigint; taxMinor: bigint };

/** Goods at the price that the shop shows, whose tax is in it or comes on top. */
export function sampleOf(goodsMinor: bigint, shop: SampleShop): Sample {
  const rate = BigInt(shop.taxPerMille);
  const taxMinor = shop.taxesIncluded ? roundDiv(goodsMinor * rate, 1_000n + rate) : roundDiv(goodsMinor * rate, 1_000n);
  return { goodsMinor, taxMinor };
}

/** What a paid and fulfilled order of nothing but these goods earns, by the function that awards real ones. */
export function pointsFor({ goodsMinor, taxMinor }: Sample, rules: ProgramRules, shop: SampleShop): bigint {
  const netMinor = shop.taxesIncluded ? goodsMinor - taxMinor : goodsMinor;
  const order: OrderSnapshot = {
    ...{ orderId: 1n, name: "", customerId: 1n, email: null, customerLocale: null },
    ...{ createdAt: shop.at, processedAt: shop.at, updatedAt: shop.at, cancelledAt: null, fulfilledAt: shop.at },
    ...{ test: false, financialStatus: "paid", fulfillmentStatus: "fulfilled", currency: shop.currency },
    ...{ shippingNetMinor: 0n, shippingTaxMinor: 0n, totalMinor: netMinor + taxMinor, receivedMinor: null },
    ...{ discountCodes: [], refunds: [] },
    lines: [
      {
        ...{ lineId: 1n, productId: null, variantId: null, title: "", quantity: 1, currentQuantity: 1 },
        ...{ netMinor, taxMinor, discountMinor: 0n, giftCard: false, tip: false },
      },
    ],
  };
  return owed(order, { version: 0, effectiveFrom: shop.at, rules }, PLAIN);
}

/**
 * The smallest sample that earns so many points without tiers and multipliers, found by the function that awards real ones,
 * so that it cannot disagree with what the earning page says of the same order.
 * @returns its goods at the price that the shop shows, in minor units of shop money; null where orders earn nothing
 */
export function leastGoodsFor(points: bigint, rules: ProgramRules, shop: SampleShop): bigint | null {
  const { numerator, denominator } = pointsPerMinor(rules, shop.currency);
  if (numerator === 0n) return null;
  const plain = { ...rules, multipliers: [], tiers: null };
  // So much earns enough: tax that does not count takes its rate at most, and each rounding a minor unit.
  const counted = (points * denominator) / numerator + 2n;
  let most = counted + (counted * BigInt(shop.taxPerMille)) / 1_000n + 2n;
  let least = 0n;
  while (least < most) {
    const middle = (least + most) / 2n;
    if (pointsFor(sampleOf(middle, shop), plain, shop) >= points) most = middle;
    else least = middle + 1n;
  }
  return least;
}
