import { sql } from "kysely";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { definitionSchema } from "../../../app/flows/definition/definition.ts";
import { repairGoals } from "../../../app/flows/goal/reached.server.ts";
import { horizonDays } from "../../../app/flows/definition/horizon.ts";
import { readLift } from "../../../app/insights/lift/read-lift.server.ts";
import { readResults, workOutResults } from "../../../app/insights/lift/results.server.ts";
import { exportFlowPeople } from "../../../app/insights/flow-people/export.server.ts";
import { listFlowPeople } from "../../../app/insights/flow-people/people.server.ts";
import { parsePeopleQuery, writePeopleQuery, type PeopleQuery } from "../../../app/insights/flow-people/query.ts";
import { readFlowFigures } from "../../../app/insights/flow-figures.server.ts";
import { shopDay } from "../../../app/insights/scores/shop-day.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../../app/lib/time.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { stageShop } from "../../messages/stage.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();
const now = new Date("2026-11-29T12:00:00Z");
const ago = (days: number) => plusMs(now, -days * DAY_MS);
const definition = definitionSchema.parse({
  trigger: { kind: "lapsed", days: 90 },
  steps: [
    { kind: "email", id: "one", emailId: 1 },
    { kind: "wait", id: "w", wait: { days: 10 } },
    { kind: "email", id: "two", emailId: 1 },
  ],
  holdout: 50,
});
const FLOW = 5;
let shop: Shop;
beforeEach(async () => {
  shop = await stageShop(database.db, ago(800));
});

async function insertRun(
  customerId: number,
  enteredAt: Date | null,
  more: { state?: string; step?: string; reason?: string; holdout?: boolean } = {},
) {
  const { state = "ended", step = null, reason = "completed", holdout = false } = more;
  await sql`
    insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, holdout, step_id, arrived_at, entered_at, ended_at, end_reason)
    values (${shop.shopId}, ${FLOW}, 1, ${customerId}, ${`o:${customerId}`}, ${enteredAt ?? ago(1)}, ${state}, ${holdout}, ${step}, ${enteredAt ?? ago(1)}, ${enteredAt},
      ${state === "ended" ? (enteredAt ?? ago(1)) : null}, ${state === "ended" ? reason : null})
  `.execute(database.db);
}

let messageId = 0;
async function insertMessage(
  customerId: number,
  stepId: string,
  state: string,
  reason: string | null,
  at: Date,
  flowId = FLOW,
): Promise<number> {
  messageId += 1;
  await sql`
    insert into messages (shop_id, message_id, customer_id, flow_id, run_id, step_id, template, key, locale, state, reason, due_at, created_at, sent_at)
    values (${shop.shopId}, ${messageId}, ${customerId}, ${flowId}, 1, ${stepId}, 'win-back', ${`m:${messageId}`}, 'de', ${state}, ${reason}, ${at}, ${at}, ${state === "sent" ? at : null})
  `.execute(database.db);
  return messageId;
}

async function click(
  message: number,
  customerId: number,
  at: Date,
  more: { kind?: string; due?: Date | null; link?: number } = {},
) {
  const { kind = "human", due = null, link = 0 } = more;
  await sql`
    insert into message_clicks (shop_id, message_id, link, kind, customer_id, target, first_at, last_at, due_at)
    values (${shop.shopId}, ${message}, ${link}, ${kind}, ${customerId}, 'https://shop.example/', ${at}, ${at}, ${due})
  `.execute(database.db);
}

/** The flow, whose runs have its goal. */
async function publish(): Promise<void> {
  await sql`
    insert into flows (shop_id, flow_id, name, state, version, created_at, updated_at)
    overriding system value values (${shop.shopId}, ${FLOW}, 'Mine', 'live', 1, ${ago(90)}, ${ago(90)})
  `.execute(database.db);
  await sql`
    insert into flow_versions (shop_id, flow_id, version, definition, created_at, created_by)
    values (${shop.shopId}, ${FLOW}, 1, ${JSON.stringify(definition)}::jsonb, ${ago(90)}, 'x')
  `.execute(database.db);
}

