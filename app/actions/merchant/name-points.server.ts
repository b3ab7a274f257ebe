import { db } from "../../db.server.ts";
import type { PointsNames } from "../../i18n/shopper/say.ts";
import { enqueue } from "../../queue/queue.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { savePointsNames } from "../../shops/shops.server.ts";

/** What shoppers read instead of "points". The theme hears of it at once; whatever else is said to them reads it when it is said. */
export async function namePoints(shop: Shop, names: PointsNames): Promise<void> {
  await db()
    .transaction()
    .execute(async (tx) => {
      await savePointsNames(tx, shop.shopId, names);
      await enqueue("publish-program", [{ shopId: shop.shopId }], { db: tx });
    });
}
