import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { verifyFigures } from "../../../app/insights/figures/kept/verify.server.ts";
import { workOutFigures } from "../../../app/insights/figures/kept/work-out.server.ts";
import { workOutModel } from "../../../app/insights/predictions/kept.server.ts";
import { workOutRecommendations } from "../../../app/insights/recommendations/work-out.server.ts";
import { scoreCustomers } from "../../../app/insights/scores/score-customers.server.ts";
import { shopDay } from "../../../app/insights/scores/shop-day.ts";
import { DAY_MS, plusMs } from "../../../app/lib/time.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { perSecond, timed, type Figure } from "../figures.ts";
import { seconds } from "../latencies.ts";
import { NOW } from "../stage.ts";

/** What a shop's predictions are learned from: every order of every customer. */
export async function refit(db: Db, shop: Shop, buyers: number): Promise<Figure> {
  const learned = await timed(() => workOutModel(db, shop, shopDay(shop, NOW), NOW));
  const read = await timed(() =>
    sql`
      copy (
        select customer_id, (processed_at at time zone ${sql.lit(shop.timeZone)})::date, sum(net_minor), count(*) from orders
        where shop_id = ${sql.lit(shop.shopId)} and customer_id is not null group by 1, 2 order by 1, 2
      ) to '/dev/null'
    `.execute(db),
  );
  return {
    ...{ scenario: "Predictions learned anew", unit: "customers" },
    app: { what: "orders read, three models fitted, validated, kept", perSecond: perSecond(buyers, learned.ms) },
    baselines: [{ what: "COPY of the days and amounts of everybody, to nowhere", perSecond: perSecond(buyers, read.ms) }],
    notes: [`${buyers} buyers: ${seconds(learned.ms)}, ${seconds(learned.cpuMs)} of it of the process; COPY ${seconds(read.ms)}`],
  };
}

/** The first night writes everybody's scores, the others what has changed. */
export async function scores(db: Db, shop: Shop, buyers: number): Promise<Figure> {
  const { shopId } = shop;
  const first = await timed(() => scoreCustomers(db, shop, NOW));
  const night = await timed(() => scoreCustomers(db, shop, plusMs(NOW, DAY_MS)));
  await sql`create table bench_scores (like customer_scores including all)`.execute(db);
  const copied = await timed(() =>
    sql`insert into bench_scores select * from customer_scores where shop_id = ${shopId}`.execute(db),
  );
  await sql`drop table bench_scores`.execute(db);
  const fifths = await timed(() =>
    sql`select count(*) from (
      select ntile(5) over (order by last_order_at), ntile(5) over (order by orders_count), ntile(5) over (order by net_spend_minor)
      from customers where shop_id = ${shopId} and orders_count > 0
    ) fifths`.execute(db),
  );
  return {
    ...{ scenario: "RFM and predictions of everybody", unit: "customers" },
    app: { what: "a night: orders read, cuts, each scored and written", perSecond: perSecond(buyers, night.ms) },
    baselines: [{ what: "fifths by ntile, and as many rows written", perSecond: perSecond(buyers, copied.ms + fifths.ms) }],
    notes: [
      `${buyers} buyers: the first time ${seconds(first.ms)}, a night ${seconds(night.ms)}, ${seconds(night.cpuMs)} of it of the process`,
      `fifths ${seconds(fifths.ms)}, rows ${seconds(copied.ms)}`,
    ],
  };
}

/** All periods that Analytics shows, with what is compared with them, and both kinds of cohorts; and the proof of each of them against the orders. */
export async function figuresAndCohorts(db: Db, shop: Shop, orders: number): Promise<Figure[]> {
  const { shopId } = shop;
  const kept = await timed(() => workOutFigures(db, shop, NOW));
  const plain = await timed(() =>
    sql`
      select first_month, month, count(distinct customer_id), sum(net_minor) from (
        select o.customer_id, o.net_minor, date_trunc('month', o.processed_at at time zone ${sql.lit(shop.timeZone)}) as month,
          date_trunc('month', min(o.processed_at) over (partition by o.customer_id) at time zone ${sql.lit(shop.timeZone)}) as first_month
        from orders o where o.shop_id = ${shopId} and o.customer_id is not null
      ) placed group by 1, 2
    `.execute(db),
  );
  const proved = await timed(() => verifyFigures(db, shop));
  if (proved.result.length > 0) throw new Error(`${proved.result.length} figures are not what the orders say`);
  const { rows } = await sql<{ kept: number }>`select count(*)::int as kept from kept_figures where shop_id = ${shopId}`.execute(
    db,
  );
  return [
    {
      ...{ scenario: "Figures and cohorts", unit: "orders" },
      app: { what: "one pass: every period, cohorts by month and rolling", perSecond: perSecond(orders, kept.ms) },
      baselines: [{ what: "plain SQL: cohorts by month alone", perSecond: perSecond(orders, plain.ms) }],
      notes: [`${seconds(kept.ms)}, ${seconds(kept.cpuMs)} of it of the process; cohorts alone ${seconds(plain.ms)}`],
    },
    {
      ...{ scenario: "Figures proved (figures:verify)", unit: "orders" },
      app: { what: "every period and both kinds of cohorts, by the database", perSecond: perSecond(orders, proved.ms) },
      baselines: [{ what: "plain SQL: cohorts by month alone", perSecond: perSecond(orders, plain.ms) }],
      notes: [`${rows[0]?.kept ?? 0} kept figures, ${seconds(proved.ms)}, ${seconds(proved.cpuMs)} of it of the process`],
    },
  ];
}

export async function recommendations(db: Db, shop: Shop, orders: number): Promise<Figure> {
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
      `${seconds(found.ms)}, ${seconds(found.cpuMs)} of it of the process; the join ${seconds(joined.ms)}`,
      `kept: ${rows.map(({ kind, count }) => `${count} ${kind}`).join(", ")}`,
    ],
  };
}