let orderId = 0;
async function order(customerId: number, at: Date, net: number, status = "paid") {
  await sql`
    insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, net_minor, snapshot, first_seen_at)
    values (${shop.shopId}, ${++orderId}, '#1', ${customerId}, ${at}, ${at}, ${at}, ${status}, 'EUR', ${net}, '{}', ${at})
  `.execute(database.db);
}

describe("figures of a flow", () => {
  it("add up: entered is inside and ended, each with its reason (flows 5)", async () => {
    for (let id = 1; id <= 50; id += 1)
      await insertRun(id, ago(20), id <= 40 ? { state: "active", step: "w" } : { reason: "purchase" });
    await insertRun(60, null, { reason: "not-in-audience" });
    await insertRun(61, null, { state: "waiting" });
    const figures = await readFlowFigures(database.db, shop, FLOW, ago(365));
    expect(figures).toMatchObject({ ahead: 1, inside: 40, entered: 50, ended: [{ reason: "purchase", count: 10 }] });
    expect(figures.refused).toEqual([{ reason: "not-in-audience", count: 1 }]);
    expect(figures.steps).toMatchObject([{ stepId: "w", waiting: 40 }]);
  });

  it("tell sent, deferred and not sent apart, and count each person's click once, programs' never (issue 9, measurement)", async () => {
    const sent = await insertMessage(1, "one", "sent", null, ago(10));
    await insertMessage(2, "one", "sent", null, ago(10));
    await insertMessage(3, "one", "queued", "quiet-hours", ago(1));
    await insertMessage(4, "one", "dropped", "no-consent", ago(10));
    await insertMessage(5, "one", "dropped", "no-consent", ago(10));
    await insertMessage(6, "one", "failed", "unknown-outcome", ago(10));
    await insertMessage(6, "one", "sent", null, ago(10), FLOW + 1);
    await click(sent, 1, ago(9));
    await click(sent, 1, ago(8), { link: 1 });
    const scanned = await insertMessage(7, "two", "sent", null, ago(10));
    await click(scanned, 7, ago(9), { kind: "automatic" });
    await click(scanned, 7, ago(9), { due: now, link: 2 });
    const { steps } = await readFlowFigures(database.db, shop, FLOW, ago(365));
    expect(steps.find(({ stepId }) => stepId === "one")).toMatchObject({
      ...{ sent: 2, clicks: 1, deferred: [{ reason: "quiet-hours", count: 1 }] },
      notSent: [
        { reason: "no-consent", count: 2 },
        { reason: "unknown-outcome", count: 1 },
      ],
    });
    expect(steps.find(({ stepId }) => stepId === "two")).toMatchObject({ sent: 1, clicks: 0 });
  });

  it("give an order to the last click within five days, and to nothing else (issue 9, measurement)", async () => {
    const first = await insertMessage(1, "one", "sent", null, ago(30));
    const second = await insertMessage(1, "two", "sent", null, ago(20));
    const elsewhere = await insertMessage(1, "x", "sent", null, ago(20), FLOW + 1);
    await click(first, 1, ago(19));
    await click(second, 1, ago(18));
    await order(1, plusMs(ago(18), HOUR_MS), 5_000);
    await order(1, plusMs(ago(13), HOUR_MS), 7_000); // five days and an hour after it
    await order(1, plusMs(ago(18), 2 * HOUR_MS), 900, "voided");
    await click(elsewhere, 1, ago(11));
    await order(1, ago(10), 3_000); // the other flow's
    await order(2, ago(10), 3_000); // nobody clicked
    await order(3, plusMs(ago(20), -1_000), 3_000); // a second before the email, which was clicked all the same (flows 7)
    await click(await insertMessage(3, "two", "sent", null, ago(20)), 3, ago(19));
    const figures = await readFlowFigures(database.db, shop, FLOW, ago(365));
    expect(figures).toMatchObject({ orders: 1, revenueMinor: 5_000n });
    expect(figures.steps.find(({ stepId }) => stepId === "two")).toMatchObject({ orders: 1, revenueMinor: 5_000n });
    expect(figures.steps.find(({ stepId }) => stepId === "one")).toMatchObject({ orders: 0, revenueMinor: 0n });
  });
});

