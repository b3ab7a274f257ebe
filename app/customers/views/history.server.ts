import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { kindsIn, type HistoryCursor, type HistoryView } from "./history.ts";
import { readTale, type Tale } from "../timeline.ts";

/** Something that happened, with what is known of it. */
export type HistoryEvent = {
  eventId: bigint;
  occurredAt: Date;
  /** Of a message that was sent. */ messageId: bigint | null;
} & Tale;

/**
 * What happened to a customer, newest first, one page. `next` continues where the page ends. `views` leaves only some of it (none: all): an index has the events of a customer by
 * their time, and what the views do not show of them is passed over (docs/decisions.md, 310).
 */
export async function listHistory(
  db: Db,
  shopId: number,
  customerId: bigint,
  page: { limit: number; before: HistoryCursor | null; views?: readonly HistoryView[] },
): Promise<{ events: HistoryEvent[]; next: HistoryCursor | null }> {
  const { before, limit, views = [] } = page;
  const kinds = kindsIn(views);
  const older =
    before === null
      ? sql`true`
      : sql`(occurred_at, event_id) < (to_timestamp(${before.atMs}::bigint / 1000.0), ${before.eventId}::bigint)`;
  const { rows } = await sql<{ eventId: bigint; kind: string; occurredAt: Date; messageId: bigint | null; data: unknown }>`
    select event_id as "eventId", kind, occurred_at as "occurredAt", substring(key from '^message:(\\d{1,18}):sent$')::bigint as "messageId", data from timeline_events
    where shop_id = ${shopId} and customer_id = ${customerId} and ${older} and ${kinds === null ? sql`true` : sql`kind = any(${kinds}::text[])`}
    order by occurred_at desc, event_id desc limit ${limit + 1}
  `.execute(db);
  const events = rows.slice(0, limit).map(({ eventId, occurredAt, messageId, kind, data }): HistoryEvent => ({
    eventId,
    occurredAt,
    messageId,
    ...readTale(kind, data),
  }));
  const last = events.at(-1);
  const next =
    rows.length > limit && last !== undefined ? { atMs: BigInt(last.occurredAt.getTime()), eventId: last.eventId } : null;
  return { events, next };
}
