import { now as clock } from "../../clock.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { WallHandling } from "../../reviews/wall/handling.ts";
import { askPermission } from "../../reviews/wall/permission.server.ts";
import { placePhoto } from "../../reviews/wall/wall.server.ts";
import type { Shop } from "../../shops/shop.ts";

export type Placed = { did: WallHandling["intent"]; outcome: "done" | "changed" };

/** Somebody of the shop puts a photo on its wall, takes it off, or asks its author. The same again changes nothing. */
export function handlePhoto(shop: Shop, handling: WallHandling, actor: string, now = clock): Promise<Placed> {
  const { intent: did } = handling;
  return change(
    shop,
    async (tx, at) => {
      const done =
        handling.intent === "ask"
          ? await askPermission(tx, shop.shopId, handling.reviewId, at)
          : await placePhoto(tx, shop.shopId, { photoId: handling.photoId, on: handling.intent === "put", actor }, at);
      return { result: { did, outcome: done ? "done" : "changed" } as const };
    },
    now,
  );
}
