import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";

import { verify } from "../../../app/points/verification/verify.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { readOrders } from "../../../app/sync/history/fetch-orders.server.ts";
import { interpret } from "../../../app/webhooks/interpret.ts";
import { parseJson } from "../../../app/lib/json.ts";
import * as pipeline from "../../support/pipeline.ts";
import { editOrder, payOrder, placeOrder, refundOrder } from "../../sandbox/world/commerce.ts";
import type { Order, WebhookEvent } from "../../sandbox/world/types.ts";
import { useAdminApi } from "../../support/admin-api.ts";
import { useDatabase } from "../../support/database.ts";
import { createStage, DAY, MINUTE } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();
const stage = createStage(database, api);
let shop: Shop;
let order: Order;

/** Shopify's `updated_at` has whole seconds: what happens within one looks as if it had happened at once. */
beforeEach(async () => {
  api.shop.orders.clear();
  api.wait(DAY);
  shop = await stage.install();
  await stage.compare(shop);
  api.wait(MINUTE);
  const lines = [{ title: "Mill", priceMinor: 5_950n, quantity: 2 }];
  order = placeOrder(api.world, api.shop, { customerId: api.customer.id, lines });
  await stage.deliver(shop, stage.drain());
  api.wait(MINUTE);
  api.wait(1_000 - (api.world.clock.now().getTime() % 1_000));
});

/** A refund of one unit, an edit that adds three others, and their payment, all within one second. @returns what the webhooks say */
function withinOneSecond(apartMs: number): WebhookEvent[] {
  const line = order.lines[0] ?? expect.fail();
  refundOrder(api.world, api.shop, order, { lines: [{ lineId: line.id, quantity: 1 }] });
  api.wait(apartMs);
  editOrder(api.world, api.shop, order, { add: [{ variantId: api.product.variants[0]?.id ?? 0n, quantity: 3 }] });
  api.wait(apartMs);
  payOrder(api.world, api.shop, order);
  return stage.drain().filter(({ topic }) => topic !== "orders/edited");
}

/** What the same order is worth in a shop that heard of nothing in between. */
async function whole(): Promise<bigint> {
  const twin = await stage.install("twin.myshopify.com");
  const [facts] = [await factsOf(twin)];
  await pipeline.inShop(twin.shopId, (tx) => pipeline.apply(tx, twin, facts, stage.now()));
  return earned(twin);
}

async function factsOf(of: Shop) {
  const { orderBody } = await import("../../sandbox/world/order-body.ts");
  const { renderJson } = await import("../../sandbox/world/json.ts");
  const body = parseJson(renderJson(orderBody(api.shop, order)));
  const meaning = interpret("orders/create", body, { shop: of, triggeredAt: stage.now() });
  return meaning.ok ? meaning.facts : expect.fail();
}

async function earned(of: Shop = shop): Promise<bigint> {
  const { rows } = await sql<{ points: bigint }>`
    select coalesce(sum(points), 0)::bigint as points from ledger_entries where shop_id = ${of.shopId} and kind = 'order'
  `.execute(database.db);
  return rows[0]?.points ?? 0n;
}

const shuffles: [string, (events: WebhookEvent[]) => WebhookEvent[]][] = [
  ["in order", (events) => events],
  ["backwards", (events) => events.toReversed()],
  ["the first last", (events) => [...events.slice(1), ...events.slice(0, 1)]],
  ["each twice", (events) => [...events, ...events.toReversed()]],
];

describe("several changes within one second (points 2)", () => {
  test.each(shuffles)("by the instants of their webhooks: %s", async (_name, shuffle) => {
    for (const event of shuffle(withinOneSecond(300))) await stage.deliver(shop, [event]);
    expect(await earned()).toBe(await whole());
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  });

  test.each(shuffles)("told at one instant, by reading the order when the second is over: %s", async (_name, shuffle) => {
    const undecided = new Set<bigint>();
    for (const { topic, body } of shuffle(withinOneSecond(0))) {
      const meaning = interpret(topic, parseJson(body), { shop, triggeredAt: stage.now() });
      const facts = meaning.ok ? meaning.facts : expect.fail();
      const jobs = await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, stage.now()));
      for (const orderId of pipeline.ordersToRead(jobs).later) undecided.add(orderId);
    }
    expect([...undecided]).toEqual([order.id]);
    api.wait(3_000);
    await readOrders(shop, [...undecided], stage.now);
    expect(await earned()).toBe(await whole());
    // A webhook that comes late changes nothing any more.
    api.wait(3_000);
    await stage.deliver(shop, []);
    expect(await earned()).toBe(await whole());
  });

  test.each(["refunds/create and all after it", "the edit and the payment", "the payment"])(
    "%s lost: found by comparing, once",
    async (lost) => {
      const events = withinOneSecond(300);
      const heard = lost.startsWith("refunds") ? 0 : lost.startsWith("the edit") ? 2 : 3;
      for (const event of events.slice(0, heard)) await stage.deliver(shop, [event]);
      const expected = await whole();
      expect(await earned()).not.toBe(expected);
      expect((await stage.compare(shop)).last?.ordersCaught).toBe(1);
      expect(await earned()).toBe(expected);
      expect((await stage.compare(shop)).last?.ordersCaught).toBe(0);
      expect((await verify(database.db, shop)).discrepancies).toEqual([]);
    },
  );
});
