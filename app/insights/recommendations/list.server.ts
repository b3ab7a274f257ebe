import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import type { ProductCursor, ProductQuery } from "../../lib/product-query.ts";
import { sellable } from "../../shops/products.server.ts";
import type { Choice } from "./choices.server.ts";
import type { RecommendationKind } from "./kinds.ts";

export type Reasoned = { kind: RecommendationKind; bought: number; ofAll: number };
export type Listed = {
  productId: bigint;
  title: string;
  imageUrl: string | null;
  /** The best of each kind that the merchant has not excluded. */
  best: (Reasoned & { title: string })[];
  pinned: number;
};
export type ListPage = { products: Listed[]; previous: ProductCursor | null; next: ProductCursor | null };

/** A page of products with what goes best with them, the newest first; a search also finds those with which nothing goes yet. */
export async function listRecommended(
  db: Db,
  shopId: number,
  { search, cursor }: ProductQuery,
  limit: number,
): Promise<ListPage> {
  const up = cursor?.direction === "before";
  const beyond = cursor === null ? sql`true` : sql`p.product_id ${up ? sql`>` : sql`<`} ${cursor.productId}`;
  const { rows } = await sql<Listed>`
    select p.product_id as "productId", p.title, p.image_url as "imageUrl",
      coalesce((
        select jsonb_agg(jsonb_build_object('kind', b.kind, 'bought', b.bought, 'ofAll', b.of_all, 'title', b.title) order by b.kind)
        from (
          select distinct on (r.kind) r.kind, r.bought, r.of_all, q.title from recommendations r
          join products q on q.shop_id = r.shop_id and q.product_id = r.other_id
          where r.shop_id = p.shop_id and r.product_id = p.product_id and not exists (
            select from recommendation_choices e
            where e.shop_id = r.shop_id and e.other_id = r.other_id and e.choice = 'excluded' and e.product_id in (0, r.product_id)
          )
          order by r.kind, r.place
        ) b
      ), '[]') as best,
      (select count(*)::int from recommendation_choices c where c.shop_id = p.shop_id and c.product_id = p.product_id and c.choice = 'pinned') as pinned
    from products p
    where p.shop_id = ${shopId} and p.deleted_at is null and ${search === "" ? known : matching(search)} and ${beyond}
    order by p.product_id ${up ? sql`asc` : sql`desc`} limit ${limit + 1}
  `.execute(db);
  const more = rows.length > limit;
  const products = rows.slice(0, limit);
  if (up) products.reverse();
  const edge = (row: Listed | undefined, direction: ProductCursor["direction"]) =>
    row === undefined ? null : { direction, productId: row.productId };
  return {
    products,
    previous: (up && more) || (!up && cursor !== null) ? edge(products[0], "before") : null,
    next: more || up ? edge(products.at(-1), "after") : null,
  };
}

const known = sql`(
  exists (select from recommendations r where r.shop_id = p.shop_id and r.product_id = p.product_id)
  or exists (select from recommendation_choices c where c.shop_id = p.shop_id and c.product_id = p.product_id)
)`;

function matching(search: string): RawBuilder<unknown> {
  return sql`p.title ilike ${`%${search.replace(/[\\%_]/g, "\\$&")}%`}`;
}

/** A product that is recommended, or could be: why, and what the merchant said of it. */
export type Other = {
  productId: bigint;
  title: string;
  imageUrl: string | null;
  /** It can be bought now. */
  sold: boolean;
  reasons: Reasoned[];
  choice: Choice | null;
  /** Wherever it could be recommended. */
  excluded: boolean;
};
export type OneProduct = { productId: bigint; title: string; others: Other[] };

/** What goes with one product; null: the shop has no such product. */
export async function readRecommended(db: Db, shopId: number, productId: bigint): Promise<OneProduct | null> {
  const { rows } = await sql<{ title: string }>`
    select title from products where shop_id = ${shopId} and product_id = ${productId} and deleted_at is null
  `.execute(db);
  const [product] = rows;
  return product === undefined ? null : { productId, title: product.title, others: await readOthers(db, shopId, productId) };
}

/** What the merchant wants recommended, or not, whatever was bought. */
export function readEverywhere(db: Db, shopId: number): Promise<Other[]> {
  return readOthers(db, shopId, 0n);
}

async function readOthers(db: Db, shopId: number, productId: bigint): Promise<Other[]> {
  const { rows } = await sql<Other>`
    select q.product_id as "productId", q.title, q.image_url as "imageUrl", q.sold,
      coalesce((
        select jsonb_agg(jsonb_build_object('kind', r.kind, 'bought', r.bought, 'ofAll', r.of_all) order by r.place)
        from recommendations r where r.shop_id = ${shopId} and r.product_id = ${productId} and r.other_id = q.product_id
      ), '[]') as reasons,
      c.choice, (e.choice is not null) as excluded
    from (
      select p.product_id, p.title, p.image_url, (${sellable} and not coalesce(p.gift_card, false)) as sold from products p
      where p.shop_id = ${shopId} and p.deleted_at is null and (
        p.product_id in (select other_id from recommendations where shop_id = ${shopId} and product_id = ${productId})
        or p.product_id in (select other_id from recommendation_choices where shop_id = ${shopId} and product_id = ${productId})
      )
    ) q
    left join recommendation_choices c on c.shop_id = ${shopId} and c.product_id = ${productId} and c.other_id = q.product_id
    left join recommendation_choices e on e.shop_id = ${shopId} and e.product_id = 0 and e.other_id = q.product_id and e.choice = 'excluded' and ${productId}::bigint <> 0
    order by c.choice is not distinct from 'excluded' or e.choice is not null, c.choice is distinct from 'pinned',
      (select max(r.score) from recommendations r where r.shop_id = ${shopId} and r.product_id = ${productId} and r.other_id = q.product_id) desc nulls last, q.product_id
  `.execute(db);
  return rows;
}
