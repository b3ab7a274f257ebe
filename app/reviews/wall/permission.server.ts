import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import { enqueue } from "../../messages/outbox.server.ts";
import type { FactSource } from "../../messages/templates/facts.ts";
import { markWall } from "./wall.server.ts";

/** What an author has agreed to: `words` as they stood beside the tick, `language` that they stood in (BCP 47). */
export type Agreed = { words: string; language: string };

/**
 * Keeps whether an author lets the shop show the photos of their review on the wall. One that stands already stays as it was given; without photos there is nothing to agree to. What is taken back takes the
 * photos from the wall, and stays on record. The author is locked by the caller's change. @param agreed null: they do not, or no longer
 */
export async function keepPermission(
  tx: Tx,
  shopId: number,
  { customerId, productId }: { customerId: bigint; productId: bigint },
  agreed: Agreed | null,
  now: Date,
): Promise<void> {
  const own = sql`r.shop_id = ${shopId} and r.customer_id = ${customerId} and r.product_id = ${productId}`;
  if (agreed !== null) {
    await sql`
      insert into review_permissions (shop_id, review_id, given_at, words, language)
      select r.shop_id, r.review_id, ${now}::timestamptz, ${agreed.words}::text, ${agreed.language}::text from reviews r
      where ${own} and exists (select from review_photos p where p.shop_id = r.shop_id and p.review_id = r.review_id)
        and not exists (select from review_permissions m where m.shop_id = r.shop_id and m.review_id = r.review_id and m.withdrawn_at is null)
      on conflict (shop_id, review_id, given_at) do update set withdrawn_at = null
    `.execute(tx);
    return;
  }
  const { rows } = await sql`
    with gone as (
      update review_permissions m set withdrawn_at = ${now} from reviews r
      where ${own} and m.shop_id = r.shop_id and m.review_id = r.review_id and m.withdrawn_at is null returning m.review_id
    ), photos as (
      update review_photos p set wall_at = null, wall_by = null from gone where p.shop_id = ${shopId} and p.review_id = gone.review_id
    )
    select review_id from gone
  `.execute(tx);
  if (rows.length > 0) await markWall(tx, shopId, now);
}

/** Whether an author has agreed, for the form that shows it. */
export async function hasAgreed(db: Db, shopId: number, reviewId: bigint): Promise<boolean> {
  const { rows } = await sql`
    select from review_permissions where shop_id = ${shopId} and review_id = ${reviewId} and withdrawn_at is null
  `.execute(db);
  return rows.length > 0;
}

/** Of a published review with photos, whose author is known and has not agreed: they can be asked. About `reviews r`. */
const askable = sql`r.state = 'published' and r.customer_id is not null
  and exists (select from review_photos p where p.shop_id = r.shop_id and p.review_id = r.review_id)
  and not exists (select from review_permissions m where m.shop_id = r.shop_id and m.review_id = r.review_id)`;

/**
 * Asks an author by email, once for a review; never who has agreed before and taken it back. Whether the email may leave, the policy says: asking for photos is advertising. Inside `change`.
 * @returns whether they are asked
 */
export async function askPermission(tx: Tx, shopId: number, reviewId: bigint, now: Date): Promise<boolean> {
  const { rows } = await sql<{ customerId: bigint; productId: bigint; product: string | null }>`
    update reviews r set permission_asked_at = ${now}
    where r.shop_id = ${shopId} and r.review_id = ${reviewId} and r.permission_asked_at is null and ${askable}
    returning r.customer_id as "customerId", r.product_id as "productId",
      (select p.title from products p where p.shop_id = r.shop_id and p.product_id = r.product_id) as product
  `.execute(tx);
  const [row] = rows;
  if (row === undefined) return false;
  const { customerId, productId, product } = row;
  const data = { reviewId, productId, product: product ?? "" };
  await enqueue(tx, shopId, [{ customerId, template: "photo-permission", key: `photo-permission:${reviewId}`, data }], now);
  return true;
}

/** Whether there is still something to ask the author of a review for. */
export const permissionFacts: FactSource<"photos"> = async (tx, shopId, questions) => {
  const asked = questions.map(({ customerId, about }, place) => ({ place, customer_id: customerId, review_id: about }));
  const { rows } = await sql<{ place: number }>`
    select k.place from ${recordset(asked)} as k(place int, customer_id bigint, review_id bigint)
    join reviews r on r.shop_id = ${shopId} and r.review_id = k.review_id and r.customer_id = k.customer_id and ${askable}
  `.execute(tx);
  const open = new Set(rows.map(({ place }) => place));
  return questions.map((_, place) => (open.has(place) ? "wanted" : "settled"));
};
