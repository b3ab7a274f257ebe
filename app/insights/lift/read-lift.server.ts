import { sql } from "kysely";

import { countedOrder } from "../../customers/orders/counted-orders.server.ts";
import type { Db } from "../../db.server.ts";
import { horizonDays } from "../../flows/definition/horizon.ts";
import type { Definition } from "../../flows/definition/definition.ts";
import type { Goal } from "../../flows/goal/goal.ts";
import { readDefinitions } from "../../flows/runs/read-flows.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { liftOf, type Group, type Lift } from "./lift.ts";

const RECENT_DAYS = 28;

type Row = { holdout: boolean; reached: boolean; revenue_minor: bigint; customers: number };

/**
 * What a flow does that would not have happened anyway: customers held out against all others who entered, each from their own beginning on for as long as the flow takes
 * and the days that its goal says. Each customer counts once, with the first run that had the goal that is in force; whoever was merged since counts not at all, because two
 * lots were drawn for them. Whether a run reached its goal is noted with the run (flows/goal).
 */
export async function readLift(db: Db, shop: Shop, flowId: number, definition: Definition, now: Date): Promise<Lift> {
  const { shopId } = shop;
  const days = horizonDays(definition);
  const versions = await versionsFor(db, shopId, flowId, definition.goal);
  const until = plusMs(now, -days * DAY_MS);
  const { rows } = await sql<Row>`
    with first as (
      select distinct on (r.customer_id) r.customer_id, r.holdout, r.entered_at, r.goal_at
      from flow_runs r where r.shop_id = ${shopId} and r.flow_id = ${flowId} and r.version = any(${versions}::int[]) and r.entered_at <= ${now}
      order by r.customer_id, r.entered_at, r.run_id
    ), measured as (
      select f.holdout, f.goal_at is not null as reached, coalesce(bought.net, 0)::bigint as revenue_minor
      from first f
      join customers c on c.shop_id = ${shopId} and c.customer_id = f.customer_id and c.merged_into is null
      left join lateral (
        select sum(o.net_minor) as net from orders o
        where o.shop_id = ${shopId} and o.customer_id = f.customer_id and ${countedOrder}
          and o.processed_at > f.entered_at and o.processed_at <= f.entered_at + make_interval(days => ${days})
      ) bought on true
      where f.entered_at <= ${until} and not exists (
        select from customers gone where gone.shop_id = ${shopId} and gone.merged_into = f.customer_id
      )
    )
    select holdout, reached, revenue_minor, count(*)::int as customers from measured
    group by holdout, reached, revenue_minor order by holdout, revenue_minor
  `.execute(db);
  const entered = await sql<{ all: number; recent: number }>`
    select count(*)::int as all, (count(*) filter (where entered_at > ${plusMs(now, -RECENT_DAYS * DAY_MS)}))::int as recent
    from (
      select customer_id, min(entered_at) as entered_at from flow_runs
      where shop_id = ${shopId} and flow_id = ${flowId} and version = any(${versions}::int[]) and entered_at <= ${now} group by customer_id
    ) customers
  `.execute(db);
  const { all = 0, recent = 0 } = entered.rows[0] ?? {};
  return liftOf({
    ...{ holdout: definition.holdout, horizonDays: days, entered: all, perWeek: recent / (RECENT_DAYS / 7), seed: flowId },
    ...{ treated: groupOf(rows.filter(({ holdout }) => !holdout)), heldOut: groupOf(rows.filter(({ holdout }) => holdout)) },
  });
}

function groupOf(rows: readonly Row[]): Group {
  return {
    customers: rows.reduce((sum, { customers }) => sum + customers, 0),
    reached: rows.reduce((sum, { reached, customers }) => sum + (reached ? customers : 0), 0),
    revenue: rows.map(({ revenue_minor, customers }) => ({ amountMinor: Number(revenue_minor), customers })),
  };
}

/** The versions that have this goal: what others were to bring about is another question. */
async function versionsFor(db: Db, shopId: number, flowId: number, goal: Goal): Promise<number[]> {
  const { rows } = await sql<{ flowId: number; version: number }>`
    select flow_id as "flowId", version from flow_versions where shop_id = ${shopId} and flow_id = ${flowId}
  `.execute(db);
  const definitionOf = await readDefinitions(db, shopId, rows);
  const asked = JSON.stringify(goal);
  return rows.flatMap(({ version }) => (JSON.stringify(definitionOf(flowId, version)?.goal) === asked ? [version] : []));
}
