import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { listFlows } from "../../app/flows/flows.server.ts";
import { age } from "../../app/jobs/loops/time-loops.server.ts";
import { rebuildSegments } from "../../app/jobs/runs/segments.server.ts";
import { verify } from "../../app/segments/drift.server.ts";
import { evaluate } from "../../app/segments/membership.server.ts";
import { createDefaults } from "../../app/segments/segments.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { oneEmail, startFlow } from "../support/flows.ts";
import { useDatabase } from "../support/database.ts";
import { addSegment, addShop, evaluateDue, events, members, nextEvalAt, putCustomers } from "./support.ts";

const database = useDatabase();
const at = (iso: string) => new Date(iso);
const bought = at("2026-01-01T12:00:00Z");
const later = at("2026-06-01T00:00:00Z");

/** Customers who bought long ago and are due to be found at risk. */
async function lapsed(count: number, details: Parameters<typeof addShop>[1] = {}): Promise<Shop> {
  const shop = await addShop(database.db, details);
  await addSegment(database.db, shop.shopId, "at-risk", "last_order_date <= -90d");
  const row = { orders_count: 1, first_order_at: bought, last_order_at: bought, next_eval_at: at("2026-03-31T22:00:00Z") };
  await putCustomers(
    database.db,
    shop.shopId,
    Array.from({ length: count }, (_, index) => ({ customer_id: BigInt(index + 1), ...row })),
  );
  return shop;
}

describe("the loop of the segments", () => {
  test("several claimers at once evaluate each customer once", async () => {
    const shops = [await lapsed(300), await lapsed(120)];
    // A shop in which another claimer works is asked again two seconds later.
    let seconds = 0;
    const clock = () => new Date(later.getTime() + seconds * 1_000);
    const claimer = async () => {
      for (let idle = 0; idle < 3;) {
        idle = (await age("segments", clock, 40)) === 0 ? idle + 1 : 0;
        seconds += 2;
      }
    };
    await Promise.all([claimer(), claimer(), claimer(), claimer()]);
    const seen = await sql<{ one: string }>`
      select shop_id || ':' || customer_id as one from timeline_events
      where shop_id = any(${shops.map(({ shopId }) => shopId)}) and kind = 'segment.entered'
    `.execute(database.db);
    expect(seen.rows).toHaveLength(420);
    expect(new Set(seen.rows.map(({ one }) => one)).size).toBe(420);
    for (const shop of shops) {
      expect(new Set(await events(database.db, shop.shopId)).size).toBe((await events(database.db, shop.shopId)).length);
      expect(await verify(database.db, shop, clock())).toEqual([]);
    }
    expect(await members(database.db, shops[0]?.shopId ?? 0)).toHaveLength(300);
  });

  test("a customer whom someone else holds waits, all others go on", async () => {
    const shop = await lapsed(3);
    await database.db.transaction().execute(async (tx) => {
      await sql`select from customers where shop_id = ${shop.shopId} and customer_id = 2 for update`.execute(tx);
      expect(await evaluateDue(database.db, later, 100)).toEqual(new Map([[shop.shopId, [1n, 3n]]]));
    });
    expect(await evaluateDue(database.db, later, 100)).toEqual(new Map([[shop.shopId, [2n]]]));
  });

  test("a shop that fails is put off for a minute and holds up no other", async () => {
    const failing = await lapsed(5, { timeZone: "Mars/Olympus" });
    const healthy = await lapsed(2);
    const changed = new Map<number, bigint[]>();
    for (let round = 0; round < 3; round += 1)
      for (const [shopId, list] of await evaluateDue(database.db, later, 5)) changed.set(shopId, list);
    expect(changed).toEqual(new Map([[healthy.shopId, [1n, 2n]]]));
    expect(await members(database.db, failing.shopId)).toEqual([]);
    expect(await nextEvalAt(database.db, failing.shopId, 1n)).toBe("2026-06-01T00:01:00.000Z");
    await sql`update shops set time_zone = 'Europe/Berlin' where shop_id = ${failing.shopId}`.execute(database.db);
    expect(await evaluateDue(database.db, at("2026-06-01T00:01:00Z"), 5)).toEqual(
      new Map([[failing.shopId, [1n, 2n, 3n, 4n, 5n]]]),
    );
  });

  test("what must happen together with a change takes the change along when it fails (house A5)", async () => {
    const shop = await lapsed(2);
    await startFlow(database.db, shop, oneEmail, bought);
    expect(await listFlows(database.db, shop.shopId)).toMatchObject([{ state: "live" }]);
    await sql`delete from flow_runs where shop_id = ${shop.shopId}`.execute(database.db);
    await sql`alter table flow_runs rename to flow_runs_down`.execute(database.db);
    expect(await evaluateDue(database.db, later, 10)).toEqual(new Map());
    expect(await members(database.db, shop.shopId)).toEqual([]);
    expect(await events(database.db, shop.shopId)).toEqual([]);
    await sql`alter table flow_runs_down rename to flow_runs`.execute(database.db);
    expect(await evaluateDue(database.db, at("2026-06-01T00:01:00Z"), 10)).toEqual(new Map([[shop.shopId, [1n, 2n]]]));
    const told = await sql<{ customer_id: bigint }>`
      select customer_id from flow_runs where shop_id = ${shop.shopId} order by customer_id
    `.execute(database.db);
    expect(told.rows.map(({ customer_id }) => customer_id)).toEqual([1n, 2n]);
  });

  test("customers of a shop that uninstalled the app are left alone for a day", async () => {
    const shop = await lapsed(1, { status: "uninstalled" });
    expect(await evaluateDue(database.db, later, 10)).toEqual(new Map());
    expect(await members(database.db, shop.shopId)).toEqual([]);
    expect(await nextEvalAt(database.db, shop.shopId, 1n)).toBe("2026-06-02T00:00:00.000Z");
  });
});

