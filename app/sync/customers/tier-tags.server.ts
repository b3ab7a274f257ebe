import { sql } from "kysely";

import { ADD_TAGS, REMOVE_TAGS } from "../../customers/snapshot/customer.graphql.ts";
import { db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { hasTag, sameTag } from "../../lib/tags.ts";
import { MINUTE_MS, plusMs, SECOND_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { getShop, pickShop } from "../../shops/shops.server.ts";
import { tagsIn } from "../../tiers/floors.server.ts";
import { changeTags } from "./customer-tags.server.ts";
import { createResting } from "../resting.ts";

/** Each takes a call or two of its own. */
const CUSTOMERS_PER_STEP = 20;
const LEASE_MS = 2 * MINUTE_MS;
const resting = createResting(2 * SECOND_MS, 10 * MINUTE_MS);

type Due = {
  customer_id: bigint;
  /** The tag that the tier wants; empty for none. */
  wanted: string;
  /** Tags that we have set, or were about to. */
  ours: string | null;
  /** Tags that we have ever set. */
  ever: string | null;
  /** Tags that the customer has, as Shopify last told. */
  held: string[];
  living: boolean;
};

/**
 * Brings the tags of customers whose tier changed in line, for one shop that has any. A tag that somebody else gave the customer is neither taken for
 * ours nor ever taken away; one that we had set and took away is, when it is brought back (tiers/tags.server.ts). @returns how many customers are
 * settled
 */
export async function syncTags(now: Date): Promise<number> {
  const due = await claim(now);
  if (due === null) return 0;
  const shop = await getShop(db(), due.shopId);
  let settled = 0;
  for (const [index, customer] of due.customers.entries()) {
    try {
      if (customer.living) await bringInLine(shop, customer);
      await settle(due.shopId, customer, now);
      settled += 1;
    } catch (error) {
      log().warn({ error, shopId: due.shopId }, "tags of tiers not written");
      await postpone(due.shopId, due.customers.slice(index), resting.failed(due.shopId, now));
      return settled;
    }
  }
  resting.succeeded(due.shopId);
  return settled;
}

async function claim(now: Date): Promise<{ shopId: number; customers: Due[] } | null> {
  const work = sql`select from members m where m.shop_id = s.shop_id and m.tier_tag_due_at <= ${now}`;
  const shopId = await pickShop(db(), work, resting.at(now));
  if (shopId === null) return null;
  const { rows } = await sql<Due>`
    with due as (
      select m.customer_id from members m
      where m.shop_id = ${shopId} and m.tier_tag_due_at <= ${now} order by m.tier_tag_due_at limit ${CUSTOMERS_PER_STEP} for update skip locked
    ), leased as (
      update members m set tier_tag_due_at = ${plusMs(now, LEASE_MS)} from due
      where m.shop_id = ${shopId} and m.customer_id = due.customer_id
      returning m.shop_id, m.customer_id, coalesce(m.tier_tag, '') as wanted, m.tier_tag_synced as ours, m.tier_tags_ever as ever
    )
    select l.customer_id, l.wanted, l.ours, l.ever, coalesce(c.tags, '{}') as held,
      coalesce(c.deleted_at is null and c.redacted_at is null and c.merged_into is null, false) as living
    from leased l left join customers c on c.shop_id = l.shop_id and c.customer_id = l.customer_id
    order by l.customer_id
  `.execute(db());
  return rows.length === 0 ? null : { shopId, customers: rows };
}

/** Every step can be repeated: what we are about to add is noted as ours before, what we removed is forgotten after. */
async function bringInLine(shop: Shop, { customer_id: customerId, wanted, ours: list, ever, held }: Due): Promise<void> {
  const ours = tagsIn(list);
  const broughtBack = tagsIn(ever).filter((tag) => hasTag(held, tag));
  const outdated = [...new Set([...ours, ...broughtBack])].filter((tag) => !sameTag(tag, wanted));
  if (outdated.length > 0) {
    await changeTags(shop, REMOVE_TAGS, customerId, outdated);
    await noteOurs(shop.shopId, customerId, hasTag(ours, wanted) ? wanted : "", ever);
  }
  if (wanted === "") return;
  const isOurs = hasTag(ours, wanted);
  if (!isOurs && hasTag(held, wanted)) return;
  await noteOurs(shop.shopId, customerId, wanted, ever);
  await changeTags(shop, ADD_TAGS, customerId, [wanted]);
}

async function noteOurs(shopId: number, customerId: bigint, tag: string, ever: string | null): Promise<void> {
  const all = [...new Set([...tagsIn(ever), ...tagsIn(tag)])].join(",");
  await sql`
    update members set tier_tag_synced = ${tag}, tier_tags_ever = ${all} where shop_id = ${shopId} and customer_id = ${customerId}
  `.execute(db());
}

/** A tag that has changed while the call was under way is due again at once. */
async function settle(shopId: number, { customer_id, wanted }: Due, now: Date): Promise<void> {
  await sql`
    update members set tier_tag_synced_at = ${now}, tier_tag_due_at = case when coalesce(tier_tag, '') = ${wanted} then null else ${now}::timestamptz end
    where shop_id = ${shopId} and customer_id = ${customer_id}
  `.execute(db());
}

async function postpone(shopId: number, customers: readonly Due[], until: Date): Promise<void> {
  await sql`
    update members set tier_tag_due_at = ${until}
    where shop_id = ${shopId} and customer_id = any(${ids(customers.map(({ customer_id }) => customer_id))})
  `.execute(db());
}
