import { sql } from "kysely";
import { z } from "zod";

import { db, type Db } from "../../db.server.ts";
import { listNamingFlows } from "../../flows/segments-named.server.ts";
import { gidField } from "../../lib/fields.ts";
import { gid } from "../../lib/gid.ts";
import { ids } from "../../lib/rows.server.ts";
import { log } from "../../log.server.ts";
import { namedInText } from "../../segments/editing/named.ts";
import { listAll } from "../../segments/editing/store.server.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
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

/** The collections that the shop's versions and its draft name, its segments and the conditions of its flows. */
async function listNamedCollections(tx: Db, shopId: number): Promise<bigint[]> {
  const rules = await listNamedByRules(tx, shopId);
  return [...new Set([...rules, ...(await listNamedByQueries(tx, shopId))])];
}

/** The collections that the shop's segments and the conditions of its flows ask for. */
async function listNamedByQueries(tx: Db, shopId: number): Promise<bigint[]> {
  const [segments, flows] = [await listAll(tx, shopId), await listNamingFlows(tx, shopId)];
  const texts = [...segments.map(({ query }) => query), ...flows.flatMap(({ conditions }) => conditions)];
  return [...new Set(texts.flatMap((text) => namedInText(text, "collections")))].map(BigInt);
}

async function listNamedByRules(tx: Db, shopId: number): Promise<bigint[]> {
  const { rows } = await sql<{ collection_id: bigint }>`
    select distinct (c #>> '{}')::bigint as collection_id
    from (
      select rules from program_versions where shop_id = ${shopId}
      union all
      select rules from program_drafts where shop_id = ${shopId}
    ) named
    cross join lateral jsonb_array_elements(coalesce(rules->'multipliers', '[]')) m
    cross join lateral jsonb_array_elements(coalesce(m->'collections', '[]')) c
    union
    select (terms #>> '{only,value}')::bigint from achievements
    where shop_id = ${shopId} and state <> 'archived' and terms #>> '{only,of}' = 'collection'
    order by 1
  `.execute(tx);
  return rows.map(({ collection_id }) => collection_id);
}

/**
 * Reads from Shopify which products are in the collections that rules name; a collection that is gone has none. What no rule names any more is
 * forgotten.
 * @param only of the named collections, for when Shopify tells of single ones
 * @returns whether any of them has other products now
 */
export async function syncCollections(shop: Shop, only?: readonly bigint[]): Promise<boolean> {
  const named = await listNamedCollections(db(), shop.shopId);
  if (only === undefined) {
    await sql`
      delete from collection_products where shop_id = ${shop.shopId} and not collection_id = any(${ids(named)})
    `.execute(db());
  }
  let changed = false;
  for (const collectionId of named) {
    if (only === undefined || only.includes(collectionId))
      changed = (await replaceProducts(shop.shopId, collectionId, await fetchProducts(shop, collectionId))) || changed;
  }
  return changed;
}

/**
 * Reads the products of collections that somebody asks for and of which none are known yet. Where Shopify cannot be asked, the collections stay as they are, until
 * the night tries again. @param collectionIds null: all that the shop's segments and flows ask for
 */
export async function readUnknownCollections(shop: Shop, collectionIds: readonly bigint[] | null): Promise<void> {
  const asked = collectionIds ?? (await listNamedByQueries(db(), shop.shopId));
  if (asked.length === 0) return;
  const { rows } = await sql<{ collection_id: bigint }>`
    select distinct collection_id from collection_products where shop_id = ${shop.shopId} and collection_id = any(${ids(asked)})
  `.execute(db());
  const known = new Set(rows.map(({ collection_id }) => collection_id));
  try {
    for (const collectionId of asked.filter((id) => !known.has(id)))
      await replaceProducts(shop.shopId, collectionId, await fetchProducts(shop, collectionId));
  } catch (error) {
    log().warn({ error, shopId: shop.shopId }, "collections that segments ask for were not read");
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

/** All at once, so that no order is weighed by half a collection. @returns whether anything is other than it was */
function replaceProducts(shopId: number, collectionId: bigint, productIds: readonly bigint[]): Promise<boolean> {
  return db()
    .transaction()
    .execute(async (tx) => {
      const gone = await sql`
        delete from collection_products
        where shop_id = ${shopId} and collection_id = ${collectionId} and not product_id = any(${ids(productIds)})
      `.execute(tx);
      const come = await sql`
        insert into collection_products (shop_id, collection_id, product_id)
        select ${shopId}, ${collectionId}, product_id from unnest(${ids(productIds)}) as t(product_id) order by product_id
        on conflict do nothing
      `.execute(tx);
      return (gone.numAffectedRows ?? 0n) + (come.numAffectedRows ?? 0n) > 0n;
    });
}
