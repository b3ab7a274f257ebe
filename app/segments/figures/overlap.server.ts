import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { countOf } from "../../lib/counts.server.ts";
import { askWithin } from "../../lib/limited.server.ts";
import { masksOf, overlapOf, type Overlap } from "./overlap.ts";

const PATIENCE_MS = 4_000;

/**
 * How the members of two or three segments of a shop overlap. How many each has is known; those of several are found in the order of their ids, in which an index has them.
 * @returns null where counting them would take too long
 */
export function readOverlap(db: Db, shopId: number, segmentIds: readonly number[]): Promise<Overlap | null> {
  const masks = masksOf(segmentIds);
  return askWithin(db, { ms: PATIENCE_MS }, async (tx) => {
    const { rows } = await sql<{ counts: number[] }>`
      select array[${sql.join(masks.map(({ ids }) => sharedBy(shopId, ids)))}] as counts
    `.execute(tx);
    const counts = rows[0]?.counts ?? [];
    return overlapOf(segmentIds, new Map(masks.map(({ mask }, at) => [mask, counts[at] ?? 0])));
  });
}

/** How many customers are in all of these segments, be they in others or not. */
function sharedBy(shopId: number, [first, ...others]: readonly number[]): RawBuilder<number> {
  if (others.length === 0) return countOf(shopId, sql`${`segment:${first}`}::text`);
  const joined = others.map((segmentId, at) => {
    const other = sql.ref(`m${at}`);
    return sql`join segment_members ${other} on ${other}.shop_id = ${shopId} and ${other}.segment_id = ${segmentId} and ${other}.customer_id = m.customer_id`;
  });
  return sql`(select count(*)::int from segment_members m ${sql.join(joined, sql` `)} where m.shop_id = ${shopId} and m.segment_id = ${first})`;
}
