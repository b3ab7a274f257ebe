import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";

/**
 * Makes the tags of these customers due again where Shopify has said something else since we set them: the tier's tag is gone, or one that we took away
 * is back. Once a day for each customer, so that another app that undoes it is met but not fought. Our own changes, told by Shopify, are right already.
 */
export async function noticeStrayTags(db: Db, shopId: number, customerIds: readonly bigint[], now: Date): Promise<void> {
  await sql`
    update members m set tier_tag_due_at = greatest(${now}::timestamptz, m.tier_tag_synced_at + interval '1 day')
    from customers c
    where m.shop_id = ${shopId} and m.customer_id = any(${ids(customerIds)}) and c.shop_id = m.shop_id and c.customer_id = m.customer_id
      and m.tier_tag_due_at is null and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
      and (
        (m.tier_tag <> '' and not lower(m.tier_tag) = any(lower(c.tags::text)::text[]))
        or lower(c.tags::text)::text[] && array_remove(string_to_array(lower(m.tier_tags_ever), ','), lower(coalesce(m.tier_tag, '')))
      )
      and extract(epoch from coalesce(m.tier_tag_synced_at, '-infinity')) * 1000 < greatest(
        (c.marks ->> 'listedAt')::numeric,
        (select max((mark ->> 1)::numeric) from jsonb_array_elements(c.marks -> 'tags') as mark)
      )
  `.execute(db);
}
