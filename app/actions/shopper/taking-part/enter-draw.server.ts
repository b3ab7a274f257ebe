import { now as clock } from "../../../clock.server.ts";
import { enter, type Entered } from "../../../draws/entries/enter.server.ts";
import { change } from "../../../pipeline/change.server.ts";
import type { Shop } from "../../../shops/shop.ts";

/** A customer takes part in a draw. @see enter */
export function enterDraw(shop: Shop, asked: { handle: string; customerId: bigint }, now = clock): Promise<Entered> {
  return change(
    shop,
    async (tx, at) => {
      const result = await enter(tx, shop, asked, at);
      return result.ok && result.fresh && result.entry.points > 0n
        ? { result, moved: { points: [result.entry.customerId] } }
        : { result };
    },
    now,
  );
}
