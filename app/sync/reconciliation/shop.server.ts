import { db } from "../../db.server.ts";
import { log } from "../../log.server.ts";
import { adminGraphql } from "../../shopify.server.ts";
import { SHOP_WHEREABOUTS } from "../../shops/shop.graphql.ts";
import type { Shop } from "../../shops/shop.ts";
import { keepWhereabouts } from "../../shops/shops.server.ts";
import { whereaboutsOf, whereaboutsSchema } from "../../shops/storefront/whereabouts.ts";

/** Reads anew where the shop is on the web. Links are no reason to leave customers and orders uncompared. */
export async function refreshWhereabouts(shop: Shop): Promise<void> {
  try {
    const told = whereaboutsSchema.parse(await adminGraphql(shop, SHOP_WHEREABOUTS));
    await keepWhereabouts(db(), shop.shopId, whereaboutsOf(told));
  } catch (error) {
    log().warn({ error, shopId: shop.shopId }, "the shop's domain and languages cannot be read");
  }
}
