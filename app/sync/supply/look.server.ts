import { z } from "zod";

import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { listScopes } from "../../shops/shops.server.ts";
import { listVariants } from "../../shops/products.server.ts";
import { holderSchema, installationSchema, seenIn } from "./fields.ts";
import { readInstallation, seeFields } from "./see.server.ts";
import { ALL_PRODUCTS, ALL_VARIANTS } from "./supply.graphql.ts";
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
  const askedAt = now();
  const installation = await readInstallation(shop);
  const seen = await seeFields(shop, productIds, await listVariants(db(), shop.shopId, productIds));
  return takeSeen(shop, seen, installation, askedAt, now());
}

async function lookAtAll(shop: Shop, query: string, now: () => Date): Promise<number> {
  let taken = 0;
  for (let after: string | null = null, more = true; more;) {
    const askedAt = now();
    const answer: z.output<typeof listSchema> = listSchema.parse(await adminGraphql(shop, query, { after }));
    const found = answer.products ?? answer.productVariants;
    taken += await takeSeen(shop, (found?.nodes ?? []).map(seenIn), answer.currentAppInstallation.id, askedAt, now());
    more = found?.pageInfo.hasNextPage ?? false;
    after = found?.pageInfo.endCursor ?? null;
  }
  return taken;
}
