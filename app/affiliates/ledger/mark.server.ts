import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { sending } from "../../db/together.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** Whether an order carries an affiliate's code. */
const coded = (shopId: number) => sql`exists (
  select from jsonb_array_elements_text(o.snapshot -> 'discountCodes') as d(code)
  join affiliates f on f.shop_id = ${shopId} and f.code = upper(d.code))`;

/**
 * Lets the orders of these customers be looked at who have followed a link, or ordered with a code: the loop does so a moment later. One statement, for whose answer nobody waits, and none for a shop
 * that never had affiliates.
 */
export async function markBuyers(
  tx: Db,
  { shopId, affiliatesSince }: Shop,
  customerIds: readonly bigint[],
  now: Date,
): Promise<void> {
  if (affiliatesSince === null || customerIds.length === 0) return;
  await sql`
    with mine as (
      select o.order_id, o.customer_id, ${coded(shopId)} or exists (
        select from affiliate_orders a where a.shop_id = ${shopId} and a.order_id = o.order_id and a.affiliate_id is not null) as theirs
      from orders o where o.shop_id = ${shopId} and o.customer_id = any(${ids(customerIds)}) and o.created_at >= ${affiliatesSince}
    ), brought as (
      select customer_id from mine where theirs
      union select customer_id from affiliate_touches where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
    )
    insert into affiliate_orders (shop_id, order_id, look_at)
    select ${shopId}, m.order_id, ${now} from mine m where m.customer_id in (select customer_id from brought)
    on conflict (shop_id, order_id) do update set look_at = excluded.look_at
  `.execute(sending(tx));
}

/** As `markBuyers`, for orders of guests: nobody is touched by them whom the noun could follow. */
export async function markGuestOrders(
  tx: Db,
  { shopId, affiliatesSince }: Shop,
  orderIds: readonly bigint[],
  now: Date,
): Promise<void> {
  if (affiliatesSince === null || orderIds.length === 0) return;
  await sql`
    insert into affiliate_orders (shop_id, order_id, look_at)
    select ${shopId}, o.order_id, ${now} from orders o
    where o.shop_id = ${shopId} and o.order_id = any(${ids(orderIds)}) and o.customer_id is null and ${coded(shopId)}
    on conflict (shop_id, order_id) do update set look_at = excluded.look_at
  `.execute(sending(tx));
}
