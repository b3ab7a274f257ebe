import fc from "fast-check";

import {
  cancelOrder,
  createCustomer,
  createProduct,
  deleteOrder,
  deliverOrder,
  editOrder,
  fulfilOrder,
  moveDispute,
  openDispute,
  payOrder,
  placeOrder,
  refundOrder,
} from "../sandbox/world/commerce.ts";
import type { Order, Shop as WorldShop, WebhookEvent, World } from "../sandbox/world/types.ts";
import { createShop, createWorld } from "../sandbox/world/world.ts";

/** When random commerce begins. */
export const START = new Date("2026-03-01T09:00:00Z");

/** What may happen in a shop, in any order. */
export const operations = fc.array(
  fc.record({
    kind: fc.constantFrom(
      "place",
      "pay",
      "refund",
      "goodwill",
      "restock",
      "cancel",
      "edit",
      "fulfil",
      "deliver",
      "refund-all",
      "delete",
      "dispute",
    ),
    pick: fc.nat(),
    amount: fc.nat(9_999),
  }),
  { minLength: 4, maxLength: 24 },
);

/** `deleted`: orders that are gone, with when. */
export type Played = { events: WebhookEvent[]; world: World; shop: WorldShop; deleted: Map<bigint, Date> };
export type Operation = { kind: string; pick: number; amount: number };

/** API versions of webhooks: as refunds are told now, and as they were before 2024-10. */
export const webhookVersions = fc.constantFrom(undefined, "2024-07");

/** Performs random commerce, an hour an operation; what Shopify would refuse is skipped. */
export function play(list: readonly Operation[], taxesIncluded: boolean, webhookVersion?: string): Played {
  const events: WebhookEvent[] = [];
  let at = START;
  const world = createWorld({ now: () => at, set: () => undefined }, (event) => events.push(event));
  const shop = createShop(world, {
    domain: "play.myshopify.com",
    name: "Play",
    currency: "EUR",
    timeZone: "Europe/Berlin",
    taxesIncluded,
    taxPerMille: 190,
    ...(webhookVersion === undefined ? {} : { webhookVersion }),
  });
  shop.installed = true;
  const product = createProduct(world, shop, {
    title: "Coffee",
    handle: "coffee",
    variants: [
      { title: "250 g", sku: "C", priceMinor: 1_249n },
      { title: "1 kg", sku: "D", priceMinor: 3_999n },
    ],
  });
  const customers = ["a", "b", "c"].map((name) => createCustomer(world, shop, { email: `${name}@example.com`, firstName: name }));
  for (const operation of list) {
    at = new Date(at.getTime() + 3_600_000);
    try {
      perform(
        world,
        shop,
        operation,
        customers.map(({ id }) => id),
        product.variants.map(({ id }) => id),
      );
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
  const deleted = events.flatMap(({ topic, body, triggeredAt }): [bigint, Date][] =>
    topic === "orders/delete" ? [[BigInt(/"id":(\d+)/.exec(body)?.[1] ?? 0), triggeredAt]] : [],
  );
  return { events, world, shop, deleted: new Map(deleted) };
}

function perform(
  world: World,
  shop: WorldShop,
  { kind, pick, amount }: Operation,
  customerIds: bigint[],
  variantIds: bigint[],
): void {
  const order = [...shop.orders.values()][pick % Math.max(1, shop.orders.size)];
  const variantId = variantIds[pick % variantIds.length];
  if (kind === "place" || order === undefined) {
    const lines = [
      { variantId, quantity: 1 + (amount % 3) },
      { quantity: 1, title: "Gift card", priceMinor: 2_500n, giftCard: true },
      { quantity: 2, title: "Filter", priceMinor: BigInt(1 + amount) },
    ].slice(0, 1 + (amount % 3));
    const discounts =
      amount % 2 === 0
        ? []
        : [
            { percent: 1 + (amount % 40), target: "all" as const },
            { amountMinor: BigInt(amount % 900), target: [0] },
          ];
    const foreign = amount % 5 === 0 ? { presentmentCurrency: "CHF", presentmentRate: 0.94 } : {};
    placeOrder(world, shop, {
      customerId: customerIds[pick % 3],
      lines,
      discounts,
      paid: amount % 4 !== 0,
      test: amount % 17 === 0,
      tipMinor: amount % 7 === 0 ? 150n : 0n,
      company: amount % 11 === 0,
      gateway: amount % 3 === 0 ? "shopify_payments" : "manual",
      // Some are history of another platform's, moved here.
      ...(amount % 13 === 0 ? { processedAt: new Date(world.clock.now().getTime() - (1 + (amount % 90)) * 86_400_000) } : {}),
      ...foreign,
    });
  } else if (kind === "pay") payOrder(world, shop, order);
  else if (kind === "fulfil") fulfilOrder(world, shop, order);
  else if (kind === "deliver") deliverOrder(world, shop, order);
  else if (kind === "goodwill") refundOrder(world, shop, order, { moneyMinor: BigInt(amount % 1_500) });
  else if (kind === "cancel") cancelOrder(world, shop, order, { refund: amount % 2 === 0 });
  else if (kind === "delete") deleteOrder(world, shop, order);
  else if (kind === "dispute") dispute(world, shop, order, amount);
  else if (kind === "edit") edit(world, shop, order, amount, variantId);
  else refundLines(world, shop, order, kind, amount);
}

/** A dispute begins, goes on or is decided. */
function dispute(world: World, shop: WorldShop, order: Order, amount: number): void {
  const open = order.disputes.find(({ finalizedOn }) => finalizedOn === null);
  if (open === undefined) openDispute(world, shop, order);
  else
    moveDispute(
      world,
      shop,
      order,
      open,
      (["under_review", "prevented", "accepted", "lost", "won"] as const)[amount % 5] ?? "won",
    );
}

function edit(world: World, shop: WorldShop, order: Order, amount: number, variantId: bigint | undefined): void {
  const line = order.lines[amount % order.lines.length];
  if (amount % 2 === 0 && variantId !== undefined) editOrder(world, shop, order, { add: [{ variantId, quantity: 1 }] });
  else if (line !== undefined)
    editOrder(world, shop, order, { setQuantity: [{ lineId: line.id, quantity: Math.max(0, line.currentQuantity - 1) }] });
}

function refundLines(world: World, shop: WorldShop, order: Order, kind: string, amount: number): void {
  const left = order.lines.filter((line) => line.currentQuantity > 0);
  const chosen = kind === "refund-all" ? left : left.slice(0, 1 + (amount % 2));
  const lines = chosen.map((line) => ({ lineId: line.id, quantity: kind === "refund-all" ? line.currentQuantity : 1 }));
  const shippingMinor = kind === "refund-all" ? order.shippingMinor : 0n;
  refundOrder(world, shop, order, { lines, shippingMinor, ...(kind === "restock" ? { moneyMinor: 0n } : {}) });
}
