import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";

/** Who is forgotten is in no segment. */
export async function forget(db: Db, shopId: number, { customerIds }: Person): Promise<void> {
  await sql`delete from segment_members where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
}