describe("the customers behind a figure", () => {
  const asked = (figure: PeopleQuery["figure"], stepId: string | null = null, reason: string | null = null) => ({
    ...{ figure, stepId, reason, within: null, before: null, recent: false },
  });
  const listed = (query: PeopleQuery, limit = 100, shopId = shop.shopId) =>
    listFlowPeople(database.db, { ...shop, shopId }, FLOW, query, { now, limit });
  const ids = async (query: PeopleQuery) => (await listed(query)).map(({ customerId }) => Number(customerId));

  async function stage(): Promise<void> {
    await sql`
      insert into customers (shop_id, customer_id, created_at, email, first_name) select ${shop.shopId}, id, ${ago(400)}, id || '@example.com', 'C' || id from generate_series(1, 9) id
    `.execute(database.db);
    await insertRun(1, ago(20), { state: "active", step: "w" });
    await insertRun(2, ago(20), { state: "active", step: "w" });
    await insertRun(3, ago(20), { reason: "purchase" });
    await insertRun(4, null, { state: "waiting" });
    await insertRun(5, null, { reason: "not-in-audience" });
    const first = await insertMessage(1, "one", "sent", null, ago(10));
    const second = await insertMessage(2, "one", "sent", null, ago(9));
    await insertMessage(3, "one", "queued", "quiet-hours", ago(1));
    await insertMessage(6, "one", "dropped", "no-consent", ago(10));
    await insertMessage(7, "one", "failed", "unknown-outcome", ago(10));
    await insertMessage(8, "one", "sent", null, ago(100)); // before the days of a step's figures
    await insertMessage(9, "one", "sent", null, ago(10), FLOW + 1);
    await click(first, 1, ago(9));
    await click(first, 1, ago(8), { link: 1 });
    await click(second, 2, ago(8), { kind: "automatic" });
    await order(1, plusMs(ago(8), HOUR_MS), 5_000);
    await sql`update messages set outcome = case message_id when ${first} then 'delivered' else 'complained' end, outcome_at = ${ago(7)}
      where shop_id = ${shop.shopId} and message_id in (${first}, ${second})`.execute(database.db);
  }

  it("are as many as the figure says, each with its reason (issue 9, screens)", async () => {
    await stage();
    const { steps, ahead, inside, entered } = await readFlowFigures(database.db, shop, FLOW, ago(90));
    const [one] = steps.filter(({ stepId }) => stepId === "one");
    if (one === undefined) throw new Error("The step has figures");
    expect([await ids(asked("ahead")), await ids(asked("inside")), await ids(asked("entered"))]).toEqual([
      [4],
      [2, 1],
      [3, 2, 1],
    ]);
    expect([ahead, inside, entered]).toEqual([1, 2, 3]);
    expect(await ids(asked("waiting", "w"))).toEqual([2, 1]);
    expect(await ids(asked("sent", "one"))).toEqual([2, 1]);
    expect(await ids(asked("sent"))).toEqual([8, 2, 1]);
    const recent = (figure: PeopleQuery["figure"]) => ids({ ...asked(figure), recent: true });
    expect(await recent("sent")).toEqual([2, 1]);
    expect([await recent("clicked"), await recent("ordered"), await recent("complained"), await recent("reached")]).toEqual([
      ...[[1], [1], [2], []],
    ]);
    expect(await ids(asked("delivered", "one"))).toEqual([2, 1]);
    expect(await ids(asked("complained", "one"))).toEqual([2]);
    expect(await ids(asked("unsubscribed", "one"))).toEqual([]);
    expect(await ids(asked("clicked", "one"))).toEqual([1]);
    expect(await ids(asked("deferred", "one", "quiet-hours"))).toEqual([3]);
    expect(await ids(asked("not-sent", "one"))).toEqual([7, 6]);
    expect(await ids(asked("not-sent", "one", "no-consent"))).toEqual([6]);
    expect(await listed(asked("ordered", "one"))).toMatchObject([
      { customerId: 1n, name: "C1", email: "1@example.com", order: { name: "#1", netMinor: 5_000n } },
    ]);
    expect(one).toMatchObject({ sent: 2, delivered: 2, complained: 1, unsubscribed: 0, clicks: 1, orders: 1 });
    const day = shopDay(shop, plusMs(ago(8), HOUR_MS));
    const within = (first: number, last: number) => ids({ ...asked("ordered"), within: { first, last } });
    expect([await within(day, day), await within(day - 30, day - 1), await within(day + 1, day + 9)]).toEqual([[1], [], []]);
  });

  it("go on page by page, are another shop's for nobody, and leave as a file (issue 9, screens)", async () => {
    await stage();
    const [first] = await listed(asked("sent"), 1);
    expect(await ids({ ...asked("sent"), before: first?.id ?? null })).toEqual([2, 1]);
    expect(await listed(asked("sent"), 100, shop.shopId + 1)).toEqual([]);
    let file = "";
    for await (const part of exportFlowPeople(database.db, shop, FLOW, asked("ordered", "one"), now)) file += part;
    expect(file.trim().split("\r\n")[1]).toBe("1,C1,1@example.com,2026-11-21 14:00,,#1,50.00,EUR");
  });

  it("open from an old or made-up address, too (issue 9, screens)", () => {
    const read = (text: string) => parsePeopleQuery(new URLSearchParams(text));
    expect(read("figure=nonsense&before=x")).toEqual(asked("entered"));
    expect(read("figure=waiting")).toEqual(asked("inside"));
    expect(read("figure=sent&recent=1")).toEqual({ ...asked("sent"), recent: true });
    expect(read("figure=sent&step=one&recent=1")).toEqual(asked("sent", "one"));
    expect(read(String(writePeopleQuery({ ...asked("sent"), recent: true })))).toEqual({ ...asked("sent"), recent: true });
    const days = { ...asked("ordered"), within: { first: 20_000, last: 20_029 } };
    expect(read(String(writePeopleQuery(days)))).toEqual(days);
    expect(read("figure=ordered&from=2026-02-30&to=x")).toEqual(asked("ordered"));
    expect(read("figure=sent&from=2026-02-01&to=2026-02-02")).toEqual(asked("sent"));
    expect(read("figure=sent&step=a%00b&before=12")).toEqual({ ...asked("sent", "ab"), before: 12n });
    expect(read(String(writePeopleQuery({ ...asked("deferred", "one", "mail-server: 4.2.2 & more"), before: 7n })))).toEqual({
      ...asked("deferred", "one", "mail-server: 4.2.2 & more"),
      before: 7n,
    });
  });
});

