import { sql } from "kysely";

import { whoIs } from "../customers/who-is.server.ts";
import type { Db } from "../db.server.ts";
import { recordset } from "../lib/rows.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../lib/time.ts";
import type { Shop } from "../shops/shop.ts";
import type { NewEvent } from "./posted.ts";

/** What is done with one thing within so long counts once. */
const SAMPLE_MS = 30 * MINUTE_MS;
/** Of one customer in a day. More looks at a shop like no person does. */
export const MOST_A_DAY = 300;
/** Then what came meanwhile is looked at, too. */
const LOOK_AFTER_MS = MINUTE_MS;

/**
 * Keeps what a customer does in the shop: each event once, and the same thing at most once in half an hour. Of who is gone nothing is kept, also where they go at this moment:
 * the customer's row is held. Everything is dated by our clock.
 */
export async function take(db: Db, { shopId }: Shop, customerId: bigint, events: readonly NewEvent[], now: Date): Promise<void> {
  const known = await whoIs(db, shopId, { id: customerId });
  if (known === null) return;
  const slot = Math.floor(now.getTime() / SAMPLE_MS);
  const rows = events.map(({ kind, key, subject, productId, variantId, quantity, collectionId }, index) => ({
    ...{ index, kind, key, subject, product_id: productId, variant_id: variantId, quantity, collection_id: collectionId },
  }));
  await sql`
    with person as (
      select customer_id from customers
      where shop_id = ${shopId} and customer_id = ${known} and deleted_at is null and redacted_at is null and merged_into is null
      for share
    ), today as (
      select count(*)::int as had from visit_events
      where shop_id = ${shopId} and customer_id = ${known} and at > ${plusMs(now, -DAY_MS)}
    )
    insert into visit_events
      (shop_id, customer_id, kind, event_key, at, slot, subject, product_id, variant_id, quantity, collection_id, due_at)
    select ${shopId}, p.customer_id, t.kind, t.key, ${now}, ${slot}, t.subject, t.product_id, t.variant_id, t.quantity, t.collection_id,
      ${plusMs(now, LOOK_AFTER_MS)}
    from ${recordset(rows)} as t(index int, kind text, key text, subject bigint, product_id bigint, variant_id bigint, quantity int,
      collection_id bigint)
    cross join person p cross join today d
    where d.had + t.index < ${MOST_A_DAY} and not exists (
      select from visit_events v
      where v.shop_id = ${shopId} and v.customer_id = p.customer_id and v.at > ${plusMs(now, -SAMPLE_MS)} and v.kind = t.kind
        and v.subject = t.subject
    )
    order by t.index
    on conflict do nothing
  `.execute(db);
}
