import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { listCampaigns } from "../../../app/campaigns/campaigns.server.ts";
import { workOutOutcomes } from "../../../app/insights/campaigns/outcomes.server.ts";
import { workOutFigures } from "../../../app/insights/figures/kept/work-out.server.ts";
import { workOutResults } from "../../../app/insights/lift/results.server.ts";
import { workOutRecommendations } from "../../../app/insights/recommendations/work-out.server.ts";
import { scoreCustomers } from "../../../app/insights/scores/score-customers.server.ts";
import { workOutForecast } from "../../../app/points/expiry/forecast.server.ts";
import { learnIntervals } from "../../../app/refill/supply/intervals.server.ts";
import { keepDays } from "../../../app/segments/history/days.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { fillMembers } from "../members.ts";
import { inTurn, type Took } from "./in-turn.ts";

/** What the jobs of a night leave behind, on which pages rest. */
export async function night(db: Db, shop: Shop, now: Date): Promise<Took> {
  const first = await inTurn({
    analyze: () => sql`analyze`.execute(db),
    segments: async () => {
      await fillMembers(db, shop, now);
      await keepDays(db, shop, now);
    },
  });
  // Side by side, as jobs may run.
  const jobs = await Promise.all([
    inTurn({
      "points that will expire": () => workOutForecast(db, shop, now),
      "groups and predictions": () => scoreCustomers(db, shop, now, { refit: true }),
    }),
    inTurn({ figures: () => workOutFigures(db, shop, now), "results of flows": () => workOutResults(db, shop, now) }),
    inTurn({
      recommendations: () => workOutRecommendations(db, shop, now),
      "refill intervals": () => learnIntervals(db, shop.shopId, now),
      campaigns: () => measureCampaigns(db, shop, now),
    }),
  ]);
  return [...first, ...jobs.flat()];
}

/** What has become of the campaigns that have begun. */
async function measureCampaigns(db: Db, shop: Shop, now: Date): Promise<void> {
  for (const over of [false, true])
    for (const campaign of await listCampaigns(db, shop.shopId, { over, limit: 10 }))
      await workOutOutcomes(db, shop, campaign, now);
}