describe("lift against the holdout", () => {
  it("looks at each as long as the flow takes, and thirty days (issue 9, measurement)", () => {
    expect(horizonDays(definition)).toBe(40);
  });

  it("says that it is too early, how many are needed, and for how long (issue 9, measurement)", async () => {
    await sql`
      insert into customers (shop_id, customer_id, created_at) select ${shop.shopId}, id, ${ago(400)} from generate_series(1, 2) id
    `.execute(database.db);
    await publish();
    await insertRun(1, ago(50));
    await insertRun(2, ago(10), { holdout: true });
    const lift = await readLift(database.db, shop, FLOW, definition, now);
    expect(lift).toMatchObject({ kind: "too-early", have: 1 });
    expect(lift).toMatchObject({ weeks: expect.any(Number) as number, needed: expect.any(Number) as number });
    expect(await readLift(database.db, shop, FLOW, { ...definition, holdout: 0 }, now)).toEqual({ kind: "no-holdout" });
  });

  it("compares who ordered in their own time, and what they brought (issue 9, measurement)", async () => {
    // 400 entered and 400 held out: 320 and 200 of them ordered in time.
    await sql`
      insert into customers (shop_id, customer_id, created_at) select ${shop.shopId}, id, ${ago(400)} from generate_series(1, 804) id
    `.execute(database.db);
    await sql`
      insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, holdout, arrived_at, entered_at, ended_at, end_reason)
      select ${shop.shopId}, ${FLOW}, 1, id, 'o:' || id, ${ago(90)}, 'ended', id > 400, ${ago(90)}, ${ago(90)}, ${ago(80)}, 'completed' from generate_series(1, 804) id
    `.execute(database.db);
    // They were merged: into one of them, and from somebody.
    await sql`update customers set merged_into = 802 where shop_id = ${shop.shopId} and customer_id in (801, 803)`.execute(
      database.db,
    );
    await sql`update customers set merged_into = 1000 where shop_id = ${shop.shopId} and customer_id = 804`.execute(database.db);
    await sql`
      insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, net_minor, snapshot, first_seen_at)
      select ${shop.shopId}, 10000 + id, '#1', id, ${ago(70)}, case when id in (321, 322) then ${ago(49)}::timestamptz when id = 323 then ${ago(91)}::timestamptz else ${ago(70)}::timestamptz end,
        ${ago(70)}, 'paid', 'EUR', 2000, '{}', ${ago(70)}
      from generate_series(1, 804) id where id <= 323 or id between 401 and 600 or id > 800
    `.execute(database.db);
    await publish();
    await repairGoals(database.db, shop);
    const lift = await readLift(database.db, shop, FLOW, definition, now);
    expect(lift).toMatchObject({
      ...{ kind: "measured", horizonDays: 40 },
      treated: { customers: 400, reached: 320, revenueMinor: 1_600 },
      heldOut: { customers: 400, reached: 200, revenueMinor: 1_000 },
      share: { difference: expect.closeTo(0.3, 9) as number },
      revenue: { difference: 600 },
    });
    if (lift.kind !== "measured") throw new Error("It was measured");
    expect(lift.share.low).toBeCloseTo(0.235, 2);
    expect(lift.share.high).toBeCloseTo(0.361, 2);
    expect(lift.revenue.low).toBeGreaterThan(450);
    expect(lift.revenue.high).toBeLessThan(750);
  });
});

