import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { living, loadCompiled } from "../../app/segments/compiled.server.ts";
import type { Shop } from "../../app/shops/shop.ts";

/** Memberships of everybody, as the shop's segments are compiled; without what follows from each of them. @param after only of customers with larger ids */
export async function fillMembers(db: Db, shop: Shop, now: Date, after = 0): Promise<void> {
  const { held, joins } = await loadCompiled(db, shop, now);
  await sql`
    insert into segment_members (shop_id, segment_id, customer_id, entered_at)
    select ${shop.shopId}, segment_id, customer_id, ${now} from (
      select c.customer_id, unnest(${held}) as segment_id from customers c${joins}
      where c.shop_id = ${shop.shopId} and c.customer_id > ${after}::bigint and ${living}
    ) members order by 2, 3
  `.execute(db);
}
