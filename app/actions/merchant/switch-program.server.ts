import { now as clock } from "../../clock.server.ts";
import { change } from "../../pipeline/change.server.ts";
import { switchTo, type SwitchOutcome, type SwitchRequest } from "../../program/state/switch.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant takes the program live, pauses it, or tests it. The theme hears of it at once; tiers and expiry follow customer by customer. @see switchTo */
export function switchProgram(shop: Shop, request: SwitchRequest, now = clock): Promise<SwitchOutcome> {
  return change(
    shop,
    async (tx, at) => {
      const result = await switchTo(tx, shop.shopId, request, at);
      if (result.ok) await enqueue("publish-program", [{ shopId: shop.shopId }], { db: tx });
      return { result };
    },
    now,
  );
}
