import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { withdrawConsent } from "../../app/actions/shopper/withdraw-consent.server.ts";
import { isHeldOut } from "../../app/flows/planner/draw.ts";
import { fireDue } from "../../app/flows/runs/fire.server.ts";
import { mergeRuns } from "../../app/flows/runs/react.server.ts";
import { readFlowFigures } from "../../app/insights/flow-figures.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { DAY_MS, MINUTE_MS, plusMs, SECOND_MS } from "../../app/lib/time.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { findSubscriber } from "../../app/messages/unsubscribe/unsubscribe.server.ts";
import { buys, messagesOf, stageCustomer, timelineOf } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { addFlow, email, oneEmail } from "../support/flows.ts";
import { emailsBy } from "../support/transports.ts";
import { days, due, start, useFlows } from "./flow-stage.ts";

const database = useDatabase();
const stage = useFlows(database);

describe("a lapsing customer", () => {
  it("gets a timer with the order and the email when it is due", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { locale: "en-GB" });
    await stage.switchOn();
    await stage.order(1n, start);
    expect(await stage.runsOf(1n)).toEqual([{ state: "waiting", since: start, end_reason: null, due_at: due }]);
    expect(await fireDue(database.db, plusMs(due, -1), 100)).toBe(0);
    expect(await fireDue(database.db, due, 100)).toBe(1);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "queued", locale: "en", due_at: due }]);
    expect(await stage.runsOf(1n)).toEqual([{ state: "ended", since: start, end_reason: "completed", due_at: null }]);
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
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "waiting", since: days(50) }]);
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
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "ended" }, { state: "waiting", since: plusMs(due, 60_000) }]);
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
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "waiting", since: days(80) }]);
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
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "waiting", since: start, due_at: due }]);
    await sql`update customers set last_order_at = null, orders_count = 0 where shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    await stage.look([1n], days(22));
    expect(await stage.runsOf(1n)).toEqual([]);
  });

  it("who had the email does not get it again as somebody else's merged self (flows 6)", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stageCustomer(database.db, stage.shop, 2n);
    await stage.switchOn();
    await stage.order(1n, start);
    await fireDue(database.db, due, 100);
    await merge();
    await stage.look([1n, 2n], plusMs(due, DAY_MS));
    expect(await stage.runsOf(1n)).toEqual([]);
    expect(await stage.runsOf(2n)).toMatchObject([{ state: "ended", since: start }]);
    expect(await fireDue(database.db, plusMs(due, 3 * DAY_MS), 100)).toBe(0);
    expect(await messagesOf(database.db, stage.shop)).toHaveLength(1);
  });

  it("who has begun does not begin anew on the day of somebody else whom they become (flows 6)", async () => {
    const birthday = { trigger: { kind: "birthday" as const, offsetDays: 0 }, steps: [email("wish")] };
    stage.flowId = await addFlow(database.db, stage.shop, birthday, start);
    for (const [id, day] of [
      [1n, 10],
      [2n, 30],
    ] as const) {
      await stageCustomer(database.db, stage.shop, id);
      await sql`
        insert into members (shop_id, customer_id, birthday_month, birthday_day) values (${stage.shop.shopId}, ${id}, 3, ${day})
      `.execute(database.db);
    }
    await stage.switchOn();
    await fireDue(database.db, days(9), 100);
    expect(await stage.runsOf(2n)).toMatchObject([{ state: "waiting" }]);
    await merge();
    await stage.look([1n, 2n], days(10));
    await fireDue(database.db, days(60), 100);
    expect(await stage.runsOf(2n)).toMatchObject([{ state: "ended", end_reason: "completed" }]);
    expect(await messagesOf(database.db, stage.shop)).toHaveLength(1);
  });

  it("who was held out is so at the next occasion, too, though the id that is kept had drawn another lot", async () => {
    stage.flowId = await addFlow(database.db, stage.shop, { ...oneEmail, holdout: 50 }, start);
    const people = Array.from({ length: 20 }, (_, index) => BigInt(index + 1));
    const drawn = (lot: boolean) => people.find((id) => isHeldOut(stage.flowId, 50, id) === lot) ?? 0n;
    const [gone, kept] = [drawn(true), drawn(false)];
    for (const id of [gone, kept]) await stageCustomer(database.db, stage.shop, id);
    await stage.switchOn();
    await stage.order(gone, start);
    await stage.order(kept, days(1));
    await fireDue(database.db, plusMs(due, DAY_MS), 100);
    expect(await messagesOf(database.db, stage.shop)).toHaveLength(1);
    await merge(gone, kept);
    await stage.order(kept, days(100));
    await fireDue(database.db, days(200), 100);
    const { rows } = await sql`
      select holdout, end_reason from flow_runs where shop_id = ${stage.shop.shopId} and customer_id = ${kept} order by since
    `.execute(database.db);
    expect(rows).toEqual([true, false, true].map((holdout) => ({ holdout, end_reason: "completed" })));
    expect(await messagesOf(database.db, stage.shop)).toHaveLength(1);
  });

  it("who merges while waiting goes on waiting as the kept one", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stageCustomer(database.db, stage.shop, 2n);
    await stage.switchOn();
    await stage.order(1n, start);
    await merge();
    await stage.look([1n, 2n], days(1));
    expect(await stage.runsOf(1n)).toEqual([]);
    expect(await stage.runsOf(2n)).toMatchObject([{ state: "waiting", since: start, due_at: due }]);
  });
});

/** The first customer becomes the second, with the orders of both. */
async function merge(gone = 1n, kept = 2n): Promise<void> {
  const { shopId } = stage.shop;
  await sql`update customers set merged_into = ${kept} where shop_id = ${shopId} and customer_id = ${gone}`.execute(database.db);
  await buys(database.db, stage.shop, kept, start);
  await database.db.transaction().execute((tx) => mergeRuns(tx, shopId, gone, kept, days(1)));
}

describe("a flow of several steps", () => {
  const steps = [
    email("one"),
    { kind: "wait" as const, id: "wait1", wait: { days: 15 } },
    email("two"),
    { kind: "wait" as const, id: "wait2", wait: { days: 15 } },
    email("three"),
  ];
  async function lapsed(): Promise<void> {
    stage.flowId = await addFlow(database.db, stage.shop, { ...oneEmail, steps }, start);
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

  it("ends with a purchase, takes back what waits, and waits for the next lapse (flows 7)", async () => {
    await lapsed();
    const bought = plusMs(due, DAY_MS);
    await stage.order(1n, bought);
    expect(await stage.runsOf(1n)).toMatchObject([
      { state: "ended", end_reason: "purchase", due_at: null },
      { state: "waiting", since: bought },
    ]);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "purchase" }]);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual([
      "flow.entered",
      "flow.ended purchase",
      "message.dropped purchase",
    ]);
    expect(await fireDue(database.db, plusMs(due, 60 * DAY_MS), 100)).toBe(0);
  });

  it("goes on as the kept one when the customer becomes another, who does not start over", async () => {
    await lapsed();
    await stageCustomer(database.db, stage.shop, 2n);
    await merge();
    await stage.look([1n, 2n], plusMs(due, DAY_MS));
    expect(await stage.runsOf(1n)).toEqual([]);
    expect(await stage.runsOf(2n)).toMatchObject([{ state: "active", due_at: plusMs(due, 15 * DAY_MS) }]);
  });

  it("stands still, and loses nothing, while its definition cannot be read", async () => {
    await lapsed();
    const before = await stage.runsOf(1n);
    const { shopId } = stage.shop;
    await sql`
      insert into flow_versions (shop_id, flow_id, version, definition, created_at, created_by)
      values (${shopId}, ${stage.flowId}, 9, '{"steps":"broken"}', ${start}, 'test')
    `.execute(database.db);
    await sql`update flows set version = 9 where shop_id = ${shopId} and flow_id = ${stage.flowId}`.execute(database.db);
    await stage.look([1n], plusMs(due, DAY_MS));
    expect(await stage.runsOf(1n)).toEqual(before);
    expect(await fireDue(database.db, plusMs(due, 15 * DAY_MS), 100)).toBe(1);
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "active", due_at: plusMs(due, 16 * DAY_MS) }]);
  });
});

describe("who leaves a flow in the middle", () => {
  const steps = [email("one"), { kind: "wait" as const, id: "rest", wait: { days: 15 } }, email("two")];
  const second = plusMs(due, 15 * DAY_MS);
  const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => BigInt(from + index));

  async function lapsed(customers: number): Promise<void> {
    // Senders serve all shops: what other tests have left in the queue would leave in this one.
    await sql`delete from messages`.execute(database.db);
    stage.flowId = await addFlow(database.db, stage.shop, { ...oneEmail, exits: ["purchase", "consent-gone"], steps }, start);
    for (const id of ids(1, customers)) await stageCustomer(database.db, stage.shop, id, { lastOrderAt: start });
    await stage.switchOn();
    while ((await fireDue(database.db, due, 100)) > 0);
  }
  async function send(now: Date): Promise<string[]> {
    const left: string[] = [];
    const mailbox = { send: ({ to }: { to: string }) => (left.push(to), Promise.resolve({ kind: "accepted" as const })) };
    while ((await sendDue(database.db, () => now, 50, factSources, emailsBy({ ...mailbox, close: () => undefined }))) > 0);
    return left;
  }
  async function unsubscribe(customerId: bigint): Promise<void> {
    const found = await findSubscriber(database.db, { shopId: stage.shop.shopId, customerId, channel: "email" });
    if (found !== null) await withdrawConsent(found, "unsubscribe-link");
  }
  const figures = () => readFlowFigures(database.db, stage.shop, stage.flowId, days(-365));

  it("by unsubscribing when an email is about to leave gets neither it nor a later one, and the run is over (flows 4)", async () => {
    await lapsed(1);
    expect(await send(due)).toHaveLength(1);
    await fireDue(database.db, second, 100);
    await unsubscribe(1n);
    expect(await send(second)).toEqual([]);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([
      { state: "sent" },
      { state: "dropped", reason: "suppressed-unsubscribed" },
    ]);
    await stageCustomer(database.db, stage.shop, 2n, { lastOrderAt: days(1) });
    await stage.look([2n], days(1));
    await fireDue(database.db, plusMs(due, DAY_MS), 100);
    await unsubscribe(2n);
    expect(await stage.runsOf(2n)).toMatchObject([{ state: "ended", end_reason: "consent-gone", due_at: null }]);
    expect(await fireDue(database.db, plusMs(second, 30 * DAY_MS), 100)).toBe(0);
  });

  it("is not waited for any more at that moment: 50 wait, 10 leave, 40 wait (flows 5)", async () => {
    await lapsed(50);
    expect(await figures()).toMatchObject({ inside: 50, entered: 50, ended: [] });
    for (const id of ids(1, 5)) await stage.order(id, plusMs(due, DAY_MS));
    for (const id of ids(6, 10)) await unsubscribe(id);
    const now = await figures();
    expect(now).toMatchObject({ inside: 40, entered: 50 });
    expect(now.ended).toEqual([
      { reason: "consent-gone", count: 5 },
      { reason: "purchase", count: 5 },
    ]);
    expect(now.steps.find(({ stepId }) => stepId === "rest")).toMatchObject({ waiting: 40 });
    while ((await fireDue(database.db, second, 100)) > 0);
    expect(await figures()).toMatchObject({ inside: 0, entered: 50, ended: [{ reason: "completed", count: 40 }, {}, {}] });
  });

  it("by an order a second before an email, heard of after it left, is out, and the order is none of the email's (flows 7)", async () => {
    await lapsed(1);
    await send(due);
    await fireDue(database.db, second, 100);
    expect(await send(second)).toEqual(["c1@example.com"]);
    await stage.order(1n, plusMs(second, -SECOND_MS), plusMs(second, 2 * MINUTE_MS));
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "ended" }, { state: "waiting" }]);
    expect((await messagesOf(database.db, stage.shop)).map(({ state }) => state)).toEqual(["sent", "sent"]);
    expect(await figures()).toMatchObject({ orders: 0, revenueMinor: 0n });
  });
});
