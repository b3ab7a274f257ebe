import { greatest, least, roundDiv } from "../lib/rounding.ts";
import { orderEditBody } from "./bodies.ts";
import { lineTotal, outstandingMinor, refundedMinor, shareOf, taxOn } from "./money.ts";
import { emitOrder, settle, touchOrder } from "./order-events.ts";
import { makeLine, priceLine, takePayment } from "./place-order.ts";
import { sendParcel } from "./parcels.ts";
import { refundBody } from "./refund-body.ts";
import type { LineItem, Order, Refund, RefundLine, Shop, World } from "./types.ts";
import { emit } from "./world.ts";

/** Pays what is outstanding. Emits orders/paid and orders/updated. */
export function payOrder(world: World, shop: Shop, order: Order, gateway = "shopify_payments"): Order {
  if (order.cancelledAt !== null) throw new Error(`Order ${order.name} is cancelled`);
  const due = outstandingMinor(order);
  if (due > 0n) takePayment(world, order, touchOrder(world, order), gateway, 0n, due);
  settle(order);
  emitOrder(world, shop, order, ["orders/paid", "orders/updated"]);
  return order;
}

/**
 * Ships everything that is left, or these lines of it as a parcel of their own. Emits fulfillments/create and orders/updated, and orders/fulfilled when nothing
 * is left.
 */
export function fulfilOrder(world: World, shop: Shop, order: Order, lineIds?: readonly bigint[]): Order {
  if (order.cancelledAt !== null) throw new Error(`Order ${order.name} is cancelled`);
  const now = touchOrder(world, order);
  const open = () =>
    order.lines
      .map((line) => ({ line, quantity: line.tip ? 0 : Math.max(0, line.currentQuantity - line.fulfilledQuantity) }))
      .filter(({ quantity }) => quantity > 0);
  const lines = open().filter(({ line }) => lineIds === undefined || lineIds.includes(line.id));
  for (const { line, quantity } of lines) line.fulfilledQuantity += quantity;
  if (lines.length > 0) sendParcel(world, shop, order, lines, now);
  if (open().length > 0) {
    order.fulfillmentStatus = "partial";
    emitOrder(world, shop, order, ["orders/updated"]);
    return order;
  }
  order.fulfillmentStatus = "fulfilled";
  order.fulfilledAt = now;
  order.closedAt = order.financialStatus === "paid" ? now : order.closedAt;
  emitOrder(world, shop, order, ["orders/fulfilled", "orders/updated"]);
  return order;
}

export type RefundInput = {
  lines?: { lineId: bigint; quantity: number }[];
  /**
   * What goes back, at most what was paid and not yet refunded. Default: the value of lines and shipping; of neither, what the shop owes after an edit. 0n: a
   * restock without money.
   */
  moneyMinor?: bigint;
  /** Shipping to give back, with its tax when taxes are included. */
  shippingMinor?: bigint;
  restock?: boolean;
  note?: string;
};

/** Emits refunds/create and orders/updated. @throws Error when more is refunded than is there */
export function refundOrder(world: World, shop: Shop, order: Order, input: RefundInput): Refund {
  const now = touchOrder(world, order);
  const refund = bookRefund(world, order, input, now, (input.restock ?? true) ? "return" : "no_restock");
  settle(order);
  emit(world, shop, ["refunds/create"], () => refundBody(shop, order, refund));
  emitOrder(world, shop, order, ["orders/updated"]);
  return refund;
}

export type CancelInput = { refund: boolean; reason?: Order["cancelReason"]; note?: string };

/** Takes every line back; with `refund` the money too. Emits orders/cancelled, refunds/create and orders/updated. */
export function cancelOrder(world: World, shop: Shop, order: Order, input: CancelInput): Order {
  if (order.cancelledAt !== null) throw new Error(`Order ${order.name} is already cancelled`);
  const now = touchOrder(world, order);
  const lines = order.lines
    .filter((line) => line.currentQuantity > 0)
    .map((line) => ({ lineId: line.id, quantity: line.currentQuantity }));
  order.cancelledAt = now;
  order.closedAt = now;
  order.cancelReason = input.reason ?? "customer";
  const whole = {
    lines,
    shippingMinor: order.currentShippingMinor,
    note: input.note ?? "Order cancelled",
    ...(input.refund ? { moneyMinor: order.paidMinor - refundedMinor(order) } : { moneyMinor: 0n }),
  };
  const owed = input.refund && order.paidMinor > refundedMinor(order);
  const something = lines.length > 0 || order.currentShippingMinor > 0n || owed;
  const refund = something ? bookRefund(world, order, whole, now, "cancel") : undefined;
  settle(order);
  if (refund !== undefined) emit(world, shop, ["refunds/create"], () => refundBody(shop, order, refund));
  emitOrder(world, shop, order, ["orders/cancelled", "orders/updated"]);
  return order;
}

export type EditInput = {
  add?: { variantId: bigint; quantity: number }[];
  setQuantity?: { lineId: bigint; quantity: number }[];
};

