import { sql, type RawBuilder } from "kysely";

import { profileOrder } from "../../customers/orders/placed-order.ts";
import type { Db } from "../../db.server.ts";
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
  for (let after: bigint | null = -1n; after !== null;) {
    const page: Page = await customersAfter(db, shop, after, batch);
    for (const own of Map.groupBy(page.rows.filter(hasProducts), ({ owner }) => owner).values()) yield own.map(orderOf);
    after = page.last;
  }
  for (let after: Row | null = null; ;) {
    const rows: Row[] = await guestsAfter(db, shop, after, batch);
    for (const row of rows.filter(hasProducts)) yield [orderOf(row)];
    after = rows.at(-1) ?? null;
    if (rows.length < batch) return;
  }
}

const hasProducts = ({ products }: Row) => products !== "";

type Row = { owner: bigint; day: number; products: string; at: Date };
type Page = { rows: Row[]; last: bigint | null };

const orderOf = ({ day, products }: Row): Order => ({ day, productIds: [...new Set(products.split(","))] });

const columns = (timeZone: string) => sql`
  (o.processed_at at time zone ${timeZone}::text)::date - date '1970-01-01' as day, o.processed_at as at,
  (select string_agg(line ->> 'productId', ',') from ${leftLines}) as products`;

async function customersAfter(db: Db, shop: Shop, after: bigint, limit: number): Promise<Page> {
  const { rows: ends } = await sql<{ last: bigint | null }>`
    select max(customer_id) as last from (
      select c.customer_id from customers c where c.shop_id = ${shop.shopId} and c.customer_id > ${after}::bigint and c.orders_count > 0 and ${living}
      order by c.customer_id limit ${limit}::int
    ) batch
  `.execute(db);
  const last = ends[0]?.last ?? null;
  if (last === null) return { rows: [], last };
  const { rows } = await listed(
    sql`
      select o.customer_id as owner, ${columns(shop.timeZone)} from orders o join customers c on c.shop_id = o.shop_id and c.customer_id = o.customer_id and ${living}
      where o.shop_id = ${shop.shopId} and o.customer_id > ${after}::bigint and o.customer_id <= ${last}::bigint and ${profileOrder}`,
    sql`order by owner, at`,
  ).execute(db);
  return { rows, last };
}

/** By the time that they were placed at, and their number where that is the same: as the index has them. */
async function guestsAfter(db: Db, shop: Shop, after: Row | null, limit: number): Promise<Row[]> {
  const { rows } = await listed(
    sql`
      select o.order_id as owner, ${columns(shop.timeZone)} from orders o
      where o.shop_id = ${shop.shopId} and o.customer_id is null and ${profileOrder}
        and (o.processed_at, o.order_id) > (${after?.at ?? "-infinity"}::timestamptz, ${after?.owner ?? 0n}::bigint)
      order by o.processed_at, o.order_id limit ${limit}::int`,
    sql`order by at, owner`,
  ).execute(db);
  return rows;
}

/** Orders of which nothing is left are listed too by guests' pages, so that a page is known to be full. */
function listed(orders: RawBuilder<unknown>, order: RawBuilder<unknown>): RawBuilder<Row> {
  return sql<Row>`select owner, day, at, coalesce(products, '') as products from (${orders}) o ${order}`;
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
