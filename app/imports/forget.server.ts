import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";

/** Rows stay as what was done; what a file said of the person goes. */
export async function forget(db: Db, shopId: number, { customerIds, emails }: Person): Promise<void> {
  await sql`
    update import_rows set email = null, birthday = null, before = before - 'birthday', problem = (
      select jsonb_agg(jsonb_build_object('code', p ->> 'code', 'value', '')) from jsonb_array_elements(problem) as p)
    where shop_id = ${shopId} and (customer_id = any(${ids(customerIds)}) or email = any(${emails}::text[]))
  `.execute(db);
}
