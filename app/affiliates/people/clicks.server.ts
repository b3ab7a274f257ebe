import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { dayIn, DAY_MS, plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { markSince } from "../ledger/mark.server.ts";

/** For so long it is kept whose link a customer has followed: three times as long as it counts, for orders that are told of late. */
export const KEPT_DAYS = 90;

/** Somebody follows a link. Who is logged in is noted with it. */
export async function noteClick(
  tx: Db,
  shop: Shop,
  { affiliateId, customerId }: { affiliateId: bigint; customerId: bigint | null },
  now: Date,
): Promise<void> {
  const { shopId } = shop;
  const { year, month, day } = dayIn(now, shop.timeZone);
  await sql`
    insert into affiliate_clicks (shop_id, affiliate_id, day, clicks) values (${shopId}, ${affiliateId}, make_date(${year}, ${month}, ${day}), 1)
    on conflict (shop_id, affiliate_id, day) do update set clicks = affiliate_clicks.clicks + 1
  `.execute(tx);
  if (customerId === null) return;
  await sql`
    insert into affiliate_touches (shop_id, customer_id, affiliate_id, clicked_at) values (${shopId}, ${customerId}, ${affiliateId}, ${now})
    on conflict do nothing
  `.execute(tx);
  await markSince(tx, shop, customerId, now, now);
}

/** Forgets, of all shops, whose link was followed too long ago. @returns how many */
export async function dropOldTouches(db: Db, now: Date, limit = 10_000): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from affiliate_touches where (shop_id, customer_id, affiliate_id, clicked_at) in (
      select shop_id, customer_id, affiliate_id, clicked_at from affiliate_touches where clicked_at < ${plusMs(now, -KEPT_DAYS * DAY_MS)} limit ${limit}
    )
  `.execute(db);
  return Number(numAffectedRows ?? 0n);
}
