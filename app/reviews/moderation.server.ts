import { sql } from "kysely";

import { takeBack, tell } from "../customers/timeline.server.ts";
import type { Db, Tx } from "../db.server.ts";
import { recordset } from "../lib/rows.server.ts";
import type { Shop } from "../shops/shop.ts";
import { smallPhotos, type SmallPhoto } from "./photos/photos.server.ts";
import type { RejectReason, ReviewState } from "./review.ts";
import { givePoints, takePoints } from "./points.server.ts";
import { markProducts } from "./write.server.ts";

export type ReviewFilter = {
  state?: ReviewState | undefined;
  stars?: number | undefined;
  productId?: bigint | undefined;
  photos?: boolean | undefined;
};

export type ListedReview = {
  reviewId: bigint;
  productId: bigint;
  product: string | null;
  customerId: bigint | null;
  customer: string | null;
  order: string | null;
  stars: number;
  title: string;
  text: string;
  author: string;
  language: string;
  state: ReviewState;
  reason: string | null;
  reply: string | null;
  repliedAt: Date | null;
  rewarded: boolean;
  writtenAt: Date;
  /** When its author said this: what is decided of it is not decided of the next. */
  changedAt: Date;
  photos: SmallPhoto[];
};

/** Reviews, the latest first; those that wait, the oldest first, since they are to be worked off. */
export async function listReviews(
  db: Db,
  shopId: number,
  { state, stars, productId, photos }: ReviewFilter,
  page: { limit: number; offset: number },
): Promise<{ reviews: ListedReview[]; more: boolean }> {
  const asked = [
    sql`true`,
    ...(state === undefined ? [] : [sql`r.state = ${state}`]),
    ...(stars === undefined ? [] : [sql`r.stars = ${stars}`]),
    ...(productId === undefined ? [] : [sql`r.product_id = ${productId}`]),
    ...(photos === true
      ? [sql`exists (select from review_photos f where f.shop_id = r.shop_id and f.review_id = r.review_id)`]
      : []),
  ];
  const { rows } = await sql<Omit<ListedReview, "photos">>`
    select r.review_id as "reviewId", r.product_id as "productId", p.title as product, r.customer_id as "customerId",
      coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email) as customer, o.name as "order",
      r.stars, r.title, r.text, r.author, r.language, r.state, r.reason, r.reply, r.replied_at as "repliedAt", r.rewarded,
      r.written_at as "writtenAt", r.changed_at as "changedAt"
    from reviews r
    left join products p on p.shop_id = r.shop_id and p.product_id = r.product_id
    left join customers c on c.shop_id = r.shop_id and c.customer_id = r.customer_id
    left join orders o on o.shop_id = r.shop_id and o.order_id = r.order_id
    where r.shop_id = ${shopId} and ${sql.join(asked, sql` and `)}
    order by r.written_at ${state === "waiting" ? sql`asc` : sql`desc`}, r.review_id
    limit ${page.limit + 1} offset ${page.offset}
  `.execute(db);
  const shown = rows.slice(0, page.limit);
  const found = await smallPhotos(
    db,
    shopId,
    shown.map(({ reviewId }) => reviewId),
  );
  return {
    reviews: shown.map((row) => ({ ...row, photos: found.get(row.reviewId) ?? [] })),
    more: rows.length > page.limit,
  };
}

