import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";

/** Runs end, whatever they wait for, so that nothing more is planned. */
export async function forget(db: Db, shopId: number, { customerIds }: Person, now: Date): Promise<void> {
  const theirs = sql`shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`;
  await sql`delete from flow_timers where ${theirs}`.execute(db);
  await sql`
    update flow_runs set state = 'ended', ended_at = ${now}, end_reason = 'redacted' where ${theirs} and state <> 'ended'
  `.execute(db);
}
