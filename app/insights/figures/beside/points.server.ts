import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import { instants, numbers, texts } from "../../../lib/rows.server.ts";
import { DAY_MS } from "../../../lib/time.ts";
import type { EntryKind } from "../../../points/entry.ts";
import type { Shop } from "../../../shops/shop.ts";
import { sumFlow } from "../../points/points-flow.ts";
import { midnightOf } from "../../scores/shop-day.ts";
import { monthOf, startOf } from "../cohorts.ts";
import type { Points } from "./beside.ts";

/** Points at the end of each of these days of the shop: kept sums of whole months, and the entries of the month that the day is in. */
export async function readPointsAt(db: Db, shop: Shop, days: readonly number[]): Promise<Map<number, Points>> {
  const asked = days.map((day) => {
    const [month, next] = [startOf(monthOf(day)), startOf(monthOf(day) + 1)];
    // A month that is over with the day needs none of its entries.
    const whole = next === day + 1;
    const until = new Date((whole ? next : month) * DAY_MS).toISOString().slice(0, 7);
    return { day, until, from: midnightOf(shop, whole ? day + 1 : month), to: midnightOf(shop, day + 1) };
  });
  const { rows } = await sql<{ day: number; kind: EntryKind; points: bigint }>`
    select asked.day::int as day, added.kind, sum(added.points)::bigint as points
    from unnest(${numbers(asked.map(({ day }) => day))}, ${texts(asked.map(({ until }) => until))},
      ${instants(asked.map(({ from }) => from))}, ${instants(asked.map(({ to }) => to))}) as asked(day, until, from_at, to_at)
    cross join lateral (
      select kind, points from points_months where shop_id = ${shop.shopId} and month < asked.until
      union all
      select kind, points from ledger_entries where shop_id = ${shop.shopId} and recorded_at >= asked.from_at and recorded_at < asked.to_at
    ) added group by 1, 2
  `.execute(db);
  return new Map(days.map((day) => [day, pointsOf(rows.filter((row) => row.day === day))]));
}

/** As the report on points has it: what was taken back of what was given lowers it, what is given back after a redemption lowers what was spent. */
export function pointsOf(rows: readonly { kind: EntryKind; points: bigint }[]): Points {
  const { earned, bonus, adjusted, returned, redeemed, expired } = sumFlow(rows);
  return { given: Number(earned + bonus + adjusted), spent: Number(-(redeemed + returned)), expired: Number(-expired) };
}
