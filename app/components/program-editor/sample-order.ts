import { PLAIN } from "../../points/orders/earning.ts";
import { owed } from "../../points/orders/owed.ts";
import type { OrderSnapshot } from "../../customers/orders/order-snapshot.ts";
import { roundDiv } from "../../lib/arithmetic.ts";
import type { ProgramRules } from "../../program/rules/rules.ts";

/** What a basket in this shop is like. */
export type SampleShop = { currency: string; taxesIncluded: boolean; taxPerMille: number; at: Date };

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
