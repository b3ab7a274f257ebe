import { sql, type RawBuilder } from "kysely";

import { takeBack } from "../customers/timeline.server.ts";
import type { Db, Tx } from "../db.server.ts";
import type { Shop } from "../shops/shop.ts";
import { takePoints } from "./points.server.ts";
import { markProducts } from "./write.server.ts";

/** Deletes reviews with their photos and what was agreed of them; those that are shown are to be taken from the shop. @param which about `reviews r` */
export async function removeReviews(db: Db, shopId: number, which: RawBuilder<unknown>, now: Date): Promise<void> {
  const { rows } = await sql<{ product_id: bigint; state: string }>`
    with gone as (delete from reviews r where r.shop_id = ${shopId} and ${which} returning r.review_id, r.product_id, r.state),
      photos as (delete from review_photos p using gone where p.shop_id = ${shopId} and p.review_id = gone.review_id),
      permissions as (delete from review_permissions m using gone where m.shop_id = ${shopId} and m.review_id = gone.review_id)
    select product_id, state from gone
  `.execute(db);
  const shown = rows.filter(({ state }) => state === "published");
  await markProducts(
    db,
    shopId,
    shown.map(({ product_id }) => product_id),
    now,
  );
}

/**
 * Deletes what a customer has said of a product: it stands on no page any more, not on theirs in the admin either, and its points go. The customer is locked by the caller's change.
 * @returns whether there was something
 */
export async function deleteReview(
  tx: Tx,
  shop: Shop,
  { customerId, productId }: { customerId: bigint; productId: bigint },
  now: Date,
): Promise<boolean> {
  const { shopId } = shop;
  const { rows } = await sql<{ reviewId: bigint; claimId: bigint | null }>`
    select review_id as "reviewId", claim_id as "claimId" from reviews
    where shop_id = ${shopId} and customer_id = ${customerId} and product_id = ${productId} for update
  `.execute(tx);
  const [own] = rows;
  if (own === undefined) return false;
  await takePoints(tx, shop, own, "shopper", now);
  await takeBack(tx, shopId, [`review:${own.reviewId}:written`, `review:${own.reviewId}:published`]);
  await removeReviews(tx, shopId, sql`r.review_id = ${own.reviewId}`, now);
  return true;
}
