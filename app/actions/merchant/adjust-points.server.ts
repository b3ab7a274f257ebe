import { change } from "../../pipeline/change.server.ts";
import { adjust, type Adjustment, type AdjustOutcome } from "../../points/ledger.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant gives one customer points or takes some away. The same sent again is posted once, and is as good as the first. @see adjust */
export function adjustPoints(shop: Shop, adjustment: Adjustment): Promise<AdjustOutcome> {
  return change(shop, async (tx, at) => {
    const result = await adjust(tx, shop, adjustment, at);
    return { result, moved: { points: result.ok && !result.duplicate ? [result.customerId] : [] } };
  });
}
