import type { OrderLine, OrderSnapshot, RefundSnapshot } from "../../app/facts/order-snapshot.ts";

/** A line worth `netMinor` without tax; by default one unit, all of it still there. */
export function line(lineId: bigint, netMinor: bigint, change: Partial<OrderLine> = {}): OrderLine {
  const quantity = change.quantity ?? 1;
  return {
    ...{ lineId, productId: 1n, variantId: 1n, title: "Coffee", quantity, currentQuantity: quantity },
    ...{ netMinor, taxMinor: 0n, discountMinor: 0n, giftCard: false, tip: false },
    ...change,
  };
}

export function refund(
  refundId: bigint,
  moneyMinor: bigint,
  lines: RefundSnapshot["lines"] = [],
  change: Partial<RefundSnapshot> = {},
): RefundSnapshot {
  return { refundId, createdAt: new Date("2026-03-05T12:00:00Z"), moneyMinor, shippingMinor: 0n, lines, ...change };
}

/** A paid order of these lines, without shipping, by customer 77. */
export function order(lines: OrderLine[], change: Partial<OrderSnapshot> = {}): OrderSnapshot {
  return {
    ...{ orderId: 9_007_199_254_740_995n, name: "#1001", customerId: 77n, email: "ada@example.com", customerLocale: "de" },
    createdAt: new Date("2026-03-01T12:00:00Z"),
    processedAt: new Date("2026-03-01T12:00:00Z"),
    updatedAt: new Date("2026-03-01T12:00:00Z"),
    ...{
      cancelledAt: null,
      fulfilledAt: null,
      test: false,
      financialStatus: "paid" as const,
      fulfillmentStatus: null,
      currency: "EUR",
    },
    ...{ shippingNetMinor: 0n, shippingTaxMinor: 0n, totalMinor: 0n, receivedMinor: null, discountCodes: [], lines, refunds: [] },
    ...change,
  };
}
