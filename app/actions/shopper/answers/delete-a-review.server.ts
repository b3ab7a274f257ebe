import { now as clock } from "../../../clock.server.ts";
import { change } from "../../../pipeline/change.server.ts";
import { deleteReview } from "../../../reviews/removal.server.ts";
import type { Shop } from "../../../shops/shop.ts";

/** A customer takes back what they said of a product, with its photos and its points. Where they have said nothing, nothing happens. */
export function deleteAReview(shop: Shop, own: { customerId: bigint; productId: bigint }, now = clock): Promise<void> {
  return change(
    shop,
    async (tx, at) => {
      const deleted = await deleteReview(tx, shop, own, at);
      return { result: undefined, touched: deleted ? [own.customerId] : [] };
    },
    now,
  );
}
