import { now as clock } from "../../clock.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { mark } from "../../surveys/changes/changes.server.ts";

/** Says of many answers at once that they led to a change. @returns whether the change is there */
export function markAnswers(shop: Shop, changeId: number, responseIds: readonly bigint[], now = clock): Promise<boolean> {
  return change(shop, async (tx, at) => ({ result: await mark(tx, shop.shopId, changeId, responseIds, at) }), now);
}
