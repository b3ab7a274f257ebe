import { offerSchema, type Offer } from "../../shops/storefront/offer.ts";
import type { Shop } from "../../shops/shop.ts";
import { nodesById } from "./by-ids.server.ts";

/**
 * What Shopify says now of these variants; those that it does not know, or no longer, are missing.
 * @param variantIds digits
 * @throws what adminGraphql throws
 */
export async function readOffers(shop: Shop, variantIds: readonly string[]): Promise<Map<string, Offer>> {
  const found = new Map<string, Offer>();
  for await (const nodes of nodesById(shop, "offers", variantIds.map(BigInt)))
    for (const node of nodes) {
      const offer = offerSchema.safeParse(node);
      if (offer.success) found.set(offer.data.id.toString(), offer.data);
    }
  return found;
}
