import { sql } from "kysely";

import { profileOrder } from "../../customers/orders/placed-order.ts";
import type { Db } from "../../db.server.ts";
import { readAhead } from "../../lib/read-ahead.ts";
import { living } from "../../segments/compiled.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** Customers, or orders of guests, in one statement. */
const BATCH = 5_000;
const BEST_SELLERS = 100;

/** What is left of an order after edits, refunds and returns, over `orders o`. What is paid with, or given, is no product. */
const leftLines = sql`
  jsonb_array_elements(o.snapshot -> 'lines') as line
  where line ->> 'productId' is not null and (line ->> 'currentQuantity')::int > 0
    and not coalesce((line ->> 'giftCard')::boolean, false) and not coalesce((line ->> 'tip')::boolean, false)`;

/** The products of at least so many lines of the orders that figures count, the most bought first. What has fewer lines lies in fewer orders. */
export async function readOftenBought(db: Db, { shopId }: Shop, least: number, most: number): Promise<bigint[]> {
  const { rows } = await sql<{ product_id: bigint }>`
    select (line ->> 'productId')::bigint as product_id
    from orders o cross join lateral ${leftLines} and o.shop_id = ${shopId} and ${profileOrder}
    group by 1 having count(*) >= ${Math.ceil(least)}::int order by count(*) desc, 1 limit ${most}::int
  `.execute(db);
  return rows.map(({ product_id }) => product_id);
}

/** An order that counts with what is left in it, by day of the shop since 1970. */
export type Order = { day: number; productIds: readonly string[] };

/** Orders by customer, the oldest first. Those of guests come alone, for nobody knows what they bought next. */
export async function* readBaskets(db: Db, shop: Shop, batch = BATCH): AsyncGenerator<Order[]> {
  const after = (last: bigint) => customersAfter(db, shop, last, batch);
  const pages = readAhead(after(-1n), ({ last }) => (last === null ? null : after(last)));
  for await (const { rows } of pages) for (const { baskets } of rows) yield baskets.split(";").map(orderOf);
  const guestsSince = (last: Guest | null) => guestsAfter(db, shop, last, batch);
  const guests = readAhead(guestsSince(null), (rows) => (rows.length < batch ? null : guestsSince(rows.at(-1) ?? null)));
  for await (const rows of guests) for (const { basket } of rows) if (basket !== null) yield [orderOf(basket)];
}

type Page = { rows: { baskets: string }[]; last: bigint | null };
type Guest = { id: bigint; at: Date; basket: string | null };

/** As `basket` writes it. */
function orderOf(basket: string): Order {
  const [day, ...productIds] = basket.split(",");
  return { day: Number(day), productIds: productIds.length < 2 ? productIds : [...new Set(productIds)] };
}

/** The day since 1970 and what is left of an order, with commas; null: nothing. Much less for both sides than a row an order with its columns. */
const basket = (timeZone: string) => sql`
  ((o.processed_at at time zone ${timeZone}::text)::date - date '1970-01-01') || ',' || (select string_agg(line ->> 'productId', ',') from ${leftLines})`;

async function customersAfter(db: Db, shop: Shop, after: bigint, limit: number): Promise<Page> {
  const { rows: ends } = await sql<{ last: bigint | null }>`
    select max(customer_id) as last from (
      select c.customer_id from customers c where c.shop_id = ${shop.shopId} and c.customer_id > ${after}::bigint and c.orders_count > 0 and ${living}
      order by c.customer_id limit ${limit}::int
    ) batch
  `.execute(db);
  const last = ends[0]?.last ?? null;
  if (last === null) return { rows: [], last };
  const { rows } = await sql<{ baskets: string }>`
    select string_agg(basket, ';' order by at) as baskets from (
      select o.customer_id, o.processed_at as at, ${basket(shop.timeZone)} as basket
      from orders o join customers c on c.shop_id = o.shop_id and c.customer_id = o.customer_id and ${living}
      where o.shop_id = ${shop.shopId} and o.customer_id > ${after}::bigint and o.customer_id <= ${last}::bigint and ${profileOrder}
    ) placed where basket is not null group by customer_id order by customer_id
  `.execute(db);
  return { rows, last };
}

/** By the time that they were placed at, and their number where that is the same: as the index has them. Orders of which nothing is left are listed too, so that a page is known to be full. */
async function guestsAfter(db: Db, shop: Shop, after: Guest | null, limit: number): Promise<Guest[]> {
  const { rows } = await sql<Guest>`
    select o.order_id as id, o.processed_at as at, ${basket(shop.timeZone)} as basket from orders o
    where o.shop_id = ${shop.shopId} and o.customer_id is null and ${profileOrder}
      and (o.processed_at, o.order_id) > (${after?.at ?? "-infinity"}::timestamptz, ${after?.id ?? 0n}::bigint)
    order by o.processed_at, o.order_id limit ${limit}::int
  `.execute(db);
  return rows;
}

/** What was in the most lines of orders since an instant, the most first. */
export async function readBestSellers(db: Db, { shopId }: Shop, since: Date): Promise<bigint[]> {
  const { rows } = await sql<{ product_id: bigint }>`
    select (line ->> 'productId')::bigint as product_id
    from orders o cross join lateral ${leftLines} and o.shop_id = ${shopId} and o.processed_at >= ${since} and ${profileOrder}
    group by 1 order by count(*) desc, 1 limit ${BEST_SELLERS}::int
  `.execute(db);
  return rows.map(({ product_id }) => product_id);
}
