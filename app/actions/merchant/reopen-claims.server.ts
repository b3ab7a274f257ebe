import { reopen } from "../../bonuses/claims/claims.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant takes back what was decided of claims; they wait again. @returns of how many @see reopen */
export function reopenClaims(shop: Shop, claimIds: readonly bigint[], actor: string): Promise<number> {
  return change(shop, async (tx, at) => {
    const customerIds: bigint[] = [];
    for (const claimId of claimIds) {
      const customerId = await reopen(tx, shop, claimId, actor, at);
      if (customerId !== null) customerIds.push(customerId);
    }
    return { result: customerIds.length, moved: { points: customerIds } };
  });
}
