import { decide } from "../../bonuses/claims/claims.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

type Decision = { claimIds: readonly bigint[]; decision: "approved" | "declined"; actor: string };

/** Several claims were decided as one, and one of them does not exist: nothing has been decided. */
export class UnknownClaimError extends Error {
  override name = "UnknownClaimError";
}

/** A merchant decides claims. @returns those that were decided now @throws UnknownClaimError @see decide */
export function decideClaims(shop: Shop, { claimIds, decision, actor }: Decision): Promise<bigint[]> {
  return change(shop, async (tx, at) => {
    const customerIds: bigint[] = [];
    const decided: bigint[] = [];
    for (const claimId of claimIds) {
      const outcome = await decide(tx, shop, claimId, decision, actor, at);
      if (outcome.ok) {
        customerIds.push(outcome.customerId);
        decided.push(claimId);
      } else if (outcome.reason === "unknown-claim") throw new UnknownClaimError(`There is no claim ${claimId}`);
    }
    return { result: decided, moved: { points: customerIds } };
  });
}
