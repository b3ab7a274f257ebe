import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { readCohorts, readFigures } from "../../../app/insights/figures/kept/read.server.ts";
import { readHome } from "../../../app/insights/home/home.server.ts";
import { listRecommended } from "../../../app/insights/recommendations/list.server.ts";
import { readOverview } from "../../../app/insights/scores/overview.server.ts";
import { listSegments } from "../../../app/segments/segments.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { startBuiltServer } from "../built-server.ts";
import type { Figure, Table } from "../figures.ts";
import { latencies } from "../latencies.ts";
import { everyAddress, measure, signIn } from "../pages/ask.ts";
import { NOW, type Stage } from "../stage.ts";

const TIMES = 15;
/** What the built server is asked for: pages of insights, and what they ask for once they stand. */
const SERVED = new Set([
  ...["home", "customer", "segments", "segment", "readyMade", "editSegment", "retention", "cohorts", "goals", "changes"],
  ...["analytics", "customerGroups", "predictions", "recommendations", "recommendation"],
  ...["segmentCount", "segmentRevenue", "readyMadeCounts"],
]);

/** What pages of insights ask of the database. `--only pages` measures whole answers. */
export async function pages(db: Db, shop: Shop): Promise<Figure[]> {
  const summed = await latencies(3, () => sumUp(db, shop));
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

/** Whole answers of the built server to a signed-in merchant, from the request to the last byte. */
export async function served(stage: Stage, shop: Shop): Promise<Table> {
  const { db, folder } = stage;
  const clock = join(folder, "server-clock");
  await writeFile(clock, String(NOW.getTime() - Date.now()));
  const environment = { ...stage.environment, SANDBOX: "1", SANDBOX_CLOCK_FILE: clock };
  const summed = await latencies(3, () => sumUp(db, shop));
  const headers = await signIn(db, shop, environment);
  const server = await startBuiltServer({ environment, folder }, "web");
  try {
    const rows: string[][] = [];
    for (const asked of everyAddress().filter(({ name }) => SERVED.has(name))) {
      const { best, p50, p99 } = await measure(server.port, asked, headers);
      rows.push([asked.later ? `… ${asked.name}` : asked.name, ...[best, p50, p99].map((ms) => ms.toFixed(0))]);
    }
    return {
      scenario: "Pages of insights: the server's time",
      columns: ["page", "best ms", "p50 ms", "p99 ms"],
      rows,
      notes: [`beside it, all orders summed up once: p50 ${summed.p50.toFixed(0)} ms`, "…: what a page asks for once it stands"],
    };
  } finally {
    await server.stop();
  }
}

function sumUp(db: Db, { shopId }: Shop): Promise<unknown> {
  return sql`select count(*), sum(net_minor), count(distinct customer_id) from orders where shop_id = ${shopId}`.execute(db);
}
