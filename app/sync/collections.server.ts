import { sql } from "kysely";
import { z } from "zod";

import { db, type Db } from "../db.server.ts";
import { gidField } from "../lib/fields.ts";
import { gid } from "../lib/gid.ts";
import { ids } from "../lib/rows.server.ts";
import { adminGraphql } from "../shopify.server.ts";
import type { Shop } from "../shops/shop.ts";
import { nodesById } from "./admin-api/by-ids.server.ts";
import { COLLECTION_PRODUCTS } from "./collection.graphql.ts";

const productsSchema = z.object({
  collection: z
    .object({
      products: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        nodes: z.array(z.object({ id: gidField("Product") })),
      }),
    })
    .nullable(),
});

const titleSchema = z.union([z.object({ id: gidField("Collection"), title: z.string() }), z.null(), z.object({})]);

/** The collections that the shop's versions and its draft name. */
async function listNamedCollections(tx: Db, shopId: number): Promise<bigint[]> {
  const { rows } = await sql<{ collection_id: bigint }>`
    select distinct (c #>> '{}')::bigint as collection_id
    from (
      select rules from program_versions where shop_id = ${shopId}
      union all
      select rules from program_drafts where shop_id = ${shopId}
    ) named
    cross join lateral jsonb_array_elements(coalesce(rules->'multipliers', '[]')) m
    cross join lateral jsonb_array_elements(coalesce(m->'collections', '[]')) c
    order by 1
  `.execute(tx);
  return rows.map(({ collection_id }) => collection_id);
}

/**
 * Reads from Shopify which products are in the collections that rules name; a collection that is gone has none. What no rule names any more is
 * forgotten.
 * @param only of the named collections, for when Shopify tells of single ones
 */
export async function syncCollections(shop: Shop, only?: readonly bigint[]): Promise<void> {
  const named = await listNamedCollections(db(), shop.shopId);
  if (only === undefined) {
    await sql`
      delete from collection_products where shop_id = ${shop.shopId} and not collection_id = any(${ids(named)})
    `.execute(db());
  }
  for (const collectionId of named) {
    if (only === undefined || only.includes(collectionId))
      await replaceProducts(shop.shopId, collectionId, await fetchProducts(shop, collectionId));
  }
}

async function fetchProducts(shop: Shop, collectionId: bigint): Promise<bigint[]> {
  const productIds: bigint[] = [];
  let after: string | null = null;
  do {
    const variables = { id: gid("Collection", collectionId), after };
    const { collection } = productsSchema.parse(await adminGraphql(shop, COLLECTION_PRODUCTS, variables));
    if (collection === null) return [];
    productIds.push(...collection.products.nodes.map(({ id }) => id));
    after = collection.products.pageInfo.hasNextPage ? collection.products.pageInfo.endCursor : null;
  } while (after !== null);
  return [...new Set(productIds)];
}

/** All at once, so that no order is weighed by half a collection. */
async function replaceProducts(shopId: number, collectionId: bigint, productIds: readonly bigint[]): Promise<void> {
  await db()
    .transaction()
    .execute(async (tx) => {
      await sql`
        delete from collection_products
        where shop_id = ${shopId} and collection_id = ${collectionId} and not product_id = any(${ids(productIds)})
      `.execute(tx);
      await sql`
        insert into collection_products (shop_id, collection_id, product_id)
        select ${shopId}, ${collectionId}, product_id from unnest(${ids(productIds)}) as t(product_id) order by product_id
        on conflict do nothing
      `.execute(tx);
    });
}

/** The collections' titles in Shopify, for as many as it knows. */
export async function fetchCollectionTitles(shop: Shop, collectionIds: readonly bigint[]): Promise<Map<bigint, string>> {
  const titles = new Map<bigint, string>();
  for await (const nodes of nodesById(shop, "collectionTitles", collectionIds)) {
    for (const node of nodes.map((answer) => titleSchema.parse(answer)))
      if (node !== null && "id" in node) titles.set(node.id, node.title);
  }
  return titles;
}
