import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";

import { age } from "../../../app/jobs/loops/time-loops.server.ts";
import { parseJson } from "../../../app/lib/json.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../../app/lib/time.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { interpret } from "../../../app/webhooks/interpret.ts";
import type { WebhookEvent } from "../../sandbox/world/types.ts";
import { useDatabase } from "../../support/database.ts";
import { createEarningShop } from "../../support/earning-shop.ts";
import * as pipeline from "../../support/pipeline.ts";
import { operations, play, START } from "../../support/random-commerce.ts";
import { line, order } from "../../support/orders.ts";
import type { Fact } from "../../../app/facts/fact.ts";

const database = useDatabase();
const now = new Date("2026-04-20T09:00:00Z");

async function hear(shop: Shop, facts: readonly Fact[], at = now): Promise<void> {
  await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, at));
}

/** Everything that is told of orders' milestones, and kept of them. */
async function endOf(shop: Shop): Promise<unknown> {
  const told = await sql`
    select kind, key, occurred_at, data from timeline_events
    where shop_id = ${shop.shopId} and kind in ('order.paid', 'order.fulfilled', 'order.delivered') order by key
  `.execute(database.db);
  const kept = await sql`
    select order_id, paid_at, fulfilled_at, delivered_at, arrives_at, arrives_by, arrival_due_at from orders
    where shop_id = ${shop.shopId} order by order_id
  `.execute(database.db);
  return { told: told.rows, kept: kept.rows };
}

test("whatever webhook came first: payment, dispatch and arrival have the same instants (flows 32)", async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(operations, fc.integer(), fc.integer({ min: 1, max: 5 }), async (list, seed, batch) => {
      const { events } = play(list, true);
      const factsOf = (shop: Shop, stream: readonly WebhookEvent[]) =>
        stream.flatMap(({ topic, body, triggeredAt }) => {
          const meaning = interpret(topic, parseJson(body), { shop, triggeredAt });
          return meaning.ok ? meaning.facts : [];
        });
      // What a shop's habits are depends on what it has sent before: there are none in a shop that begins.
      const inOrder = await createEarningShop(database.db, { installedAt: START });
      await hear(inOrder, factsOf(inOrder, events));
      const disorderly = await createEarningShop(database.db, { installedAt: START });
      const shuffled = [...events, ...events].map((event, at) => ({ event, turn: Math.imul(at + 1, seed | 1) >>> 0 }));
      shuffled.sort((a, b) => a.turn - b.turn);
      for (let start = 0; start < shuffled.length; start += batch)
        await hear(
          disorderly,
          factsOf(
            disorderly,
            shuffled.slice(start, start + batch).map(({ event }) => event),
          ),
        );
      // Who has sent nothing lately does not tell of sending: that is looked at again when an order is heard of.
      await hear(disorderly, factsOf(disorderly, events));
      await hear(inOrder, factsOf(inOrder, events));
      const end = await endOf(inOrder);
      expect(await endOf(disorderly)).toEqual(end);
      told += (end as { told: unknown[] }).told.length;
    }),
    { numRuns: 12 },
  );
  expect(told).toBeGreaterThan(25);
});

const placed = new Date("2026-04-01T12:00:00Z");
const later = (hours: number): Date => plusMs(placed, hours * HOUR_MS);
const fact = (change: Parameters<typeof order>[1], announced = false): Fact => ({
  kind: "order",
  order: order([line(1n, 1_000n)], { createdAt: placed, processedAt: placed, updatedAt: placed, ...change }),
  announced,
});

async function paidAt(shop: Shop): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date }>`
    select occurred_at as at from timeline_events where shop_id = ${shop.shopId} and kind = 'order.paid'
  `.execute(database.db);
  return rows[0]?.at;
}

test("an order that was known unpaid is paid when it is first seen paid, though the word of it was lost", async () => {
  const shop = await createEarningShop(database.db, { installedAt: START });
  await hear(shop, [fact({ financialStatus: "pending" })]);
  expect(await paidAt(shop)).toBeUndefined();
  await hear(shop, [fact({ updatedAt: later(72) }), fact({ updatedAt: later(90) })]);
  expect(await paidAt(shop)).toEqual(later(72));
});

