import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { askWithin } from "../../lib/limited.server.ts";

const PATIENCE_MS = 3_000;

/** What a segment's members have spent in all, and what all the shop's orders come to, net in minor units. */
export type SegmentRevenue = { membersMinor: bigint; shopMinor: bigint };

/** Reads each member's row, so it is asked for once the page stands. @returns null where that would take too long */
export function readRevenue(db: Db, shopId: number, segmentId: number): Promise<SegmentRevenue | null> {
  return askWithin(db, { ms: PATIENCE_MS }, async (tx) => {
    const { rows } = await sql<SegmentRevenue>`
      select coalesce(sum(c.net_spend_minor), 0)::bigint as "membersMinor",
        (select coalesce(sum(amount_minor), 0)::bigint from shop_counts where shop_id = ${shopId} and what = 'orders') as "shopMinor"
      from segment_members m join customers c on c.shop_id = m.shop_id and c.customer_id = m.customer_id
      where m.shop_id = ${shopId} and m.segment_id = ${segmentId}
    `.execute(tx);
    return rows[0] ?? { membersMinor: 0n, shopMinor: 0n };
  });
}
