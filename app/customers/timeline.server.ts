import { sql, type RawBuilder } from "kysely";

import type { Db } from "../db.server.ts";
import { sending } from "../db/together.ts";
import { recordset } from "../lib/rows.server.ts";
import type { Body, TimelineEvent, TimelineKind } from "./timeline.ts";

export type { EventOf, TimelineEvent, TimelineKind } from "./timeline.ts";

type Sql = RawBuilder<unknown>;

/** Appends what happened to customers, in the transaction that causes it. Events whose key is known are ignored. */
export async function append(db: Db, shopId: number, events: readonly TimelineEvent[], now: Date): Promise<void> {
  if (events.length === 0) return;
  await sql`${insertingAll(shopId, events, now)}`.execute(sending(db));
}

/** As `append`. @returns what was new */
export async function appendNew<Event extends TimelineEvent>(
  db: Db,
  shopId: number,
  events: readonly Event[],
  now: Date,
): Promise<Event[]> {
  if (events.length === 0) return [];
  const appended = await sql<{ key: string }>`${insertingAll(shopId, events, now)} returning key`.execute(db);
  const fresh = new Set(appended.rows.map(({ key }) => key));
  // Of two with one key the first was taken.
  return events.filter(({ key }) => fresh.delete(key));
}

/**
 * As `append`, for what may become known better later: an event whose key is known is told anew where its instant or what it says has changed. It stays with
 * whoever it is of by now. @param beside what is appended before them
 */
export async function tell(
  db: Db,
  shopId: number,
  events: readonly TimelineEvent[],
  now: Date,
  beside: readonly TimelineEvent[] = [],
): Promise<void> {
  if (events.length === 0) return append(db, shopId, beside, now);
  // Of two with one key the later says what holds. Neither half of the statement sees what the other has written.
  const latest = [...new Map(events.map((event) => [event.key, event])).values()];
  await sql`
    with fresh as (${insertingAll(shopId, [...beside, ...latest], now)})
    update timeline_events e set occurred_at = t.occurred_at, data = t.data
    from ${recordset(rowsOf(latest))} as t(key text, occurred_at timestamptz, data jsonb)
    where e.shop_id = ${shopId} and e.key = t.key and (e.occurred_at, e.data) is distinct from (t.occurred_at, t.data)
  `.execute(sending(db));
}

/** Takes back events that told of something expected, which is no longer. */
export async function takeBack(db: Db, shopId: number, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`delete from timeline_events where shop_id = ${shopId} and key = any(${[...keys]}::text[])`.execute(sending(db));
}

/** What a statement says of the events that it appends, for each row of `from`. `now`: when they are recorded, and happened where `occurredAt` does not say. */
type Appended<Kind extends TimelineKind> = {
  kind: Kind;
  shopId: Sql;
  customerId: Sql;
  key: Sql;
  now: Date;
  occurredAt?: Sql;
  data: { [Field in keyof Body<Kind>]-?: Sql };
  from: Sql;
};

/** `append` inside a statement that changes what the events tell of. */
export function appending<Kind extends TimelineKind>({
  kind,
  shopId,
  customerId,
  key,
  now,
  occurredAt,
  data,
  from,
}: Appended<Kind>): Sql {
  const fields = Object.entries<Sql>(data).map(([name, value]) => sql`${sql.lit(name)}, ${value}`);
  const recordedAt = sql`${now}::timestamptz`;
  return inserting(sql`
    select ${shopId}, ${customerId}, ${kind}::text, ${key}, ${occurredAt ?? recordedAt}, ${recordedAt}, jsonb_build_object(${sql.join(fields)}) from ${from}
  `);
}

function insertingAll(shopId: number, events: readonly TimelineEvent[], now: Date): Sql {
  return inserting(sql`
    select ${shopId}::int, customer_id, kind, key, occurred_at, ${now}::timestamptz, data
    from ${recordset(rowsOf(events))} as t(customer_id bigint, kind text, key text, occurred_at timestamptz, data jsonb)
  `);
}

function rowsOf(events: readonly TimelineEvent[]): object[] {
  return events.map(({ customerId, kind, key, occurredAt, data }) => ({
    ...{ customer_id: customerId, kind, key, occurred_at: occurredAt, data },
  }));
}

function inserting(rows: Sql): Sql {
  return sql`
    insert into timeline_events (shop_id, customer_id, kind, key, occurred_at, recorded_at, data) ${rows}
    on conflict (shop_id, key) do nothing
  `;
}
