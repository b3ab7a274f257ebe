import { now as clock } from "../../clock.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { tellChange } from "../../surveys/changes/tell.server.ts";

/** Tells those whose answers led to a change what was done: once for each person. @returns how many were not told before; null where there is no such change */
export function tellOfChange(shop: Shop, changeId: number, now = clock): Promise<number | null> {
  return change(shop, async (tx, at) => ({ result: await tellChange(tx, shop.shopId, changeId, at) }), now);
}
