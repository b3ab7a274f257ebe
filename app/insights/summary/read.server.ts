import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { isFlowPreset } from "../../flows/presets/presets.ts";
import { readActiveDays } from "../../shops/settings/active-days.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { dayIn, DAY_MS, instantIn } from "../../lib/time.ts";
import { clickedOrders } from "../clicked-orders.server.ts";
import type { Counts } from "../figures/counts.ts";
import { readKept } from "../figures/kept/read.server.ts";
import { workOutFigures } from "../figures/kept/work-out.server.ts";
import type { Period } from "../figures/period.ts";
import { repeatRate, retentionRate } from "../figures/rates.ts";
import { followGoals } from "../goals/follow.server.ts";
import { readHome, type Home } from "../home/home.server.ts";
import { toDoOf } from "../home/to-do.ts";
import { shopDay } from "../scores/shop-day.ts";
import type { SummaryMonth } from "./due.ts";
import { stepsOf } from "./steps.ts";
import type { Line, Summary, SummaryKey } from "./summary.ts";

/** A month's figures, those of its neighbors, goals and what to do. Reads all orders once: for a job. Null: nobody had ordered by its end. */
export async function readSummary(
  db: Db,
  shop: Shop,
  months: SummaryMonth,
  now: Date,
): Promise<(Summary & { home: Home; window: number }) | null> {
  const periods = [months.month, months.before, months.yearBefore] as const;
  await workOutFigures(db, shop, now, periods);
  const [counted, flows, points, goals, home, live, window] = await Promise.all([
    Promise.all(periods.map(async (period) => (await readKept(db, shop.shopId, period)).current?.counts ?? null)),
    Promise.all(periods.map((period) => readClicked(db, shop, period))),
    readOutstanding(db, shop, periods),
    followGoals(db, shop, now),
    readHome(db, shop, now),
    readLive(db, shop.shopId),
    readActiveDays(db, shop.shopId),
  ]);
  const [current] = counted;
  if (current == null || (current.customers === 0 && current.unnamed.orders === 0)) return null;
  const started = shopDay(shop, shop.firstInstalledAt);
  const line = (key: SummaryKey, of: (index: number) => number | null): Line => ({
    ...{ key, value: of(0), before: of(1), yearBefore: of(2) },
  });
  const ofCounts = (key: SummaryKey, of: (counts: Counts) => number | null) =>
    line(key, (index) => {
      const counts = counted[index];
      return counts == null || counts.customers === 0 ? null : of(counts);
    });
  // What the app has done, it can only have done since it was there.
  const ofApp = (key: SummaryKey, values: readonly number[]) =>
    line(key, (index) => ((periods[index]?.last ?? 0) < started ? null : (values[index] ?? null)));
  return {
    ...{ months, goals, home, window },
    lines: [
      ofCounts("retention", retentionRate),
      ofCounts("repeat", repeatRate),
      ofCounts("fresh", ({ fresh }) => fresh.revenue),
      ofCounts("returning", ({ returning }) => returning.revenue),
      ofApp("flows", flows),
      ofApp("points", points),
    ],
    steps: stepsOf({ toDo: toDoOf(home), goals, live, counts: current }),
  };
}

/** What customers ordered in a period within five days of a click in an email of a flow, in minor units. */
async function readClicked(db: Db, shop: Shop, period: Period): Promise<number> {
  const [from, until] = [startOfDay(shop, period.first), startOfDay(shop, period.last + 1)];
  const { rows } = await sql<{ revenue: number }>`
    select coalesce(sum(o.net_minor), 0)::float8 as revenue from ${clickedOrders(shop.shopId, new Date(0), sql`m.flow_id is not null`)}
    where o.processed_at >= ${from} and o.processed_at < ${until}
  `.execute(db);
  return rows[0]?.revenue ?? 0;
}

/** Points at the end of each period, less what customers owed: all that was posted by then. */
async function readOutstanding(db: Db, { shopId }: Shop, periods: readonly Period[]): Promise<number[]> {
  const { rows } = await sql<{ month: string; points: number }>`
    select month, sum(points)::float8 as points from points_months where shop_id = ${shopId} group by month
  `.execute(db);
  return periods.map(({ last }) => {
    const until = new Date(last * DAY_MS).toISOString().slice(0, 7);
    return rows.filter(({ month }) => month <= until).reduce((sum, { points }) => sum + points, 0);
  });
}

/** What the flows that run were made from. */
async function readLive(db: Db, shopId: number) {
  const { rows } = await sql<{ preset: string | null }>`
    select preset from flows where shop_id = ${shopId} and state = 'live'
  `.execute(db);
  return new Set(rows.flatMap(({ preset }) => (isFlowPreset(preset) ? [preset] : [])));
}

function startOfDay({ timeZone }: Shop, day: number): Date {
  return instantIn(dayIn(new Date(day * DAY_MS), "UTC"), timeZone);
}
