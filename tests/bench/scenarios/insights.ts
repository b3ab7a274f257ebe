import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { readHome } from "../../../app/insights/home/home.server.ts";
import { listRecommended } from "../../../app/insights/recommendations/list.server.ts";
import { workOutRecommendations } from "../../../app/insights/recommendations/work-out.server.ts";
import { readOverview } from "../../../app/insights/scores/overview.server.ts";
import { scoreCustomers } from "../../../app/insights/scores/score-customers.server.ts";
import { rebuildSegments } from "../../../app/jobs/runs/segments.server.ts";
import { age } from "../../../app/jobs/loops/time-loops.server.ts";
import { DAY_MS, plusMs } from "../../../app/lib/time.ts";
import { change } from "../../../app/pipeline/change.server.ts";
import { inTurn, insertSegment } from "../../../app/segments/editing/store.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { fillCatalog, fillProfiles, fillShop } from "../../support/fill-shop.ts";
import { percentile, perSecond, timed, type Figure, type Measured } from "../figures.ts";
import { NOW, openShop, type Stage } from "../stage.ts";

/** With the four that every shop begins with, twenty: numbers, days, both, a function over orders, scores. */
const SEGMENTS = [
  "number_of_orders = 1",
  "number_of_orders >= 5",
  "number_of_orders BETWEEN 2 AND 4",
  "amount_spent > 100",
  "amount_spent > 500 AND number_of_orders > 3",
  "last_order_date >= -30d",
  "last_order_date < -180d",
  "last_order_date BETWEEN -90d AND -31d",
  "first_order_date >= -30d",
  "first_order_date < -1y AND last_order_date >= -60d",
  "customer_added_date >= -12m",
  "number_of_orders = 0",
  "number_of_orders = 0 AND customer_added_date < -30d",
  "customer_email_domain = 'example.com' AND number_of_orders > 6",
  "points_balance >= 500",
  "orders_placed MATCHES (date >= -90d, count >= 2)",
];

const EVENTS = 200;
const TIMES = 15;

