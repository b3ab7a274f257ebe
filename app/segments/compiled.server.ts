import { sql, type RawBuilder } from "kysely";

import type { Db } from "../db.server.ts";
import { ahead } from "../db/ahead.ts";
import { currencyDigits } from "../lib/money.ts";
import { dayIn } from "../lib/time.ts";
import { log } from "../log.server.ts";
import type { Shop } from "../shops/shop.ts";
import { joined } from "./attributes/joins.ts";
import { compile } from "./meaning/compile.ts";
import type { Setting } from "./meaning/setting.ts";
import { dependsOn, joinsOf, movesNextChange, type Happened } from "./meaning/depends.ts";
import { askedBy, readWhole } from "./language/answers.ts";
import type { Problem } from "./language/problems.ts";
import type { WholeQuery } from "./language/query.ts";
import { nextChange } from "./meaning/next-change.ts";
import type { Tagging } from "./tags/in-force.ts";

/** What of a shop decides who is in a segment. */
export type SegmentShop = Pick<Shop, "shopId" | "timeZone" | "currency">;

type Stored = {
  segment_id: number;
  key: string;
  name: string;
  query: string;
  revision: number;
  left_out: boolean;
  tag: string | null;
  position: number;
};
type Readable = { segmentId: number; key: string; name: string; revision: number; query: WholeQuery };

/** `meets`: whether a customer does, with what it reads beside `customers c`. */
export type CompiledSegment = {
  segmentId: number;
  key: string;
  name: string;
  /** Of its query. */
  revision: number;
  movedBy: ReadonlySet<Happened>;
  meets: RawBuilder<boolean>;
  reads: RawBuilder<unknown>;
};

/** Segments as SQL over `customers c`, for one of the shop's days. */
type Compiled = {
  segments: CompiledSegment[];
  /** Ids of these segments that a customer belongs to, ascending. */
  held: RawBuilder<number[]>;
  /** When time alone next changes any of the shop's segments, at the earliest; as it is stored (`segment_dues due`), where what happened cannot have moved it. */
  nextChangeAt: RawBuilder<Date | null>;
  /** What the two read beside `customers c`. */
  joins: RawBuilder<unknown>;
  /** Nothing that happened can have changed anything. */
  idle: boolean;
};
/** With all of the shop's segments and the tags that they give, in their merchant's order. */
export type CompiledSegments = Compiled & { taggings: Tagging[] };

/**
 * The shop's segments, compiled for the day of `now`. A stored query that cannot be read is left out and logged: its members stay as they are,
 * and the shop's other segments go on. So do those of one whose members took too long to find, or of which Shopify has still to say who they are.
 * @param happened only the segments that this can have changed; null: all
 */
export async function loadCompiled(
  db: Db,
  shop: SegmentShop,
  now: Date,
  happened: readonly Happened[] | null = null,
): Promise<CompiledSegments> {
  const rows = await storedSegments.read(db, shop.shopId);
  const setting = settingOf(shop, now);
  const { unreadable, compiledFor } = versionOf(rows, setting);
  for (const { segmentId, problems } of unreadable)
    log().error({ shopId: shop.shopId, segmentId, problems }, "segment query cannot be read");
  return { ...compiledFor(happened), taggings: inPlace(rows) };
}

/** The shop's segments as they are stored. */
export const storedSegments = ahead(
  (shopId) => sql<Stored>`
    select segment_id, key, name, query, revision, (awaiting or slow_revision is not distinct from revision) as left_out, tag, position from segments
    where shop_id = ${shopId} order by segment_id
  `,
  (rows): readonly Stored[] => rows,
);

function inPlace(rows: readonly Stored[]): Tagging[] {
  return [...rows]
    .sort((a, b) => a.position - b.position || a.segment_id - b.segment_id)
    .map(({ segment_id: segmentId, key, query, tag }) => ({ segmentId, key, query, tag }));
}

type Version = {
  unreadable: readonly { segmentId: number; problems: Problem[] }[];
  compiledFor: (happened: readonly Happened[] | null) => Compiled;
};

// Reading and compiling cost milliseconds, mostly for the coming midnights. The key holds everything the result depends on, so nothing here can be stale.
const cache = new Map<string, Version>();
const CACHED = 500;

/** What segments mean on a day, read once for as long as neither changes. */
function versionOf(rows: readonly Stored[], setting: Setting): Version {
  const key = JSON.stringify([setting, rows]);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = readAll(rows, setting);
  if (cache.size >= CACHED) for (const oldest of cache.keys()) if (cache.delete(oldest)) break;
  cache.set(key, made);
  return made;
}

function readAll(rows: readonly Stored[], setting: Setting): Version {
  const readable: Readable[] = [];
  const unreadable: { segmentId: number; problems: Problem[] }[] = [];
  const asked = askedBy(rows);
  for (const { segment_id: segmentId, key, name, query, revision, left_out: leftOut } of rows) {
    // What others ask of it is asked all the same.
    if (leftOut) continue;
    const checked = readWhole(query, asked, key);
    if (checked.ok) readable.push({ segmentId, key, name, revision, query: checked.query });
    else unreadable.push({ segmentId, problems: checked.problems });
  }
  const compiled = new Map<string, Compiled>();
  return {
    unreadable,
    compiledFor(happened) {
      const key = happened === null ? "all" : [...new Set(happened)].sort().join();
      const made = compiled.get(key) ?? compileAll(readable, setting, happened);
      compiled.set(key, made);
      return made;
    },
  };
}

function compileAll(all: readonly Readable[], setting: Setting, happened: readonly Happened[] | null): Compiled {
  const concerned = (by: ReadonlySet<Happened>) => happened === null || happened.some((one) => by.has(one));
  const asked = all.filter(({ query }) => concerned(dependsOn(query)));
  const segments = asked.map(({ segmentId, key, name, revision, query }) => ({
    ...{ segmentId, key, name, revision, movedBy: dependsOn(query) },
    ...{ meets: compile(query, setting), reads: joined(joinsOf([query])) },
  }));
  const everyQuery = all.map(({ query }) => query);
  const moves = concerned(movesNextChange(everyQuery));
  return {
    segments,
    held: heldBy(segments),
    nextChangeAt: moves ? nextChange(everyQuery, setting) : sql`due.next_eval_at`,
    joins: joined(joinsOf([...asked.map(({ query }) => query), ...(moves ? everyQuery : [])])),
    idle: happened !== null && segments.length === 0 && !moves,
  };
}

function heldBy(segments: CompiledSegments["segments"]): RawBuilder<number[]> {
  if (segments.length === 0) return sql`'{}'::int[]`;
  const each = segments.map(({ segmentId, meets }) => sql`case when ${meets} then ${segmentId}::int end`);
  return sql`array_remove(array[${sql.join(each)}], null)`;
}

/** @throws RangeError when the shop's time zone is unknown */
export function settingOf(shop: SegmentShop, now: Date): Setting {
  return { timeZone: shop.timeZone, currencyDigits: currencyDigits(shop.currency), today: dayIn(now, shop.timeZone) };
}

/** Deleted, erased and merged customers belong to no segment. */
export const living = sql<boolean>`(c.deleted_at is null and c.redacted_at is null and c.merged_into is null)`;
