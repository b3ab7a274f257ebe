import { sql } from "kysely";

import type { TimelineKind } from "../../customers/timeline.ts";
import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";

/** What the timeline was told of these customers in the change whose instant is `at`, except that they came to segments and left them. */
export async function toldAt(
  tx: Db,
  shopId: number,
  customerIds: readonly bigint[],
  at: Date,
): Promise<Map<bigint, TimelineKind[]>> {
  const { rows } = await sql<{ customerId: bigint; kinds: string[] }>`
    select customer_id as "customerId", array_agg(distinct kind) as kinds from timeline_events
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and recorded_at = ${at}
      and kind not in ('segment.entered', 'segment.left')
    group by customer_id
  `.execute(tx);
  return new Map(rows.map(({ customerId, kinds }) => [customerId, kinds as TimelineKind[]]));
}
