import { z } from "zod";

import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { gid } from "../../lib/gid.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { listScopes } from "../../shops/shops.server.ts";
import { listVariants } from "../../shops/products.server.ts";
import { holderSchema, installationSchema, nodesSchema, seenIn, seenInNodes } from "./fields.ts";
import { ALL_PRODUCTS, ALL_VARIANTS, SUPPLY_FIELDS } from "./supply.graphql.ts";
import { takeSeen } from "./take.server.ts";

const page = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(holderSchema),
});
const listSchema = z.object({
  currentAppInstallation: installationSchema,
  products: page.optional(),
  productVariants: page.optional(),
});
const NODES = 100;

/** Whether a shop keeps supplies in its products, too: it has to let us write there. */
export async function keepsInShopify(shopId: number): Promise<boolean> {
  return (await listScopes(db(), shopId)).includes("write_products");
}

/** Looks at what Shopify's products say of how long they last. @param productIds those that Shopify has just told of; else all @returns how many were taken */
export async function lookAtSupplies(shop: Shop, productIds: readonly bigint[] | null, now = clock): Promise<number> {
  if (!(await keepsInShopify(shop.shopId))) return 0;
  if (productIds !== null) return lookAtSome(shop, productIds, now);
  return (await lookAtAll(shop, ALL_PRODUCTS, now)) + (await lookAtAll(shop, ALL_VARIANTS, now));
}

async function lookAtSome(shop: Shop, productIds: readonly bigint[], now: () => Date): Promise<number> {
  const variants = await listVariants(db(), shop.shopId, productIds);
  const all = [...productIds.map((id) => gid("Product", id)), ...variants.map((id) => gid("ProductVariant", id))];
  let taken = 0;
  for (let from = 0; from < all.length; from += NODES) {
    const answer = nodesSchema.parse(await adminGraphql(shop, SUPPLY_FIELDS, { ids: all.slice(from, from + NODES) }));
    taken += await takeSeen(shop, seenInNodes(answer), answer.currentAppInstallation.id, now());
  }
  return taken;
}

async function lookAtAll(shop: Shop, query: string, now: () => Date): Promise<number> {
  let taken = 0;
  for (let after: string | null = null, more = true; more;) {
    const answer: z.output<typeof listSchema> = listSchema.parse(await adminGraphql(shop, query, { after }));
    const found = answer.products ?? answer.productVariants;
    taken += await takeSeen(shop, (found?.nodes ?? []).map(seenIn), answer.currentAppInstallation.id, now());
    more = found?.pageInfo.hasNextPage ?? false;
    after = found?.pageInfo.endCursor ?? null;
  }
  return taken;
}
