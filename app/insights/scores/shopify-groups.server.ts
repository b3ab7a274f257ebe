import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";

/** Keeps in which of its own groups Shopify has these customers; null: in none. Who has bought nothing has no row, and is in no comparison. */
export async function keepShopifyGroups(db: Db, shopId: number, groups: ReadonlyMap<bigint, string | null>): Promise<void> {
  if (groups.size === 0) return;
  const rows = [...groups].map(([customerId, name]) => ({ customer_id: customerId, name }));
  await sql`
    update customer_scores s set shopify_group = t.name from ${recordset(rows)} as t(customer_id bigint, name text)
    where s.shop_id = ${shopId} and s.customer_id = t.customer_id and s.shopify_group is distinct from t.name
  `.execute(db);
}
