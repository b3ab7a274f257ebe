import { sql } from "kysely";

import type { Db } from "../db.server.ts";

export type DropCount = { flowId: number; reason: string; messages: number };

/** Why messages of each flow were not sent, most frequent first. */
export async function listDropReasons(db: Db, shopId: number): Promise<DropCount[]> {
  const { rows } = await sql<DropCount>`
    select flow_id as "flowId", coalesce(reason, '') as reason, count(*)::int as messages from messages
    where shop_id = ${shopId} and flow_id is not null and state in ('dropped', 'failed')
    group by flow_id, reason order by messages desc, reason
  `.execute(db);
  return rows;
}
