import { z } from "zod";

import { affiliateDiscount } from "../../affiliates/people/discount.ts";
import * as people from "../../affiliates/people/affiliates.server.ts";
import { endCode, noteEnd } from "../../affiliates/people/code-ends.server.ts";
import { listPlans } from "../../affiliates/setup/plans.server.ts";
import { now } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { change, sideBySide } from "../../pipeline/change.server.ts";
import { inWords, userErrors } from "../../rewards/shopify/answers.ts";
import { findCode } from "../../rewards/shopify/discounts.server.ts";
import { CREATE_BASIC } from "../../rewards/shopify/reward.graphql.ts";
import { AdminApiError, adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { meansBy } from "../redemption-means.server.ts";

const createdSchema = z.object({
  created: z.object({ codeDiscountNode: z.object({ id: z.string() }).nullable(), userErrors }).nullable(),
});

export type Decided = "done" | "taken" | "gone";

/**
 * Makes an applicant an affiliate with a code that Shopify knows. Shopify hears of the code first: a code of ours that is none there would be promised for nothing, and one without an affiliate is deleted.
 * @throws Shopify's errors
 */
export async function approveAffiliate(
  shop: Shop,
  affiliateId: bigint,
  { planId, code }: { planId: bigint; code: string },
  actor: string,
): Promise<Decided> {
  const plan = (await listPlans(db(), shop.shopId)).find((one) => one.planId === planId);
  const affiliate = await people.getAffiliate(db(), shop.shopId, affiliateId);
  if (plan === undefined || affiliate?.state !== "applied") return "gone";
  const isFree = (await people.isCodeFree(db(), shop.shopId, code)) && (await findCode(meansBy(now), shop, code)) === null;
  if (!isFree) return "taken";
  const input = affiliateDiscount(code, plan.terms.discountPercent, now());
  const { created } = createdSchema.parse(await adminGraphql(shop, CREATE_BASIC, { input }));
  const discountGid = created?.codeDiscountNode?.id;
  if (discountGid === undefined) throw new AdminApiError(inWords(created?.userErrors ?? []), "USER_ERROR");
  const decision = { planId, code, discountGid, discountPercent: plan.terms.discountPercent };
  const approved = await change(shop, async (tx, at) => ({
    result: await people.approve(tx, shop.shopId, affiliateId, decision, actor, at),
  })).catch(async (error: unknown) => {
    await endUnused(shop, discountGid).catch(() => undefined);
    throw error;
  });
  if (!approved) await endUnused(shop, discountGid);
  return approved ? "done" : "gone";
}

/** Of a code that is nobody's. */
async function endUnused(shop: Shop, discountGid: string): Promise<void> {
  const at = now();
  await sideBySide(shop.shopId, (tx) => noteEnd(tx, shop.shopId, discountGid, at));
  await endCode(meansBy(now), shop, discountGid, at);
}

export function declineAffiliate(shop: Shop, affiliateId: bigint, reason: string, actor: string): Promise<Decided> {
  return change(shop, async (tx, at) => ({
    result: (await people.decline(tx, shop.shopId, affiliateId, reason, actor, at)) ? ("done" as const) : ("gone" as const),
  }));
}

/** Nothing counts any more, and the code ends in Shopify: at once, or when Shopify answers again. */
export async function endAffiliate(shop: Shop, affiliateId: bigint): Promise<Decided> {
  const gids = await change(shop, async (tx, at) => ({ result: await people.end(tx, shop.shopId, affiliateId, at) }));
  for (const gid of gids ?? []) await endCode(meansBy(now), shop, gid, now());
  return gids === null ? "gone" : "done";
}

export function changePlanOf(shop: Shop, affiliateId: bigint, planId: bigint): Promise<Decided> {
  return change(shop, async (tx, at) => ({
    result: (await people.changePlan(tx, shop.shopId, affiliateId, planId, at)) ? ("done" as const) : ("gone" as const),
  }));
}
