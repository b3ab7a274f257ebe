import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { sending } from "../../db/together.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Shop } from "../../shops/shop.ts";

/**
 * Lets referrals be looked at whose codes these orders of guests carry: nobody is touched by them whom the noun could follow. As there, for whose answer nobody waits, and not for a shop that never had
 * referrals.
 */
export async function noteGuests(
  tx: Db,
  { shopId, referralsSince }: Shop,
  orderIds: readonly bigint[],
  now: Date,
): Promise<void> {
  if (referralsSince === null || orderIds.length === 0) return;
  await sql`
    update referrals r set look_at = ${now}, order_id = coalesce(r.order_id, o.order_id)
    from orders o cross join lateral jsonb_array_elements_text(o.snapshot -> 'discountCodes') as d(code)
    where o.shop_id = ${shopId} and o.order_id = any(${ids(orderIds)}) and o.customer_id is null and r.shop_id = ${shopId} and r.code = upper(d.code)
  `.execute(sending(tx));
}
