import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { foldName, keyFrom, numbered, type SegmentDraft } from "./draft.ts";

/** Of one shop. */
export const MOST_SEGMENTS = 200;
const LONGEST_KEY = 60;

/** A segment as its editor has it; `revision`: what whoever saves says they saw. */
export type EditedSegment = SegmentDraft & { segmentId: number; key: string; revision: number; updatedAt: Date };

const columns = sql`segment_id as "segmentId", key, name, query, revision, updated_at as "updatedAt"`;

export async function findSegment(db: Db, shopId: number, segmentId: number): Promise<EditedSegment | null> {
  const { rows } = await sql<EditedSegment>`
    select ${columns} from segments where shop_id = ${shopId} and segment_id = ${segmentId}
  `.execute(db);
  return rows[0] ?? null;
}

/** Those who make, change or delete segments of a shop take turns: names, keys and the number of segments are decided on what is there. */
export function inTurn<Result>(db: Db, shopId: number, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('segments'), ${shopId})`.execute(tx);
    return work(tx);
  });
}

/** All of a shop's segments. Inside a turn nobody else changes them. */
export async function listAll(db: Db, shopId: number): Promise<EditedSegment[]> {
  const { rows } = await sql<EditedSegment>`
    select ${columns} from segments where shop_id = ${shopId} order by position, segment_id
  `.execute(db);
  return rows;
}

/** The names of a shop's segments without regard to case. Inside a turn. */
export async function namesOf(tx: Tx, shopId: number, butOf: number | null = null): Promise<Set<string>> {
  const others = (await listAll(tx, shopId)).filter(({ segmentId }) => segmentId !== butOf);
  return new Set(others.map(({ name }) => foldName(name)));
}

/** A new segment, last in the list. Inside a turn, with a name that is free. @param key what the app calls it; else it comes from the name */
export async function insertSegment(
  tx: Tx,
  shopId: number,
  { name, query, key }: SegmentDraft & { key?: string },
  now: Date,
): Promise<EditedSegment> {
  const taken = new Set((await listAll(tx, shopId)).map((segment) => segment.key));
  const free = numbered(key ?? keyFrom(name), "-", LONGEST_KEY).find((candidate) => !taken.has(candidate)) ?? "";
  const { rows } = await sql<EditedSegment>`
    insert into segments (shop_id, key, name, query, position, created_at, updated_at)
    values (${shopId}, ${free}, ${name}, ${query},
      (select coalesce(max(position), -1) + 1 from segments where shop_id = ${shopId}), ${now}, ${now})
    returning ${columns}
  `.execute(tx);
  return rows[0] as EditedSegment;
}

/** Inside a turn, with a name that is free. */
export async function updateSegment(
  tx: Tx,
  shopId: number,
  segmentId: number,
  { name, query }: SegmentDraft,
  now: Date,
): Promise<EditedSegment> {
  const { rows } = await sql<EditedSegment>`
    update segments set name = ${name}, query = ${query}, revision = revision + 1, updated_at = ${now}
    where shop_id = ${shopId} and segment_id = ${segmentId} returning ${columns}
  `.execute(tx);
  return rows[0] as EditedSegment;
}

/** Its members follow with `rebuild-segments`, some at a time. */
export async function deleteSegment(tx: Tx, shopId: number, segmentId: number): Promise<void> {
  await sql`delete from segments where shop_id = ${shopId} and segment_id = ${segmentId}`.execute(tx);
}
