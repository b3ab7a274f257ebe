import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { sending } from "../../db/together.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import { tagsInForce, type Tagging } from "./in-force.ts";

/** So long a customer's tag stays as it is: should segments come and go with each other's tags, Shopify is not asked without end. */
const REST = sql`interval '10 minutes'`;

/**
 * Notes which tags customers are to have in Shopify by the segments that they are in now; what is another than before is due. Runs in the change that moved them.
 * @param customerIds null: everybody, after segments have changed
 * @param segments all of the shop's, in their merchant's order
 */
export async function wantTags(
  tx: Tx | Db,
  shopId: number,
  customerIds: readonly bigint[] | null,
  segments: readonly Tagging[],
  now: Date,
): Promise<void> {
  // Where segments give no tags, nobody moves has any; who had one is looked at when the segments change.
  if (customerIds !== null && segments.every(({ tag }) => tag === null)) return;
  const inForce = [...tagsInForce(segments)].flatMap(([tag, segmentIds]) =>
    segmentIds.map((segment_id) => ({ tag, segment_id })),
  );
  const among = customerIds === null ? sql`true` : sql`customer_id = any(${ids(customerIds)})`;
  const due = sql`greatest(${now}::timestamptz, t.changed_at + ${REST})`;
  await sql`
    with wanted as materialized (
      select distinct m.customer_id, g.tag from ${recordset(inForce)} as g(tag text, segment_id int)
      join segment_members m on m.shop_id = ${shopId} and m.segment_id = g.segment_id where ${among}
    ), no_more as (
      update segment_tags t set wanted = false, due_at = ${due}
      where t.shop_id = ${shopId} and t.wanted and ${among}
        and not exists (select from wanted w where w.customer_id = t.customer_id and w.tag = t.tag)
    )
    insert into segment_tags as t (shop_id, customer_id, tag, wanted, due_at)
    select ${shopId}, customer_id, tag, true, ${now} from wanted
    on conflict (shop_id, customer_id, tag) do update set wanted = true, due_at = ${due} where not t.wanted
  `.execute(sending(tx));
}

/** Tags that we gave to a customer who has become another go on with that one, as Shopify does with the tags. */
export async function mergeTags(tx: Db, shopId: number, goneId: bigint, keptId: bigint, now: Date): Promise<void> {
  await sql`
    insert into segment_tags as t (shop_id, customer_id, tag, wanted, ours, due_at)
    select ${shopId}, ${keptId}, tag, false, ours, ${now} from segment_tags where shop_id = ${shopId} and customer_id = ${goneId}
    on conflict (shop_id, customer_id, tag) do update set ours = t.ours or excluded.ours, due_at = excluded.due_at
  `.execute(tx);
  await forgetTags(tx, shopId, [goneId]);
}

export async function forgetTags(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<void> {
  await sql`delete from segment_tags where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
}
