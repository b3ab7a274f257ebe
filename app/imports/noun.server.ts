import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Noun } from "../customers/noun.ts";

/** Rows stay as what was done; what a file said of the person goes. */
async function forget(db: Db, shopId: number, { customerIds, emails }: Person): Promise<void> {
  await sql`
    update import_rows set email = null, birthday = null, before = before - 'birthday', problem = (
      select jsonb_agg(jsonb_build_object('code', p ->> 'code', 'value', '')) from jsonb_array_elements(problem) as p)
    where shop_id = ${shopId} and (customer_id = any(${ids(customerIds)}) or email = any(${emails}::text[]))
  `.execute(db);
}

export const imports: Noun = {
  forget,
  // Rows say what was done to whom at the time; undoing asks who they are by now.
  merge: null,
  follow: null,
  byTime: [],
  loops: [],
};
