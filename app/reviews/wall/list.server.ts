import { sql } from "kysely";

import type { Db } from "../../db.server.ts";

/** `wall`: they are there; `allowed`: they may be; `open`: their authors have not agreed. */
export const wallTabs = ["wall", "allowed", "open"] as const;
export type WallTab = (typeof wallTabs)[number];

export type ListedPhoto = {
  photoId: string;
  /** As an address that holds the small picture itself. */
  address: string;
  width: number;
  height: number;
  reviewId: string;
  author: string;
  product: string | null;
  customerId: string | null;
  customer: string | null;
  onWall: boolean;
  /** What stands on record; null: nothing was ever agreed. */
  agreed: { words: string; language: string; givenAt: Date; withdrawnAt: Date | null } | null;
  askedAt: Date | null;
};

type Row = Omit<ListedPhoto, "address" | "agreed"> & {
  small: Buffer;
  words: string | null;
  language: string | null;
  givenAt: Date | null;
  withdrawnAt: Date | null;
};

/** Photos of published reviews, the latest first. */
export async function listPhotos(
  db: Db,
  shopId: number,
  tab: WallTab,
  page: { limit: number; offset: number },
): Promise<{ photos: ListedPhoto[]; more: boolean }> {
  const { rows } = await sql<Row>`
    select p.photo_id::text as "photoId", p.small, p.width, p.height, r.review_id::text as "reviewId", r.author, t.title as product,
      c.customer_id::text as "customerId", coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email) as customer,
      p.wall_at is not null as "onWall", m.words, m.language, m.given_at as "givenAt", m.withdrawn_at as "withdrawnAt", r.permission_asked_at as "askedAt"
    from reviews r
    join review_photos p on p.shop_id = r.shop_id and p.review_id = r.review_id
    left join products t on t.shop_id = r.shop_id and t.product_id = r.product_id
    left join customers c on c.shop_id = r.shop_id and c.customer_id = r.customer_id
    left join lateral (
      select words, language, given_at, withdrawn_at from review_permissions g
      where g.shop_id = r.shop_id and g.review_id = r.review_id order by (g.withdrawn_at is null) desc, g.given_at desc limit 1
    ) m on true
    where r.shop_id = ${shopId} and r.state = 'published' and ${tab}::text = case when m.given_at is null or m.withdrawn_at is not null then 'open' when p.wall_at is not null then 'wall' else 'allowed' end
    order by case when ${tab}::text = 'wall' then p.wall_at end desc nulls last, r.written_at desc, p.photo_id desc
    limit ${page.limit + 1} offset ${page.offset}
  `.execute(db);
  return { photos: rows.slice(0, page.limit).map(toPhoto), more: rows.length > page.limit };
}

function toPhoto({ small, words, language, givenAt, withdrawnAt, ...row }: Row): ListedPhoto {
  const agreed = words === null || language === null || givenAt === null ? null : { words, language, givenAt, withdrawnAt };
  return { ...row, address: `data:image/webp;base64,${small.toString("base64")}`, agreed };
}
