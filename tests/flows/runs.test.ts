import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { createDefaults, listFlows, setEnabled } from "../../app/flows/flows.server.ts";
import { fireDue, react } from "../../app/flows/runs.server.ts";
import { syncTimers } from "../../app/flows/sync.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { buys, messagesOf, stageCustomer, stageShop, timelineOf } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const start = new Date("2026-03-02T09:00:00Z");
const days = (count: number) => plusMs(start, count * DAY_MS);
/** 10:00 in Berlin, 90 calendar days after an order at `start`. */
const due = new Date("2026-05-31T08:00:00Z");
let shop: Shop;

beforeEach(async () => {
  // Timers fire for all shops: what a test leaves would fire in the next one.
  await sql`delete from flow_timers`.execute(database.db);
  shop = await stageShop(database.db, days(-400));
  await createDefaults(shop.shopId, start);
});

const switchOn = (now = start) => setEnabled(database.db, shop, "win-back", true, now);
const look = (customerIds: bigint[], now: Date) => database.db.transaction().execute((tx) => react(tx, shop, customerIds, now));
async function order(customerId: bigint, at: Date, now = at): Promise<void> {
  await buys(database.db, shop, customerId, at);
  await look([customerId], now);
}
async function runsOf(customerId: bigint) {
  const { rows } = await sql<{ state: string; anchor_at: Date; end_reason: string | null; due_at: Date | null }>`
    select r.state, r.anchor_at, r.end_reason, t.due_at from flow_runs r left join flow_timers t using (shop_id, run_id)
    where r.shop_id = ${shop.shopId} and r.customer_id = ${customerId} order by r.run_id
  `.execute(database.db);
  return rows;
}

