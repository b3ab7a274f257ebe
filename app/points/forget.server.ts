import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";

/** What a merchant wrote beside points goes; the points stay, under a number that means nobody. The ledger lets nothing else be changed. */
export async function forget(db: Db, shopId: number, { customerIds }: Person): Promise<void> {
  const theirs = sql`shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`;
  await sql`select set_config('reprise.erasing_customer', 'on', true)`.execute(db);
  await sql`update ledger_entries set reason = null where ${theirs} and reason is not null`.execute(db);
  await sql`select set_config('reprise.erasing_customer', 'off', true)`.execute(db);
  await sql`update ledger_accounts set sync_due_at = null where ${theirs}`.execute(db);
}