/** Emits orders/edited (which carries only the edit) and orders/updated. Money moves later, by payOrder or refundOrder. */
export function editOrder(world: World, shop: Shop, order: Order, input: EditInput): Order {
  if (order.cancelledAt !== null) throw new Error(`Order ${order.name} is cancelled`);
  const now = touchOrder(world, order);
  const additions: { id: bigint; delta: number }[] = [];
  const removals: { id: bigint; delta: number }[] = [];
  for (const added of input.add ?? []) {
    const line = makeLine(world, shop, added);
    priceLine(shop, order, line);
    order.lines.push(line);
    additions.push({ id: line.id, delta: line.quantity });
  }
  for (const { lineId, quantity } of input.setQuantity ?? []) {
    const line = getLine(order, lineId);
    if (!Number.isInteger(quantity) || quantity < 0) throw new Error("A quantity is a whole number from 0");
    const delta = quantity - line.currentQuantity;
    if (delta > 0) additions.push({ id: line.id, delta: grow(shop, order, line, delta) });
    if (delta < 0) {
      take(line, -delta);
      removals.push({ id: line.id, delta: -delta });
    }
  }
  settle(order);
  emit(world, shop, ["orders/edited"], () => orderEditBody(shop, order, world.nextId(), now, additions, removals));
  emitOrder(world, shop, order, ["orders/updated"]);
  return order;
}

function bookRefund(world: World, order: Order, input: RefundInput, now: Date, restockType: RefundLine["restockType"]): Refund {
  const refundable = order.paidMinor - refundedMinor(order);
  const unpaid = greatest(0n, outstandingMinor(order));
  const owed = greatest(0n, -outstandingMinor(order));
  for (const { lineId, quantity } of input.lines ?? []) {
    const line = getLine(order, lineId);
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > line.currentQuantity) {
      throw new Error(`Line ${lineId} has ${line.currentQuantity} units left to refund, not ${quantity}`);
    }
  }
  const shippingMinor = input.shippingMinor ?? 0n;
  if (shippingMinor < 0n || shippingMinor > order.currentShippingMinor) throw new Error("More shipping refunded than was paid");
  if (input.moneyMinor !== undefined && (input.moneyMinor < 0n || input.moneyMinor > refundable)) {
    throw new Error(`At most ${refundable} minor units can be refunded, not ${input.moneyMinor}`);
  }
  const lines = (input.lines ?? []).map(({ lineId, quantity }): RefundLine => {
    const taken = take(getLine(order, lineId), quantity);
    return { id: world.nextId(), lineId, quantity, restockType, subtotalMinor: taken.totalMinor, taxMinor: taken.taxMinor };
  });
  const shippingTaxMinor = takeShipping(order, shippingMinor);
  const addedTax = order.taxesIncluded ? 0n : lines.reduce((sum, line) => sum + line.taxMinor, shippingTaxMinor);
  const value = lines.reduce((sum, line) => sum + line.subtotalMinor, shippingMinor) + addedTax;
  // What was never paid cannot go back. Shopify shows what an edit left over as the amount to refund, so money beyond the items settles that first; all
  // else that items and money differ by is booked, so that a settled order's books are even.
  const calculated = greatest(0n, value - unpaid);
  const something = lines.length > 0 || shippingMinor > 0n;
  const moneyMinor = input.moneyMinor ?? least(something ? calculated : owed, refundable);
  const settled = least(owed, greatest(0n, moneyMinor - calculated));
  const refund: Refund = {
    ...{ id: world.nextId(), createdAt: now, note: input.note ?? "", restock: restockType !== "no_restock", lines },
    ...{ shippingMinor, shippingTaxMinor, moneyMinor, discrepancyMinor: calculated + settled - moneyMinor },
  };
  order.refunds.push(refund);
  if (moneyMinor > 0n) {
    const gateway = order.transactions.find(
      (transaction) => transaction.kind === "sale" && transaction.gateway !== "gift_card",
    )?.gateway;
    const paidBy = { gateway: gateway ?? "gift_card", amountMinor: moneyMinor };
    order.transactions.push({ id: world.nextId(), kind: "refund", ...paidBy, createdAt: now, refundId: refund.id });
  }
  return refund;
}

function take(line: LineItem, quantity: number): { totalMinor: bigint; taxMinor: bigint } {
  const share = shareOf(line, quantity);
  line.currentTotalMinor -= share.totalMinor;
  line.currentTaxMinor -= share.taxMinor;
  line.currentQuantity -= quantity;
  return share;
}

function takeShipping(order: Order, shippingMinor: bigint): bigint {
  if (order.currentShippingMinor === 0n) return 0n;
  const tax = roundDiv(order.currentShippingTaxMinor * shippingMinor, order.currentShippingMinor);
  order.currentShippingMinor -= shippingMinor;
  order.currentShippingTaxMinor -= tax;
  return tax;
}

function grow(shop: Shop, order: Order, line: LineItem, delta: number): number {
  const before = lineTotal(line);
  line.quantity += delta;
  line.currentQuantity += delta;
  const added = lineTotal(line) - before;
  const tax = line.taxable ? taxOn(added, shop.taxPerMille, order.taxesIncluded) : 0n;
  line.taxMinor += tax;
  line.currentTotalMinor += added;
  line.currentTaxMinor += tax;
  if (order.fulfillmentStatus === "fulfilled") order.fulfillmentStatus = "partial";
  return delta;
}

function getLine(order: Order, lineId: bigint): LineItem {
  const line = order.lines.find((candidate) => candidate.id === lineId);
  if (line === undefined) throw new Error(`Order ${order.name} has no line ${lineId}`);
  return line;
}