describe("a lapsing customer", () => {
  it("gets a timer with the order and the mail when it is due", async () => {
    await stageCustomer(database.db, shop, 1n, { locale: "en-GB" });
    await switchOn();
    await order(1n, start);
    expect(await runsOf(1n)).toEqual([{ state: "waiting", anchor_at: start, end_reason: null, due_at: due }]);
    expect(await fireDue(database.db, plusMs(due, -1), 100)).toBe(0);
    expect(await fireDue(database.db, due, 100)).toBe(1);
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "queued", locale: "en", due_at: due }]);
    expect(await runsOf(1n)).toEqual([{ state: "ended", anchor_at: start, end_reason: "completed", due_at: null }]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["flow.entered", "flow.ended completed"]);
    expect(await fireDue(database.db, days(200), 100)).toBe(0);
    await look([1n], days(200));
    expect(await messagesOf(database.db, shop)).toHaveLength(1);
  });

  it("who buys again waits anew, without a trace of the first wait", async () => {
    await stageCustomer(database.db, shop, 1n);
    await switchOn();
    await order(1n, start);
    await order(1n, days(50));
    expect(await runsOf(1n)).toMatchObject([{ state: "waiting", anchor_at: days(50) }]);
    expect(await fireDue(database.db, due, 100)).toBe(0);
    expect(await timelineOf(database.db, shop, 1n)).toEqual([]);
  });

  it("who buys while the mail waits does not get it any more", async () => {
    await stageCustomer(database.db, shop, 1n);
    await switchOn();
    await order(1n, start);
    await fireDue(database.db, due, 100);
    await order(1n, plusMs(due, 60_000));
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "dropped", reason: "purchase" }]);
    expect(await runsOf(1n)).toMatchObject([{ state: "ended" }, { state: "waiting", anchor_at: plusMs(due, 60_000) }]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["flow.entered", "flow.ended completed", "message.dropped purchase"]);
  });

  it("is planned anew from fresh facts when the timer fires", async () => {
    await stageCustomer(database.db, shop, 1n);
    await switchOn();
    await order(1n, start);
    // An order that nobody told the flows about.
    await buys(database.db, shop, 1n, days(80));
    expect(await fireDue(database.db, due, 100)).toBe(1);
    expect(await messagesOf(database.db, shop)).toEqual([]);
    expect(await runsOf(1n)).toMatchObject([{ state: "waiting", anchor_at: days(80) }]);
  });

  it.each([
    ["deleted", sql`deleted_at = now()`],
    ["redacted", sql`redacted_at = now()`],
  ])("who is %s is forgotten", async (_, change) => {
    await stageCustomer(database.db, shop, 1n);
    await switchOn();
    await order(1n, start);
    await sql`update customers set ${change} where shop_id = ${shop.shopId}`.execute(database.db);
    await look([1n], days(1));
    expect(await runsOf(1n)).toEqual([]);
    expect(await fireDue(database.db, due, 100)).toBe(0);
  });

  it("whose order is withdrawn falls back to the order before", async () => {
    await stageCustomer(database.db, shop, 1n);
    await switchOn();
    await order(1n, start);
    await order(1n, days(20));
    await sql`update customers set last_order_at = ${start}, orders_count = 1 where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    await look([1n], days(21));
    expect(await runsOf(1n)).toMatchObject([{ state: "waiting", anchor_at: start, due_at: due }]);
    await sql`update customers set last_order_at = null, orders_count = 0 where shop_id = ${shop.shopId}`.execute(database.db);
    await look([1n], days(22));
    expect(await runsOf(1n)).toEqual([]);
  });

  it("who had the mail does not get it again as somebody else's merged self", async () => {
    await stageCustomer(database.db, shop, 1n);
    await stageCustomer(database.db, shop, 2n);
    await switchOn();
    await order(1n, start);
    await fireDue(database.db, due, 100);
    await sql`update customers set merged_into = 2, deleted_at = ${due} where shop_id = ${shop.shopId} and customer_id = 1`.execute(
      database.db,
    );
    await sql`update customers set last_order_at = ${start}, orders_count = 1 where shop_id = ${shop.shopId} and customer_id = 2`.execute(
      database.db,
    );
    // Only the one that is gone is named: whom they were merged into is looked at as well.
    await look([1n], plusMs(due, DAY_MS));
    expect(await runsOf(1n)).toEqual([]);
    expect(await runsOf(2n)).toMatchObject([{ state: "ended", anchor_at: start }]);
    await look([1n, 2n], plusMs(due, 2 * DAY_MS));
    expect(await fireDue(database.db, plusMs(due, 3 * DAY_MS), 100)).toBe(0);
    expect(await messagesOf(database.db, shop)).toHaveLength(1);
  });

  it("who merges while waiting goes on waiting as the kept one", async () => {
    await stageCustomer(database.db, shop, 1n);
    await stageCustomer(database.db, shop, 2n);
    await switchOn();
    await order(1n, start);
    await sql`update customers set merged_into = 2 where shop_id = ${shop.shopId} and customer_id = 1`.execute(database.db);
    await buys(database.db, shop, 2n, start);
    await look([1n, 2n], days(1));
    expect(await runsOf(1n)).toEqual([]);
    expect(await runsOf(2n)).toMatchObject([{ state: "waiting", anchor_at: start, due_at: due }]);
  });
});

describe("switching a flow", () => {
  it("on: timers for all who may still lapse, nothing for those who have", async () => {
    await stageCustomer(database.db, shop, 1n, { lastOrderAt: days(-10) });
    await stageCustomer(database.db, shop, 2n, { lastOrderAt: days(-200) });
    await stageCustomer(database.db, shop, 3n);
    await switchOn();
    expect(await runsOf(1n)).toMatchObject([{ state: "waiting", anchor_at: days(-10) }]);
    expect(await runsOf(2n)).toEqual([]);
    expect(await runsOf(3n)).toEqual([]);
    expect(await listFlows(database.db, shop.shopId)).toMatchObject([
      { key: "win-back", enabled: true, enabledAt: start, waiting: 1, active: 0, sent: 0 },
    ]);
  });

  it("on twice: the first time counts", async () => {
    await stageCustomer(database.db, shop, 1n, { lastOrderAt: days(-10) });
    await switchOn();
    const before = await runsOf(1n);
    await switchOn(days(5));
    expect(await listFlows(database.db, shop.shopId)).toMatchObject([{ enabledAt: start }]);
    expect(await runsOf(1n)).toEqual(before);
  });

  it("off: no timers, no runs, and what waits in the outbox stays there", async () => {
    await stageCustomer(database.db, shop, 1n, { lastOrderAt: days(-88) });
    await stageCustomer(database.db, shop, 2n, { lastOrderAt: days(-10) });
    await switchOn();
    await fireDue(database.db, days(3), 100);
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "queued" }]);
    await setEnabled(database.db, shop, "win-back", false, days(3));
    expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "dropped", reason: "switched-off" }]);
    expect(await runsOf(2n)).toEqual([]);
    expect(await fireDue(database.db, days(200), 100)).toBe(0);
    await order(2n, days(4));
    expect(await runsOf(2n)).toEqual([]);
  });

  it("off and on again: who lapsed in between is left alone", async () => {
    await stageCustomer(database.db, shop, 1n, { lastOrderAt: days(-80) });
    await stageCustomer(database.db, shop, 2n, { lastOrderAt: days(-10) });
    await switchOn();
    await setEnabled(database.db, shop, "win-back", false, days(1));
    await switchOn(days(30));
    expect(await runsOf(1n)).toEqual([]);
    expect(await runsOf(2n)).toMatchObject([{ state: "waiting" }]);
  });

  it("says so when there is no such flow", async () => {
    expect(await setEnabled(database.db, shop, "no-such-flow", true, start)).toBe(false);
  });

  it("can be repaired at any time: what is missing comes back, what is too much goes", async () => {
    await stageCustomer(database.db, shop, 1n, { lastOrderAt: days(-10) });
    await stageCustomer(database.db, shop, 2n, { lastOrderAt: days(-20) });
    await switchOn();
    const before = [await runsOf(1n), await runsOf(2n)];
    await sql`delete from flow_timers where customer_id = 1`.execute(database.db);
    await sql`delete from flow_runs where customer_id = 2`.execute(database.db);
    await syncTimers(database.db, shop, days(1));
    expect([await runsOf(1n), await runsOf(2n)]).toEqual(before);
    const { rows } = await sql<{
      count: number;
    }>`select count(*)::int as count from flow_timers where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ count: 2 }]);
  });

  it("creates the default flow once, switched off", async () => {
    await createDefaults(shop.shopId, days(1));
    expect(await listFlows(database.db, shop.shopId)).toMatchObject([
      { key: "win-back", enabled: false, enabledAt: null, waiting: 0 },
    ]);
  });
});

