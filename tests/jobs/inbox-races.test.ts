import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import { sql } from "kysely";
import { afterEach, expect, test } from "vitest";

import { verify } from "../../app/points/verification/verify.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import * as inbox from "../../app/webhooks/inbox.server.ts";
import { createCustomer, createProduct, placeOrder, refundOrder } from "../sandbox/world/commerce.ts";
import type { WebhookEvent } from "../sandbox/world/types.ts";
import { createShop, createWorld } from "../sandbox/world/world.ts";
import { lockWaits, useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const NOW = new Date("2026-03-20T09:00:00Z");
const ORDERS = 120;
/** 19.99 without tax; 5 points per unit, rounded down once an order. */
const POINTS_EACH = 99n;

const workers: ChildProcess[] = [];
afterEach(() => {
  for (const worker of workers.splice(0)) worker.kill("SIGKILL");
});

async function startWorker(): Promise<ChildProcess> {
  const worker = spawn(process.execPath, ["tests/jobs/worker-process.ts", NOW.toISOString()], {
    env: { ...process.env, DATABASE_URL: database.url, LOG_LEVEL: "error" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  workers.push(worker);
  await once(worker.stdout, "data");
  return worker;
}

/** Stores the webhooks of many orders of ten customers, every tenth refunded in full. */
async function fillInbox(): Promise<Shop> {
  const shop = await createEarningShop(database.db);
  const events: WebhookEvent[] = [];
  const world = createWorld({ now: () => new Date("2026-03-01T09:00:00Z"), set: () => undefined }, (event) => events.push(event));
  const from = createShop(world, { domain: shop.domain, name: "Race", currency: "EUR", taxesIncluded: false, taxPerMille: 0 });
  from.installed = true;
  const product = createProduct(world, from, {
    title: "Tea",
    handle: "tea",
    variants: [{ title: "100 g", sku: "T", priceMinor: 1_999n }],
  });
  const customers = Array.from({ length: 10 }, (_, index) => createCustomer(world, from, { email: `c${index}@example.com` }));
  for (let index = 0; index < ORDERS; index += 1) {
    const order = placeOrder(world, from, {
      customerId: customers[index % 10]?.id,
      lines: [{ variantId: product.variants[0]?.id, quantity: 1 }],
    });
    const lines = order.lines.map((line) => ({ lineId: line.id, quantity: line.currentQuantity }));
    if (index % 10 === 9) refundOrder(world, from, order, { lines, shippingMinor: order.shippingMinor });
  }
  const arrivals = events.map((event, index): inbox.Arrival => ({
    ...{ domain: shop.domain, topic: event.topic, dedupeKey: `:${event.eventId}`, webhookId: `w${index}`, apiVersion: "2026-10" },
    ...{ triggeredAt: event.triggeredAt, receivedAt: new Date("2026-03-01T10:00:00Z"), body: Buffer.from(event.body) },
  }));
  await inbox.accept(database.db, arrivals);
  return shop;
}

async function pending(shop: Shop): Promise<number> {
  const { rows } = await sql<{ pending: number }>`
    select count(*)::int as pending from webhook_inbox where shop_id = ${shop.shopId} and state = 'pending'
  `.execute(database.db);
  return rows[0]?.pending ?? 0;
}

async function expectEveryOrderOnce(shop: Shop): Promise<void> {
  const { rows } = await sql<{ points: bigint; orders: number; placed: number }>`
    select (select sum(points)::bigint from ledger_entries where shop_id = ${shop.shopId}) as points,
      (select count(*)::int from orders where shop_id = ${shop.shopId}) as orders,
      (select count(*)::int from timeline_events where shop_id = ${shop.shopId} and kind = 'order.placed') as placed
  `.execute(database.db);
  const kept = BigInt(ORDERS - ORDERS / 10);
  expect(rows[0]).toEqual({ points: kept * POINTS_EACH, orders: ORDERS, placed: ORDERS });
  expect((await verify(database.db, shop)).discrepancies).toEqual([]);
}

test("two workers on one inbox: every webhook has its effect once", async () => {
  const shop = await fillInbox();
  await Promise.all([startWorker(), startWorker()]);
  await expect.poll(() => pending(shop)).toBe(0);
  await expectEveryOrderOnce(shop);
});

test("a worker killed in the middle of a batch loses nothing and does nothing twice", async () => {
  const shop = await fillInbox();
  const before = await pending(shop);

  // A table that it writes last is held: the worker stops inside its transaction, with orders and points already written.
  const trap = await database.pool.connect();
  await trap.query("begin");
  await trap.query("lock table segment_members in access exclusive mode");
  const worker = await startWorker();
  await expect.poll(() => lockWaits(database.db)).toBe(1);
  worker.kill("SIGKILL");
  await once(worker, "exit");
  await trap.query("rollback");
  trap.release();

  expect(await pending(shop)).toBe(before);
  await startWorker();
  await expect.poll(() => pending(shop)).toBe(0);
  await expectEveryOrderOnce(shop);
});
