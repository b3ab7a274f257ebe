import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import type { Fact } from "../../app/facts/fact.ts";
import { jobs } from "../../app/jobs/jobs.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { dropOldVisits } from "../../app/visits/look.server.ts";
import { keepFor } from "../../app/visits/pixel.server.ts";
import { MOST_A_DAY } from "../../app/visits/take.server.ts";
import { visitsOf, type VisitEvent } from "../../app/visits/visit.ts";
import { buys, stageCustomer, stageShop } from "../messages/stage.ts";
import { addSegment, evaluateDue, members } from "../segments/support.ts";
import { useDatabase } from "../support/database.ts";
import * as pipeline from "../support/pipeline.ts";
import { began, bought, hours, look, minutes, put, runPixel, start, toldOf, viewed, visits } from "./stage.ts";

const database = useDatabase();
const ANNA = 901n;
let shop: Shop;

beforeEach(async () => {
  shop = await stageShop(database.db, new Date("2026-01-01T00:00:00Z"));
  await runPixel(database, shop);
  await stageCustomer(database.db, shop, ANNA, { email: "anna@example.com" });
});

const does = (
  at: Date,
  ...events: Parameters<typeof visits> extends [unknown, unknown, unknown, unknown, ...infer E] ? E : never
) => visits(database, shop, ANNA, at, ...events);
const kept = async () =>
  (await sql<{ n: number }>`select count(*)::int as n from visit_events where shop_id = ${shop.shopId}`.execute(database.db))
    .rows[0]?.n;

/** How many statements wait for a lock. */
const waiting = async () =>
  (
    await sql<{ n: number }>`
      select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    `.execute(database.db)
  ).rows[0]?.n;

