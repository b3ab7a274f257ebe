import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { definitionSchema, type DefinitionInput } from "../../app/flows/definition/definition.ts";
import { goalKinds, type Goal } from "../../app/flows/goal/goal.ts";
import { repairGoals } from "../../app/flows/goal/reached.server.ts";
import { listNamingFlows } from "../../app/flows/segments-named.server.ts";
import { flowPresets } from "../../app/flows/presets/presets.ts";
import { readFlowFigures } from "../../app/insights/flow-figures.server.ts";
import { listFlowPeople } from "../../app/insights/flow-people/people.server.ts";
import { workOutResults } from "../../app/insights/lift/results.server.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { stageCustomer } from "../messages/stage.ts";
import { COFFEE, day, TEA, useRefill } from "../refill/refill-stage.ts";
import { useDatabase } from "../support/database.ts";
import { addFlow, email, publishDraft } from "../support/flows.ts";
import { days, useFlows } from "./flow-stage.ts";

const database = useDatabase();
const stage = useFlows(database);

/** A wait of ten days: goals count for forty. */
const steps = [email("one"), { kind: "wait" as const, id: "w", wait: { days: 10 } }, email("two")];
const entered = days(100);
const after = (count: number) => plusMs(entered, count * DAY_MS);
type Run = { occasion?: string; about?: object; holdout?: boolean; version?: number };
let flowId = 0;

async function flowWith(goal: DefinitionInput["goal"], trigger: DefinitionInput["trigger"] = { kind: "lapsed", days: 90 }) {
  flowId = await addFlow(database.db, stage.shop, { trigger, steps, goal }, days(0));
}

async function enter(customerId: bigint, { occasion = "o", about = {}, holdout = false, version = 1 }: Run = {}): Promise<void> {
  await stageCustomer(database.db, stage.shop, customerId);
  await sql`
    insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, about, state, holdout, arrived_at, entered_at, ended_at, end_reason)
    values (${stage.shop.shopId}, ${flowId}, ${version}, ${customerId}, ${occasion}, ${entered}, ${JSON.stringify(about)}::jsonb, 'ended', ${holdout}, ${entered}, ${entered},
      ${entered}, 'completed')
  `.execute(database.db);
}

let orderId = 0;
type Ordered = { products?: bigint[]; net?: number; status?: string };
async function order(
  customerId: bigint,
  at: Date,
  { products = [], net = 5_000, status = "paid" }: Ordered = {},
): Promise<number> {
  const lines = products.map((productId) => ({ productId: Number(productId), currentQuantity: 1, netMinor: 1_000 }));
  await sql`
    insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, net_minor, snapshot, first_seen_at)
    values (${stage.shop.shopId}, ${(orderId += 1)}, '#1', ${customerId}, ${at}, ${at}, ${at}, ${status}, 'EUR', ${net}, ${JSON.stringify({ lines })}::jsonb, ${at})
  `.execute(database.db);
  return orderId;
}

type Change = { financial_status?: string; net_minor?: bigint; cancelled_at?: Date };
const change = (id: number, set: Change) =>
  database.db
    .updateTable("orders")
    .set(set)
    .where("shop_id", "=", stage.shop.shopId)
    .where("order_id", "=", BigInt(id))
    .execute();

let told = 0;
async function tell(customerId: bigint, kind: string, at: Date, data: object = {}): Promise<void> {
  await sql`
    insert into timeline_events (shop_id, customer_id, kind, key, occurred_at, recorded_at, data)
    values (${stage.shop.shopId}, ${customerId}, ${kind}, ${`t:${(told += 1)}`}, ${at}, ${at}, ${JSON.stringify(data)}::jsonb)
  `.execute(database.db);
}

/** When each customer's run reached its goal, in days from entering. */
async function reached(): Promise<Record<string, number>> {
  const { rows } = await sql<{ customer_id: bigint; goal_at: Date }>`
    select customer_id, goal_at from flow_runs where shop_id = ${stage.shop.shopId} and goal_at is not null order by 1
  `.execute(database.db);
  return Object.fromEntries(rows.map((row) => [String(row.customer_id), (row.goal_at.getTime() - entered.getTime()) / DAY_MS]));
}

const look = (now: Date, ...customerIds: bigint[]) => stage.look(customerIds, now);

