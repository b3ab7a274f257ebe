import { sql } from "kysely";
import { z } from "zod";

import type { Db } from "../../db.server.ts";
import { backoffMs } from "../../lib/backoff.ts";
import { ids } from "../../lib/rows.server.ts";
import { HOUR_MS, MINUTE_MS, plusMs, SECOND_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import type { Means } from "../../rewards/redemptions/means.server.ts";
import { inWords, userErrors } from "../../rewards/shopify/answers.ts";
import { CODES_OF_DISCOUNT, DELETE_DISCOUNT } from "../../rewards/shopify/reward.graphql.ts";
import type { Shop } from "../../shops/shop.ts";
import { getShop } from "../../shops/shops.server.ts";

/** For so long nobody else asks Shopify to delete a code that somebody is deleting. */
const LEASE_MS = 2 * MINUTE_MS;

const deletedSchema = z.object({ deletion: z.object({ userErrors }).nullable() });
const heldSchema = z.object({ codeDiscountNode: z.object({ id: z.string() }).nullable() });

/**
 * Lets the codes of those who are affiliates no more end in Shopify: written down in the transaction that ends them, deleted by the loop until Shopify has none of them any more.
 * @returns the discounts
 */
export async function letCodesEnd(tx: Db, shopId: number, affiliateIds: readonly bigint[], now: Date): Promise<string[]> {
  const { rows } = await sql<{ discount_gid: string }>`
    update affiliates a set discount_gid = null from affiliates b
    where a.shop_id = ${shopId} and a.affiliate_id = any(${ids(affiliateIds)}) and b.shop_id = ${shopId} and b.affiliate_id = a.affiliate_id
      and b.discount_gid is not null and a.state <> 'approved'
    returning coalesce(b.discount_gid, '') as discount_gid
  `.execute(tx);
  const gids = rows.map(({ discount_gid }) => discount_gid);
  for (const gid of gids) await noteEnd(tx, shopId, gid, now);
  return gids;
}

/** As `letCodesEnd`, for a discount that is no affiliate's. */
export async function noteEnd(tx: Db, shopId: number, discountGid: string, now: Date): Promise<void> {
  await sql`
    insert into affiliate_code_ends (shop_id, discount_gid, due_at) values (${shopId}, ${discountGid}, ${now}) on conflict do nothing
  `.execute(tx);
}

/** Deletes codes that are to go. A shop that fails holds up no other. @returns how many were dealt with */
export async function endDue(means: Means, now: Date, limit: number): Promise<number> {
  const due = await listEnding(means.db(), now, limit);
  for (const { shopId, discountGid } of due) await endCode(means, await getShop(means.db(), shopId), discountGid, now);
  return due.length;
}

async function listEnding(db: Db, now: Date, limit: number): Promise<{ shopId: number; discountGid: string }[]> {
  const { rows } = await sql<{ shopId: number; discountGid: string }>`
    select e.shop_id as "shopId", e.discount_gid as "discountGid" from affiliate_code_ends e join shops s on s.shop_id = e.shop_id
    where e.due_at <= ${now} and s.status = 'installed' order by e.due_at limit ${limit}
  `.execute(db);
  return rows;
}

/** Deletes one code now, unless somebody is at it. Never throws what Shopify does: the loop tries again after 5, 10, 20 … seconds, at most an hour apart. */
export async function endCode(means: Means, shop: Shop, discountGid: string, now: Date): Promise<void> {
  const { shopId } = shop;
  const { rows } = await sql<{ attempts: number }>`
    update affiliate_code_ends set attempts = attempts + 1, due_at = ${plusMs(now, LEASE_MS)}
    where shop_id = ${shopId} and discount_gid = ${discountGid} and due_at <= ${now} returning attempts
  `.execute(means.db());
  const [claimed] = rows;
  if (claimed === undefined) return;
  const mine = sql`shop_id = ${shopId} and discount_gid = ${discountGid} and attempts = ${claimed.attempts}`;
  try {
    await deleteDiscount(means, shop, discountGid);
    await sql`delete from affiliate_code_ends where ${mine}`.execute(means.db());
  } catch (error) {
    log().warn({ error, shopId, attempts: claimed.attempts }, "the code of who is an affiliate no more was not deleted");
    const again = plusMs(now, backoffMs(claimed.attempts, 5 * SECOND_MS, HOUR_MS));
    await sql`update affiliate_code_ends set due_at = ${again} where ${mine}`.execute(means.db());
  }
}

/** One that the merchant has deleted in Shopify is gone already, whatever Shopify says of it: it is asked whether it has it. @throws while Shopify has it */
async function deleteDiscount({ admin }: Means, shop: Shop, id: string): Promise<void> {
  const { deletion } = deletedSchema.parse(await admin(shop, DELETE_DISCOUNT, { id }));
  const errors = deletion?.userErrors ?? [];
  if (errors.length === 0) return;
  const held = heldSchema.parse(await admin(shop, CODES_OF_DISCOUNT, { id }));
  if (held.codeDiscountNode !== null) throw new Error(inWords(errors));
}
