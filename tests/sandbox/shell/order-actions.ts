import { least } from "../lib/rounding.ts";
import { toMinor } from "../lib/money.ts";
import { cancelOrder, deliverOrder, fulfilOrder, payOrder, refundOrder } from "../world/commerce.ts";
import { outstandingMinor, refundedMinor } from "../world/money.ts";
import type { Order, Shop, World } from "../world/types.ts";

export type OrderAction = "refund-half" | "refund-all" | "refund-money" | "restock" | "pay" | "fulfil" | "deliver" | "cancel";

const ACTIONS: readonly OrderAction[] = [
  "refund-half",
  "refund-all",
  "refund-money",
  "restock",
  "pay",
  "fulfil",
  "deliver",
  "cancel",
];

export function findAction(name: string | undefined): OrderAction | null {
  return ACTIONS.find((action) => action === name) ?? null;
}

/** Whether the order's state lets the button do anything. */
export function possible(order: Order, action: OrderAction): boolean {
  const open = order.cancelledAt === null;
  switch (action) {
    case "refund-half":
    case "refund-all":
    case "refund-money":
      return refundable(order) > 0n;
    case "restock":
      return open && left(order).length > 0;
    case "pay":
      return open && outstandingMinor(order) > 0n;
    case "fulfil":
      return open && order.fulfillmentStatus !== "fulfilled" && left(order).length > 0;
    case "deliver":
      return order.fulfillments.some(({ events }) => events.at(-1)?.status !== "delivered");
    case "cancel":
      return open;
  }
}

/**
 * Does to the order what its button says. @throws Error with Shopify's reason when the world refuses
 * @param amount of "refund-money", a decimal in the order's currency
 */
export function act(world: World, shop: Shop, order: Order, action: OrderAction, amount: string): void {
  switch (action) {
    case "refund-half":
      return void refundOrder(world, shop, order, half(order));
    case "refund-all": {
      const all = { lines: left(order), shippingMinor: order.currentShippingMinor, moneyMinor: refundable(order) };
      return void refundOrder(world, shop, order, { ...all, note: "Refunded in full" });
    }
    case "refund-money": {
      const moneyMinor = toMinor(amount.trim().replace(",", "."), order.currency);
      return void refundOrder(world, shop, order, { moneyMinor, note: "Goodwill" });
    }
    case "restock":
      return void refundOrder(world, shop, order, { lines: left(order), moneyMinor: 0n, restock: true, note: "Restocked" });
    case "pay":
      return void payOrder(world, shop, order);
    case "fulfil":
      return void fulfilOrder(world, shop, order);
    case "deliver":
      return void deliverOrder(world, shop, order);
    case "cancel":
      return void cancelOrder(world, shop, order, { refund: refundable(order) > 0n });
  }
}

/** Every second unit goes back where quantities allow it exactly; otherwise half of the merchandise's value, without items. */
function half(order: Order): Parameters<typeof refundOrder>[3] {
  const lines = left(order);
  const note = "Half refunded";
  if (lines.length > 0 && lines.every(({ quantity }) => quantity % 2 === 0)) {
    return { lines: lines.map(({ lineId, quantity }) => ({ lineId, quantity: quantity / 2 })), note };
  }
  const value = order.lines.reduce(
    (sum, line) => sum + line.currentTotalMinor + (order.taxesIncluded ? 0n : line.currentTaxMinor),
    0n,
  );
  return { moneyMinor: least(value / 2n, refundable(order)), note };
}

function left(order: Order): { lineId: bigint; quantity: number }[] {
  return order.lines
    .filter(({ currentQuantity, tip }) => currentQuantity > 0 && !tip)
    .map(({ id, currentQuantity }) => ({ lineId: id, quantity: currentQuantity }));
}

function refundable(order: Order): bigint {
  return order.paidMinor - refundedMinor(order);
}
