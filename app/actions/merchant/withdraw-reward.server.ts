import { change } from "../../pipeline/change.server.ts";
import { withdrawAll } from "../../rewards/redemptions/release/withdraw-all.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant takes back every open code of a reward. @returns how many. @see withdrawAll */
export function withdrawReward(shop: Shop, rewardId: number, actor: string): Promise<number> {
  return change(shop, async (tx, at) => ({ result: (await withdrawAll(tx, shop.shopId, rewardId, actor, at)).length }));
}
