import { sql } from "kysely";

import { keptOrder } from "../../customers/orders/counted-orders.server.ts";
import type { Db } from "../../db.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { LOOKED_BACK_MS } from "../read.server.ts";

/** By so much the intervals themselves must tell more than what each piece lasts: a supply is one of pieces, unless its repeats say otherwise. */
const CLEARLY = 0.95;

/**
 * Works out anew how long one of each product, and of each variant that was bought alone, lasts: the days from one purchase to the next of the same product by
 * the same customer, for each piece of the first. Two orders of one day are one purchase (holdings.ts); what came by a plan says nothing.
 * Where the days themselves lie closer to their median than the pieces lead to, people buy again after so long however much they took.
 */
export async function learnIntervals(db: Db, shopId: number, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`delete from repeat_intervals where shop_id = ${shopId}`.execute(tx);
    await sql`
      with purchases as (
        select o.customer_id, l."productId" as product_id, floor(extract(epoch from o.processed_at) / 86400) as day, max(o.processed_at) as at,
          sum(l."currentQuantity") as units, bool_or(coalesce(l."byPlan", false)) as by_plan,
          case when count(distinct l."variantId") = 1 then min(l."variantId") end as variant_id
        from orders o
        cross join lateral jsonb_to_recordset(o.snapshot -> 'lines')
          as l("productId" bigint, "variantId" bigint, "currentQuantity" int, "byPlan" boolean, "giftCard" boolean, tip boolean)
        where o.shop_id = ${shopId} and o.customer_id is not null and ${keptOrder} and o.processed_at > ${plusMs(now, -LOOKED_BACK_MS)}
          and l."productId" is not null and l."currentQuantity" > 0 and not l."giftCard" and not l.tip
        group by o.customer_id, l."productId", day
      ), gaps as (
        select product_id, variant_id, by_plan or lead(by_plan) over later as by_plan,
          extract(epoch from lead(at) over later - at) / ${DAY_MS / 1000}::float8 as days, units::float8 as units
        from purchases window later as (partition by customer_id, product_id order by day)
      ), cases as (
        select product_id, 0::bigint as variant_id, days, units from gaps where days is not null and not by_plan
        union all
        select product_id, variant_id, days, units from gaps where days is not null and not by_plan and variant_id is not null
      ), medians as (
        select product_id, variant_id, count(*) as repeats, percentile_cont(0.5) within group (order by days) as purchase_days,
          percentile_cont(array[0.25, 0.5, 0.75]) within group (order by days / units) as piece_days
        from cases group by product_id, variant_id
      ), misses as (
        select product_id, variant_id, avg(abs(c.days - m.purchase_days)) as by_purchase, avg(abs(c.days - m.piece_days[2] * c.units)) as by_piece
        from cases c join medians m using (product_id, variant_id) group by product_id, variant_id
      )
      insert into repeat_intervals (shop_id, product_id, variant_id, repeats, median_days, low_days, high_days, purchase_days, as_of)
      select ${shopId}, product_id, variant_id, repeats, piece_days[2], piece_days[1], piece_days[3],
        case when by_purchase < by_piece * ${CLEARLY} then purchase_days end, ${now}::timestamptz
      from medians join misses using (product_id, variant_id)
    `.execute(tx);
  });
}

/** So many orders are read while the page waits (some tenths of a second); more are a job's. */
const AT_ONCE = 5_000;

/**
 * For the page, where every night has to come first: works out how long products last if that was never done, at once in small shops, else in the background.
 * @param later asks for `learnIntervals` in the background
 */
export async function learnWhereUnknown(db: Db, shopId: number, now: Date, later: () => Promise<void>): Promise<void> {
  const { rows } = await sql<{ known: boolean; orders: number }>`
    select exists (select from repeat_intervals where shop_id = ${shopId}) as known,
      (select count(*)::int from (select from orders where shop_id = ${shopId} limit ${AT_ONCE + 1}) counted) as orders
  `.execute(db);
  const [{ known, orders } = { known: true, orders: 0 }] = rows;
  if (known || orders === 0) return;
  await (orders > AT_ONCE ? later() : learnIntervals(db, shopId, now));
}
