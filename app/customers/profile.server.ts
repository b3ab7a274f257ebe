import { sql } from "kysely";

import { profileOrder } from "./orders/placed-order.ts";
import type { Db } from "../db.server.ts";
import { sending } from "../db/together.ts";
import { ids } from "../lib/rows.server.ts";

/**
 * Recomputes the profiles of customers from their orders: number of orders, net spend, first and last order, average order value. Test orders,
 * orders that were cancelled or deleted and orders whose payment came to nothing do not count; refunded ones count as orders with what is left of them.
 */
export async function refreshProfiles(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<void> {
  if (customerIds.length === 0) return;
  await sql`
    update customers c set
      orders_count = p.orders_count, net_spend_minor = p.net_spend_minor,
      first_order_at = p.first_order_at, last_order_at = p.last_order_at,
      aov_minor = case when p.orders_count = 0 then 0 else p.net_spend_minor / p.orders_count end
    from (
      select t.customer_id, count(o.order_id)::int as orders_count, coalesce(sum(o.net_minor), 0)::bigint as net_spend_minor,
        min(o.processed_at) as first_order_at, max(o.processed_at) as last_order_at
      from unnest(${ids(customerIds)}) as t(customer_id)
      left join orders o on o.shop_id = ${shopId} and o.customer_id = t.customer_id
        and ${profileOrder}
      group by t.customer_id
    ) p
    where c.shop_id = ${shopId} and c.customer_id = p.customer_id
      and (c.orders_count, c.net_spend_minor, c.first_order_at, c.last_order_at)
        is distinct from (p.orders_count, p.net_spend_minor, p.first_order_at, p.last_order_at)
  `.execute(sending(db));
}
