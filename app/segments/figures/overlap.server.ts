import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { askWithin } from "../../lib/limited.server.ts";
import { overlapOf, type Overlap } from "./overlap.ts";

const PATIENCE_MS = 4_000;

/** How the members of two or three segments of a shop overlap. @returns null where counting them would take too long */
export function readOverlap(db: Db, shopId: number, segmentIds: readonly number[]): Promise<Overlap | null> {
  return askWithin(db, { ms: PATIENCE_MS }, async (tx) => {
    const { rows } = await sql<{ mask: number; count: number }>`
      select mask, count(*)::int as count from (
        select bit_or(1 << (array_position(${segmentIds}::int[], m.segment_id) - 1)) as mask from segment_members m
        where m.shop_id = ${shopId} and m.segment_id = any(${segmentIds}::int[]) group by m.customer_id
      ) each group by mask
    `.execute(tx);
    return overlapOf(segmentIds, new Map(rows.map(({ mask, count }) => [mask, count])));
  });
}
