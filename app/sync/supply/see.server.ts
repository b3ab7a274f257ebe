import { z } from "zod";

import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { nodesById } from "../admin-api/by-ids.server.ts";
import { holderSchema, installationSchema, seenIn, type Seen } from "./fields.ts";
import { INSTALLATION } from "./supply.graphql.ts";

/** Which installation of the app it is that asks Shopify. @throws what adminGraphql throws */
export async function readInstallation(shop: Shop): Promise<string> {
  const answer = z.object({ currentAppInstallation: installationSchema }).parse(await adminGraphql(shop, INSTALLATION));
  return answer.currentAppInstallation.id;
}

/** What these products and variants say in Shopify; those that it does not have are left out. @throws what adminGraphql throws */
export async function seeFields(shop: Shop, productIds: readonly bigint[], variantIds: readonly bigint[]): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const [what, ids] of [
    ["supplyOfProducts", productIds],
    ["supplyOfVariants", variantIds],
  ] as const)
    for await (const nodes of nodesById(shop, what, ids))
      seen.push(...nodes.filter((node) => node !== null).map((node) => seenIn(holderSchema.parse(node))));
  return seen;
}