describe("a version's goal (issue 9, goal)", () => {
  const parse = (goal: unknown, trigger: unknown = { kind: "lapsed", days: 90 }) =>
    definitionSchema.safeParse({ trigger, steps, goal });

  it("is any order where a version was stored before there were goals", () => {
    expect(definitionSchema.parse({ trigger: { kind: "lapsed", days: 90 }, steps }).goal).toEqual({
      kind: "order",
      afterDays: 30,
    });
  });

  it.each([
    [{ kind: "world-peace" }, ["goal", "kind"], "there is no such goal"],
    [{ kind: "same-product" }, ["goal", "kind"], "what begins these runs is about no product"],
    [{ kind: "products", products: [] }, ["goal", "products"], undefined],
    [{ kind: "products", products: [{ productId: "12x", title: "Tea" }] }, ["goal", "products", 0, "productId"], undefined],
    [{ kind: "segment-entered" }, ["goal", "segmentId"], undefined],
    [{ kind: "order", afterDays: 0 }, ["goal", "afterDays"], undefined],
  ])("that is none is refused where it stands: %j", (goal, path, message) => {
    const issue = parse(goal).error?.issues[0];
    expect(issue?.path).toEqual(path);
    if (message !== undefined) expect(issue?.message).toBe(message);
  });

  it("fits each preset", () => {
    const goals = Object.entries(flowPresets).map(([key, preset]) => [
      key,
      definitionSchema.parse({ ...preset, steps: [] }).goal.kind,
    ]);
    expect(Object.fromEntries(goals)).toMatchObject({
      ...{ refill: "same-product", "reward-unused": "reward-used", welcome: "first-order", "points-expiring": "points-redeemed" },
      ...{ "win-back": "order", birthday: "order" },
    });
  });
});

