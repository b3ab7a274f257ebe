import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Rating } from "../review.ts";
import { MOST_IN_THEME, themeReviews, type ShownReview, type ThemeReviews } from "./theme-reviews.ts";

export const reviewSorts = ["newest", "best", "worst", "photos"] as const;
export type ReviewSort = (typeof reviewSorts)[number];

const ORDER = {
  newest: sql`r.written_at desc, r.review_id desc`,
  best: sql`r.stars desc, r.written_at desc, r.review_id desc`,
  worst: sql`r.stars, r.written_at desc, r.review_id desc`,
  photos: sql`(f.photos is null), r.written_at desc, r.review_id desc`,
} as const satisfies Record<ReviewSort, unknown>;

type Of = { productId: bigint };

/** What is published of products, counted from the reviews themselves; none for those of which nothing is. */
export async function readRatings(db: Db, shopId: number, productIds: readonly bigint[]): Promise<Map<bigint, Rating>> {
  const { rows } = await sql<Of & Rating>`
    select product_id as "productId", count(*)::int as count, sum(stars)::int as sum from reviews
    where shop_id = ${shopId} and product_id = any(${ids(productIds)}) and state = 'published' group by 1
  `.execute(db);
  return new Map(rows.map(({ productId, count, sum }) => [productId, { count, sum }]));
}

/** A page of a product's published reviews. */
export async function readPublished(
  db: Db,
  { shopId, timeZone }: { shopId: number; timeZone: string },
  productId: bigint,
  { sort, limit, offset }: { sort: ReviewSort; limit: number; offset: number },
): Promise<ShownReview[]> {
  const { rows } = await sql<ShownReview>`
    select r.review_id::text as id, r.stars, r.title, r.text, r.author as name, to_char(r.written_at at time zone ${timeZone}, 'YYYY-MM-DD') as "on",
      r.language as lang, r.order_id is not null as verified, r.rewarded, coalesce(r.reply, '') as reply, coalesce(f.photos, '{}') as photos
    from reviews r
    left join lateral (
      select array_agg(p.photo_id::text order by p.photo_id) as photos from review_photos p where p.shop_id = r.shop_id and p.review_id = r.review_id
    ) f on true
    where r.shop_id = ${shopId} and r.product_id = ${productId} and r.state = 'published'
    order by ${ORDER[sort]} limit ${limit} offset ${offset}
  `.execute(db);
  return rows;
}

/** What Shopify should hold of products; null where it should hold nothing. */
export async function readForTheme(
  db: Db,
  shop: { shopId: number; timeZone: string },
  productIds: readonly bigint[],
): Promise<Map<bigint, ThemeReviews | null>> {
  const ratings = await readRatings(db, shop.shopId, productIds);
  const read = new Map<bigint, ThemeReviews | null>();
  for (const productId of productIds) {
    const rating = ratings.get(productId) ?? { count: 0, sum: 0 };
    const newest =
      rating.count === 0 ? [] : await readPublished(db, shop, productId, { sort: "newest", limit: MOST_IN_THEME, offset: 0 });
    read.set(productId, themeReviews(rating, newest));
  }
  return read;
}
