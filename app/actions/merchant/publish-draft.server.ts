import { now as clock } from "../../clock.server.ts";
import { log } from "../../log.server.ts";
import { publish, type PublishOutcome, type PublishRequest } from "../../program/publish.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { syncCollections } from "../../sync/collections/collections.server.ts";

/**
 * Publishes the draft. The collections that it names are read before, so that the first order under it is weighed by them; when Shopify does not answer
 * they follow as soon as it does.
 * @param now read after that: rules that began while Shopify was asked would change orders that were awarded meanwhile
 */
export async function publishDraft(shop: Shop, request: PublishRequest, now = clock): Promise<PublishOutcome> {
  try {
    await syncCollections(shop);
  } catch (error) {
    log().warn({ error, shopId: shop.shopId }, "collections could not be read before publishing");
    await enqueue("sync-collections", [{ shopId: shop.shopId }]);
  }
  return publish(shop.shopId, request, now());
}
