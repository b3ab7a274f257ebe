import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { workOutFigures } from "../../../app/insights/figures/kept/work-out.server.ts";
import { workOutResults } from "../../../app/insights/lift/results.server.ts";
import { workOutRecommendations } from "../../../app/insights/recommendations/work-out.server.ts";
import { scoreCustomers } from "../../../app/insights/scores/score-customers.server.ts";
import { workOutForecast } from "../../../app/points/expiry/forecast.server.ts";
import { learnIntervals } from "../../../app/refill/supply/intervals.server.ts";
import { evaluate } from "../../../app/segments/membership.server.ts";
import { keepDays } from "../../../app/segments/history/days.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { inTurn, type Took } from "./in-turn.ts";

/** What the jobs of a night leave behind, on which pages rest. */
export function night(db: Db, shop: Shop, now: Date): Promise<Took> {
  return inTurn({
    analyze: () => sql`analyze`.execute(db),
    segments: async () => {
      await evaluateAll(db, shop, now);
      await keepDays(db, shop, now);
    },
    "points that will expire": () => workOutForecast(db, shop, now),
    "groups and predictions": () => scoreCustomers(db, shop, now, { refit: true }),
    figures: () => workOutFigures(db, shop, now),
    "results of flows": () => workOutResults(db, shop, now),
    recommendations: () => workOutRecommendations(db, shop, now),
    "refill intervals": () => learnIntervals(db, shop.shopId, now),
  });
}

const BATCH = 20_000;

/** Memberships of everybody; without what flows make of them, who have let in whom they shall. */
async function evaluateAll(db: Db, shop: Shop, now: Date): Promise<void> {
  const { rows } = await sql<{
    id: bigint;
  }>`select customer_id as id from customers where shop_id = ${shop.shopId} order by 1`.execute(db);
  for (let from = 0; from < rows.length; from += BATCH) {
    const ids = rows.slice(from, from + BATCH).map(({ id }) => id);
    await evaluate(db, shop, ids, now);
  }
}
