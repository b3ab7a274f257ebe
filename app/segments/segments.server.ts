import { sql } from "kysely";

import { prisma, type Db } from "../db.server.ts";
import { countOf } from "../lib/counts.server.ts";
import { defaultSegments } from "./defaults.ts";

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