test("memberships are right after any mixture of changing facts, events, due evaluations and rebuilds", async () => {
  const shop = await addShop(database.db);
  await createDefaults(shop.shopId, "de", bought);
  const everyone = Array.from({ length: 30 }, (_, index) => BigInt(index + 1));
  await putCustomers(
    database.db,
    shop.shopId,
    everyone.map((customer_id) => ({ customer_id })),
  );
  const start = Date.parse("2026-01-01T00:00:00Z");
  let tick = 0;
  const clock = () => new Date(start + Math.min((tick += 1), 400) * 12 * 3_600_000);
  let seed = 20_261_121;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const anEvent = async () => {
    const now = clock();
    const touched = [...new Set(Array.from({ length: 4 }, () => everyone[random(30)] ?? 1n))].sort((a, b) => Number(a - b));
    await database.db.transaction().execute(async (tx) => {
      for (const customerId of touched) {
        await sql`
          update customers set orders_count = ${random(6)}, aov_minor = ${random(20_000)}, last_order_at = ${now}, first_order_at = coalesce(first_order_at, ${now})
          where shop_id = ${shop.shopId} and customer_id = ${customerId}
        `.execute(tx);
      }
      await evaluate(tx, shop, touched, now);
    });
  };
  const repeat = async (times: number, step: () => Promise<unknown>) => {
    for (let round = 0; round < times; round += 1) await step();
  };
  await Promise.all([
    repeat(60, anEvent),
    repeat(60, anEvent),
    repeat(60, () => age("segments", clock, 10)),
    repeat(60, () => age("segments", clock, 10)),
    repeat(4, () => rebuildSegments(shop, clock)),
  ]);
  const end = new Date(start + 400 * 12 * 3_600_000);
  while (
    (await sql`select from segment_dues where shop_id = ${shop.shopId} and next_eval_at <= ${end} limit 1`.execute(database.db))
      .rows.length > 0
  ) {
    await age("segments", () => end, 100);
  }
  // Clocks of different workers differ here, so someone may have been judged by an earlier day last: what is due by now has been put right.
  expect(await verify(database.db, shop, end)).toEqual([]);
  const balance = await sql<{ customer_id: bigint }>`
    select customer_id from timeline_events where shop_id = ${shop.shopId} and kind like 'segment.%'
    group by customer_id, data ->> 'segmentKey'
    having sum(case kind when 'segment.entered' then 1 else -1 end) not in (0, 1)
  `.execute(database.db);
  expect(balance.rows).toEqual([]);
});
