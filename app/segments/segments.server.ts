import { sql, type RawBuilder } from "kysely";

import { prisma, type Db } from "../db.server.ts";
import { currencyDigits } from "../lib/money.ts";
import { dayIn } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { countOf } from "../lib/counts.server.ts";
import type { Shop } from "../shops/shop.ts";
import { compile, type Setting } from "./compile.ts";
import { defaultSegments } from "./defaults.ts";
import { read } from "./language/check.ts";
import type { Query } from "./language/query.ts";
import { nextChange } from "./next-change.ts";

/** What of a shop decides who is in a segment. */
export type SegmentShop = Pick<Shop, "shopId" | "timeZone" | "currency">;

export type Segment = {
  segmentId: number;
  key: string;
  name: string;
  query: string;
  createdAt: Date;
  count: number;
  customers: number;
};

/** Gives a shop the four default segments, named in its language; those it has already stay as they are. */
export async function createDefaults(shopId: number, locale: string, now: Date): Promise<void> {
  await prisma().segments.createMany({
    data: defaultSegments(locale).map((segment, position) => ({
      shop_id: shopId,
      ...segment,
      position,
      created_at: now,
      updated_at: now,
    })),
    skipDuplicates: true,
  });
}

/** A shop's segments in the merchant's order, each with the number of its members (`count`) and of all customers. */
export async function listSegments(db: Db, shopId: number): Promise<Segment[]> {
  const { rows } = await sql<Segment>`
    select s.segment_id as "segmentId", s.key, s.name, s.query, s.created_at as "createdAt",
      ${countOf(shopId, sql`'segment:' || s.segment_id`)} as count, ${countOf(shopId, sql`'customers'`)} as customers
    from segments s
    where s.shop_id = ${shopId}
    order by s.position, s.segment_id
  `.execute(db);
  return rows;
}

/** A shop's segments as SQL over `customers c`, `ledger_accounts l` and `members p`, for one of the shop's days. */
export type CompiledSegments = {
  segments: { segmentId: number; key: string; name: string }[];
  /** Ids of the segments that a customer belongs to, ascending. */
  held: RawBuilder<number[]>;
  /** When time alone next changes that, at the earliest. */
  nextChangeAt: RawBuilder<Date | null>;
};

/**
 * The shop's segments, compiled for the day of `now`. A stored query that cannot be read is left out and logged: its members stay as they are,
 * and the shop's other segments go on.
 */
export async function loadCompiled(db: Db, shop: SegmentShop, now: Date): Promise<CompiledSegments> {
  const { rows } = await sql<{ segment_id: number; key: string; name: string; query: string }>`
    select segment_id, key, name, query from segments where shop_id = ${shop.shopId} order by segment_id
  `.execute(db);
  const setting = settingOf(shop, now);
  const readable = rows.flatMap((row) => {
    const checked = read(row.query);
    if (!checked.ok)
      log().error({ shopId: shop.shopId, segmentId: row.segment_id, problems: checked.problems }, "segment query cannot be read");
    return checked.ok ? [{ row, query: checked.query }] : [];
  });
  return cached(JSON.stringify([setting, readable.map(({ row }) => row)]), () => ({
    segments: readable.map(({ row }) => ({ segmentId: row.segment_id, key: row.key, name: row.name })),
    held: heldBy(
      readable.map(({ row, query }) => ({ segmentId: row.segment_id, query })),
      setting,
    ),
    nextChangeAt: nextChange(
      readable.map(({ query }) => query),
      setting,
    ),
  }));
}

function heldBy(queries: { segmentId: number; query: Query }[], setting: Setting): RawBuilder<number[]> {
  if (queries.length === 0) return sql`'{}'::int[]`;
  const each = queries.map(({ segmentId, query }) => sql`case when ${compile(query, setting)} then ${segmentId}::int end`);
  return sql`array_remove(array[${sql.join(each)}], null)`;
}

// Compiling costs milliseconds, mostly for the coming midnights. The key holds everything the result depends on, so nothing here can be stale.
const cache = new Map<string, CompiledSegments>();
const CACHED = 500;

function cached(key: string, make: () => CompiledSegments): CompiledSegments {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (cache.size >= CACHED) for (const oldest of cache.keys()) if (cache.delete(oldest)) break;
  cache.set(key, made);
  return made;
}

/** @throws RangeError when the shop's time zone is unknown */
export function settingOf(shop: SegmentShop, now: Date): Setting {
  return { timeZone: shop.timeZone, currencyDigits: currencyDigits(shop.currency), today: dayIn(now, shop.timeZone) };
}

/** Deleted, erased and merged customers belong to no segment. */
export const living = sql<boolean>`(c.deleted_at is null and c.redacted_at is null and c.merged_into is null)`;
export const joinAccount = sql`left join ledger_accounts l on l.shop_id = c.shop_id and l.customer_id = c.customer_id
  left join members p on p.shop_id = c.shop_id and p.customer_id = c.customer_id`;
