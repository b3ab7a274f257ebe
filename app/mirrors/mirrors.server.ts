import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../lib/time.ts";
import { mirrorKey } from "./key.ts";
import { MOST_MIRRORS } from "./limits.ts";

/** So long one is kept that nothing asks for: who writes a query tries this and that. */
const UNWANTED_MS = 7 * DAY_MS;
const READ_EVERY_MS = DAY_MS;

/** Why a mirror could not be read last: Shopify refuses its clause (`says`), the app lacks a right, or Shopify cannot be reached. */
export type MirrorProblem = "refused" | "access" | "unreachable";
/** How far a mirror is, for those who wait for it. */
export type MirrorState = {
  clause: string;
  readAt: Date | null;
  seen: number;
  total: number | null;
  problem: MirrorProblem | null;
  says: string | null;
};

/** Notes that these clauses are asked for. Those that nothing has asked for a week end. @returns those for which there is no room */
export async function wantMirrors(tx: Db, shopId: number, clauses: readonly string[], now: Date): Promise<string[]> {
  const keys = clauses.map(mirrorKey);
  await sql`
    update mirrors set wanted_at = ${now} where shop_id = ${shopId} and mirror_key = any(${keys}::text[])
      and wanted_at < ${plusMs(now, -DAY_MS / 24)}
  `.execute(tx);
  // The next look at Shopify deletes what was made there.
  await sql`
    update mirrors set due_at = ${now} where shop_id = ${shopId} and not mirror_key = any(${keys}::text[])
      and wanted_at < ${plusMs(now, -UNWANTED_MS)} and (due_at is null or due_at > ${now})
  `.execute(tx);
  const { rows } = await sql<{ mirror_key: string }>`select mirror_key from mirrors where shop_id = ${shopId}`.execute(tx);
  const known = new Set(rows.map(({ mirror_key }) => mirror_key));
  const missing = clauses.filter((clause) => !known.has(mirrorKey(clause)));
  const room = Math.max(0, MOST_MIRRORS - known.size);
  const begun = missing.slice(0, room);
  await sql`
    insert into mirrors (shop_id, mirror_key, clause, wanted_at, due_at)
    select ${shopId}, mirror_key, clause, ${now}, ${now}
    from unnest(${begun.map(mirrorKey)}::text[], ${begun}::text[]) as t(mirror_key, clause)
    on conflict do nothing
  `.execute(tx);
  return missing.slice(room);
}

/** Which of these clauses nothing is known of yet. */
export async function listUnread(db: Db, shopId: number, clauses: readonly string[]): Promise<string[]> {
  if (clauses.length === 0) return [];
  const { rows } = await sql<{ mirror_key: string }>`
    select mirror_key from mirrors
    where shop_id = ${shopId} and mirror_key = any(${clauses.map(mirrorKey)}::text[]) and read_at is not null
  `.execute(db);
  const read = new Set(rows.map(({ mirror_key }) => mirror_key));
  return clauses.filter((clause) => !read.has(mirrorKey(clause)));
}

/** How far the mirrors of these clauses are; of one that there is not yet, nothing. */
export async function listStates(db: Db, shopId: number, clauses: readonly string[]): Promise<MirrorState[]> {
  if (clauses.length === 0) return [];
  const { rows } = await sql<MirrorState>`
    select clause, read_at as "readAt", seen, total, problem, says from mirrors
    where shop_id = ${shopId} and mirror_key = any(${clauses.map(mirrorKey)}::text[]) order by clause
  `.execute(db);
  return rows;
}

/** A mirror as whoever reads it sees it. */
export type DueMirror = {
  mirrorKey: string;
  clause: string;
  wanted: boolean;
  segmentId: bigint | null;
  query: string | null;
  reading: number;
  since: Date | null;
  cursor: string | null;
  seen: number;
  readAt: Date | null;
  attempts: number;
};

/** The mirror that is due, of several the one that has been read least. */
export async function nextDue(db: Db, shopId: number, now: Date): Promise<DueMirror | null> {
  const { rows } = await sql<DueMirror>`
    select mirror_key as "mirrorKey", clause, wanted_at >= ${plusMs(now, -UNWANTED_MS)} as wanted, shopify_segment_id as "segmentId", shopify_query as query,
      reading, reading_since as since, cursor, seen, read_at as "readAt", attempts
    from mirrors where shop_id = ${shopId} and due_at <= ${now}
    order by reading_since is not null, seen, due_at, mirror_key limit 1
  `.execute(db);
  return rows[0] ?? null;
}

/** Shops of which a mirror is due. */
export async function listDueShops(db: Db, now: Date): Promise<number[]> {
  const { rows } = await sql<{ shop_id: number }>`
    select distinct m.shop_id from mirrors m join shops s using (shop_id) where m.due_at <= ${now} and s.status = 'installed'
  `.execute(db);
  return rows.map(({ shop_id }) => shop_id);
}

/** Whether the shop asks Shopify for anything. */
export async function hasMirrors(db: Db, shopId: number): Promise<boolean> {
  const { rows } = await sql`select from mirrors where shop_id = ${shopId} limit 1`.execute(db);
  return rows.length > 0;
}

