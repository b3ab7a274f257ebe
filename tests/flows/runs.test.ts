import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { fireDue } from "../../app/flows/runs.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { buys, messagesOf, stageCustomer, timelineOf } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { days, due, start, useFlows } from "./flow-stage.ts";

const database = useDatabase();
const stage = useFlows(database);

describe("a lapsing customer", () => {
  it("gets a timer with the order and the email when it is due", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { locale: "en-GB" });
    await stage.switchOn();
    await stage.order(1n, start);
    expect(await stage.runsOf(1n)).toEqual([{ state: "waiting", anchor_at: start, end_reason: null, due_at: due }]);
    expect(await fireDue(database.db, plusMs(due, -1), 100)).toBe(0);
    expect(await fireDue(database.db, due, 100)).toBe(1);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "queued", locale: "en", due_at: due }]);
    expect(await stage.runsOf(1n)).toEqual([{ state: "ended", anchor_at: start, end_reason: "completed", due_at: null }]);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual(["flow.entered", "flow.ended completed"]);
    expect(await fireDue(database.db, days(200), 100)).toBe(0);
    await stage.look([1n], days(200));
    expect(await messagesOf(database.db, stage.shop)).toHaveLength(1);
  });

  it("who buys again waits anew, without a trace of the first wait", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.switchOn();
    await stage.order(1n, start);
    await stage.order(1n, days(50));
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "waiting", anchor_at: days(50) }]);
    expect(await fireDue(database.db, due, 100)).toBe(0);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual([]);
  });

  it("who buys while the email waits does not get it any more", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.switchOn();
    await stage.order(1n, start);
    await fireDue(database.db, due, 100);
    await stage.order(1n, plusMs(due, 60_000));
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "purchase" }]);
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "ended" }, { state: "waiting", anchor_at: plusMs(due, 60_000) }]);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual([
      "flow.entered",
      "flow.ended completed",
      "message.dropped purchase",
    ]);
  });

  it("is planned anew from fresh facts when the timer fires", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.switchOn();
    await stage.order(1n, start);
    // An order that nobody told the flows about.
    await buys(database.db, stage.shop, 1n, days(80));
    expect(await fireDue(database.db, due, 100)).toBe(1);
    expect(await messagesOf(database.db, stage.shop)).toEqual([]);
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "waiting", anchor_at: days(80) }]);
  });

  it.each([
    ["deleted", sql`deleted_at = now()`],
    ["redacted", sql`redacted_at = now()`],
  ])("who is %s is forgotten", async (_, change) => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.switchOn();
    await stage.order(1n, start);
    await sql`update customers set ${change} where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await stage.look([1n], days(1));
    expect(await stage.runsOf(1n)).toEqual([]);
    expect(await fireDue(database.db, due, 100)).toBe(0);
  });

  it("whose order is withdrawn falls back to the order before", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.switchOn();
    await stage.order(1n, start);
    await stage.order(1n, days(20));
    await sql`update customers set last_order_at = ${start}, orders_count = 1 where shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    await stage.look([1n], days(21));
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "waiting", anchor_at: start, due_at: due }]);
    await sql`update customers set last_order_at = null, orders_count = 0 where shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    await stage.look([1n], days(22));
    expect(await stage.runsOf(1n)).toEqual([]);
  });

  it("who had the email does not get it again as somebody else's merged self", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stageCustomer(database.db, stage.shop, 2n);
    await stage.switchOn();
    await stage.order(1n, start);
    await fireDue(database.db, due, 100);
    await sql`update customers set merged_into = 2, deleted_at = ${due} where shop_id = ${stage.shop.shopId} and customer_id = 1`.execute(
      database.db,
    );
    await sql`update customers set last_order_at = ${start}, orders_count = 1 where shop_id = ${stage.shop.shopId} and customer_id = 2`.execute(
      database.db,
    );
    // Only the one that is gone is named: whom they were merged into is looked at as well.
    await stage.look([1n], plusMs(due, DAY_MS));
    expect(await stage.runsOf(1n)).toEqual([]);
    expect(await stage.runsOf(2n)).toMatchObject([{ state: "ended", anchor_at: start }]);
    await stage.look([1n, 2n], plusMs(due, 2 * DAY_MS));
    expect(await fireDue(database.db, plusMs(due, 3 * DAY_MS), 100)).toBe(0);
    expect(await messagesOf(database.db, stage.shop)).toHaveLength(1);
  });

  it("who merges while waiting goes on waiting as the kept one", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stageCustomer(database.db, stage.shop, 2n);
    await stage.switchOn();
    await stage.order(1n, start);
    await sql`update customers set merged_into = 2 where shop_id = ${stage.shop.shopId} and customer_id = 1`.execute(database.db);
    await buys(database.db, stage.shop, 2n, start);
    await stage.look([1n, 2n], days(1));
    expect(await stage.runsOf(1n)).toEqual([]);
    expect(await stage.runsOf(2n)).toMatchObject([{ state: "waiting", anchor_at: start, due_at: due }]);
  });
});

describe("a flow of several steps", () => {
  const steps = [0, 15, 30].map((afterDays) => ({ kind: "message", template: "win-back", afterDays }));
  async function lapsed(): Promise<void> {
    const definition = JSON.stringify({ trigger: { kind: "lapsed", days: 90 }, steps });
    await sql`update flows set definition = ${definition}::jsonb where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.switchOn();
    await stage.order(1n, start);
    await fireDue(database.db, due, 100);
  }

  it("goes from step to step, and ends after the last", async () => {
    await lapsed();
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "active", due_at: plusMs(due, 15 * DAY_MS) }]);
    await stage.look([1n], plusMs(due, DAY_MS));
    expect(await fireDue(database.db, plusMs(due, 15 * DAY_MS), 100)).toBe(1);
    expect(await fireDue(database.db, plusMs(due, 30 * DAY_MS), 100)).toBe(1);
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "ended", end_reason: "completed", due_at: null }]);
    expect(await messagesOf(database.db, stage.shop)).toHaveLength(3);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual(["flow.entered", "flow.ended completed"]);
  });

  it("ends with a purchase, takes back what waits, and waits for the next lapse", async () => {
    await lapsed();
    const bought = plusMs(due, DAY_MS);
    await stage.order(1n, bought);
    expect(await stage.runsOf(1n)).toMatchObject([
      { state: "ended", end_reason: "purchase", due_at: null },
      { state: "waiting", anchor_at: bought },
    ]);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "purchase" }]);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual([
      "flow.entered",
      "flow.ended purchase",
      "message.dropped purchase",
    ]);
    expect(await fireDue(database.db, plusMs(due, 60 * DAY_MS), 100)).toBe(0);
  });

  it("ends when the customer becomes another one, who does not start over", async () => {
    await lapsed();
    await stageCustomer(database.db, stage.shop, 2n);
    await sql`update customers set merged_into = 2 where shop_id = ${stage.shop.shopId} and customer_id = 1`.execute(database.db);
    await sql`update customers set last_order_at = ${start}, orders_count = 1 where shop_id = ${stage.shop.shopId} and customer_id = 2`.execute(
      database.db,
    );
    await stage.look([1n, 2n], plusMs(due, DAY_MS));
    expect(await stage.runsOf(1n)).toEqual([]);
    expect(await stage.runsOf(2n)).toMatchObject([{ state: "ended", end_reason: "merged", due_at: null }]);
  });

  it("stands still, and loses nothing, while its definition cannot be read", async () => {
    await lapsed();
    const before = await stage.runsOf(1n);
    await sql`update flows set definition = '{"steps":"broken"}' where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await stage.look([1n], plusMs(due, DAY_MS));
    expect(await stage.runsOf(1n)).toEqual(before);
    expect(await fireDue(database.db, plusMs(due, 15 * DAY_MS), 100)).toBe(1);
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "active", due_at: plusMs(due, 16 * DAY_MS) }]);
  });
});
