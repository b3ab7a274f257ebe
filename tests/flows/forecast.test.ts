import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { definitionSchema, type Definition } from "../../app/flows/definition/definition.ts";
import { forecast, FORECAST_DAYS } from "../../app/flows/forecast/forecast.server.ts";
import type { Figures } from "../../app/flows/forecast/tally.ts";
import type { CatchUp } from "../../app/flows/planner/catch-up.ts";
import type { Flow } from "../../app/flows/planner/flow.ts";
import { readFlows } from "../../app/flows/runs/read-flows.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { DEFAULT_RULES } from "../../app/messages/timing/sending-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { SEED } from "../support/seed-value.ts";
import { live, openShop, switchFlowsOn } from "./simulation/live.ts";
import { peopleFor, type Person } from "./simulation/random-lives.ts";

const database = useDatabase();
const now = new Date("2027-03-15T11:00:00Z");
const until = plusMs(now, FORECAST_DAYS * DAY_MS);

const email = (id: string) => ({ kind: "email" as const, id, emailId: 1 });
const winBack = definitionSchema.parse({
  trigger: { kind: "lapsed", days: 10 },
  steps: [
    email("one"),
    { kind: "wait", id: "w1", wait: { days: 3 } },
    { kind: "points", id: "gift", points: 50 },
    email("two"),
    { kind: "wait", id: "w2", wait: { weekday: 1 } },
    { kind: "reward", id: "code", rewardId: 7 },
    email("three"),
  ],
  holdout: 20,
});
const birthday = definitionSchema.parse({ trigger: { kind: "birthday", offsetDays: -2 }, steps: [email("wish")], exits: [] });

let people = 0n;
function draw(turn: number): Person[] {
  const seed = SEED ?? Math.floor(Math.random() * 2 ** 31);
  const [drawn = []] = fc.sample(fc.noBias(peopleFor(now, FORECAST_DAYS, 60, [])), { seed: seed + turn, numRuns: 1 });
  return drawn.map((person) => ({ ...person, told: [], customerId: (people += 1n) }));
}

/** As a page has it that asks about a flow which is not on. */
function imagined(flowId: number, definition: Definition, catchUp: CatchUp): Flow {
  return { flowId, label: "", state: "live", liveSince: now, catchUp, version: 1, definition };
}

const where = { timeZone: "Europe/Berlin", countryCode: "DE" };
const steps = (figures: Figures) => Object.fromEntries(figures.steps.map(({ stepId, ...step }) => [stepId, step]));

async function lived(shop: Shop): Promise<{ sent: Record<string, number>; dropped: Record<string, number>; entered: number }> {
  const { rows } = await sql<{ step_id: string; state: string; count: number }>`
    select step_id, state, count(*)::int as count from messages
    where shop_id = ${shop.shopId} and (sent_at is not null or state = 'dropped') group by step_id, state
  `.execute(database.db);
  const runs = await sql<{ count: number }>`
    select count(*)::int as count from flow_runs where shop_id = ${shop.shopId} and entered_at is not null
  `.execute(database.db);
  const of = (state: string) =>
    Object.fromEntries(rows.filter((row) => row.state === state).map(({ step_id, count }) => [step_id, count]));
  return { sent: of("sent"), dropped: of("dropped"), entered: runs.rows[0]?.count ?? 0 };
}

describe("the next 30 days", () => {
  it.each<[string, Definition, CatchUp]>([
    ["a win-back that lets nobody in", winBack, { mode: "nobody" }],
    ["a win-back that lets in who lapsed lately, over three days", winBack, { mode: "within", days: 14, spreadDays: 3 }],
    ["a birthday", birthday, { mode: "nobody" }],
  ])("come as they were forecast, for %s (issue 9, forecast)", async (_, definition, catchUp) => {
    await sql`delete from flow_timers`.execute(database.db);
    await sql`delete from messages`.execute(database.db);
    const all = draw(catchUp.mode === "within" ? 1 : 0);
    const { shop, profiles } = await openShop(database, where, DEFAULT_RULES, all, now);
    // The id that the flow will have draws the lots.
    const { rows } = await sql<{
      next: number;
    }>`select last_value::int + case when is_called then 1 else 0 end as next from flows_flow_id_seq`.execute(database.db);
    const figures = await forecast(database.db, shop, imagined(rows[0]?.next ?? 0, definition, catchUp), now);
    const flowIds = await switchFlowsOn(database, shop, [{ definition, catchUp }], now);
    expect(flowIds).toEqual([rows[0]?.next]);
    await live(database, [{ shop, rules: DEFAULT_RULES, flowIds, people: all, profiles }], { from: now, until }, () => 1);
    const { sent, dropped, entered } = await lived(shop);
    expect(entered).toBeGreaterThan(3);
    expect(figures.entered).toBe(entered);
    for (const step of figures.steps) {
      if (step.kind !== "email") continue;
      expect([step.stepId, step.given]).toEqual([step.stepId, sent[step.stepId] ?? 0]);
      const held = step.heldBack.filter(({ reason }) => reason !== "overtaken").reduce((sum, one) => sum + one.count, 0);
      expect([step.stepId, held]).toEqual([step.stepId, dropped[step.stepId] ?? 0]);
    }
    const effects = await sql<{ step_id: string; count: number }>`
      select step_id, count(*)::int as count from flow_effects where shop_id = ${shop.shopId} group by step_id
    `.execute(database.db);
    for (const { step_id, count } of effects.rows) expect([step_id, steps(figures)[step_id]?.given]).toEqual([step_id, count]);
    expect(figures.cost.points).toBe(50 * (steps(figures)["gift"]?.given ?? 0));
  });

  it("counts who is inside already, and what waits to leave (issue 9, forecast)", async () => {
    await sql`delete from flow_timers`.execute(database.db);
    await sql`delete from messages`.execute(database.db);
    const all = draw(2);
    const { shop, profiles } = await openShop(database, where, DEFAULT_RULES, all, now);
    const flowIds = await switchFlowsOn(database, shop, [{ definition: winBack, catchUp: { mode: "all", spreadDays: 5 } }], now);
    const stage = [{ shop, rules: DEFAULT_RULES, flowIds, people: all, profiles }];
    const later = plusMs(now, 3 * DAY_MS + 9 * 3_600_000);
    await live(database, stage, { from: now, until: later }, () => 1);
    const before = await lived(shop);
    const [flow] = await readFlows(database.db, shop.shopId);
    if (flow === undefined) throw new Error("It was switched on");
    const figures = await forecast(database.db, shop, flow, later);
    await live(database, stage, { from: later, until: plusMs(later, FORECAST_DAYS * DAY_MS) }, () => 1);
    const after = await lived(shop);
    expect(before.entered).toBeGreaterThan(3);
    expect(figures.entered).toBe(after.entered - before.entered);
    for (const { stepId, kind, given } of figures.steps)
      if (kind === "email") expect([stepId, given]).toEqual([stepId, (after.sent[stepId] ?? 0) - (before.sent[stepId] ?? 0)]);
  });
});
