import { z } from "zod";

import { affiliateDiscount } from "../../affiliates/people/discount.ts";
import * as people from "../../affiliates/people/affiliates.server.ts";
import { listPlans } from "../../affiliates/setup/plans.server.ts";
import { now } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { change } from "../../pipeline/change.server.ts";
import { inWords, userErrors } from "../../rewards/shopify/answers.ts";
import { findCode } from "../../rewards/shopify/discounts.server.ts";
import { CREATE_BASIC, DELETE_DISCOUNT } from "../../rewards/shopify/reward.graphql.ts";
import { AdminApiError, adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { meansBy } from "../redemption-means.server.ts";

const createdSchema = z.object({
  created: z.object({ codeDiscountNode: z.object({ id: z.string() }).nullable(), userErrors }).nullable(),
});
const deletedSchema = z.object({ deletion: z.object({ userErrors }).nullable() });

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
    await deleteDiscount(shop, discountGid).catch(() => undefined);
    throw error;
  });
  if (!approved) await deleteDiscount(shop, discountGid);
  return approved ? "done" : "gone";
}

export function declineAffiliate(shop: Shop, affiliateId: bigint, reason: string, actor: string): Promise<Decided> {
  return change(shop, async (tx, at) => ({
    result: (await people.decline(tx, shop.shopId, affiliateId, reason, actor, at)) ? ("done" as const) : ("gone" as const),
  }));
}

/** Nothing counts any more, and the code ends in Shopify: first there, so that none is given off for nobody. @throws Shopify's errors */
export async function endAffiliate(shop: Shop, affiliateId: bigint): Promise<Decided> {
  const affiliate = await people.getAffiliate(db(), shop.shopId, affiliateId);
  if (affiliate?.state !== "approved") return "gone";
  if (affiliate.discountGid !== null) await deleteDiscount(shop, affiliate.discountGid);
  return change(shop, async (tx, at) => ({
    result: (await people.end(tx, shop.shopId, affiliateId, at)) ? ("done" as const) : ("gone" as const),
  }));
}

export function changePlanOf(shop: Shop, affiliateId: bigint, planId: bigint): Promise<Decided> {
  return change(shop, async (tx) => ({
    result: (await people.changePlan(tx, shop.shopId, affiliateId, planId)) ? ("done" as const) : ("gone" as const),
  }));
}

/** One that the merchant has deleted in Shopify is gone already, whatever Shopify says of it. */
async function deleteDiscount(shop: Shop, id: string): Promise<void> {
  deletedSchema.parse(await adminGraphql(shop, DELETE_DISCOUNT, { id }));
}
