import { stringifyJson } from "../../../lib/json.ts";
import { mergeReached } from "../order-reached.ts";
import { mergeReceived } from "./order-received.ts";
import { financialStatuses, type OrderSnapshot, type RefundSnapshot } from "../../../facts/order-snapshot.ts";

/**
 * Of two snapshots of one order the later one, with the refunds of both. Commutative, associative and idempotent, so that no arrival order and
 * no duplicate changes the result. Shopify's `updated_at` has whole seconds: within one, what we have read after it wins, then what was told later, then
 * the order that is further along.
 */
export function mergeOrders(a: OrderSnapshot, b: OrderSnapshot): OrderSnapshot {
  const later = compare(a, b) >= 0 ? a : b;
  return { ...later, ...mergeReceived(a, b), ...mergeReached(a, b), refunds: mergeRefunds(a.refunds, b.refunds) };
}

/**
 * The union of two sets of refunds; a refund that was seen twice counts with the money that went back in the end, and of that as we have read it, since
 * webhooks may leave shipping out.
 */
export function mergeRefunds(a: readonly RefundSnapshot[], b: readonly RefundSnapshot[]): RefundSnapshot[] {
  const byId = new Map<bigint, RefundSnapshot>();
  for (const refund of [...a, ...b]) {
    const known = byId.get(refund.refundId);
    byId.set(refund.refundId, known === undefined || compareRefunds(refund, known) > 0 ? refund : known);
  }
  return [...byId.values()].sort((x, y) => (x.refundId < y.refundId ? -1 : 1));
}

function compare(a: OrderSnapshot, b: OrderSnapshot): number {
  return (
    a.updatedAt.getTime() - b.updatedAt.getTime() ||
    Number(a.final ?? false) - Number(b.final ?? false) ||
    (a.toldAt?.getTime() ?? 0) - (b.toldAt?.getTime() ?? 0) ||
    Number(a.cancelledAt !== null) - Number(b.cancelledAt !== null) ||
    financialStatuses.indexOf(a.financialStatus) - financialStatuses.indexOf(b.financialStatus) ||
    Number(a.fulfilledAt !== null) - Number(b.fulfilledAt !== null) ||
    unitsLeft(b) - unitsLeft(a) ||
    compareText(contents(a), contents(b))
  );
}

/**
 * Whether nothing says which of two states of one second came later, though they hold different items: the order must then be read.
 * Symmetric.
 */
export function isUndecided(a: OrderSnapshot, b: OrderSnapshot): boolean {
  return (
    a.updatedAt.getTime() === b.updatedAt.getTime() &&
    a.final !== true &&
    b.final !== true &&
    a.toldAt?.getTime() === b.toldAt?.getTime() &&
    itemsOf(a) !== itemsOf(b)
  );
}

function itemsOf({ lines, totalMinor }: OrderSnapshot): string {
  const items = lines.map(({ lineId, quantity, currentQuantity }) => ({ lineId, quantity, currentQuantity }));
  return stringifyJson({ items, totalMinor });
}

function compareRefunds(a: RefundSnapshot, b: RefundSnapshot): number {
  if (a.moneyMinor !== b.moneyMinor) return a.moneyMinor < b.moneyMinor ? -1 : 1;
  const read = Number(a.isRead ?? false) - Number(b.isRead ?? false);
  return read || a.lines.length - b.lines.length || compareText(stringifyJson(a), stringifyJson(b));
}

function unitsLeft(order: OrderSnapshot): number {
  return order.lines.reduce((total, line) => total + line.currentQuantity, 0);
}

function contents(order: OrderSnapshot): string {
  return stringifyJson({ ...order, refunds: [], receivedMinor: null, received: undefined, reached: undefined });
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
