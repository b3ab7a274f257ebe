import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { recordset } from "../../app/lib/rows.server.ts";
import { DAY_MS } from "../../app/lib/time.ts";

export type OnSale = {
  id: number;
  title?: string;
  type?: string;
  priceMinor?: number;
  status?: string;
  published?: boolean;
  counted?: boolean;
  noneLeft?: boolean;
  giftCard?: boolean;
};

export async function fillProducts(db: Db, shopId: number, products: readonly OnSale[]): Promise<void> {
  const rows = products.map(({ id, title = `Product ${id}`, type = null, priceMinor = 1_000, ...rest }) => ({
    ...{ id, title, type, status: rest.status ?? "active", published: rest.published ?? true, counted: rest.counted ?? null },
    ...{ none_left: rest.noneLeft ?? false, gift_card: rest.giftCard ?? null },
    variants: [{ variantId: String(id * 10), title: "Default Title", sku: null, priceMinor: String(priceMinor) }],
  }));
  await sql`
    insert into products (shop_id, product_id, title, handle, product_type, vendor, status, tags, variants, published, counted, none_left, gift_card, source_updated_at)
    select ${shopId}, id, title, 'p' || id, type, 'Morgenrot', status, '{}', variants, published, counted, none_left, gift_card, '2026-01-01'
    from ${recordset(rows)} as t(id bigint, title text, type text, status text, variants jsonb, published boolean, counted boolean, none_left boolean, gift_card boolean)
  `.execute(db);
}

export type Line = number | { id: number; left?: number; giftCard?: boolean; tip?: boolean };
export type Basket = {
  /** Null: a guest's. */
  customerId: number | null;
  /** Days since 1970. */
  day: number;
  lines: readonly Line[];
  test?: boolean;
  cancelled?: boolean;
};

let orders = 0;

/** Orders with their lines, and their customers' profiles as the app works them out. */
export async function fillBaskets(db: Db, shopId: number, baskets: readonly Basket[]): Promise<void> {
  const rows = baskets.map(({ customerId, day, lines, test = false, cancelled = false }) => ({
    ...{ id: (orders += 1), customer_id: customerId, at: new Date(day * DAY_MS + DAY_MS / 2), test, cancelled },
    snapshot: {
      lines: lines.map((line) => {
        const { id, left = 1, giftCard = false, tip = false } = typeof line === "number" ? { id: line } : line;
        return { productId: String(id), variantId: String(id * 10), currentQuantity: left, giftCard, tip };
      }),
    },
  }));
  await sql`
    insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, cancelled_at, test, financial_status, currency, net_minor, snapshot, first_seen_at)
    select ${shopId}, t.id, '#' || t.id, t.customer_id, t.at, t.at, t.at, case when t.cancelled then t.at end, t.test, 'paid', 'EUR', 1000, t.snapshot, t.at
    from ${recordset(rows)} as t(id bigint, customer_id bigint, at timestamptz, test boolean, cancelled boolean, snapshot jsonb)
  `.execute(db);
  await sql`
    insert into customers (shop_id, customer_id, email, created_at, orders_count)
    select ${shopId}, customer_id, 'c' || customer_id || '@example.com', '2025-01-01', count(*) from orders
    where shop_id = ${shopId} and customer_id is not null and not test and cancelled_at is null group by customer_id
    on conflict (shop_id, customer_id) do update set orders_count = excluded.orders_count
  `.execute(db);
}

export async function recommendationsOf(db: Db, shopId: number) {
  const { rows } = await sql<{ kind: string; of: number; other: number; bought: number; ofAll: number }>`
    select kind, product_id::int as of, other_id::int as other, bought, of_all as "ofAll" from recommendations
    where shop_id = ${shopId} order by kind, product_id, place
  `.execute(db);
  return rows.map(({ kind, of, other, bought, ofAll }) => `${kind} ${of}>${other} ${bought}/${ofAll}`);
}