describe("a run's goal (issue 9, goal)", () => {
  /** What reaches each goal, and what is like it and does not. */
  const cases: Record<
    Goal["kind"],
    [reaches: (id: bigint, at: Date) => Promise<unknown>, not?: (id: bigint, at: Date) => Promise<unknown>]
  > = {
    order: [(id, at) => order(id, at), (id, at) => order(id, at, { status: "voided" })],
    "first-order": [(id, at) => order(id, at), async (id, at) => [await order(id, after(-50)), await order(id, at)]],
    products: [(id, at) => order(id, at, { products: [9n, COFFEE] }), (id, at) => order(id, at, { products: [TEA] })],
    "same-product": [(id, at) => order(id, at, { products: [TEA] }), (id, at) => order(id, at, { products: [COFFEE] })],
    "reward-used": [
      (id, at) => tell(id, "reward.used", at, { redemptionId: 7 }),
      (id, at) => tell(id, "reward.issued", at, { redemptionId: 7 }),
    ],
    "points-redeemed": [
      (id, at) => tell(id, "reward.redeemed", at, { redemptionId: 7, points: 500 }),
      (id, at) => tell(id, "reward.redeemed", at, { redemptionId: 7, points: 0 }),
    ],
    "consent-given": [
      (id, at) => tell(id, "consent.changed", at, { channel: "email", from: "none", to: "subscribed" }),
      (id, at) => tell(id, "consent.changed", at, { channel: "sms", from: "none", to: "subscribed" }),
    ],
    "segment-entered": [
      (id, at) => tell(id, "segment.entered", at, { segmentId: 3 }),
      (id, at) => tell(id, "segment.entered", at, { segmentId: 4 }),
    ],
    "review-written": [(id, at) => tell(id, "review.written", at), (id, at) => tell(id, "review.published", at)],
    "survey-answered": [(id, at) => tell(id, "survey.answered", at), (id, at) => tell(id, "question.answered", at)],
  };

  it.each(goalKinds)("%s: is noted once it is reached after entering and within its days, of the holdout, too", async (kind) => {
    const [reaches, not] = cases[kind];
    const products = [{ productId: String(COFFEE), title: "Coffee" }];
    const goal = kind === "products" ? { kind, products } : kind === "segment-entered" ? { kind, segmentId: 3 } : { kind };
    await flowWith(goal, kind === "same-product" ? { kind: "event", event: "order-placed" } : { kind: "lapsed", days: 90 });
    const about = { orderId: String(await order(99n, after(-1), { products: [TEA] })) };
    const all = [1n, 2n, 3n, 4n, 5n];
    for (const id of all) await enter(id, { about, holdout: id === 2n });
    await reaches(1n, plusMs(entered, HOUR_MS * 24));
    await reaches(2n, after(40));
    await reaches(3n, plusMs(after(40), 1));
    await reaches(4n, entered);
    await not?.(5n, after(2));
    await look(after(41), ...all);
    expect(await reached()).toEqual({ 1: 1, 2: 40 });
    // Again, sooner, and by whoever looks at all.
    await look(after(42), ...all);
    await repairGoals(database.db, stage.shop);
    expect(await reached()).toEqual({ 1: 1, 2: 40 });
  });

  it("is of the run's own version, and goes on when the flow is changed", async () => {
    await flowWith({ kind: "order", afterDays: 1 });
    await enter(1n);
    await sql`update flows set draft = ${JSON.stringify({ trigger: { kind: "lapsed", days: 90 }, steps, goal: { kind: "review-written" } })}::jsonb
      where shop_id = ${stage.shop.shopId} and flow_id = ${flowId}`.execute(database.db);
    await publishDraft(database.db, stage.shop, flowId, { mode: "keep" }, days(1));
    await enter(2n, { version: 2 });
    for (const id of [1n, 2n]) await order(id, after(11));
    await tell(2n, "review.written", after(12));
    await look(after(13), 1n, 2n);
    expect(await reached()).toEqual({ 1: 11, 2: 12 });
  });

  it("is not reached any more when the order is canceled or refunded in full, whenever that is heard of (goal, trap 3)", async () => {
    await flowWith({ kind: "reward-used" });
    const uses = async (id: bigint) => {
      await enter(id);
      const used = await order(id, after(3));
      await tell(id, "reward.used", after(3), { redemptionId: 7, orderId: used });
      return used;
    };
    const [canceled, refunded, inPart] = [await uses(1n), await uses(2n), await uses(3n)];
    await look(after(4), 1n, 2n, 3n);
    expect(await reached()).toEqual({ 1: 3, 2: 3, 3: 3 });
    await change(canceled, { cancelled_at: after(5) });
    await change(refunded, { financial_status: "refunded", net_minor: 0n });
    await change(inPart, { financial_status: "partially_refunded", net_minor: 1_000n });
    // A year later, when nobody looks at such runs any more.
    await look(after(400), 1n, 2n, 3n);
    expect(await reached()).toEqual({ 3: 3 });
    // The code is used again, in time.
    await tell(1n, "reward.used", after(6), { redemptionId: 7, orderId: await order(1n, after(6)), again: true });
    await repairGoals(database.db, stage.shop);
    expect(await reached()).toEqual({ 1: 6, 3: 3 });
  });

  it("is the reward that the run is about, and points that were given back were not redeemed", async () => {
    await flowWith({ kind: "reward-used" }, { kind: "event", event: "reward-issued" });
    await enter(1n, { about: { redemptionId: "7" } });
    await tell(1n, "reward.used", after(1), { redemptionId: 8 });
    await look(after(2), 1n);
    expect(await reached()).toEqual({});
    await tell(1n, "reward.used", after(2), { redemptionId: 7 });
    await look(after(3), 1n);
    expect(await reached()).toEqual({ 1: 2 });

    await flowWith({ kind: "points-redeemed" });
    await enter(2n, { occasion: "p" });
    await tell(2n, "reward.redeemed", after(1), { redemptionId: 9, points: 100 });
    await look(after(2), 2n);
    expect(await reached()).toMatchObject({ 2: 1 });
    await tell(2n, "reward.released", after(3), { redemptionId: 9 });
    await look(after(3), 2n);
    expect(await reached()).toEqual({ 1: 2 });
  });

  it("names its segment, as a trigger does, so that nobody deletes it unawares", async () => {
    await flowWith({ kind: "segment-entered", segmentId: 3 });
    const named = (await listNamingFlows(database.db, stage.shop.shopId)).find((one) => one.flowId === flowId);
    expect(named?.segmentIds).toEqual([3]);
  });

  it("takes what time alone brings for nothing new, and leaves who was erased as they were", async () => {
    await flowWith({ kind: "order" });
    await enter(1n);
    await order(1n, after(1));
    await look(after(2), 1n);
    await sql`update customers set redacted_at = ${after(3)} where shop_id = ${stage.shop.shopId} and customer_id = 1`.execute(
      database.db,
    );
    await sql`delete from orders where shop_id = ${stage.shop.shopId} and customer_id = 1`.execute(database.db);
    await look(after(3), 1n);
    await repairGoals(database.db, stage.shop);
    expect(await reached()).toEqual({ 1: 1 });
  });
});

