import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";

/** Shopify's words about a code may name its customer. */
export async function forget(db: Db, shopId: number, { customerIds }: Person): Promise<void> {
  await sql`
    update redemptions set last_error = null
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and last_error is not null
  `.execute(db);
}
