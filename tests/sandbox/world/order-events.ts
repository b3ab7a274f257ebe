import { currentTotals, refundedMinor } from "./money.ts";
import { orderBody } from "./order-body.ts";
import type { Order, Shop, World } from "./types.ts";
import { emit } from "./world.ts";

/** Brings the financial status in line with what was paid and given back. */
export function settle(order: Order): void {
  const refunded = refundedMinor(order);
  if (order.paidMinor === 0n) {
    if (order.cancelledAt !== null) order.financialStatus = "voided";
    else order.financialStatus = currentTotals(order).total === 0n ? "paid" : "pending";
  } else if (refunded > 0n) order.financialStatus = refunded >= order.paidMinor ? "refunded" : "partially_refunded";
  else order.financialStatus = order.paidMinor >= currentTotals(order).total ? "paid" : "partially_paid";
}

/** One body for several topics of the same state. */
export function emitOrder(world: World, shop: Shop, order: Order, topics: readonly string[]): void {
  emit(world, shop, topics, () => orderBody(shop, order));
}

export function touchOrder(world: World, order: Order): Date {
  const now = world.clock.now();
  order.updatedAt = now;
  return now;
}
