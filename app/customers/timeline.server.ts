import { sql, type RawBuilder } from "kysely";

import type { Db } from "../db.server.ts";
import { recordset } from "../lib/rows.server.ts";
import type { TimelineEvent } from "./timeline.ts";

export type { TimelineEvent, TimelineKind } from "./timeline.ts";

/**
 * Appends what happened to customers, in the transaction that causes it. Events whose key is known are ignored.
 * @returns what was new
 */
export async function append<Event extends TimelineEvent>(
  db: Db,
  shopId: number,
  events: readonly Event[],
  now: Date,
): Promise<Event[]> {
  if (events.length === 0) return [];
  const rows = events.map(({ customerId, kind, key, occurredAt, data }) => ({
    customer_id: customerId,
    kind,
    key,
    occurred_at: occurredAt,
    data,
  }));
  const appended = await sql<{ key: string }>`
    ${appending(sql`
      select ${shopId}::int, customer_id, kind, key, occurred_at, ${now}::timestamptz, data
      from ${recordset(rows)} as t(customer_id bigint, kind text, key text, occurred_at timestamptz, data jsonb)
    `)} returning key
  `.execute(db);
  const fresh = new Set(appended.rows.map(({ key }) => key));
  // Of two with one key the first was taken.
  return events.filter(({ key }) => fresh.delete(key));
}

/**
 * The same inside a statement that changes what the events tell of.
 * @param rows selects shop_id, customer_id, kind, key, occurred_at, recorded_at, data
 */
export function appending(rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    insert into timeline_events (shop_id, customer_id, kind, key, occurred_at, recorded_at, data) ${rows}
    on conflict (shop_id, key) do nothing
  `;
}
