import { sql } from "kysely";

import { profileOrder } from "../../customers/orders/placed-order.ts";
import type { Db } from "../../db.server.ts";
import { readAhead } from "../../lib/read-ahead.ts";
import { living } from "../../segments/compiled.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { History } from "./history.ts";
import type { Extent } from "./learn.ts";

/** Customers in one statement: their days fit into a few megabytes. */
const BATCH = 2_000;

export type Buyer = {
  customerId: bigint;
  orders: number;
  spentMinor: bigint;
  history: History;
  /** How many orders were placed on each of the days. */
  counts: readonly number[];
  /** The day of the first entry in their points account; null: they have none. */
  memberSince: number | null;
};

type Row = {
  customer_id: bigint;
  orders: number;
  spent_minor: bigint;
  days: string;
  amounts: string;
  counts: string;
  member_since: number | null;
};

/** Every customer who has bought, in batches, with the days of their orders in the shop's zone. Orders count as they do in the profile. */
export async function* readHistories(db: Db, { shopId, timeZone }: Shop, batch = BATCH): AsyncGenerator<Buyer[]> {
  const after = (last: bigint | null) => readBatch(db, shopId, timeZone, last, batch);
  const batches = readAhead(after(null), (buyers) => (buyers.length < batch ? null : after(buyers.at(-1)?.customerId ?? null)));
  for await (const buyers of batches) if (buyers.length > 0) yield buyers;
}

// Each part is worked out once, whatever the planner believes of a table that has no statistics yet.
async function readBatch(db: Db, shopId: number, timeZone: string, after: bigint | null, limit: number): Promise<Buyer[]> {
  const { rows } = await sql<Row>`
    with batch as materialized (
      select c.customer_id, c.orders_count, c.net_spend_minor from customers c
      where c.shop_id = ${shopId} and c.customer_id > ${after ?? -1n}::bigint and c.orders_count > 0 and ${living}
      order by c.customer_id limit ${limit}::int
    ), bought as materialized (
      select o.customer_id, (o.processed_at at time zone ${timeZone}::text)::date - date '1970-01-01' as day, sum(o.net_minor) as amount, count(*) as count
      from orders o
      where o.shop_id = ${shopId} and o.customer_id between (select min(customer_id) from batch) and (select max(customer_id) from batch) and ${profileOrder}
      group by 1, 2
    ), listed as materialized (
      select customer_id, string_agg(day::text, ',' order by day) as days, string_agg(amount::text, ',' order by day) as amounts,
        string_agg(count::text, ',' order by day) as counts
      from bought group by customer_id
    )
    select s.customer_id, s.orders_count as orders, s.net_spend_minor as spent_minor, coalesce(l.days, '') as days, coalesce(l.amounts, '') as amounts,
      coalesce(l.counts, '') as counts, (e.recorded_at at time zone ${timeZone}::text)::date - date '1970-01-01' as member_since
    from batch s left join listed l on l.customer_id = s.customer_id
      left join ledger_entries e on e.shop_id = ${shopId} and e.customer_id = s.customer_id and e.seq = 1
    order by s.customer_id
  `.execute(db);
  return rows.map((row) => ({
    customerId: row.customer_id,
    orders: row.orders,
    spentMinor: row.spent_minor,
    history: { days: numbers(row.days), spent: numbers(row.amounts) },
    counts: numbers(row.counts),
    memberSince: row.member_since,
  }));
}

function numbers(list: string): number[] {
  return list === "" ? [] : list.split(",").map(Number);
}

/** How far the orders of those customers go; null: nobody has bought. */
export async function readExtent(db: Db, { shopId, timeZone }: Shop, today: number): Promise<Extent | null> {
  const { rows } = await sql<{ buyers: number; first_day: number | null; last_day: number | null }>`
    select count(*)::int as buyers,
      (min(c.first_order_at) at time zone ${timeZone}::text)::date - date '1970-01-01' as first_day,
      (max(c.last_order_at) at time zone ${timeZone}::text)::date - date '1970-01-01' as last_day
    from customers c where c.shop_id = ${shopId} and c.orders_count > 0 and ${living}
  `.execute(db);
  const [row] = rows;
  if (row?.first_day == null || row.last_day === null) return null;
  return { today, firstDay: row.first_day, lastDay: row.last_day, buyers: row.buyers };
}

/** The days of one customer's orders, as above. */
export async function readHistory(db: Db, { shopId, timeZone }: Shop, customerId: bigint): Promise<History> {
  const { rows } = await sql<{ day: number; amount: number }>`
    select (o.processed_at at time zone ${timeZone}::text)::date - date '1970-01-01' as day, sum(o.net_minor)::float8 as amount
    from orders o where o.shop_id = ${shopId} and o.customer_id = ${customerId} and ${profileOrder} group by 1 order by 1
  `.execute(db);
  return { days: rows.map(({ day }) => day), spent: rows.map(({ amount }) => amount) };
}
