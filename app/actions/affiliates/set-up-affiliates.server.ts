import { cancelPayout, payAgain } from "../../affiliates/payouts/after.server.ts";
import type { RunMethod } from "../../affiliates/payouts/method.ts";
import { makeRun, type Made } from "../../affiliates/payouts/runs.server.ts";
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
  return change(shop, async (tx, at) => {
    const result = await makeRun(tx, shop, method, actor, at);
    return { result, touched: result.ok ? result.customerIds : [] };
  });
}

/** @returns false where it was cancelled before, or is store credit that was given */
export function cancelPayoutOf(shop: Shop, payoutId: bigint, actor: string): Promise<boolean> {
  return change(shop, async (tx, at) => {
    const touched = await cancelPayout(tx, shop, payoutId, actor, at);
    return { result: touched !== null, touched: touched ?? [] };
  });
}

/** Store credit that Shopify refused is asked for once more. @returns false where it cannot be */
export function payCreditAgain(shop: Shop, payoutId: bigint): Promise<boolean> {
  return change(shop, async (tx, at) => ({ result: await payAgain(tx, shop, payoutId, at) }));
}
