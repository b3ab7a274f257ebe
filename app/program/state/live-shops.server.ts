import { sql } from "kysely";

import type { Db } from "../../db.server.ts";

/** The shops whose programs are live at an instant: one question for all of them, which reads no rules. */
export async function listLive(db: Db, instant: Date): Promise<Set<number>> {
  const { rows } = await sql<{ shop_id: number }>`
    select s.shop_id from shops s
    cross join lateral (
      select state from program_states where shop_id = s.shop_id and since <= ${instant} order by since desc limit 1
    ) p
    where s.status = 'installed' and p.state = 'live'
  `.execute(db);
  return new Set(rows.map(({ shop_id }) => shop_id));
}
