import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import { horizonDays } from "../../../flows/definition/horizon.ts";
import { readFlows } from "../../../flows/runs/read-flows.server.ts";
import { DAY_MS, plusMs } from "../../../lib/time.ts";
import type { Shop } from "../../../shops/shop.ts";
import { clickedOrders } from "../../clicked-orders.server.ts";
import type { Lift } from "../../lift/lift.ts";
import { readLift } from "../../lift/read-lift.server.ts";
import { midnightOf } from "../../scores/shop-day.ts";
import type { Period } from "../period.ts";
import type { FlowSums } from "./beside.ts";

type Row = { day: number; flow_id: number; orders: number; revenue: number };

/**
 * What flows led to in each of some periods. Orders are read once for all of them.
 * @param withLift last days at which the lift is told, too: it reads every run of a flow
 */
export async function readFlowSums(
  db: Db,
  shop: Shop,
  periods: readonly Period[],
  withLift: ReadonlySet<number>,
): Promise<FlowSums[]> {
  const { shopId, timeZone } = shop;
  const { rows } = await sql<Row>`
    select (o.processed_at at time zone ${timeZone}::text)::date - date '1970-01-01' as day, m.flow_id, count(*)::int as orders,
      coalesce(sum(o.net_minor), 0)::float8 as revenue
    from ${clickedOrders(shopId, new Date(0), sql`m.flow_id is not null`)} group by 1, 2
  `.execute(db);
  const lifts = await readLifts(db, shop, withLift);
  return periods.map(({ first, last }) => {
    const within = rows.filter(({ day }) => day >= first && day <= last);
    const ofLift = lifts.get(last) ?? new Map<number, Lift>();
    const flowIds = new Set([...within.map(({ flow_id: flowId }) => flowId), ...ofLift.keys()]);
    const each = [...flowIds]
      .sort((a, b) => a - b)
      .map((flowId) => ({
        ...{ flowId, ...sumOf(within.filter(({ flow_id: of }) => of === flowId)) },
        lift: ofLift.get(flowId) ?? null,
      }));
    return { ...sumOf(within), each };
  });
}

function sumOf(rows: readonly Row[]): { orders: number; revenue: number } {
  return {
    orders: rows.reduce((sum, { orders }) => sum + orders, 0),
    revenue: rows.reduce((sum, { revenue }) => sum + revenue, 0),
  };
}

/** What each flow in force had brought by the end of a day, where somebody had been in it for long enough. */
async function readLifts(db: Db, shop: Shop, days: ReadonlySet<number>): Promise<Map<number, Map<number, Lift>>> {
  const { rows } = await sql<{ flow_id: number; first_at: Date }>`
    select f.flow_id, first.entered_at as first_at from flows f cross join lateral (
      select r.entered_at from flow_runs r where r.shop_id = f.shop_id and r.flow_id = f.flow_id and r.entered_at is not null
      order by r.entered_at limit 1
    ) first where f.shop_id = ${shop.shopId} and f.version is not null
  `.execute(db);
  const begun = new Map(rows.map(({ flow_id: flowId, first_at: at }) => [flowId, at]));
  const found = new Map([...days].map((day) => [day, new Map<number, Lift>()]));
  for (const { flowId, definition } of await readFlows(db, shop.shopId)) {
    const since = begun.get(flowId);
    if (since === undefined) continue;
    for (const [day, ofDay] of found) {
      const end = midnightOf(shop, day + 1);
      if (plusMs(since, horizonDays(definition) * DAY_MS) <= end)
        ofDay.set(flowId, await readLift(db, shop, flowId, definition, end));
    }
  }
  return found;
}
