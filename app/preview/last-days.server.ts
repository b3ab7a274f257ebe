import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { addDays, dayIn, instantIn } from "../lib/time.ts";
import { orderColumns, readRow, type OrderRow } from "../points/orders/settle.server.ts";
import { worthMinor } from "../program/rules/rules.ts";
import { versionFor } from "../program/version-for.ts";
import { listPrograms } from "../program/versions.server.ts";
import type { Shop } from "../shops/shop.ts";
import { readReplayFacts, readReplayProducts } from "./replay-facts.server.ts";
import { replay, type Replay } from "./replay.ts";

export const COST_DAYS = 30;
/** Customers whose orders are replayed at a time. */
const PAGE = 300;
/** Of more, so many are replayed and stand for all: what is shown is a share of sales, and hardly moves by more of them. */
const MOST_CUSTOMERS = 600;

/**
 * Money in minor units of shop money. `salesMinor`: net merchandise of the orders, as they stand today. Where not all `buyers` were `replayed`, points and
 * what they are worth are an estimate; orders and sales are those of all.
 */
export type Cost = {
  orders: number;
  salesMinor: bigint;
  points: bigint;
  worthMinor: bigint;
  buyers: number;
  replayed: number;
};

type Row = OrderRow & { net_minor: bigint };

/**
 * What the orders of the last 30 days would have earned if the rules in force had been so all that time, and what that is worth. Orders from before the install
 * count too: they earn nothing, but say what such a month costs. Guests' orders do not. Takes no longer in a larger shop than one query of its month does, and
 * changes nothing. @param signal nobody waits for it any more
 */
export async function costOfLastDays(
  db: Db,
  shop: Shop,
  now: Date,
  { most = MOST_CUSTOMERS, signal }: { most?: number; signal?: AbortSignal } = {},
): Promise<Cost> {
  const programs = await listPrograms(db, shop.shopId);
  const { rules } = versionFor(now, programs);
  const since = instantIn(addDays(dayIn(now, shop.timeZone), 1 - COST_DAYS), shop.timeZone);
  const earlier = programs.filter(({ effectiveFrom }) => effectiveFrom < since);
  // As if the app had been there already.
  const installedAt = shop.installedAt < since ? shop.installedAt : since;
  const side: Replay = { rules, since, earlier, timeZone: shop.timeZone, installedAt };
  const sample = { salesMinor: 0n, points: 0n };
  const { customerIds, ...month } = await readMonth(db, shop.shopId, since, now, most);
  for (let from = 0; from < customerIds.length; from += PAGE) {
    signal?.throwIfAborted();
    const rows = await readOrders(db, shop.shopId, customerIds.slice(from, from + PAGE), since, now);
    const read = rows
      .map((row) => ({ ...readRow(row, programs), netMinor: row.net_minor }))
      .filter(({ left }) => left !== "excluded");
    const products = await readReplayProducts(db, shop.shopId, read, [side]);
    const factsOf = await readReplayFacts(db, shop, read, [side], now);
    for (const [customerId, items] of Map.groupBy(read, ({ row }) => row.customer_id ?? 0n)) {
      const placed = items.map(({ order }) => ({ order, noted: null }));
      for (const points of replay(placed, factsOf(customerId), products, side)) sample.points += points;
    }
    for (const { netMinor } of read) sample.salesMinor += netMinor;
  }
  const all = customerIds.length === month.buyers || sample.salesMinor <= 0n;
  const points = all ? sample.points : (sample.points * month.salesMinor) / sample.salesMinor;
  return { ...month, points, worthMinor: worthMinor(points, rules, shop.currency), replayed: customerIds.length };
}

/** Sales, as Home counts them (migration shop_counts); what was dated back to these days was placed in them. */
const counted = (shopId: number, since: Date, now: Date) => sql`
  shop_id = ${shopId} and processed_at >= ${since} and processed_at <= ${now}
    and is_sale(test, cancelled_at, deleted_at, dispute, financial_status)
`;

type Month = { buyers: number; orders: number; salesMinor: bigint };

/** All that the month was, and those of its customers who are replayed: the same each time, and spread over all ids. */
async function readMonth(
  db: Db,
  shopId: number,
  since: Date,
  now: Date,
  most: number,
): Promise<Month & { customerIds: bigint[] }> {
  const { rows } = await sql<Month & { customerIds: string[] }>`
    with buyers as materialized (
      select customer_id, count(*) as orders, sum(net_minor) as sales from orders
      where ${counted(shopId, since, now)} and customer_id is not null group by customer_id
    )
    select count(*)::int as buyers, coalesce(sum(orders), 0)::int as orders, coalesce(sum(sales), 0)::bigint as "salesMinor",
      array(
        select customer_id from (select customer_id from buyers order by hashint8(customer_id), customer_id limit ${most}) s order by 1
      ) as "customerIds"
    from buyers
  `.execute(db);
  const [month] = rows;
  if (month === undefined) throw new Error("A sum has a row");
  return { ...month, customerIds: month.customerIds.map(BigInt) };
}

async function readOrders(db: Db, shopId: number, customerIds: readonly bigint[], since: Date, now: Date): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${orderColumns}, net_minor from orders
    where ${counted(shopId, since, now)} and customer_id = any(${ids(customerIds)})
    order by customer_id, processed_at, order_id
  `.execute(db);
  return rows;
}
