import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { HistoryCursor } from "./history.ts";
import { readTale, type Tale } from "../timeline.ts";

/** Something that happened, with what is known of it. */
export type HistoryEvent = {
  eventId: bigint;
  occurredAt: Date;
  /** Of a message that was sent. */ messageId: bigint | null;
} & Tale;

/** What happened to a customer, newest first, one page. `next` continues where the page ends. */
export async function listHistory(
  db: Db,
  shopId: number,
  customerId: bigint,
  page: { limit: number; before: HistoryCursor | null },
): Promise<{ events: HistoryEvent[]; next: HistoryCursor | null }> {
  const { before, limit } = page;
  const older =
    before === null
      ? sql`true`
      : sql`(occurred_at, event_id) < (to_timestamp(${before.atMs}::bigint / 1000.0), ${before.eventId}::bigint)`;
  const { rows } = await sql<{ eventId: bigint; kind: string; occurredAt: Date; messageId: bigint | null; data: unknown }>`
    select event_id as "eventId", kind, occurred_at as "occurredAt", substring(key from '^message:(\\d{1,18}):sent$')::bigint as "messageId", data from timeline_events
    where shop_id = ${shopId} and customer_id = ${customerId} and ${older}
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
