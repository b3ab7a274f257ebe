import { change } from "../../pipeline/change.server.ts";
import { settle } from "../../referrals/life/settle.server.ts";
import { decide, type SeenReferral } from "../../referrals/review.server.ts";
import type { Shop } from "../../shops/shop.ts";

type Decision = { referrals: readonly SeenReferral[]; decision: "approved" | "declined"; actor: string };

/** A merchant decides referrals that are to be looked at. @returns those that were decided now: others were before, their time has passed, or something about them is new */
export function decideReferrals(shop: Shop, { referrals, decision, actor }: Decision): Promise<bigint[]> {
  return change(shop, async (tx, at) => {
    // What has changed since the merchant looked is seen first: they decide what they have seen.
    const referralIds = referrals.map(({ referralId }) => referralId);
    const before = await settle(tx, shop, referralIds, at);
    const decided = await decide(tx, shop.shopId, referrals, decision, actor, at);
    const after = await settle(tx, shop, decided, at);
    return { result: decided, moved: { referrals: [...new Set([...before, ...after])] } };
  });
}
