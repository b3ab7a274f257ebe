import { sql } from "kysely";

import type { Person } from "../../customers/privacy/person.server.ts";
import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";

/** What a shopper wrote goes; a claim that waits is declined. */
export async function forget(db: Db, shopId: number, { customerIds }: Person, now: Date): Promise<void> {
  await sql`
    update bonus_claims set note = null, decided_at = coalesce(decided_at, ${now}), decided_by = coalesce(decided_by, 'system'),
      state = case when state = 'waiting' then 'declined' else state end
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
  `.execute(db);
}