describe("what flows have led to, as it is kept (issue 9, measurement)", () => {
  const later = vi.fn(() => Promise.resolve());
  const after = (hours: number) => plusMs(now, hours * HOUR_MS);

  it("is worked out at once in a small shop, and anew when an hour has gone", async () => {
    later.mockClear();
    await publish();
    const message = await insertMessage(1, "one", "sent", null, ago(10));
    await click(message, 1, ago(9));
    await order(1, ago(8), 4200);
    const first = await readResults(database.db, shop, now, later);
    expect(first.get(FLOW)).toMatchObject({ asOf: now, orders: 1, revenueMinor: 4200n, lift: { kind: "too-early", have: 0 } });
    await order(1, ago(7), 800);
    expect((await readResults(database.db, shop, after(0.9), later)).get(FLOW)).toMatchObject({ asOf: now, orders: 1 });
    expect((await readResults(database.db, shop, after(1.1), later)).get(FLOW)).toMatchObject({ orders: 2, revenueMinor: 5000n });
    const other = await stageShop(database.db, ago(800));
    expect(await readResults(database.db, other, now, later)).toEqual(new Map());
    expect(later).not.toHaveBeenCalled();
  });

  it("is a job's in a large shop, and what was known last is told until then", async () => {
    later.mockClear();
    await publish();
    await workOutResults(database.db, shop, now);
    await sql`
      insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, arrived_at, entered_at)
      select ${shop.shopId}, ${FLOW}, 1, 10000 + i, 'o', ${ago(1)}, 'active', ${ago(1)}, ${ago(1)} from generate_series(1, 5001) i
    `.execute(database.db);
    expect((await readResults(database.db, shop, after(2), later)).get(FLOW)).toMatchObject({ asOf: now });
    expect(later).toHaveBeenCalledTimes(1);
    await workOutResults(database.db, shop, after(2));
    expect((await readResults(database.db, shop, after(2), later)).get(FLOW)).toMatchObject({ asOf: after(2) });
    expect(later).toHaveBeenCalledTimes(1);
  });

  it("tells by step what the provider has told of its emails, and nothing where it tells nothing", async () => {
    for (const [at, outcome] of ["delivered", "delivered", "unsubscribed", "complained", "bounced"].entries()) {
      const message = await insertMessage(at + 1, "one", "sent", null, ago(3));
      await sql`
        update messages set outcome = ${outcome} where shop_id = ${shop.shopId} and message_id = ${message}
      `.execute(database.db);
    }
    await insertMessage(6, "two", "sent", null, ago(3));
    const { steps } = await readFlowFigures(database.db, shop, FLOW, ago(30));
    const of = (id: string) => steps.find(({ stepId }) => stepId === id);
    expect(of("one")).toMatchObject({ sent: 5, delivered: 4, unsubscribed: 1, complained: 1 });
    expect(of("two")).toMatchObject({ sent: 1, delivered: null });
  });
});