describe("figures of a goal (issue 9, measurement)", () => {
  let messageId = 0;
  async function send(customerId: bigint, stepId: string, clickedAt: Date | null): Promise<void> {
    const { shopId } = stage.shop;
    messageId += 1;
    await sql`
      insert into messages (shop_id, message_id, customer_id, flow_id, run_id, step_id, template, key, locale, state, due_at, created_at, sent_at)
      select ${shopId}, ${messageId}, ${customerId}, ${flowId}, run_id, ${stepId}, 'flow-email', ${`m:${messageId}`}, 'de', 'sent', ${entered}, ${entered}, ${entered}
      from flow_runs where shop_id = ${shopId} and flow_id = ${flowId} and customer_id = ${customerId}
    `.execute(database.db);
    if (clickedAt === null) return;
    await sql`
      insert into message_clicks (shop_id, message_id, link, kind, customer_id, target, first_at, last_at)
      values (${shopId}, ${messageId}, 0, 'human', ${customerId}, 'https://shop.example/', ${clickedAt}, ${clickedAt})
    `.execute(database.db);
  }

  it("count each run once: of the flow whether it clicked or not, of a step after its last click, and list who is counted", async () => {
    await flowWith({ kind: "review-written" });
    for (const id of [1n, 2n, 3n, 4n]) await enter(id, { holdout: id === 3n });
    for (const id of [1n, 2n, 3n]) await tell(id, "review.written", after(4));
    await send(1n, "one", after(1));
    await send(1n, "two", after(2));
    await send(2n, "one", null);
    await send(4n, "one", after(1));
    await look(after(5), 1n, 2n, 3n, 4n);
    const { steps: each } = await readFlowFigures(database.db, stage.shop, flowId, days(0));
    expect(Object.fromEntries(each.map(({ stepId, reached: runs }) => [stepId, runs]))).toEqual({ one: 0, two: 1 });
    const listed = async (stepId: string | null) => {
      const query = { figure: "reached" as const, stepId, reason: null, within: null, before: null, recent: false };
      const people = await listFlowPeople(database.db, stage.shop, flowId, query, { now: after(6), limit: 10 });
      return people.map(({ customerId, at }) => [Number(customerId), at]);
    };
    expect(await listed(null)).toEqual([
      [2, after(4)],
      [1, after(4)],
    ]);
    expect(await listed("two")).toEqual([[1, after(4)]]);
    expect(await listed("one")).toEqual([]);
    await workOutResults(database.db, stage.shop, after(6));
    const { rows } =
      await sql`select reached, orders from flow_results where shop_id = ${stage.shop.shopId} and flow_id = ${flowId}`.execute(
        database.db,
      );
    expect(rows).toEqual([{ reached: 2, orders: 0 }]);
  });
});

describe("refill's goal (issue 9, goal, trap 2)", () => {
  const refill = useRefill(database);
  const delivered = [{ at: day(0), delivered: day(0) }];
  const goals = async () => {
    const { rows } = await sql<{ about: { products?: string }; goal_at: Date | null }>`
      select about, goal_at from flow_runs where shop_id = ${refill.shop.shopId} and entered_at is not null order by run_id
    `.execute(database.db);
    return rows.map(({ about, goal_at }) => [about.products, goal_at]);
  };
  beforeEach(() => sql`delete from flow_timers`.execute(database.db));

  it("is what was due when the run began, whatever is still due since", async () => {
    await refill.supply([
      [COFFEE, 30],
      [TEA, 31],
    ]);
    await refill.start();
    await refill.order(1, { at: day(0), lines: [{ product: COFFEE }, { product: TEA }], parcels: delivered });
    await refill.pass(day(24), day(27));
    expect(await goals()).toEqual([[`${COFFEE},${TEA}`, null]]);
    // Tea is bought: it is no longer told of, and all the same it was the goal.
    await refill.order(2, { at: day(28), lines: [{ product: TEA }] });
    expect(await goals()).toEqual([[String(COFFEE), day(28)]]);
    await refill.order(2, { at: day(28), lines: [{ product: TEA }], cancelled: day(29), updatedAt: day(29) });
    expect((await goals())[0]?.[1]).toBeNull();
  });
});
