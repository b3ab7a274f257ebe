import { sql } from "kysely";

import type { Db } from "../db.server.ts";

export type SegmentView = { key: string; name: string; query: string; createdAt: Date; members: number; customers: number };

/** The shop's segments in their order, each with its members and the number of all customers. */
export async function listSegmentViews(db: Db, shopId: number): Promise<SegmentView[]> {
  const { rows } = await sql<SegmentView>`
    select s.key, s.name, s.query, s.created_at as "createdAt",
      (select count(*)::int from segment_members m where m.shop_id = s.shop_id and m.segment_id = s.segment_id) as members,
      (select count(*)::int from customers c
        where c.shop_id = s.shop_id and c.deleted_at is null and c.redacted_at is null and c.merged_into is null) as customers
    from segments s where s.shop_id = ${shopId} order by s.position, s.segment_id
  `.execute(db);
  return rows;
}
