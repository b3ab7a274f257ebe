import { claim, type Claim, type ClaimOutcome } from "../../bonuses/claims/claims.server.ts";
import { now as clock } from "../../clock.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A shopper says that they did what a rule rewards. @see claim */
export function claimBonus(shop: Shop, claimed: Claim, now = clock): Promise<ClaimOutcome> {
  return change(
    shop,
    async (tx, at) => {
      const result = await claim(tx, shop, claimed, at);
      return { result, moved: { points: result.ok ? [result.customerId] : [] } };
    },
    now,
  );
}
