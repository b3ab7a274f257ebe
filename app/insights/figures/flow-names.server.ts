import { sql } from "kysely";

import type { Db } from "../../db.server.ts";

/** Flows that have been published, by what they are called; without a name of its own, by what it was made from. */
export async function listPublished(
  db: Db,
  shopId: number,
): Promise<{ flowId: number; name: string | null; preset: string | null }[]> {
  const { rows } = await sql<{ flowId: number; name: string | null; preset: string | null }>`
    select flow_id as "flowId", name, preset from flows where shop_id = ${shopId} and version is not null order by flow_id
  `.execute(db);
  return rows;
}
