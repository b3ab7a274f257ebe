import { sql } from "kysely";

import { mergedPairs, type Merge } from "../customers/merge.server.ts";
import type { Db } from "../db.server.ts";

/** What was sent to customers who were merged was sent to whom they became. */
export async function merge(db: Db, shopId: number, merges: readonly Merge[]): Promise<void> {
  if (merges.length === 0) return;
  await sql`
    update messages m set customer_id = t.kept from ${mergedPairs(merges)} where m.shop_id = ${shopId} and m.customer_id = t.gone
  `.execute(db);
}
