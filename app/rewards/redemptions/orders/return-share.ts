import { netOf } from "../../../customers/orders/order-net.ts";
import type { OrderSnapshot } from "../../../customers/orders/order-snapshot.ts";
import { floorDiv, maxBig, minBig } from "../../../lib/arithmetic.ts";

const GROSS_MERCHANDISE = { shipping: false, tax: true };

/**
 * How many of the points that were spent on an order come back as it stands now: all when it was cancelled or its merchandise was refunded in full
 * (shipping that was kept makes no difference), otherwise the share of its value that is gone, rounded down, where the programme says so.
 */
export function returnedOf(points: bigint, order: OrderSnapshot, onPartialRefund: boolean): bigint {
  if (order.cancelledAt !== null || order.financialStatus === "voided" || order.financialStatus === "refunded") return points;
  const bought: OrderSnapshot = {
    ...order,
    refunds: [],
    lines: order.lines.map((line) => ({ ...line, currentQuantity: line.quantity })),
  };
  const original = netOf(bought, GROSS_MERCHANDISE);
  // The reward paid for all of it: nothing is left when nothing was kept.
  if (original === 0n) return order.lines.length > 0 && order.lines.every((line) => line.currentQuantity === 0) ? points : 0n;
  const left = netOf(order, GROSS_MERCHANDISE);
  if (left === 0n) return points;
  if (!onPartialRefund) return 0n;
  return minBig(points, floorDiv(points * maxBig(0n, original - left), original));
}
