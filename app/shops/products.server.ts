import { sql, type RawBuilder } from "kysely";

import type { Fact } from "../facts/fact.ts";
import type { ProductSnapshot } from "../facts/product.ts";
import type { Db } from "../db.server.ts";
import { ids, recordset } from "../lib/rows.server.ts";
import type { Shop } from "./shop.ts";

/** A product that the online store sells now, as far as Shopify has told, over `products p`. What is not counted does not run out. */
export const sellable = sql<boolean>`(p.status = 'active' and p.deleted_at is null and p.published and not (p.none_left and coalesce(p.counted, false)))`;

/**
 * Keeps each product's newest snapshot, whatever the order of arrival. A deleted product keeps its row, so that a late update cannot bring it back.
 * @returns whether anything has changed of what segments ask of products: tags, vendor, SKUs
 */
export async function apply(db: Db, shop: Shop, facts: readonly Fact[]): Promise<boolean> {
  const newest = new Map<bigint, ProductSnapshot>();
  const deleted = new Map<bigint, Date>();
  for (const fact of facts) {
    if (fact.kind === "product") {
      const known = newest.get(fact.product.productId);
      if (known === undefined || known.updatedAt <= fact.product.updatedAt) newest.set(fact.product.productId, fact.product);
    } else if (fact.kind === "product-deleted") deleted.set(fact.productId, fact.at);
  }
  const retagged = await upsert(db, shop.shopId, [...newest.values()]);
  await markDeleted(db, shop.shopId, deleted);
  return retagged;
}

async function upsert(db: Db, shopId: number, products: readonly ProductSnapshot[]): Promise<boolean> {
  if (products.length === 0) return false;
  const rows = products.map((product) => ({
    product_id: product.productId,
    title: product.title,
    handle: product.handle,
    product_type: product.productType,
    vendor: product.vendor,
    status: product.status,
    tags: product.tags,
    image_url: product.imageUrl,
    variants: product.variants,
    published: product.published,
    counted: product.stock.counted,
    none_left: product.stock.noneLeft,
    gift_card: product.giftCard,
    source_updated_at: product.updatedAt,
  }));
  const { rows: found } = await sql<{ retagged: boolean }>`
    with written as (
      insert into products (shop_id, product_id, title, handle, product_type, vendor, status, tags, image_url, variants, published, counted, none_left, gift_card, source_updated_at)
      select ${shopId}, product_id, title, handle, product_type, vendor, status, array(select jsonb_array_elements_text(tags)), image_url, variants,
        published, counted, none_left, gift_card, source_updated_at
      from ${recordset(rows)} as t(product_id bigint, title text, handle text, product_type text, vendor text, status text, tags jsonb, image_url text,
        variants jsonb, published boolean, counted boolean, none_left boolean, gift_card boolean, source_updated_at timestamptz)
      order by product_id
      on conflict (shop_id, product_id) do update set
        title = excluded.title, handle = excluded.handle, product_type = excluded.product_type, vendor = excluded.vendor, status = excluded.status,
        tags = excluded.tags, image_url = excluded.image_url, variants = excluded.variants,
        published = excluded.published, counted = coalesce(excluded.counted, products.counted), none_left = excluded.none_left,
        gift_card = coalesce(excluded.gift_card, products.gift_card), source_updated_at = excluded.source_updated_at
      where products.source_updated_at <= excluded.source_updated_at and products.deleted_at is null
      returning product_id, tags, vendor, variants
    )
    select exists (
      select from written w left join products before on before.shop_id = ${shopId} and before.product_id = w.product_id
      where (w.tags, w.vendor, ${skus(sql`w.variants`)}) is distinct from (before.tags, before.vendor, ${skus(sql`before.variants`)})
    ) as retagged
  `.execute(db);
  return found[0]?.retagged === true;
}

/** Stock and prices change all day; of variants only this is asked for. */
function skus(variants: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select jsonb_agg(jsonb_build_array(v -> 'variantId', v -> 'sku') order by v -> 'variantId') from jsonb_array_elements(${variants}) v)`;
}

async function markDeleted(db: Db, shopId: number, deleted: ReadonlyMap<bigint, Date>): Promise<void> {
  if (deleted.size === 0) return;
  const rows = [...deleted].map(([product_id, deleted_at]) => ({ product_id, deleted_at }));
  await sql`
    insert into products (shop_id, product_id, title, handle, status, tags, source_updated_at, deleted_at)
    select ${shopId}, product_id, '', '', 'archived', '{}', deleted_at, deleted_at
    from ${recordset(rows)} as t(product_id bigint, deleted_at timestamptz)
    order by product_id
    on conflict (shop_id, product_id) do update set deleted_at = least(products.deleted_at, excluded.deleted_at)
  `.execute(db);
}

/** Titles by id, of the products that are known. */
export async function productTitles(db: Db, shopId: number, productIds: readonly bigint[]): Promise<Record<string, string>> {
  const { rows } = await sql<{ product_id: bigint; title: string }>`
    select product_id, title from products where shop_id = ${shopId} and product_id = any(${ids(productIds)}) and title <> ''
  `.execute(db);
  return Object.fromEntries(rows.map(({ product_id, title }) => [product_id.toString(), title]));
}

/** The variants of these products. */
export async function listVariants(db: Db, shopId: number, productIds: readonly bigint[]): Promise<bigint[]> {
  const { rows } = await sql<{ variantId: bigint }>`
    select (v ->> 'variantId')::bigint as "variantId" from products p cross join lateral jsonb_array_elements(p.variants) v
    where p.shop_id = ${shopId} and p.product_id = any(${ids(productIds)}) order by 1
  `.execute(db);
  return rows.map(({ variantId }) => variantId);
}
