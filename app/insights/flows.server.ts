import { sql } from "kysely";

import type { Db } from "../db.server.ts";

export type DropCount = { flowId: number; reason: string; messages: number };

export type DeferCount = DropCount & { nextTryAt: Date };

/** Why messages of each flow were not sent, most frequent first. */
export async function listDropReasons(db: Db, shopId: number): Promise<DropCount[]> {
  const { rows } = await sql<DropCount>`
    select flow_id as "flowId", coalesce(reason, '') as reason, count(*)::int as messages from messages
    where shop_id = ${shopId} and flow_id is not null and state in ('dropped', 'failed')
    group by flow_id, reason order by messages desc, reason
  `.execute(db);
  return rows;
}

/** Why messages of each flow still wait, most frequent first, and when the first of them is tried again. */
export async function listDeferReasons(db: Db, shopId: number): Promise<DeferCount[]> {
  const { rows } = await sql<DeferCount>`
    select flow_id as "flowId", reason, count(*)::int as messages, min(due_at) as "nextTryAt" from messages
    where shop_id = ${shopId} and flow_id is not null and state = 'queued' and reason is not null
    group by flow_id, reason order by messages desc, reason
  `.execute(db);
  return rows;
}
