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

/** Money in minor units of shop money. `salesMinor`: net merchandise of the orders, as they stand today. */
export type Cost = { orders: number; salesMinor: bigint; points: bigint; worthMinor: bigint };

type Row = OrderRow & { net_minor: bigint };

/**
 * What the orders of the last 30 days would have earned if the rules in force had been so all that time, and what that is worth. Orders from before the install
 * count too: they earn nothing, but say what such a month costs. Guests' orders do not. Reads some customers at a time and changes nothing.
 */
export async function costOfLastDays(db: Db, shop: Shop, now: Date): Promise<Cost> {
  const programs = await listPrograms(db, shop.shopId);
  const { rules } = versionFor(now, programs);
  const since = instantIn(addDays(dayIn(now, shop.timeZone), 1 - COST_DAYS), shop.timeZone);
  const earlier = programs.filter(({ effectiveFrom }) => effectiveFrom < since);
  // As if the app had been there already.
  const installedAt = shop.installedAt < since ? shop.installedAt : since;
  const side: Replay = { rules, since, earlier, timeZone: shop.timeZone, installedAt };
  const cost = { orders: 0, salesMinor: 0n, points: 0n };
  const customerIds = await readBuyers(db, shop.shopId, since, now);
  for (let from = 0; from < customerIds.length; from += PAGE) {
    const rows = await readOrders(db, shop.shopId, customerIds.slice(from, from + PAGE), since, now);
    const read = rows.map((row) => ({ ...readRow(row, programs), netMinor: row.net_minor }));
    const products = await readReplayProducts(db, shop.shopId, read, [side]);
    const factsOf = await readReplayFacts(db, shop, read, [side], now);
    for (const [customerId, items] of Map.groupBy(read, ({ row }) => row.customer_id ?? 0n)) {
      const placed = items.map(({ order }) => ({ order, noted: null }));
      for (const points of replay(placed, factsOf(customerId), products, side)) cost.points += points;
    }
    cost.orders += read.length;
    for (const { netMinor } of read) cost.salesMinor += netMinor;
  }
  return { ...cost, worthMinor: worthMinor(cost.points, rules, shop.currency) };
}

/** Sales, as Home counts them (migration shop_counts); what was dated back to these days was placed in them. */
const counted = (shopId: number, since: Date, now: Date) => sql`
  shop_id = ${shopId} and processed_at >= ${since} and processed_at <= ${now}
    and is_sale(test, cancelled_at, deleted_at, dispute, financial_status)
`;

async function readBuyers(db: Db, shopId: number, since: Date, now: Date): Promise<bigint[]> {
  const { rows } = await sql<{ customer_id: bigint }>`
    select distinct customer_id from orders where ${counted(shopId, since, now)} and customer_id is not null order by customer_id
  `.execute(db);
  return rows.map(({ customer_id }) => customer_id);
}

async function readOrders(db: Db, shopId: number, customerIds: readonly bigint[], since: Date, now: Date): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${orderColumns}, net_minor from orders
    where ${counted(shopId, since, now)} and customer_id = any(${ids(customerIds)})
    order by customer_id, processed_at, order_id
  `.execute(db);
  return rows;
}
