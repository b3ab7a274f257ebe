import { sql } from "kysely";

import { keptOrder } from "../customers/orders/counted-orders.server.ts";
import { tell } from "../customers/timeline.server.ts";
import type { Db, Tx } from "../db.server.ts";
import { keepPhotos, smallPhotos, type SmallPhoto } from "./photos/photos.server.ts";
import type { Picture } from "./photos/picture.server.ts";
import { isReviewState, type ReviewState, type Written } from "./review.ts";
import { markWall } from "./wall/wall.server.ts";

const MOST_OFFERED = 30;

/** A product that its customer has ordered and kept, the last bought first. `order`: the latest with it. */
export type Bought = { productId: bigint; title: string; orderId: bigint; reviewed: boolean };

/** What a customer may review: each product once that they have paid for or will, and that the shop still knows. @param wanted comes first, so that it is among them however much was bought since */
export async function listBought(db: Db, shopId: number, customerId: bigint, wanted: bigint | null): Promise<Bought[]> {
  const { rows } = await sql<Bought>`
    with bought as (
      select (l ->> 'productId')::bigint as product_id, max(o.processed_at) as at, (array_agg(o.order_id order by o.processed_at desc))[1] as order_id
      from orders o cross join lateral jsonb_array_elements(o.snapshot -> 'lines') l
      where o.shop_id = ${shopId} and o.customer_id = ${customerId} and ${keptOrder} and l ->> 'productId' is not null
        and not coalesce((l ->> 'giftCard')::boolean, false) and not coalesce((l ->> 'tip')::boolean, false)
      group by 1
    )
    select b.product_id as "productId", p.title, b.order_id as "orderId",
      exists (select from reviews r where r.shop_id = ${shopId} and r.customer_id = ${customerId} and r.product_id = b.product_id) as reviewed
    from bought b join products p on p.shop_id = ${shopId} and p.product_id = b.product_id
    order by b.product_id is not distinct from ${wanted}::bigint desc, b.at desc, b.product_id limit ${MOST_OFFERED}
  `.execute(db);
  return rows;
}

/** What a customer has said of a product so far. */
export type OwnReview = Written & { reviewId: bigint; state: ReviewState; photos: SmallPhoto[] };

export async function findOwn(db: Db, shopId: number, customerId: bigint, productId: bigint): Promise<OwnReview | null> {
  const { rows } = await sql<Written & { reviewId: bigint; state: string }>`
    select review_id as "reviewId", stars, title, text, author, language, state from reviews
    where shop_id = ${shopId} and customer_id = ${customerId} and product_id = ${productId}
  `.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const photos = (await smallPhotos(db, shopId, [row.reviewId])).get(row.reviewId) ?? [];
  return { ...row, state: isReviewState(row.state) ? row.state : "waiting", photos };
}

export type ToWrite = {
  customerId: bigint;
  product: Bought;
  written: Written;
  /** Of the photos that there are, those that stay. */
  keep: readonly bigint[];
  added: readonly Picture[];
};

/**
 * Keeps what a customer says of a product that they have bought: the same again changes nothing. Other words or photos wait for somebody of the shop to look at them, other
 * stars alone do not. The customer is locked by the caller's change. @returns the review; null where nothing has changed
 */
export async function writeReview(tx: Tx, shopId: number, { customerId, product, written, keep, added }: ToWrite, now: Date) {
  const { productId, orderId, title: name } = product;
  const { stars, title, text, author, language } = written;
  const before = await findOwn(tx, shopId, customerId, productId);
  if (before === null) {
    const { rows } = await sql<{ id: bigint }>`
      insert into reviews (shop_id, product_id, customer_id, order_id, stars, title, text, author, language, state, source, written_at, changed_at)
      values (${shopId}, ${productId}, ${customerId}, ${orderId}, ${stars}, ${title}, ${text}, ${author}, ${language}, 'waiting', 'own', ${now}, ${now})
      returning review_id as id
    `.execute(tx);
    const reviewId = rows[0]?.id ?? 0n;
    await keepPhotos(tx, shopId, reviewId, [], added);
    await tell(
      tx,
      shopId,
      [
        {
          ...{ customerId, kind: "review.written", key: `review:${reviewId}:written`, occurredAt: now },
          data: { reviewId, productId, product: name, stars },
        },
      ],
      now,
    );
    return reviewId;
  }
  const { reviewId } = before;
  const photos = await keepPhotos(tx, shopId, reviewId, keep, added);
  const words = title !== before.title || text !== before.text || author !== before.author;
  if (!photos && !words && stars === before.stars) return null;
  const again = photos || words;
  await sql`
    update reviews set stars = ${stars}, title = ${title}, text = ${text}, author = ${author}, language = ${language}, order_id = ${orderId}, changed_at = ${now},
      state = case when ${again} then 'waiting' else state end, reason = case when ${again} then null else reason end,
      decided_at = case when ${again} then null else decided_at end, decided_by = case when ${again} then null else decided_by end
    where shop_id = ${shopId} and review_id = ${reviewId}
  `.execute(tx);
  if (before.state === "published") await markProducts(tx, shopId, [productId], now);
  return reviewId;
}

/** What is said of these products, and what is on the wall, is to be told to Shopify anew: a moment later, so that what is decided at once is told once. */
export async function markProducts(db: Db, shopId: number, productIds: readonly bigint[], due: Date): Promise<void> {
  if (productIds.length === 0) return;
  await sql`
    insert into review_products (shop_id, product_id, due_at)
    select ${shopId}::int, product_id, ${due}::timestamptz from unnest(${[...new Set(productIds)].map(String)}::bigint[]) as t(product_id) order by 1, 2
    on conflict (shop_id, product_id) do update set due_at = least(review_products.due_at, excluded.due_at)
  `.execute(db);
  await markWall(db, shopId, due);
}

/** What a customer is called, for the name that is offered to them; null where they are gone. */
export async function nameOf(
  db: Db,
  shopId: number,
  customerId: bigint,
): Promise<{ firstName: string | null; lastName: string | null } | null> {
  const { rows } = await sql<{ firstName: string | null; lastName: string | null }>`
    select first_name as "firstName", last_name as "lastName" from customers
    where shop_id = ${shopId} and customer_id = ${customerId} and deleted_at is null and redacted_at is null
  `.execute(db);
  return rows[0] ?? null;
}