export async function countWaiting(db: Db, shopId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from reviews where shop_id = ${shopId} and state = 'waiting'
  `.execute(db);
  return rows[0]?.count ?? 0;
}

const MOST_PRODUCTS = 250;

/** Products that have a review, by name. */
export async function listReviewed(db: Db, shopId: number): Promise<{ productId: string; title: string }[]> {
  const { rows } = await sql<{ productId: string; title: string }>`
    select p.product_id::text as "productId", p.title from products p
    where p.shop_id = ${shopId} and exists (select from reviews r where r.shop_id = p.shop_id and r.product_id = p.product_id)
    order by p.title, p.product_id limit ${MOST_PRODUCTS}
  `.execute(db);
  return rows;
}

/** A review as somebody has seen it. `seen`: its `changedAt`. */
export type Seen = { reviewId: bigint; seen: Date };

type Decision = { state: "published" | "waiting" } | { state: "rejected"; reason: RejectReason };

type Decided = {
  review_id: bigint;
  product_id: bigint;
  customer_id: bigint | null;
  order_id: bigint | null;
  claim_id: bigint | null;
  before: ReviewState;
  stars: number;
  /** Written here, not taken over from a file. */
  own: boolean;
  product: string | null;
};

/**
 * Decides about reviews, or takes that back ("waiting": it waits for somebody then, also beyond the shop's days): those that are as they were seen, and stand otherwise so far. Points come with the first time that a review of a
 * purchase is published, whatever its stars, and go when it is taken back. Runs inside `change`.
 * @returns what has changed, and whose points may have
 */
export async function decideReviews(
  tx: Tx,
  shop: Shop,
  reviews: readonly Seen[],
  decision: Decision,
  actor: string,
  now: Date,
): Promise<{ reviewIds: bigint[]; touched: bigint[] }> {
  const { shopId } = shop;
  const { state } = decision;
  const reason = decision.state === "rejected" ? decision.reason : null;
  const asked = reviews.map(({ reviewId, seen }) => ({ review_id: reviewId, seen }));
  const { rows } = await sql<Decided>`
    with seen as materialized (
      select r.review_id, r.state as before from reviews r join ${recordset(asked)} as t(review_id bigint, seen timestamptz) using (review_id)
      where r.shop_id = ${shopId} and r.changed_at = t.seen and (r.state, r.reason) is distinct from (${state}::text, ${reason}::text)
      order by r.review_id for update of r
    )
    update reviews r set state = ${state}, reason = ${reason}, decided_at = ${now}, decided_by = ${actor}
    from seen where r.shop_id = ${shopId} and r.review_id = seen.review_id
    returning r.review_id, r.product_id, r.customer_id, r.order_id, r.claim_id, seen.before, r.stars, r.source = 'own' as own,
      (select p.title from products p where p.shop_id = r.shop_id and p.product_id = r.product_id) as product
  `.execute(tx);
  await followDecision(tx, shop, rows, state, actor, now);
  return {
    reviewIds: rows.map(({ review_id }) => review_id),
    touched: rows.flatMap(({ customer_id }) => customer_id ?? []),
  };
}

/** What follows from a decision: what the shop shows, the customer's timeline, their points. */
async function followDecision(tx: Tx, shop: Shop, rows: readonly Decided[], state: ReviewState, actor: string, now: Date) {
  const { shopId } = shop;
  const moved = rows.filter(({ before }) => (before === "published") !== (state === "published"));
  const products = moved.map(({ product_id }) => product_id);
  await markProducts(tx, shopId, products, now);
  for (const row of rows) {
    const { review_id: reviewId, customer_id: customerId, product_id: productId, claim_id: claimId, stars } = row;
    if (customerId === null || row.before === state) continue;
    const key = `review:${reviewId}:published`;
    if (state !== "published") {
      await takeBack(tx, shopId, [key]);
      await takePoints(tx, shop, { reviewId, claimId }, actor, now);
      continue;
    }
    const data = { reviewId, productId, product: row.product ?? "", stars };
    await tell(tx, shopId, [{ customerId, kind: "review.published", key, occurredAt: now, data }], now);
    if (row.own && row.order_id !== null) await givePoints(tx, shop, { reviewId, claimId, customerId, productId }, actor, now);
  }
}

/** The shop's answer to a review, for everybody to read; null takes it away. @returns whether it is as it was seen, and there */
export async function replyTo(
  tx: Tx,
  shop: Shop,
  { reviewId, seen }: Seen,
  reply: string | null,
  actor: string,
  now: Date,
): Promise<boolean> {
  const at = reply === null ? null : now;
  const { rows } = await sql<{ product_id: bigint; state: string }>`
    update reviews set reply = ${reply}, replied_at = ${at}, replied_by = ${reply === null ? null : actor}
    where shop_id = ${shop.shopId} and review_id = ${reviewId} and changed_at = ${seen} returning product_id, state
  `.execute(tx);
  const [row] = rows;
  if (row?.state === "published") await markProducts(tx, shop.shopId, [row.product_id], now);
  return row !== undefined;
}
