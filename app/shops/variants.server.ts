import { sql } from "kysely";

import type { Db } from "../db.server.ts";

/** Something that is sold: a variant, named with its product. `priceMinor` in minor units of shop money. */
export type Variant = { productId: string; variantId: string; title: string; priceMinor: bigint };

const named = (shopId: number) => sql`
  select p.product_id::text as "productId", v ->> 'variantId' as "variantId", (v ->> 'priceMinor')::bigint as "priceMinor",
    p.title || case when v ->> 'title' = 'Default Title' then '' else ' – ' || (v ->> 'title') end as title
  from products p cross join lateral jsonb_array_elements(p.variants) as v
  where p.shop_id = ${shopId}`;
const variants = (shopId: number) => sql`${named(shopId)} and p.deleted_at is null`;

/** What the shop sells, by title: for choosing where Shopify's own picker cannot be opened. */
export async function listVariants(db: Db, shopId: number, limit: number): Promise<Variant[]> {
  const { rows } = await sql<Variant>`${variants(shopId)} and p.status = 'active' order by p.title, 2 limit ${limit}`.execute(db);
  return rows;
}

/** The variant of the shop with this id, null when it has none. @param ids digits, as a form holds them */
export async function findVariant(
  db: Db,
  shopId: number,
  ids: { productId: string; variantId: string },
): Promise<Variant | null> {
  if (!/^\d{1,18}$/.test(ids.productId)) return null;
  const { rows } = await sql<Variant>`
    ${variants(shopId)} and p.product_id = ${BigInt(ids.productId)} and v ->> 'variantId' = ${ids.variantId}
  `.execute(db);
  return rows[0] ?? null;
}

/** What these variants are or were called, also those of products that are deleted. Unknown ones are missing. @param variantIds digits */
export async function namesOfVariants(db: Db, shopId: number, variantIds: readonly string[]): Promise<Map<string, string>> {
  if (variantIds.length === 0) return new Map();
  const { rows } = await sql<{ variantId: string; title: string }>`
    select named."variantId", named.title from (${named(shopId)}) named where named."variantId" = any(${variantIds}::text[])
  `.execute(db);
  return new Map(rows.map(({ variantId, title }) => [variantId, title]));
}
