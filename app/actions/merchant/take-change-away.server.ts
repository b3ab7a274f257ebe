import { now as clock } from "../../clock.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { removeChange } from "../../surveys/changes/changes.server.ts";

/** Takes a change that customers asked for away, with what was marked. @returns whether it was there */
export function takeChangeAway(shop: Shop, changeId: number, now = clock): Promise<boolean> {
  return change(shop, async (tx) => ({ result: await removeChange(tx, shop.shopId, changeId) }), now);
}
