import { sql } from "kysely";
import { z } from "zod";

import type { Db } from "../../db.server.ts";
import type { HistoryCursor } from "./history.ts";
import type { TimelineKind } from "../timeline.ts";

/** An event as it is kept: numbers beyond 2^53 are digits. */
export type HistoryEvent = { eventId: bigint; kind: TimelineKind; occurredAt: Date; data: HistoryData };
export type HistoryData = Record<string, string | number | boolean | null>;

const dataSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]).catch(null));

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
  const { rows } = await sql<{ eventId: bigint; kind: TimelineKind; occurredAt: Date; data: unknown }>`
    select event_id as "eventId", kind, occurred_at as "occurredAt", data from timeline_events
    where shop_id = ${shopId} and customer_id = ${customerId} and ${older}
    order by occurred_at desc, event_id desc limit ${limit + 1}
  `.execute(db);
  const events = rows.slice(0, limit).map((row) => ({ ...row, data: dataSchema.catch({}).parse(row.data) }));
  const last = events.at(-1);
  const next =
    rows.length > limit && last !== undefined ? { atMs: BigInt(last.occurredAt.getTime()), eventId: last.eventId } : null;
  return { events, next };
}