describe("firing", () => {
  async function lapsing(count: number): Promise<void> {
    for (let id = 1n; id <= BigInt(count); id += 1n) await stageCustomer(database.db, shop, id, { lastOrderAt: start });
    await switchOn();
  }

  it("from several processes at once sends one mail each", async () => {
    await lapsing(60);
    await Promise.all(Array.from({ length: 8 }, () => fireDue(database.db, due, 10)));
    while ((await fireDue(database.db, due, 10)) > 0);
    const { rows } = await sql<{ customer_id: bigint; count: number }>`
      select customer_id, count(*)::int as count from messages where shop_id = ${shop.shopId} group by 1
    `.execute(database.db);
    expect(rows).toHaveLength(60);
    expect(rows.every(({ count }) => count === 1)).toBe(true);
  });

  it("beside orders that arrive: each customer either gets the mail or has bought, never a deadlock", async () => {
    await lapsing(60);
    const buyers = Array.from({ length: 60 }, (_, index) => BigInt(index + 1)).filter((id) => id % 2n === 0n);
    const events = buyers.map((id) =>
      database.db.transaction().execute(async (tx) => {
        await buys(tx, shop, id, due);
        await react(tx, shop, [id], due);
      }),
    );
    await Promise.all([...events, ...Array.from({ length: 6 }, () => fireDue(database.db, due, 10))]);
    while ((await fireDue(database.db, due, 10)) > 0);
    const queued = (await messagesOf(database.db, shop)).filter(({ state }) => state === "queued");
    expect(queued).toHaveLength(30);
    for (const id of buyers) expect((await runsOf(id)).at(-1)).toMatchObject({ state: "waiting", anchor_at: due });
  });

  it("leaves alone customers that another transaction is changing, and comes back to them", async () => {
    await lapsing(2);
    await database.db.transaction().execute(async (tx) => {
      await sql`select 1 from customers where shop_id = ${shop.shopId} and customer_id = 1 for update`.execute(tx);
      expect(await fireDue(database.db, due, 10)).toBe(1);
    });
    expect(await fireDue(database.db, due, 10)).toBe(1);
  });

  it("waits with the timers of a shop that has uninstalled", async () => {
    await lapsing(1);
    await sql`update shops set status = 'uninstalled' where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await fireDue(database.db, due, 10)).toBe(1);
    expect(await fireDue(database.db, due, 10)).toBe(0);
    expect(await messagesOf(database.db, shop)).toEqual([]);
    await sql`update shops set status = 'installed' where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await fireDue(database.db, plusMs(due, DAY_MS), 10)).toBe(1);
    expect(await messagesOf(database.db, shop)).toHaveLength(1);
  });

  it("is not held up by a timer that fails", async () => {
    await lapsing(3);
    await sql`create function refuse() returns trigger language plpgsql as $$ begin if new.customer_id = 2 then raise exception 'broken'; end if; return new; end $$`.execute(
      database.db,
    );
    await sql`create trigger refuse before insert on messages for each row execute function refuse()`.execute(database.db);
    expect(await fireDue(database.db, due, 10)).toBe(3);
    await sql`drop trigger refuse on messages`.execute(database.db);
    expect(await messagesOf(database.db, shop)).toHaveLength(2);
    const { rows } =
      await sql`select customer_id, attempts, last_error like '%broken%' as told from flow_timers where shop_id = ${shop.shopId}`.execute(
        database.db,
      );
    expect(rows).toEqual([{ customer_id: 2n, attempts: 1, told: true }]);
    await fireDue(database.db, plusMs(due, DAY_MS), 10);
    expect(await messagesOf(database.db, shop)).toHaveLength(3);
  });

  it("touches no other shop", async () => {
    const other = await stageShop(database.db, days(-400));
    await createDefaults(other.shopId, start);
    await stageCustomer(database.db, other, 1n, { lastOrderAt: start });
    await lapsing(1);
    while ((await fireDue(database.db, due, 10)) > 0);
    expect(await messagesOf(database.db, shop)).toHaveLength(1);
    expect(await messagesOf(database.db, other)).toEqual([]);
  });
});
