import { z } from "zod";

import type { Means } from "../../rewards/redemptions/means.server.ts";
import { inWords, userErrors } from "../../rewards/shopify/answers.ts";
import { findCode } from "../../rewards/shopify/discounts.server.ts";
import { CREATE_BASIC } from "../../rewards/shopify/reward.graphql.ts";
import { AdminApiError } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { listPlans } from "../setup/plans.server.ts";
import { approve, getAffiliate, isCodeFree } from "../people/affiliates.server.ts";
import { endCode, noteEnd } from "./code-ends.server.ts";
import { affiliateDiscount } from "./discount.ts";

const createdSchema = z.object({
  created: z.object({ codeDiscountNode: z.object({ id: z.string() }).nullable(), userErrors }).nullable(),
});

export type Decided = "done" | "taken" | "gone";
/** `tell`: whether they are written to. */
export type Approval = { planId: bigint; code: string; tell: boolean; actor: string };

/**
 * Makes an applicant an affiliate with a code that Shopify knows. Shopify hears of the code first: a code of ours that is none there would be promised for nothing, and one without an affiliate is deleted. A code that Shopify has
 * already stays as it is.
 * @throws Shopify's errors
 */
export async function approveBy(
  means: Means,
  shop: Shop,
  affiliateId: bigint,
  { planId, code, tell, actor }: Approval,
  now: () => Date,
): Promise<Decided> {
  const { shopId } = shop;
  const plan = (await listPlans(means.db(), shopId)).find((one) => one.planId === planId);
  const affiliate = await getAffiliate(means.db(), shopId, affiliateId);
  if (plan === undefined || affiliate?.state !== "applied") return "gone";
  const isFree = (await isCodeFree(means.db(), shopId, code)) && (await findCode(means, shop, code)) === null;
  if (!isFree) return "taken";
  const { discountPercent } = plan.terms;
  const { created } = createdSchema.parse(
    await means.admin(shop, CREATE_BASIC, { input: affiliateDiscount(code, discountPercent, now()) }),
  );
  const discountGid = created?.codeDiscountNode?.id;
  if (discountGid === undefined) throw new AdminApiError(inWords(created?.userErrors ?? []), "USER_ERROR");
  const approved = await means
    .inShop(shop, async (tx, at) => ({
      result: await approve(tx, shopId, affiliateId, { planId, code, discountGid, discountPercent, tell }, actor, at),
      customerIds: [],
    }))
    .catch(async (error: unknown) => {
      await endUnused(means, shop, discountGid, now()).catch(() => undefined);
      throw error;
    });
  if (!approved) await endUnused(means, shop, discountGid, now());
  return approved ? "done" : "gone";
}

/** Of a code that is nobody's. */
async function endUnused(means: Means, shop: Shop, discountGid: string, at: Date): Promise<void> {
  await means.sideBySide(shop, (tx) => noteEnd(tx, shop.shopId, discountGid, at));
  await endCode(means, shop, discountGid, at);
}
