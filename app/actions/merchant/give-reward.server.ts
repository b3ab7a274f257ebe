import { change } from "../../pipeline/change.server.ts";
import { give, type Gift, type GiveOutcome } from "../../rewards/redemptions/taking/give.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** Gives a customer a reward for nothing. Its code is made by a worker. @see give */
export function giveReward(shop: Shop, gift: Gift): Promise<GiveOutcome> {
  return change(shop, async (tx, at) => ({ result: await give(tx, shop, gift, at) }));
}