describe("what is kept", () => {
  it("is the same thing once in half an hour, and each event once", async () => {
    const first = viewed(11n);
    await does(start, first, viewed(11n), viewed(12n));
    await does(minutes(29), viewed(11n));
    expect(await kept()).toBe(2);
    await does(minutes(31), first);
    expect(await kept()).toBe(2);
    await does(minutes(31), viewed(11n));
    expect(await kept()).toBe(3);
  });

  it("is the same thing once when it is told many times at the same moment", async () => {
    await Promise.all(Array.from({ length: 8 }, () => does(start, viewed(11n))));
    expect(await kept()).toBe(1);
  });

  it("is no more in a day than a person looks at", async () => {
    for (let at = 0; at < 20; at += 1)
      await does(minutes(at), ...Array.from({ length: 20 }, (_, index) => viewed(BigInt(1_000 + at * 20 + index))));
    expect(await kept()).toBe(MOST_A_DAY);
  });

  it("is nothing of whoever is not there any more, and of the kept customer after a merge", async () => {
    await stageCustomer(database.db, shop, 902n, { email: "b@example.com" });
    await sql`update customers set merged_into = ${ANNA} where shop_id = ${shop.shopId} and customer_id = 902`.execute(
      database.db,
    );
    await visits(database, shop, 902n, start, viewed(1n));
    await visits(database, shop, 999n, start, viewed(2n));
    await sql`update customers set redacted_at = ${start} where shop_id = ${shop.shopId} and customer_id = ${ANNA}`.execute(
      database.db,
    );
    await does(start, viewed(3n));
    const { rows } = await sql`select customer_id, product_id from visit_events where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    expect(rows).toEqual([{ customer_id: ANNA, product_id: 1n }]);
  });

  it("waits for an erasure that is under way, and is nothing then", async () => {
    let erased!: () => void;
    const gate = new Promise<void>((resolve) => (erased = resolve));
    let held!: () => void;
    const locked = new Promise<void>((resolve) => (held = resolve));
    const erasure = database.db.transaction().execute(async (tx) => {
      await sql`update customers set redacted_at = ${start} where shop_id = ${shop.shopId} and customer_id = ${ANNA}`.execute(tx);
      held();
      await gate;
    });
    await locked;
    const told = does(start, viewed(1n));
    await expect.poll(waiting).toBe(1);
    erased();
    await Promise.all([erasure, told]);
    expect(await kept()).toBe(0);
  });

  it("goes when the shop keeps it no longer, with what the timeline tells of it", async () => {
    await does(start, viewed(1n));
    await look(hours(1));
    await keepFor(database.db, shop.shopId, 3);
    expect([await kept(), (await toldOf(database, shop)).length]).toEqual([1, 1]);
    expect(await dropOldVisits(database.db, new Date("2026-06-02T08:00:00Z"))).toBe(0);
    expect(await dropOldVisits(database.db, new Date("2026-06-02T10:00:00Z"))).toBe(1);
    expect([await kept(), (await toldOf(database, shop)).length]).toEqual([0, 0]);
  });

  it("is gone after a night, however much of it there is", async () => {
    await sql`
      insert into visit_events (shop_id, customer_id, kind, event_key, at, slot, subject)
      select ${shop.shopId}, ${ANNA}, 'product', 'old-' || n, '2001-01-01', n, n from generate_series(1, 10001) n
    `.execute(database.db);
    await jobs["clean-up"].handler({});
    expect(await kept()).toBe(0);
  });
});

describe("a visit", () => {
  it("is one event of the timeline, dated at what was done in it last", async () => {
    await does(start, viewed(11n));
    await look(minutes(2));
    await does(minutes(20), viewed(12n), put(12n, 121n, 2));
    await does(minutes(100), viewed(13n));
    await look(minutes(200));
    expect(await toldOf(database, shop)).toMatchObject([
      { at: minutes(20), data: { products: "12", lines: "121:2", viewed: 2, put: 1, from: start.toISOString() } },
      { at: minutes(100), data: { products: "13", lines: "", viewed: 1 } },
    ]);
    await look(minutes(300));
    expect(await toldOf(database, shop)).toHaveLength(2);
  });

  it("names nothing that was bought by then, whoever says so", async () => {
    await does(start, viewed(11n), put(11n, 111n));
    await does(minutes(1), began());
    await look(minutes(3));
    expect(await toldOf(database, shop)).toMatchObject([{ data: { products: "11", checkout: true } }]);
    await does(minutes(4), bought());
    await does(minutes(5), viewed(12n));
    await look(minutes(7));
    expect(await toldOf(database, shop)).toMatchObject([{ data: { products: "12", lines: "", checkout: false } }]);
    await buys(database.db, shop, ANNA, minutes(6));
    await does(minutes(8), viewed(13n));
    await look(minutes(10));
    expect(await toldOf(database, shop)).toMatchObject([{ data: { products: "13", viewed: 3 } }]);
  });

  it("takes every event, in order, and ends after half an hour without one", () => {
    const gaps = fc.array(fc.constantFrom(0, 1, 29, 30, 31, 600, 800), { maxLength: 40 });
    fc.assert(
      fc.property(gaps, (found) => {
        let at = 0;
        const events = found.map((gap, index): VisitEvent => {
          at += gap;
          return {
            ...{ eventId: BigInt(index + 1), kind: "product", at: plusMs(start, at * MINUTE_MS), productId: 1n },
            ...{ variantId: null, quantity: null, visitId: null },
          };
        });
        const made = visitsOf(events);
        expect(made.flatMap((visit) => visit.events)).toEqual(events);
        for (const { visitId, events: own } of made) {
          expect(visitId).toBe(own[0].eventId);
          const times = own.map((event) => event.at.getTime());
          for (const [index, time] of times.entries())
            if (index > 0) expect(time - (times[index - 1] ?? 0)).toBeLessThan(30 * MINUTE_MS);
        }
        // Looked at again, with what is known by then, it makes the same visits.
        const again = made.flatMap(({ visitId, events: own }) => own.map((event) => ({ ...event, visitId })));
        expect(visitsOf(again).map(({ visitId }) => visitId)).toEqual(made.map(({ visitId }) => visitId));
      }),
    );
  });

  it("is forgotten with the person", async () => {
    await does(start, viewed(1n));
    await look(minutes(2));
    const erase: Fact = { kind: "customer-redacted", key: "r", customerId: ANNA, email: null, at: minutes(5) };
    await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, [erase], minutes(5)));
    expect([await kept(), (await toldOf(database, shop)).length]).toEqual([0, 0]);
  });
});

describe("a segment that asks what customers looked at", () => {
  it("has them a minute later, and loses them when the days are over", async () => {
    await addSegment(database.db, shop.shopId, "seen", "storefront.product_viewed MATCHES (id = 11, date >= -7d, count >= 2)");
    await does(start, viewed(11n));
    await look(minutes(2));
    expect(await members(database.db, shop.shopId)).toEqual([]);
    await does(minutes(40), viewed(11n));
    await look(minutes(42));
    expect(await members(database.db, shop.shopId)).toEqual([`${ANNA}:seen`]);
    await evaluateDue(database.db, plusMs(start, 7 * DAY_MS), 100);
    expect(await members(database.db, shop.shopId)).toEqual([`${ANNA}:seen`]);
    await evaluateDue(database.db, plusMs(start, 8 * DAY_MS), 100);
    expect(await members(database.db, shop.shopId)).toEqual([]);
  });
});
