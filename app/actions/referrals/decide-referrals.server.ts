import { change } from "../../pipeline/change.server.ts";
import { settle } from "../../referrals/life/settle.server.ts";
import { decide } from "../../referrals/review.server.ts";
import type { Shop } from "../../shops/shop.ts";

type Decision = { referralIds: readonly bigint[]; decision: "approved" | "declined"; actor: string };

/** A merchant decides referrals that are to be looked at. @returns those that were decided now: others were before, or their time has passed */
export function decideReferrals(shop: Shop, { referralIds, decision, actor }: Decision): Promise<bigint[]> {
  return change(shop, async (tx, at) => {
    // What has changed since the merchant looked is seen first: they decide what they have seen.
    const before = await settle(tx, shop, referralIds, at);
    const decided = await decide(tx, shop.shopId, referralIds, decision, actor, at);
    const after = await settle(tx, shop, decided, at);
    return { result: decided, moved: { points: [...new Set([...before, ...after])] } };
  });
}
