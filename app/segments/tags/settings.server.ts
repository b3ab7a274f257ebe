import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { sameTag } from "../../lib/tags.ts";
import { countOf } from "../../lib/counts.server.ts";
import { isInCircle, MOST_TAGGED, MOST_TAGGING, type Tagging } from "./in-force.ts";

/** What a segment gives, and how far Shopify has been told: `waiting` of its members are not there yet. `rests`: its query, or another's, asks for the tag. */
export type TagState = { tag: string; waiting: number; rests: boolean } | null;
export type TagRefusal = "too-many" | "too-large" | "circle" | "gone";

async function listTagging(db: Db, shopId: number): Promise<(Tagging & { members: number })[]> {
  const { rows } = await sql<Tagging & { members: number }>`
    select s.segment_id as "segmentId", s.key, s.query, s.tag, ${countOf(shopId, sql`'segment:' || s.segment_id`)} as members
    from segments s where s.shop_id = ${shopId} order by s.position, s.segment_id
  `.execute(db);
  return rows;
}

export async function readTagState(db: Db, shopId: number, segmentId: number): Promise<TagState> {
  const segments = await listTagging(db, shopId);
  const own = segments.find((segment) => segment.segmentId === segmentId);
  if (own === undefined || own.tag === null) return null;
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from segment_tags where shop_id = ${shopId} and due_at is not null and lower(tag) = lower(${own.tag}::text)
  `.execute(db);
  return { tag: own.tag, waiting: rows[0]?.waiting ?? 0, rests: isInCircle(own, segments) };
}

/** The tag as another segment writes it, so that the two are one. */
function writtenBy(others: readonly Tagging[], tag: string): string | null {
  return others.find((other) => other.tag !== null && sameTag(other.tag, tag))?.tag ?? null;
}

/** As customers have it, or had it until lately: else it would be taken from them in one spelling after it was given in another, and Shopify knows no difference. */
async function writtenBefore(tx: Db, shopId: number, tag: string): Promise<string | null> {
  const { rows } = await sql<{ tag: string }>`
    select tag from segment_tags where shop_id = ${shopId} and lower(tag) = lower(${tag}::text) order by wanted desc, tag limit 1
  `.execute(tx);
  return rows[0]?.tag ?? null;
}

/** Lets a segment give its members a tag, or none. Nobody is told yet: `wantTags` follows. @returns why not; null when it is done */
export async function setTag(tx: Db, shopId: number, segmentId: number, tag: string | null): Promise<TagRefusal | null> {
  const segments = await listTagging(tx, shopId);
  const own = segments.find((segment) => segment.segmentId === segmentId);
  if (own === undefined) return "gone";
  const others = segments.filter((segment) => segment !== own);
  const written = tag === null ? null : (writtenBy(others, tag) ?? (await writtenBefore(tx, shopId, tag)) ?? tag);
  if (written !== null) {
    if (others.filter((other) => other.tag !== null).length >= MOST_TAGGING) return "too-many";
    if (own.members > MOST_TAGGED) return "too-large";
    const then = [...others, { ...own, tag: written }];
    if (then.some((segment) => segment.tag !== null && isInCircle(segment, then))) return "circle";
  }
  await sql`update segments set tag = ${written} where shop_id = ${shopId} and segment_id = ${segmentId}`.execute(tx);
  return null;
}