test("an old order that is changed today was not paid today: nobody knows when", async () => {
  const shop = await createEarningShop(database.db, { installedAt: START });
  await hear(shop, [fact({ updatedAt: later(400) })]);
  expect(await paidAt(shop)).toBeUndefined();
});

async function arrivals(shop: Shop): Promise<{ at: Date; basis: string }[]> {
  const { rows } = await sql<{ at: Date; basis: string }>`
    select occurred_at as at, data ->> 'basis' as basis from timeline_events where shop_id = ${shop.shopId} and kind = 'order.delivered'
  `.execute(database.db);
  return rows;
}

test("time tells of an arrival that nobody reports, once; a delivery that is heard of later corrects it", async () => {
  const shop = await createEarningShop(database.db, { installedAt: START });
  const sent = { fulfilledAt: later(24), fulfillmentStatus: "fulfilled", updatedAt: later(24) };
  await hear(shop, [fact(sent)], later(24));
  const expected = later(24 + 72);
  await age("arrivals", () => plusMs(expected, -1));
  expect(await arrivals(shop)).toEqual([]);
  await age("arrivals", () => expected);
  await age("arrivals", () => plusMs(expected, DAY_MS));
  expect(await arrivals(shop)).toEqual([{ at: expected, basis: "usual" }]);

  const parcel = { shippedAt: later(24), updatedAt: later(130), cancelled: false, shipmentStatus: "delivered" };
  const orderId = order([]).orderId;
  await hear(shop, [
    { kind: "parcel", orderId, parcelId: 5n, parcel: { ...parcel, deliveredAt: null, expectedAt: null, lines: null } },
  ]);
  expect(await arrivals(shop)).toEqual([{ at: later(130), basis: "delivered" }]);
});

test("a parcel may be told of before its order", async () => {
  const shop = await createEarningShop(database.db, { installedAt: START });
  const orderId = order([]).orderId;
  const event = { status: "delivered", happenedAt: later(60), expectedAt: null, at: later(60), deleted: false };
  await hear(shop, [{ kind: "parcel-event", orderId, parcelId: 5n, eventId: 1n, event }]);
  const parcel = { shippedAt: later(24), updatedAt: later(24), cancelled: false, shipmentStatus: null, deliveredAt: null };
  await hear(shop, [
    { kind: "parcel", orderId, parcelId: 5n, parcel: { ...parcel, expectedAt: null, lines: [{ lineId: 1n, quantity: 1 }] } },
  ]);
  expect(await arrivals(shop)).toEqual([]);
  await hear(shop, [fact({ fulfilledAt: later(24), fulfillmentStatus: "fulfilled" })]);
  expect(await arrivals(shop)).toEqual([{ at: later(60), basis: "delivered" }]);
});

test("from twenty parcels on the shop's own median counts, by country", async () => {
  const shop = await createEarningShop(database.db, { installedAt: START });
  for (let nth = 0; nth < 20; nth += 1) {
    const orderId = BigInt(nth + 1);
    const about = { orderId, customerId: 77n, fulfilledAt: later(24), fulfillmentStatus: "fulfilled" };
    const parcel = {
      shippedAt: later(24),
      updatedAt: later(72),
      cancelled: false,
      shipmentStatus: "delivered",
      deliveredAt: null,
    };
    await hear(shop, [
      fact(about),
      { kind: "parcel", orderId, parcelId: 1n, parcel: { ...parcel, expectedAt: null, lines: null } },
    ]);
    if (nth === 0) await sql`update customers set country_code = 'DE' where shop_id = ${shop.shopId}`.execute(database.db);
  }
  await hear(shop, [fact({ orderId: 99n, fulfilledAt: later(24), fulfillmentStatus: "fulfilled" })]);
  const { rows } = await sql`select arrives_at, arrives_by from orders where shop_id = ${shop.shopId} and order_id = 99`.execute(
    database.db,
  );
  expect(rows).toEqual([{ arrives_at: later(72), arrives_by: "transit" }]);
});