/** Notes which segment of Shopify's a mirror has now, with its query as Shopify writes it; null: none, or not the one that it had. */
export async function noteSegment(
  db: Db,
  shopId: number,
  key: string,
  segment: { id: bigint; query: string } | null,
): Promise<void> {
  await sql`
    update mirrors set shopify_segment_id = ${segment?.id ?? null}, shopify_query = ${segment?.query ?? null}
    where shop_id = ${shopId} and mirror_key = ${key}
  `.execute(db);
}

/** Begins a reading. @returns its number */
export async function beginReading(db: Db, shopId: number, key: string, now: Date): Promise<number> {
  const { rows } = await sql<{ reading: number }>`
    update mirrors set reading = reading + 1, reading_since = ${now}, cursor = null, seen = 0, total = null
    where shop_id = ${shopId} and mirror_key = ${key} returning reading
  `.execute(db);
  return rows[0]?.reading ?? 0;
}

type Page = { customerIds: readonly bigint[]; total: number; cursor: string | null; askedAt: Date };

/** Takes a page of a reading. Inside a change. @returns who is in it now and was not before */
export async function takePage(
  tx: Db,
  shopId: number,
  { mirrorKey: key, reading }: Pick<DueMirror, "mirrorKey" | "reading">,
  { customerIds, total, cursor, askedAt }: Page,
): Promise<bigint[]> {
  const { rows } = await sql<{ customer_id: bigint }>`
    with page as (
      select customer_id from unnest(${ids(customerIds)}) as t(customer_id)
      where not exists (
        select from customers c where c.shop_id = ${shopId} and c.customer_id = t.customer_id and c.redacted_at is not null)
    ),
    before as (
      select customer_id from mirror_members
      where shop_id = ${shopId} and mirror_key = ${key} and customer_id = any(${ids(customerIds)}) and present
    ),
    taken as (
      insert into mirror_members as m (shop_id, mirror_key, customer_id, present, changed_at, reading)
      select ${shopId}, ${key}, customer_id, true, ${askedAt}, ${reading} from page order by customer_id
      on conflict (shop_id, customer_id, mirror_key) do update set
        present = m.changed_at <= excluded.changed_at or m.present,
        changed_at = greatest(m.changed_at, excluded.changed_at), reading = excluded.reading
      returning customer_id, present
    )
    select customer_id from taken where present and not exists (select from before b where b.customer_id = taken.customer_id)
    order by customer_id
  `.execute(tx);
  await sql`
    update mirrors set cursor = ${cursor}, seen = seen + ${customerIds.length}, total = ${total}, attempts = 0, problem = null, says = null
    where shop_id = ${shopId} and mirror_key = ${key}
  `.execute(tx);
  return rows.map(({ customer_id }) => customer_id);
}

/** Customers a step at the end of a reading. */
const SWEPT = 1_000;

/** Ends the memberships that a reading has not seen, some at a time. Inside a change. @returns who has left by it; `done`: there are no more */
export async function sweep(
  tx: Db,
  shopId: number,
  { mirrorKey: key, reading, since }: Pick<DueMirror, "mirrorKey" | "reading" | "since">,
): Promise<{ left: bigint[]; done: boolean }> {
  const { rows } = await sql<{ customer_id: bigint; present: boolean }>`
    delete from mirror_members where shop_id = ${shopId} and mirror_key = ${key} and customer_id in (
      select customer_id from mirror_members
      where shop_id = ${shopId} and mirror_key = ${key} and reading < ${reading} and changed_at <= ${since} limit ${SWEPT}
    ) returning customer_id, present
  `.execute(tx);
  return { left: rows.flatMap(({ customer_id, present }) => (present ? [customer_id] : [])), done: rows.length < SWEPT };
}

/** A reading has ended: what it found is what is known, as of its beginning. */
export async function endReading(tx: Db, shopId: number, key: string, now: Date): Promise<void> {
  await sql`
    update mirrors set read_at = coalesce(reading_since, ${now}), reading_since = null, cursor = null, due_at = ${plusMs(now, READ_EVERY_MS)},
      attempts = 0, problem = null, says = null
    where shop_id = ${shopId} and mirror_key = ${key}
  `.execute(tx);
}

/** A try has failed; where Shopify only could not be reached, what was read is kept, and it goes on there. Else the next try begins with the question whether its segment is still there. */
export async function noteProblem(
  db: Db,
  shopId: number,
  key: string,
  { problem, says, until }: { problem: MirrorProblem; says: string | null; until: Date },
): Promise<void> {
  await sql`
    update mirrors set problem = ${problem}, says = ${says}, due_at = ${until}, attempts = attempts + 1,
      reading_since = case when ${problem === "unreachable"} then reading_since end
    where shop_id = ${shopId} and mirror_key = ${key}
  `.execute(db);
}

/** Ends a mirror that nothing asks for any more, whose segment at Shopify is gone. Asked for again meanwhile it stays as it was read, and gets another segment. */
export async function dropMirror(tx: Db, shopId: number, key: string, now: Date): Promise<void> {
  const { rows } = await sql`
    delete from mirrors where shop_id = ${shopId} and mirror_key = ${key} and wanted_at < ${plusMs(now, -UNWANTED_MS)} returning mirror_key
  `.execute(tx);
  if (rows.length === 0) await noteSegment(tx, shopId, key, null);
  else await sql`delete from mirror_members where shop_id = ${shopId} and mirror_key = ${key}`.execute(tx);
}