/** One shop whose insights are asked for: what each costs, beside plain SQL that does the same work, and no more than that. */
export async function learnOfShop({ db }: Stage, { customers }: { customers: number }): Promise<Figure[]> {
  const shop = await openShop(db);
  const filled = await timed(async () => {
    await fillShop(db, shop.shopId, customers, NOW, { orders: 7, lines: 2 });
    await fillCatalog(db, shop.shopId, NOW);
  });
  const profiles = await timed(() => fillProfiles(db, shop.shopId));
  for (const [at, query] of SEGMENTS.entries())
    await inTurn(db, shop.shopId, (tx) =>
      insertSegment(tx, shop.shopId, { key: `bench-${at}`, name: `Bench ${at}`, query }, NOW),
    );
  await sql`vacuum analyze`.execute(db);
  const size = await sizeOf(db, shop.shopId);
  const figures = [
    ...(await segmentFigures(db, shop, customers)),
    await scoreFigure(db, shop, size.buyers),
    await recommendationFigure(db, shop, size.orders),
    ...(await pageFigures(db, shop)),
  ];
  figures[0]?.notes.push(
    `${customers} customers, ${size.orders} orders, ${size.lines} lines, filled in ${seconds(filled.ms)}; profiles of all from their orders by one statement in ${seconds(profiles.ms)}`,
  );
  figures.at(-1)?.notes.push(`The process holds ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`);
  return figures;
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

async function sizeOf(db: Db, shopId: number): Promise<{ orders: number; buyers: number; lines: number }> {
  const { rows } = await sql<{ orders: number; buyers: number; lines: number }>`
    select count(*)::int as orders, count(distinct customer_id)::int as buyers, sum(jsonb_array_length(snapshot -> 'lines'))::int as lines
    from orders where shop_id = ${shopId}
  `.execute(db);
  return rows[0] ?? { orders: 0, buyers: 0, lines: 0 };
}

async function segmentFigures(db: Db, shop: Shop, customers: number): Promise<Figure[]> {
  const { shopId } = shop;
  const whole = await timed(() => rebuildSegments(shop, () => NOW));
  const again = await timed(() => rebuildSegments(shop, () => NOW));
  await sql`create table bench_members (like segment_members including all)`.execute(db);
  const copied = await timed(() =>
    sql`insert into bench_members select * from segment_members where shop_id = ${shopId}`.execute(db),
  );
  await sql`drop table bench_members`.execute(db);
  const scan = await timed(() =>
    sql`select count(*), sum(orders_count), max(last_order_at) from customers where shop_id = ${shopId}`.execute(db),
  );
  let next = 0;
  const one = () => BigInt(1 + ((next += 7919) % customers));
  const event = await latencies(EVENTS, () => {
    const customerId = one();
    return change(
      shop,
      () => Promise.resolve({ result: null, touched: [customerId] }),
      () => NOW,
    );
  });
  const plain = await latencies(EVENTS, () =>
    sql`update customers set orders_count = orders_count + 1 where shop_id = ${shopId} and customer_id = ${one()}`.execute(db),
  );
  const tomorrow = plusMs(NOW, DAY_MS);
  const due = await timed(async () => {
    let done = 0;
    for (let looked = await age("segments", () => tomorrow); looked > 0; looked = await age("segments", () => tomorrow))
      done += looked;
    return done;
  });
  return [
    {
      ...{ scenario: "Twenty segments: one event", unit: "events" },
      app: { what: "a customer touched: everything that follows, in one transaction", ...event },
      baselines: [{ what: "one row updated", ...plain }],
      notes: [],
    },
    {
      ...{ scenario: "Twenty segments: from nothing", unit: "customers" },
      app: { what: "rebuild: members, timeline, next instants", perSecond: perSecond(customers, whole.ms) },
      baselines: [{ what: "the same members written from a table that has them", perSecond: perSecond(customers, copied.ms) }],
      notes: [`${seconds(whole.ms)}; members alone, known in advance, ${seconds(copied.ms)}`],
    },
    {
      ...{ scenario: "Twenty segments: checked", unit: "customers" },
      app: { what: "rebuild when nothing has changed (every night)", perSecond: perSecond(customers, again.ms) },
      baselines: [{ what: "one scan of the customers", perSecond: perSecond(customers, scan.ms) }],
      notes: [],
    },
    {
      ...{ scenario: "Twenty segments: a day goes by", unit: "customers" },
      app: { what: "all whom time alone may have moved within a day", perSecond: perSecond(Math.max(1, due.result), due.ms) },
      baselines: [{ what: "one row updated, one after the other", perSecond: plain.perSecond }],
      notes: [`${due.result} customers in ${seconds(due.ms)}`],
    },
  ];
}

async function scoreFigure(db: Db, shop: Shop, buyers: number): Promise<Figure> {
  const { shopId } = shop;
  const first = await timed(() => scoreCustomers(db, shop, NOW, { refit: true }));
  const night = await timed(() => scoreCustomers(db, shop, plusMs(NOW, DAY_MS)));
  await sql`create table bench_scores (like customer_scores including all)`.execute(db);
  const copied = await timed(() =>
    sql`insert into bench_scores select * from customer_scores where shop_id = ${shopId}`.execute(db),
  );
  const fifths = await timed(() =>
    sql`select count(*) from (
      select ntile(5) over (order by last_order_at), ntile(5) over (order by orders_count), ntile(5) over (order by net_spend_minor)
      from customers where shop_id = ${shopId} and orders_count > 0
    ) fifths`.execute(db),
  );
  await sql`drop table bench_scores`.execute(db);
  return {
    ...{ scenario: "RFM and predictions of everybody", unit: "customers" },
    app: { what: "a night: orders read, cuts, each scored and written", perSecond: perSecond(buyers, night.ms) },
    baselines: [{ what: "fifths by ntile, and as many rows written", perSecond: perSecond(buyers, copied.ms + fifths.ms) }],
    notes: [
      `${buyers} buyers: ${seconds(night.ms)}; with learning anew ${seconds(first.ms)}; fifths ${seconds(fifths.ms)}, rows ${seconds(copied.ms)}`,
    ],
  };
}

async function recommendationFigure(db: Db, shop: Shop, orders: number): Promise<Figure> {
  const found = await timed(() => workOutRecommendations(db, shop, NOW));
  const joined = await timed(() =>
    sql`
      with lines as materialized (
        select distinct o.order_id, line ->> 'productId' as product_id from orders o cross join lateral jsonb_array_elements(o.snapshot -> 'lines') as line
        where o.shop_id = ${shop.shopId}
      )
      select count(*) from (
        select a.product_id, b.product_id, count(*) from lines a join lines b on a.order_id = b.order_id and a.product_id <> b.product_id group by 1, 2
      ) pairs
    `.execute(db),
  );
  const { rows } = await sql<{ kind: string; count: number }>`
    select kind, count(*)::int as count from recommendations where shop_id = ${shop.shopId} group by 1 order by 1
  `.execute(db);
  return {
    ...{ scenario: "Recommendations", unit: "orders" },
    app: { what: "bought together, next, upgrades: found, ranked, kept", perSecond: perSecond(orders, found.ms) },
    baselines: [{ what: "pairs of one order counted by a join, nothing else", perSecond: perSecond(orders, joined.ms) }],
    notes: [
      `${seconds(found.ms)}, ${(found.cpuMs / 1_000).toFixed(1)} s of it of the process; the join ${seconds(joined.ms)}`,
      `kept: ${rows.map(({ kind, count }) => `${count} ${kind}`).join(", ")}`,
    ],
  };
}

async function pageFigures(db: Db, shop: Shop): Promise<Figure[]> {
  const summed = await latencies(3, () =>
    sql`select count(*), sum(net_minor), count(distinct customer_id) from orders where shop_id = ${shop.shopId}`.execute(db),
  );
  const pages: Record<string, () => Promise<unknown>> = {
    Home: () => readHome(db, shop, NOW),
    "groups and predictions": () => readOverview(db, shop, NOW),
    recommendations: () => listRecommended(db, shop.shopId, { search: "", cursor: null }, 20),
    "recommendations, searched": () => listRecommended(db, shop.shopId, { search: "duct 1", cursor: null }, 20),
  };
  const figures: Figure[] = [];
  for (const [name, read] of Object.entries(pages))
    figures.push({
      ...{ scenario: `Page: ${name}`, unit: "pages" },
      app: { what: "the statements of its loader", ...(await latencies(TIMES, read)) },
      baselines: [{ what: "all orders summed up once", ...summed }],
      notes: [],
    });
  return figures;
}

async function latencies(
  times: number,
  work: () => Promise<unknown>,
): Promise<Omit<Measured, "what"> & { p50: number; p99: number }> {
  const ms: number[] = [];
  for (let time = 0; time < times; time += 1) ms.push((await timed(work)).ms);
  const all = ms.reduce((sum, one) => sum + one, 0);
  ms.sort((a, b) => a - b);
  return { perSecond: perSecond(times, all), p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) };
}
