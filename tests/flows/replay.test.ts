import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { append } from "../../app/customers/timeline.server.ts";
import { definitionSchema } from "../../app/flows/definition/definition.ts";
import { askKept, cancelKept, imagine, workOutKept } from "../../app/flows/forecast/kept/kept.server.ts";
import { baseRateOf } from "../../app/flows/forecast/base-rate.ts";
import { relive, replay } from "../../app/flows/forecast/replay.server.ts";
import { sampleWalks, walk } from "../../app/flows/forecast/kept/walk.server.ts";
import { createFlow, findFlow } from "../../app/flows/flows.server.ts";
import type { Flow } from "../../app/flows/planner/flow.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const now = new Date("2026-11-29T12:00:00Z");
const ago = (days: number) => plusMs(now, -days * DAY_MS);

const flowWith = (definition: unknown): Flow => ({
  ...{ flowId: 1, label: "", state: "draft", liveSince: null, catchUp: { mode: "nobody" }, version: 0 },
  definition: definitionSchema.parse(definition),
});
const winBack = flowWith({
  trigger: { kind: "lapsed", days: 90 },
  steps: [
    { kind: "email", id: "one", emailId: 1 },
    { kind: "wait", id: "w", wait: { days: 15 } },
    { kind: "email", id: "two", emailId: 1 },
  ],
});

let orderId = 0;
async function orders(shop: Shop, customerId: bigint, days: readonly number[], cancelled = false): Promise<void> {
  for (const day of days) {
    await sql`
      insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, cancelled_at, financial_status, currency, net_minor, snapshot, first_seen_at)
      values (${shop.shopId}, ${++orderId}, '#1', ${customerId}, ${ago(day)}, ${ago(day)}, ${ago(day)}, ${cancelled ? ago(day) : null}, 'paid', 'EUR', 1000, '{}', ${ago(day)})
    `.execute(database.db);
    await sql`
      update customers set orders_count = orders_count + 1, first_order_at = least(first_order_at, ${ago(day)}), last_order_at = greatest(last_order_at, ${ago(day)})
      where shop_id = ${shop.shopId} and customer_id = ${customerId} and not ${cancelled}
    `.execute(database.db);
  }
}

