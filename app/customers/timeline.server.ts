import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { recordset } from "../lib/rows.server.ts";
import type { TimelineEvent } from "./timeline.ts";

export type { TimelineEvent, TimelineKind } from "./timeline.ts";

/** Appends what happened to customers, in the transaction that causes it. Events whose key is known are ignored. */
export async function append(db: Db, shopId: number, events: readonly TimelineEvent[], now: Date): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ customerId, kind, key, occurredAt, data }) => ({
    customer_id: customerId,
    kind,
    key,
    occurred_at: occurredAt,
    data,
  }));
  await sql`
    insert into timeline_events (shop_id, customer_id, kind, key, occurred_at, recorded_at, data)
    select ${shopId}, customer_id, kind, key, occurred_at, ${now}, data
    from ${recordset(rows)} as t(customer_id bigint, kind text, key text, occurred_at timestamptz, data jsonb)
    on conflict (shop_id, key) do nothing
  `.execute(db);
}
