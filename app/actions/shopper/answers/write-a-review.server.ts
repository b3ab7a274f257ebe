import { now as clock } from "../../../clock.server.ts";
import { change } from "../../../pipeline/change.server.ts";
import type { Picture } from "../../../reviews/photos/picture.server.ts";
import type { Written } from "../../../reviews/review.ts";
import { keepPermission, type Agreed } from "../../../reviews/wall/permission.server.ts";
import { listBought, writeReview } from "../../../reviews/write.server.ts";
import type { Shop } from "../../../shops/shop.ts";

type ToSay = {
  customerId: bigint;
  productId: bigint;
  written: Written;
  keep: readonly bigint[];
  added: readonly Picture[];
  /** That its photos may be on the shop's wall; null: they may not, or no longer. */
  agreed: Agreed | null;
};

/** A customer says what they think of a product that they have bought. The same again changes nothing. @returns the review; null where it is not theirs to write, or nothing has changed */
export function writeAReview(shop: Shop, { customerId, productId, agreed, ...said }: ToSay, now = clock): Promise<bigint | null> {
  return change(
    shop,
    async (tx, at) => {
      const bought = await listBought(tx, shop.shopId, customerId, productId);
      const product = bought.find((one) => one.productId === productId);
      const result = product === undefined ? null : await writeReview(tx, shop.shopId, { customerId, product, ...said }, at);
      if (product !== undefined) await keepPermission(tx, shop.shopId, { customerId, productId }, agreed, at);
      return result === null ? { result } : { result, touched: [customerId] };
    },
    now,
  );
}
