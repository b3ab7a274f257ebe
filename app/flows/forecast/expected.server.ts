import { sql } from "kysely";

import type { Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Flow } from "../planner/flow.ts";
import { kindsOf } from "../runs/read-facts.server.ts";
import type { Happening } from "../triggers/events.ts";

/** What happened to these customers in a span of time, of what a flow looks at, and their orders. The oldest first. */
export async function readPast(
  tx: Tx,
  { shopId }: Shop,
  { definition }: Flow,
  customerIds: readonly bigint[],
  { from, until }: { from: Date; until: Date },
): Promise<Map<bigint, Happening[]>> {
  const kinds = [...new Set([...kindsOf([definition]), "order.placed"])];
  const { rows } = await sql<Happening & { customerId: bigint }>`
    select customer_id as "customerId", kind, key, occurred_at as at, data from timeline_events
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and kind = any(${kinds}::text[])
      and occurred_at >= ${from} and occurred_at < ${until}
    order by occurred_at, event_id
  `.execute(tx);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

/** The same again, so much later: the honest guess about what only happens. */
export function again(past: readonly Happening[], laterMs: number): Happening[] {
  return past.map((one) => ({ ...one, key: `expected:${one.key}`, at: plusMs(one.at, laterMs) }));
}
