import { sql } from "kysely";

import { ADD_TAGS, REMOVE_TAGS } from "../../customers/snapshot/customer.graphql.ts";
import { db } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import { hasTag } from "../../lib/tags.ts";
import { MINUTE_MS, plusMs, SECOND_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { getShop, pickShop } from "../../shops/shops.server.ts";
import { createResting } from "../resting.ts";
import { changeTags } from "./customer-tags.server.ts";

/** Each takes a call of its own. */
const TAGS_PER_STEP = 20;
const LEASE_MS = 2 * MINUTE_MS;
const resting = createResting(2 * SECOND_MS, 10 * MINUTE_MS);

type Due = {
  customer_id: bigint;
  tag: string;
  wanted: boolean;
  ours: boolean;
  /** Tags that the customer has, as Shopify last told. */
  held: string[];
  living: boolean;
};

/**
 * Gives customers the tags of the segments that they have come to, and takes away those of the ones that they have left, for one shop that has any due. A tag that
 * somebody else gave the customer is neither taken for ours nor ever taken away. @returns how many are settled
 */
export async function syncSegmentTags(now: Date): Promise<number> {
  const due = await claim(now);
  if (due === null) return 0;
  const shop = await getShop(db(), due.shopId);
  let settled = 0;
  for (const [index, one] of due.tags.entries()) {
    try {
      await settle(due.shopId, one, one.living ? await bringInLine(shop, one) : false, now);
      settled += 1;
    } catch (error) {
      log().warn({ error, shopId: due.shopId }, "tags of segments not written");
      await postpone(due.shopId, due.tags.slice(index), resting.failed(due.shopId, now));
      return settled;
    }
  }
  resting.succeeded(due.shopId);
  return settled;
}

async function claim(now: Date): Promise<{ shopId: number; tags: Due[] } | null> {
  const work = sql`select from segment_tags t where t.shop_id = s.shop_id and t.due_at <= ${now}`;
  const shopId = await pickShop(db(), work, resting.at(now));
  if (shopId === null) return null;
  const { rows } = await sql<Due>`
    with due as (
      select customer_id, tag from segment_tags
      where shop_id = ${shopId} and due_at <= ${now} order by due_at limit ${TAGS_PER_STEP} for update skip locked
    ), leased as (
      update segment_tags t set due_at = ${plusMs(now, LEASE_MS)} from due
      where t.shop_id = ${shopId} and t.customer_id = due.customer_id and t.tag = due.tag
      returning t.shop_id, t.customer_id, t.tag, t.wanted, t.ours
    )
    select l.customer_id, l.tag, l.wanted, l.ours, coalesce(c.tags, '{}') as held,
      coalesce(c.deleted_at is null and c.redacted_at is null and c.merged_into is null, false) as living
    from leased l left join customers c on c.shop_id = l.shop_id and c.customer_id = l.customer_id
    order by l.customer_id, l.tag
  `.execute(db());
  return rows.length === 0 ? null : { shopId, tags: rows };
}

/** Every step can be repeated: what we are about to add is noted as ours before, what we removed is forgotten after. @returns whether it is ours now */
async function bringInLine(shop: Shop, { customer_id: customerId, tag, wanted, ours, held }: Due): Promise<boolean> {
  if (wanted) {
    if (!ours && hasTag(held, tag)) return false;
    await sql`
      update segment_tags set ours = true where shop_id = ${shop.shopId} and customer_id = ${customerId} and tag = ${tag}
    `.execute(db());
    await changeTags(shop, ADD_TAGS, customerId, [tag]);
    return true;
  }
  if (ours) await changeTags(shop, REMOVE_TAGS, customerId, [tag]);
  return false;
}

/** One that has come or gone again while the call was under way is due again, after a rest. Of who is no more, nothing is kept. */
async function settle(shopId: number, { customer_id, tag, wanted, living }: Due, ours: boolean, now: Date): Promise<void> {
  if (!living) {
    await sql`delete from segment_tags where shop_id = ${shopId} and customer_id = ${customer_id} and tag = ${tag}`.execute(db());
    return;
  }
  await sql`
    update segment_tags set ours = ${ours}, changed_at = ${now}, due_at = case when wanted = ${wanted} then null else ${now}::timestamptz end
    where shop_id = ${shopId} and customer_id = ${customer_id} and tag = ${tag}
  `.execute(db());
}

async function postpone(shopId: number, tags: readonly Due[], until: Date): Promise<void> {
  const left = tags.map(({ customer_id, tag }) => ({ customer_id, tag }));
  await sql`
    update segment_tags t set due_at = ${until} from ${recordset(left)} as l(customer_id bigint, tag text)
    where t.shop_id = ${shopId} and t.customer_id = l.customer_id and t.tag = l.tag
  `.execute(db());
}

/** What neither is there nor shall be, and was told a day ago, need not be remembered. */
export async function dropDoneTags(shopId: number, now: Date): Promise<void> {
  await sql`
    delete from segment_tags where shop_id = ${shopId} and not wanted and not ours and due_at is null and changed_at < ${plusMs(now, -24 * 60 * MINUTE_MS)}
  `.execute(db());
}
