import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { countCustomers, countOf } from "../../lib/counts.server.ts";
import type { SegmentShop } from "../compiled.server.ts";

/** What a list of segments says of each. */
export type SegmentLine = {
  segmentId: number;
  key: string;
  name: string;
  query: string;
  createdAt: Date;
  /** Shopify has still to say who is in it. */
  awaiting: boolean;
  members: number;
  /** How many were members 30 days ago; null: nobody knows, it is younger than that or nothing was kept. */
  before: number | null;
};

const COMPARED_DAYS = 30;

/** A shop's segments in the merchant's order, and how many customers there are. Reads kept figures alone. */
export async function listSegmentLines(
  db: Db,
  shop: SegmentShop,
  now: Date,
): Promise<{ segments: SegmentLine[]; customers: number }> {
  const [segments, customers] = [await readLines(db, shop, now, sql`true`), await countCustomers(db, shop.shopId)];
  return { segments, customers };
}

/** One of them; null: there is none of that id. */
export async function findSegmentLine(db: Db, shop: SegmentShop, segmentId: number, now: Date): Promise<SegmentLine | null> {
  return (await readLines(db, shop, now, sql`s.segment_id = ${segmentId}`))[0] ?? null;
}

async function readLines(
  db: Db,
  { shopId, timeZone }: SegmentShop,
  now: Date,
  which: RawBuilder<unknown>,
): Promise<SegmentLine[]> {
  const { rows } = await sql<SegmentLine>`
    select s.segment_id as "segmentId", s.key, s.name, s.query, s.created_at as "createdAt", s.awaiting,
      ${countOf(shopId, sql`'segment:' || s.segment_id`)} as members,
      (select d.members from segment_days d where d.shop_id = ${shopId} and d.segment_id = s.segment_id
        and d.day = (${now}::timestamptz at time zone ${timeZone}::text)::date - ${COMPARED_DAYS}::int) as before
    from segments s where s.shop_id = ${shopId} and ${which}
    order by s.position, s.segment_id
  `.execute(db);
  return rows;
}
