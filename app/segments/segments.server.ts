import { sql } from "kysely";

import { db as database, type Db } from "../db.server.ts";
import { countOf } from "../lib/counts.server.ts";
import { recordset } from "../lib/rows.server.ts";
import { defaultSegments } from "./defaults.ts";

export type Segment = {
  segmentId: number;
  key: string;
  name: string;
  query: string;
  createdAt: Date;
  /** Shopify has still to say who is in it. */
  awaiting: boolean;
  count: number;
  customers: number;
};

/** Gives a shop that has no segments the four default ones, named in its language. */
export async function createDefaults(shopId: number, locale: string, now: Date): Promise<void> {
  const rows = defaultSegments(locale).map((segment, position) => ({ ...segment, position }));
  await sql`
    insert into segments (shop_id, key, name, query, position, created_at, updated_at)
    select ${shopId}, key, name, query, position, ${now}::timestamptz, ${now}::timestamptz
    from ${recordset(rows)} as t(key text, name text, query text, position int)
    where not exists (select from segments where shop_id = ${shopId})
    on conflict do nothing
  `.execute(database());
}

/** A shop's segments in the merchant's order, each with the number of its members (`count`) and of all customers. */
export async function listSegments(db: Db, shopId: number): Promise<Segment[]> {
  const { rows } = await sql<Segment>`
    select s.segment_id as "segmentId", s.key, s.name, s.query, s.created_at as "createdAt", s.awaiting,
      ${countOf(shopId, sql`'segment:' || s.segment_id`)} as count, ${countOf(shopId, sql`'customers'`)} as customers
    from segments s
    where s.shop_id = ${shopId}
    order by s.position, s.segment_id
  `.execute(db);
  return rows;
}

/** Notes of which segments Shopify has still to say who is in them. Those are left as they are until it has. */
export async function markAwaiting(
  tx: Db,
  shopId: number,
  states: readonly { segmentId: number; awaiting: boolean }[],
): Promise<void> {
  const rows = states.map(({ segmentId, awaiting }) => ({ segment_id: segmentId, awaiting }));
  await sql`
    update segments s set awaiting = t.awaiting from ${recordset(rows)} as t(segment_id int, awaiting boolean)
    where s.shop_id = ${shopId} and s.segment_id = t.segment_id and s.awaiting <> t.awaiting
  `.execute(tx);
}

/** Who is in a segment, in the order of their ids, `after` the one at which the last page ended; null: the shop has no such segment. */
export async function listMembers(
  db: Db,
  shopId: number,
  segmentId: number,
  after: bigint | null,
  limit: number,
): Promise<{ customerId: bigint; enteredAt: Date }[] | null> {
  const { rows: known } = await sql`select from segments where shop_id = ${shopId} and segment_id = ${segmentId}`.execute(db);
  if (known.length === 0) return null;
  const { rows } = await sql<{ customerId: bigint; enteredAt: Date }>`
    select customer_id as "customerId", entered_at as "enteredAt" from segment_members
    where shop_id = ${shopId} and segment_id = ${segmentId} and customer_id > ${after ?? 0n}
    order by customer_id limit ${limit}
  `.execute(db);
  return rows;
}
