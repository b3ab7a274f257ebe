import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { repairGoals } from "../../flows/goal/reached.server.ts";
import { readFlows } from "../../flows/runs/read-flows.server.ts";
import { stringifyJson } from "../../lib/json.ts";
import { HOUR_MS, plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { readFlowFigures, readFlowOrders, type LiveStep } from "../flow-figures.server.ts";
import { STEP_FIGURES_MS } from "../flow-people/query.ts";
import type { Lift } from "./lift.ts";
import { readLift } from "./read-lift.server.ts";

/**
 * What a flow has led to so far, as of an instant: orders within five days of a click on its emails, and what it brings that would not have come anyway; and
 * what has become of its steps of late.
 */
export type FlowResult = {
  flowId: number;
  asOf: Date;
  orders: number;
  revenueMinor: bigint;
  /** Runs that reached the goal, whether they clicked or not; those of the holdout left out. */
  reached: number;
  lift: Lift;
  steps: LiveStep[];
};

/** So many runs are read while the page waits (about a tenth of a second); more are a job's. */
const AT_ONCE = 5_000;
/** So long a result is good enough to be shown. */
const FRESH_MS = HOUR_MS;

/**
 * What flows that have been published have led to. What is older than an hour is worked out anew: at once in small shops, else in the background, and until
 * then what was known last is told, or nothing.
 * @param later asks for `workOutResults` in the background
 */
export async function readResults(db: Db, shop: Shop, now: Date, later: () => Promise<void>): Promise<Map<number, FlowResult>> {
  const known = await readKnown(db, shop.shopId);
  if (known.every(({ asOf }) => asOf !== null && asOf > plusMs(now, -FRESH_MS))) return resultsOf(known);
  if (await hasMany(db, shop.shopId)) {
    await later();
    return resultsOf(known);
  }
  await workOutResults(db, shop, now);
  return resultsOf(await readKnown(db, shop.shopId));
}

/** What has become of a flow's steps of late: of this moment in small shops, else as it was known last. @param result what `readResults` tells of the flow */
export async function readSteps(db: Db, shop: Shop, flowId: number, now: Date, result: FlowResult | null): Promise<LiveStep[]> {
  return (await hasMany(db, shop.shopId)) ? (result?.steps ?? []) : stepsOf(db, shop, flowId, now);
}

async function stepsOf(db: Db, shop: Shop, flowId: number, now: Date): Promise<LiveStep[]> {
  return (await readFlowFigures(db, shop, flowId, plusMs(now, -STEP_FIGURES_MS))).steps;
}

async function hasMany(db: Db, shopId: number): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (select from flow_runs where shop_id = ${shopId} limit ${AT_ONCE + 1}) counted
  `.execute(db);
  return (rows[0]?.count ?? 0) > AT_ONCE;
}

/** Reads every run, click and order of a shop's flows, and notes what they have led to. */
export async function workOutResults(db: Db, shop: Shop, now: Date): Promise<void> {
  const { shopId } = shop;
  await repairGoals(db, shop);
  for (const { flowId, definition } of await readFlows(db, shopId)) {
    const lift = await readLift(db, shop, flowId, definition, now);
    const steps = await stepsOf(db, shop, flowId, now);
    const orders = await readFlowOrders(db, shopId, flowId, new Date(0));
    const [count, revenue] = [
      orders.reduce((sum, row) => sum + row.orders, 0),
      orders.reduce((sum, row) => sum + row.revenue_minor, 0n),
    ];
    const reached = await countReached(db, shopId, flowId);
    await sql`
      insert into flow_results (shop_id, flow_id, as_of, orders, revenue_minor, reached, lift, steps)
      values (${shopId}, ${flowId}, ${now}, ${count}, ${revenue}, ${reached}, ${JSON.stringify(lift)}::jsonb, ${stringifyJson(steps)}::jsonb)
      on conflict (shop_id, flow_id) do update
      set as_of = excluded.as_of, orders = excluded.orders, revenue_minor = excluded.revenue_minor, reached = excluded.reached, lift = excluded.lift, steps = excluded.steps
    `.execute(db);
  }
}

async function countReached(db: Db, shopId: number, flowId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from flow_runs where shop_id = ${shopId} and flow_id = ${flowId} and goal_at is not null and not holdout
  `.execute(db);
  return rows[0]?.count ?? 0;
}

type KeptStep = Omit<LiveStep, "revenueMinor" | "reached"> & { revenueMinor: string; reached?: number };
type Known = {
  flowId: number;
  asOf: Date | null;
  orders: number | null;
  revenueMinor: bigint | null;
  reached: number | null;
  lift: unknown;
  steps: KeptStep[] | null;
};

async function readKnown(db: Db, shopId: number): Promise<Known[]> {
  const { rows } = await sql<Known>`
    select f.flow_id as "flowId", r.as_of as "asOf", r.orders, r.revenue_minor as "revenueMinor", r.reached, r.lift, r.steps
    from flows f left join flow_results r on r.shop_id = f.shop_id and r.flow_id = f.flow_id
    where f.shop_id = ${shopId} and f.version is not null
  `.execute(db);
  return rows;
}

/** What was kept before there were goals says nothing of them. */
function stepOf({ revenueMinor, reached = 0, ...step }: KeptStep): LiveStep {
  return { ...step, reached, revenueMinor: BigInt(revenueMinor) };
}

function resultsOf(known: readonly Known[]): Map<number, FlowResult> {
  return new Map(
    known.flatMap(({ flowId, asOf, orders, revenueMinor, reached, lift, steps }) => {
      if (asOf === null || orders === null || revenueMinor === null) return [];
      const counts = { flowId, asOf, orders, revenueMinor, reached: reached ?? 0 };
      return [[flowId, { ...counts, lift: liftAsKept(lift), steps: (steps ?? []).map(stepOf) }] as const];
    }),
  );
}

/** What was kept before lift was of the goal was of orders, and knew no difference so far. */
function liftAsKept(kept: unknown): Lift {
  const lift = kept as Lift;
  if (lift.kind === "too-early") return { ...lift, soFar: (lift as Partial<typeof lift>).soFar ?? null };
  if (lift.kind !== "measured") return lift;
  const group = (told: typeof lift.treated & { ordered?: number }) => ({ ...told, reached: told.ordered ?? told.reached });
  return { ...lift, treated: group(lift.treated), heldOut: group(lift.heldOut) };
}
