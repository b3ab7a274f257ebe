import { netOf } from "../customers/orders/order-net.ts";
import type { OrderSnapshot } from "../customers/orders/order-snapshot.ts";
import { floorDiv } from "../lib/arithmetic.ts";
import { addDays, dayIn, instantIn, timeIn } from "../lib/time.ts";
import { pointsPerMinor, type Program } from "../program/rules.ts";

/** Statuses in which the order has been paid in full at least once. */
const PAID = new Set<OrderSnapshot["financialStatus"]>(["paid", "partially_refunded", "refunded"]);

/**
 * The points that an order is worth as it stands now, under the programme in force when it was placed. Zero for test orders, cancelled
 * orders and orders not yet paid. Rounded down once, over the whole order.
 */
export function owed(order: OrderSnapshot, program: Program): bigint {
  if (order.test || order.cancelledAt !== null || !PAID.has(order.financialStatus)) return 0n;
  const { numerator, denominator } = pointsPerMinor(program.rules, order.currency);
  return floorDiv(netOf(order, program.rules.base) * numerator, denominator);
}

/** When an order's points can be spent: the same time of day in the shop's zone, `pendingDays` calendar days after the order. */
export function availableAt(order: Pick<OrderSnapshot, "processedAt">, program: Program, timeZone: string): Date {
  if (program.rules.pendingDays === 0) return order.processedAt;
  const { hour, minute } = timeIn(order.processedAt, timeZone);
  return instantIn(addDays(dayIn(order.processedAt, timeZone), program.rules.pendingDays), timeZone, hour, minute);
}
