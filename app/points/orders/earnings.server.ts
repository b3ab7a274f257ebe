import { sql } from "kysely";

import { placedAt } from "../../customers/orders/earns.ts";
import type { OrderSnapshot } from "../../facts/order-snapshot.ts";
import type { Db } from "../../db.server.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import type { Program } from "../../program/rules/rules.ts";
import { linesToNote, earningOf, hasFactors, type Earning, type ProductFacts } from "./earning.ts";

export type OrderToNote = { order: OrderSnapshot; customerId: bigint; program: Program; earning: Earning | null };

/**
 * Notes of orders how often their lines count, before they are first counted, and of lines that were added since. What is noted never changes.
 * @returns by order id, what now holds
 */
export async function noteEarnings(db: Db, shopId: number, orders: readonly OrderToNote[]): Promise<Map<bigint, Earning>> {
  const due = orders.filter(
    ({ order, program, earning }) => (earning !== null || hasFactors(program.rules)) && linesToNote(order, earning).length > 0,
  );
  if (due.length === 0) return new Map();
  const tiers = await readTiers(db, shopId, due);
  const products = await readProducts(db, shopId, due);
  const noted = new Map(
    due.map(({ order, program, earning }) => [
      order.orderId,
      earningOf(order, program.rules, earning, tiers.get(order.orderId) ?? null, products),
    ]),
  );
  const rows = [...noted].map(([order_id, earning]) => ({ order_id, earning }));
  await sql`
    update orders o set earning = t.earning from ${recordset(rows)} as t(order_id bigint, earning jsonb)
    where o.shop_id = ${shopId} and o.order_id = t.order_id
  `.execute(db);
  return noted;
}

/** Each order's customer's tier when it was placed. */
async function readTiers(db: Db, shopId: number, orders: readonly OrderToNote[]): Promise<Map<bigint, string | null>> {
  const rows = orders.map(({ order, customerId }) => ({
    order_id: order.orderId,
    customer_id: customerId,
    placed_at: placedAt(order),
  }));
  const found = await sql<{ order_id: bigint; tier: string | null }>`
    select t.order_id, c.tier from ${recordset(rows)} as t(order_id bigint, customer_id bigint, placed_at timestamptz)
    cross join lateral (
      select tier from tier_changes
      where shop_id = ${shopId} and customer_id = t.customer_id and at <= t.placed_at order by at desc, change_id desc limit 1
    ) c
  `.execute(db);
  return new Map(found.rows.map(({ order_id, tier }) => [order_id, tier]));
}

/** What is known now of the products in these orders, where rules look at them. */
export async function readProducts(db: Db, shopId: number, orders: readonly OrderToNote[]): Promise<Map<bigint, ProductFacts>> {
  const productIds = orders.flatMap(({ order }) => order.lines.flatMap(({ productId }) => productId ?? []));
  if (orders.every(({ program }) => program.rules.multipliers.length === 0)) return new Map();
  const { rows } = await sql<{ product_id: bigint; tags: string[]; collection_ids: string[] }>`
    select i.product_id, coalesce(p.tags, '{}') as tags,
      array(select collection_id from collection_products c where c.shop_id = ${shopId} and c.product_id = i.product_id) as collection_ids
    from (select distinct unnest(${ids(productIds)}) as product_id) i
    left join products p on p.shop_id = ${shopId} and p.product_id = i.product_id
  `.execute(db);
  return new Map(rows.map((row) => [row.product_id, { tags: row.tags, collectionIds: row.collection_ids.map(BigInt) }]));
}
