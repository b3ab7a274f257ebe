import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { customersByShop, ids } from "../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../lib/time.ts";
import type { Shop } from "../shops/shop.ts";

/** Customers whose memberships time may have changed, across shops, the longest due first. */
export async function listDue(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select shop_id, customer_id from segment_dues where next_eval_at <= ${now} order by next_eval_at limit ${limit}
  `.execute(db);
  return customersByShop(rows);
}

/**
 * Takes those of them who are still due and whom nobody else holds; `evaluate` moves them on. A shop that has uninstalled the app is left alone for a day.
 */
export async function takeDue(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<bigint[]> {
  if (shop.status !== "installed") {
    await postpone(tx, shop.shopId, customerIds, now, DAY_MS);
    return [];
  }
  const { rows } = await sql<{ customer_id: bigint }>`
    select c.customer_id from customers c join segment_dues d using (shop_id, customer_id)
    where c.shop_id = ${shop.shopId} and c.customer_id = any(${ids(customerIds)}) and d.next_eval_at <= ${now}
    order by c.customer_id for update of c skip locked
  `.execute(tx);
  return rows.map(({ customer_id }) => customer_id);
}

/** Lets customers of a shop that fails or is busy rest, so that they hold up no other shop. */
export async function postpone(db: Db, shopId: number, customerIds: readonly bigint[], now: Date, restMs: number): Promise<void> {
  await sql`
    update segment_dues set next_eval_at = ${plusMs(now, restMs)}
    where shop_id = ${shopId} and customer_id in (
      select customer_id from segment_dues
      where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and next_eval_at <= ${now}
      order by customer_id for update skip locked
    )
  `.execute(db);
}
