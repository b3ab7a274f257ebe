import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import type { MirrorFact } from "../facts/mirror.ts";
import { recordset } from "../lib/rows.server.ts";

/**
 * Takes what Shopify's webhooks say of who is in its segments. Of two words about the same the later one counts, however they come; of segments that are no mirror
 * nothing is kept. @returns of whom anything is other than it was
 */
export async function applyMoves(tx: Db, shopId: number, facts: readonly MirrorFact[]): Promise<bigint[]> {
  if (facts.length === 0) return [];
  const latest = new Map<string, MirrorFact>();
  for (const fact of facts) {
    const key = `${fact.segmentId}:${fact.customerId}`;
    const known = latest.get(key);
    if (known === undefined || known.at <= fact.at) latest.set(key, fact);
  }
  const said = [...latest.values()].map(({ segmentId, customerId, joined, at }) => ({
    ...{ segment_id: segmentId, customer_id: customerId, joined, at },
  }));
  const { rows } = await sql<{ customer_id: bigint }>`
    with said as materialized (
      select m.mirror_key, m.reading, t.customer_id, t.joined, t.at
      from ${recordset(said)} as t(segment_id bigint, customer_id bigint, joined boolean, at timestamptz)
      join mirrors m on m.shop_id = ${shopId} and m.shopify_segment_id = t.segment_id
      where not exists (
        select from customers c where c.shop_id = ${shopId} and c.customer_id = t.customer_id and c.redacted_at is not null)
    ),
    before as (
      select b.mirror_key, b.customer_id, b.present, b.changed_at from mirror_members b join said using (mirror_key, customer_id)
      where b.shop_id = ${shopId}
    ),
    taken as (
      insert into mirror_members as m (shop_id, mirror_key, customer_id, present, changed_at, reading)
      select ${shopId}, mirror_key, customer_id, joined, at, reading from said order by customer_id, mirror_key
      on conflict (shop_id, customer_id, mirror_key) do update set present = excluded.present, changed_at = excluded.changed_at
      where m.changed_at <= excluded.changed_at
      returning mirror_key, customer_id, present
    )
    select distinct customer_id from taken left join before b using (mirror_key, customer_id)
    where taken.present is distinct from coalesce(b.present, false) order by customer_id
  `.execute(tx);
  return rows.map(({ customer_id }) => customer_id);
}
