import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { listTablesWith } from "./person.server.ts";

/** Deletes every row of a shop, its sessions and the shop itself. What webhooks of the shop still arrive afterwards find nobody. */
export async function eraseShop(db: Db, shop: Shop): Promise<void> {
  await sql`select set_config('reprise.erasing_shop', 'on', true)`.execute(db);
  for (const table of await listTablesWith(db, ["shop_id"])) {
    await sql`delete from ${sql.table(table)} where shop_id = ${shop.shopId}`.execute(db);
  }
  await sql`delete from "Session" where shop = ${shop.domain}`.execute(db);
  await sql`select set_config('reprise.erasing_shop', 'off', true)`.execute(db);
}
