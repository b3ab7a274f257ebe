import { makeRun, cancelPayout, type Made, type RunMethod } from "../../affiliates/payouts/runs.server.ts";
import { archivePlan, savePlan } from "../../affiliates/setup/plans.server.ts";
import type { PlanTerms } from "../../affiliates/setup/plan.ts";
import { saveAffiliateProgram, type AffiliateProgram } from "../../affiliates/setup/settings.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** Who may apply, on which terms, and who pays. */
export function saveAffiliates(shop: Shop, program: AffiliateProgram, actor: string): Promise<void> {
  return change(shop, async (tx, at) => {
    await saveAffiliateProgram(tx, shop.shopId, program, actor, at);
    return { result: undefined };
  });
}

/** A new plan, or other terms for orders from now on. @returns false where there is none any more */
export function savePlanOf(
  shop: Shop,
  plan: { planId: bigint | null; name: string; terms: PlanTerms },
  actor: string,
): Promise<boolean> {
  return change(shop, async (tx, at) => ({ result: (await savePlan(tx, shop.shopId, plan, actor, at)) !== null }));
}

export function archivePlanOf(shop: Shop, planId: bigint): Promise<boolean> {
  return change(shop, async (tx, at) => ({ result: await archivePlan(tx, shop.shopId, planId, at) }));
}

/** Pays what is due: of two runs at once the second finds what the first has left. */
export function payAffiliates(shop: Shop, method: RunMethod, actor: string): Promise<Made> {
  return change(shop, async (tx, at) => ({ result: await makeRun(tx, shop, method, actor, at) }));
}

export function cancelPayoutOf(shop: Shop, payoutId: bigint, actor: string): Promise<boolean> {
  return change(shop, async (tx, at) => ({ result: await cancelPayout(tx, shop.shopId, payoutId, actor, at) }));
}
