import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";

/** So many for each shop, the latest: a change of Shopify's that makes every order unreadable must not fill a row. */
const KEPT = 500;

/** Keeps orders that could not be read, so that every comparison tries them again. */
export async function noteUnread(db: Db, shopId: number, orderIds: readonly bigint[], now: Date): Promise<void> {
  if (orderIds.length === 0) return;
  await sql`
    insert into reconciliations as r (shop_id, span, next_at, unread_orders) values (${shopId}, 'recent', ${now}, ${ids(orderIds)})
    on conflict (shop_id, span) do update set unread_orders = array(
      select distinct order_id from unnest(r.unread_orders || excluded.unread_orders) as t(order_id) order by order_id desc limit ${KEPT})
  `.execute(db);
}

/** Notes that these orders have been read. */
export async function forgetUnread(db: Db, shopId: number, orderIds: readonly bigint[]): Promise<void> {
  await sql`
    update reconciliations set unread_orders = array(select unnest(unread_orders) except select unnest(${ids(orderIds)}))
    where shop_id = ${shopId} and span = 'recent'
  `.execute(db);
}

/** Orders that could not be read the last time. */
export async function listUnread(db: Db, shopId: number): Promise<bigint[]> {
  const { rows } = await sql<{ orderId: bigint }>`
    select unnest(unread_orders) as "orderId" from reconciliations where shop_id = ${shopId} and span = 'recent'
  `.execute(db);
  return rows.map(({ orderId }) => orderId);
}
