import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { parseQuery } from "../../../app/customers/views/list-query.ts";
import { listCustomers } from "../../../app/customers/views/list.server.ts";
import { readHome } from "../../../app/insights/home/home.server.ts";
import { readOutlook } from "../../../app/insights/points/outlook.server.ts";
import { readPointsReport } from "../../../app/insights/points/points-report.server.ts";
import { workOutForecast } from "../../../app/points/expiry/forecast.server.ts";
import { createDefaults, listSegments } from "../../../app/segments/segments.server.ts";
import { rebuildSegments } from "../../../app/jobs/runs/segments.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { fillShop } from "../../support/fill-shop.ts";
import { percentile, timed, type Figure } from "../figures.ts";
import { NOW, openShop, type Stage } from "../stage.ts";

const TIMES = 15;

/** What the data of each page costs in a large shop, beside the same figures summed up from the rows. */
export async function readPages({ db }: Stage, { customers }: { customers: number }): Promise<Figure[]> {
  const shop = await openShop(db);
  await createDefaults(shop.shopId, "en", NOW);
  await fillShop(db, shop.shopId, customers, NOW);
  await rebuildSegments(shop, () => NOW);
  const forecast = await timed(() => workOutForecast(db, shop, NOW));
  await sql`vacuum analyze`.execute(db);
  const scan = await measure(() => summedUp(db, shop));
  const figures: Figure[] = [];
  for (const [name, read] of Object.entries(pages(db, shop))) {
    const { p50, p99 } = await measure(read);
    figures.push({
      ...{ scenario: `Page: ${name}`, unit: "pages" },
      app: { what: "the statements of its loader", perSecond: 1_000 / p50, p50, p99 },
      baselines: [
        { what: "ledger, customers, members and orders summed up once, as it was", perSecond: 1_000 / scan.p50, ...scan },
      ],
      notes: [],
    });
  }
  figures[0]?.notes.push(`${customers} customers; forecast worked out in ${(forecast.ms / 1_000).toFixed(1)} s by the job`);
  return figures;
}

function pages(db: Db, shop: Shop): Record<string, () => Promise<unknown>> {
  const list = (search: string) => () => listCustomers(db, shop.shopId, parseQuery(new URLSearchParams(search)));
  return {
    reports: () => Promise.all([readPointsReport(db, shop, NOW), readOutlook(db, shop, NOW)]),
    home: () => readHome(db, shop, NOW),
    segments: () => listSegments(db, shop.shopId),
    customers: list(""),
    "customers by spend": list("sort=spend"),
    "customers by orders": list("sort=orders"),
    "customers by points": list("sort=points"),
    "customers by points, fewest first": list("sort=points&order=asc"),
    "customers by day of creation": list("sort=created"),
    "customers who begin with le": list("q=le"),
    "customers who begin with lena": list("q=lena"),
    "customers in a tier": list("tier=bronze"),
    "customers in a tier by points": list("tier=bronze&sort=points"),
    "customers in a segment": list("segment=regular"),
  };
}

async function measure(work: () => Promise<unknown>): Promise<{ p50: number; p99: number }> {
  const ms: number[] = [];
  for (let time = 0; time < TIMES; time += 1) ms.push((await timed(work)).ms);
  ms.sort((a, b) => a - b);
  return { p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) };
}

/** What pages asked in each request before figures were kept. */
async function summedUp(db: Db, { shopId }: Shop): Promise<void> {
  await sql`
    select (select count(*) from customers where shop_id = ${shopId} and deleted_at is null and redacted_at is null and merged_into is null),
      (select count(*) from segment_members where shop_id = ${shopId}),
      (select sum(greatest(0, available + pending)) from ledger_accounts where shop_id = ${shopId}),
      (select count(*) from orders where shop_id = ${shopId} and processed_at >= ${NOW}::timestamptz - interval '60 days' and not test),
      (select count(*) from (select 1 from ledger_entries where shop_id = ${shopId} group by to_char(recorded_at, 'YYYY-MM'), kind, rule) months),
      (select count(*) from (select sum(points) from ledger_entries where shop_id = ${shopId} group by customer_id) accounts)
  `.execute(db);
}
