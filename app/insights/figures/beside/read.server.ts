import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import { numbers } from "../../../lib/rows.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { shopDay } from "../../scores/shop-day.ts";
import { readNps } from "../../survey-results/nps.server.ts";
import { keyOf, type Period } from "../period.ts";
import type { Beside, Expected } from "./beside.ts";
import { readFlowSums } from "./flows.server.ts";
import { readPointsAt } from "./points.server.ts";

/** Scores are of every night; where some nights had none, those of a week before still tell. */
const SCORES_DAYS = 7;

/** What is told of each of some periods beside the orders of customers, by the period's key. @param withLift last days at which the lift of flows is told */
export async function readBeside(
  db: Db,
  shop: Shop,
  periods: readonly Period[],
  withLift: ReadonlySet<number>,
): Promise<Map<string, Beside>> {
  const installed = shopDay(shop, shop.firstInstalledAt);
  const lastDays = [...new Set(periods.map(({ last }) => last))];
  const points = await readPointsAt(db, shop, lastDays);
  const flows = await readFlowSums(db, shop, periods, withLift);
  const answers = await readNps(db, shop, periods);
  const expected = await readExpected(db, shop.shopId, lastDays);
  return new Map(
    periods.map((period, at) => {
      // What the app has done, it can only have done since it was there.
      const was = period.last >= installed;
      return [
        keyOf(period),
        {
          points: was ? (points.get(period.last) ?? null) : null,
          flows: was ? (flows[at] ?? null) : null,
          answers: answers.periods[at]?.bands ?? { low: 0, middle: 0, high: 0 },
          expected: expected.get(period.last) ?? null,
        },
      ];
    }),
  );
}

/** What the newest scores expected by the end of a day. Those of the night after it rest on its orders. */
async function readExpected(db: Db, shopId: number, days: readonly number[]): Promise<Map<number, Expected>> {
  const { rows } = await sql<{ last: number; day: number; customers: number | null; spend: number | null }>`
    select asked.last::int as last, scored.day, scored.customers, scored.spend from unnest(${numbers(days)}) as asked(last)
    cross join lateral (
      select day - date '1970-01-01' as day, (summary #>> '{outlook,customers}')::float8 as customers, (summary #>> '{outlook,spend365Minor}')::float8 as spend
      from score_days where shop_id = ${shopId} and summary is not null
        and day <= date '1970-01-01' + (asked.last + 1)::int and day > date '1970-01-01' + (asked.last + 1 - ${SCORES_DAYS})::int
      order by score_days.day desc limit 1
    ) scored
  `.execute(db);
  return new Map(
    rows.flatMap(({ last, day, customers, spend }) =>
      customers === null || spend === null ? [] : [[last, { day, customers, spend365Minor: spend }] as const],
    ),
  );
}