describe("had it run over the last 365 days", () => {
  it("says who would have got what, and what they did on their own (issue 9, replay)", async () => {
    const shop = await stageShop(database.db, ago(800));
    for (let id = 1n; id <= 6n; id += 1n)
      await stageCustomer(database.db, shop, id, id === 5n ? { consent: "unsubscribed" } : {});
    // One gets both emails, at days 90 and 105, and orders 10 days after the second.
    await orders(shop, 1n, [300, 185]);
    // One gets the first and orders before the second.
    await orders(shop, 2n, [300, 200]);
    // One lapsed before the year began and stays away: nobody has let them in.
    await orders(shop, 3n, [500]);
    // One lapsed so lately that 90 days are not over.
    await orders(shop, 4n, [120]);
    // One would have got it, and may not be written to.
    await orders(shop, 5n, [300]);
    // One whose second order came to nothing.
    await orders(shop, 6n, [300]);
    await orders(shop, 6n, [205], true);
    const result = await replay(database.db, shop, winBack, now);
    const step = (id: string) => result.steps.find(({ stepId }) => stepId === id);
    // Once more after the second order of 1 and 2.
    expect(step("one")).toMatchObject({ given: 6, heldBack: [{ reason: "no-consent", count: 1 }] });
    expect(step("two")).toMatchObject({ given: 5, heldBack: [{ reason: "no-consent", count: 1 }] });
    const rates = Object.fromEntries(result.baseRates.map(({ stepId, rates }) => [stepId, rates]));
    // The first email at 210, 210, 95, 110, 30 and 210 days ago.
    expect(rates["one"]).toEqual([
      { days: 30, customers: 6, ordered: 2 },
      { days: 60, customers: 5, ordered: 2 },
      { days: 90, customers: 5, ordered: 2 },
    ]);
    // The second at 195 (of 1 and 6), 80, 95 and 15 days ago.
    expect(rates["two"]).toEqual([
      { days: 30, customers: 4, ordered: 1 },
      { days: 60, customers: 4, ordered: 1 },
      { days: 90, customers: 3, ordered: 1 },
    ]);
  });

  it("tells how many reach the flow's goal on their own, after the first email that they would have got (issue 9, goal)", async () => {
    const shop = await stageShop(database.db, ago(800));
    for (const id of [1n, 2n]) {
      await stageCustomer(database.db, shop, id);
      await orders(shop, id, [300]);
    }
    await sql`
      insert into timeline_events (shop_id, customer_id, kind, key, occurred_at, recorded_at)
      values (${shop.shopId}, 1, 'review.written', 'r1', ${ago(200)}, ${ago(200)}), (${shop.shopId}, 2, 'review.written', 'r2', ${ago(140)}, ${ago(140)})
    `.execute(database.db);
    const goal = (kind: "review-written" | "order" | "first-order") => ({ kind, afterDays: 30 });
    const asked = (flow: typeof winBack) => replay(database.db, shop, flow, now);
    const ofReviews = await asked({ ...winBack, definition: { ...winBack.definition, goal: goal("review-written") } });
    expect(ofReviews.goalRates).toEqual([
      { days: 30, customers: 2, ordered: 1 },
      { days: 60, customers: 2, ordered: 1 },
      { days: 90, customers: 2, ordered: 2 },
    ]);
    const ofOrders = await asked(winBack);
    expect(ofOrders.goalRates).toEqual(ofOrders.baseRates[0]?.rates);
    expect(baseRateOf(ofReviews, 60)).toBeNull();
    const many = { goalRates: [{ days: 30, customers: 60, ordered: 3 }] };
    expect([baseRateOf(many, 60), baseRateOf({}, 60)]).toEqual([0.05, null]);
  });

  it("walks through one customer's dates, and writes nothing (issue 9, replay)", async () => {
    const shop = await stageShop(database.db, ago(800));
    await stageCustomer(database.db, shop, 9n);
    await orders(shop, 9n, [150]);
    const walked: string[] = [];
    await database.db.transaction().execute((tx) =>
      relive(tx, shop, winBack, [9n], now, (foreseen) => {
        walked.push(...foreseen.map(({ kind, at }) => `${at.toISOString()} ${kind}`));
      }),
    );
    expect(walked).toEqual([
      ...["2026-09-30T08:00:00.000Z entered", "2026-09-30T08:00:00.000Z queued", "2026-09-30T08:00:00.000Z sent"],
      ...["2026-10-15T08:00:00.000Z queued", "2026-10-15T08:00:00.000Z ended", "2026-10-15T08:00:00.000Z sent"],
    ]);
    const { rows } = await sql`select 1 from flow_runs where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
  });

  it("begins runs with the events of then (issue 9, replay)", async () => {
    const shop = await stageShop(database.db, ago(800));
    const welcome = flowWith({
      trigger: { kind: "event", event: "consent-given" },
      steps: [
        { kind: "wait", id: "w", wait: { hours: 2 } },
        { kind: "email", id: "hello", emailId: 1 },
      ],
      reentry: "once",
    });
    await stageCustomer(database.db, shop, 11n);
    await stageCustomer(database.db, shop, 12n);
    const consents = [
      ...[400, 200, 100].map((days) => ({ customerId: 11n, days, to: "subscribed" })),
      { customerId: 12n, days: 50, to: "unsubscribed" },
    ];
    await append(
      database.db,
      shop.shopId,
      consents.map(({ customerId, days, to }) => ({
        ...{ customerId, kind: "consent.changed" as const, key: `consent:${customerId}:${days}`, occurredAt: ago(days) },
        data: { channel: "email" as const, from: "x", to, source: "shop" },
      })),
      now,
    );
    const result = await replay(database.db, shop, welcome, now);
    expect(result).toMatchObject({ entered: 1, refused: [{ reason: "had-it-before", count: 1 }] });
    expect(result.steps).toMatchObject([{ stepId: "hello", given: 1 }]);
  });

  it("can be ended between two batches, and tells how far it is (issue 9, replay)", async () => {
    const shop = await stageShop(database.db, ago(800));
    await stageCustomer(database.db, shop, 21n);
    await orders(shop, 21n, [200]);
    const told: [number, number][] = [];
    await replay(database.db, shop, winBack, now, { onProgress: (done, total) => void told.push([done, total]) });
    expect(told).toEqual([[1, 1]]);
    await expect(replay(database.db, shop, winBack, now, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
      "enough",
    );
  });
});

describe("an answer that is kept", () => {
  const question = { definition: winBack.definition, catchUp: { mode: "nobody" as const } };
  const never = () => Promise.reject(new Error("Few customers are no work for a job"));

  it("is worked out once a day, anew for another question, and can be stepped through (issue 9, forecast)", async () => {
    const shop = await stageShop(database.db, ago(800));
    await stageCustomer(database.db, shop, 31n);
    await orders(shop, 31n, [150, 80]);
    const flowId = await createFlow(shop.shopId, { preset: "win-back", name: null, draft: question.definition }, "test", now);
    const first = await askKept(database.db, shop, flowId, "ahead", question, now, never);
    expect(first).toMatchObject({ state: "done", asOf: now, done: 1, total: 1 });
    expect(first?.result).toMatchObject({
      assumption: "nobody-buys",
      entered: 1,
      steps: [
        { stepId: "one", given: 1 },
        { stepId: "two", given: 1 },
      ],
    });
    const later = plusMs(now, 3 * 3_600_000);
    expect(await askKept(database.db, shop, flowId, "ahead", question, later, never)).toEqual(first);
    const other = { ...question, catchUp: { mode: "all" as const, spreadDays: 3 } };
    expect(await askKept(database.db, shop, flowId, "ahead", other, later, never)).toMatchObject({ asOf: later });
    expect(await askKept(database.db, shop, flowId, "ahead", other, plusMs(now, DAY_MS), never)).toMatchObject({
      asOf: plusMs(now, DAY_MS),
    });
    expect(await askKept(database.db, shop, flowId, "before", question, now, never)).toMatchObject({
      state: "done",
      result: { entered: 0 },
    });
    const detail = await findFlow(shop.shopId, flowId);
    if (detail === null) throw new Error("It was just made");
    const walks = await sampleWalks(database.db, shop, imagine(detail, question, now), "ahead", now, 5);
    expect(walks.map(({ customerId }) => customerId)).toEqual([31n]);
    expect(walks[0]?.foreseen.filter(({ kind }) => kind === "sent").map(({ at }) => at.toISOString())).toEqual([
      ...["2026-12-09T09:00:00.000Z", "2026-12-24T09:00:00.000Z"],
    ]);
    expect(await walk(database.db, shop, imagine(detail, question, now), "before", 77n, now)).toBeNull();
  });

  it("ends quietly when something else is asked meanwhile, or nothing any more (issue 9, forecast)", async () => {
    const shop = await stageShop(database.db, ago(800));
    const flowId = await createFlow(shop.shopId, { preset: "win-back", name: null, draft: question.definition }, "test", now);
    await workOutKept(database.db, shop, flowId, "ahead");
    await askKept(database.db, shop, flowId, "ahead", question, now, never);
    await cancelKept(database.db, shop, flowId, "ahead");
    const { rows } = await sql`select 1 from flow_forecasts where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
    expect(await askKept(database.db, shop, 999_999, "ahead", question, now, never)).toBeNull();
  });
});
