import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { isFlowPreset } from "../../flows/presets/presets.ts";
import { readActiveDays } from "../../shops/settings/active-days.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Counts } from "../figures/counts.ts";
import { readKept } from "../figures/kept/read.server.ts";
import { workOutFigures } from "../figures/kept/work-out.server.ts";
import { figures } from "../figures/list.ts";
import { repeatRate, retentionRate } from "../figures/rates.ts";
import { followGoals } from "../goals/follow.server.ts";
import { readHome, type Home } from "../home/home.server.ts";
import { toDoOf } from "../home/to-do.ts";
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
  const [counted, goals, home, live, window] = await Promise.all([
    Promise.all(periods.map(async (period) => (await readKept(db, shop.shopId, period)).current?.counts ?? null)),
    followGoals(db, shop, now),
    readHome(db, shop, now),
    readLive(db, shop.shopId),
    readActiveDays(db, shop.shopId),
  ]);
  const [current] = counted;
  if (current == null || (current.customers === 0 && current.unnamed.orders === 0)) return null;
  const line = (key: SummaryKey, of: (index: number) => number | null): Line => ({
    ...{ key, value: of(0), before: of(1), yearBefore: of(2) },
  });
  const ofCounts = (key: SummaryKey, of: (counts: Counts) => number | null) =>
    line(key, (index) => {
      const counts = counted[index];
      return counts == null || counts.customers === 0 ? null : of(counts);
    });
  const ofApp = (key: SummaryKey, figure: "flows" | "liability") =>
    line(key, (index) => {
      const counts = counted[index];
      return counts == null ? null : figures[figure].of(counts);
    });
  return {
    ...{ months, goals, home, window },
    lines: [
      ofCounts("retention", retentionRate),
      ofCounts("repeat", repeatRate),
      ofCounts("fresh", ({ fresh }) => fresh.revenue),
      ofCounts("returning", ({ returning }) => returning.revenue),
      ofApp("flows", "flows"),
      ofApp("points", "liability"),
    ],
    steps: stepsOf({ toDo: toDoOf(home), goals, live, counts: current }),
  };
}

/** What the flows that run were made from. */
async function readLive(db: Db, shopId: number) {
  const { rows } = await sql<{ preset: string | null }>`
    select preset from flows where shop_id = ${shopId} and state = 'live'
  `.execute(db);
  return new Set(rows.flatMap(({ preset }) => (isFlowPreset(preset) ? [preset] : [])));
}
