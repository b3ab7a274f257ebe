import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { readCohorts, readFigures } from "../../../app/insights/figures/kept/read.server.ts";
import { readHome } from "../../../app/insights/home/home.server.ts";
import { listRecommended } from "../../../app/insights/recommendations/list.server.ts";
import { readOverview } from "../../../app/insights/scores/overview.server.ts";
import { listSegments } from "../../../app/segments/segments.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import type { Figure } from "../figures.ts";
import { latencies } from "../latencies.ts";
import { NOW } from "../stage.ts";

const TIMES = 15;

/** What pages of insights ask of the database. `--only pages` measures whole answers. */
export async function pages(db: Db, shop: Shop): Promise<Figure[]> {
  const summed = await latencies(3, () =>
    sql`select count(*), sum(net_minor), count(distinct customer_id) from orders where shop_id = ${shop.shopId}`.execute(db),
  );
  const nobody = () => Promise.reject(new Error("Figures are missing"));
  const read: Record<string, () => Promise<unknown>> = {
    Home: () => readHome(db, shop, NOW),
    "Analytics, 30 days": () => readFigures(db, shop, NOW, 30, nobody),
    "Analytics, a year": () => readFigures(db, shop, NOW, 365, nobody),
    "cohorts by month": () => readCohorts(db, shop, NOW, "months", nobody),
    "cohorts, rolling": () => readCohorts(db, shop, NOW, "rolling", nobody),
    "groups and predictions": () => readOverview(db, shop, NOW),
    recommendations: () => listRecommended(db, shop.shopId, { search: "", cursor: null }, 20),
    "recommendations, searched": () => listRecommended(db, shop.shopId, { search: "duct 1", cursor: null }, 20),
    segments: () => listSegments(db, shop.shopId),
  };
  const figures: Figure[] = [];
  for (const [name, work] of Object.entries(read))
    figures.push({
      ...{ scenario: `Page: ${name}`, unit: "pages" },
      app: { what: "the statements of its loader", ...(await latencies(TIMES, work)) },
      baselines: [{ what: "all orders summed up once", ...summed }],
      notes: [],
    });
  return figures;
}
