import * as people from "../../affiliates/people/affiliates.server.ts";
import { approveBy, type Decided } from "../../affiliates/codes/approve.server.ts";
import { endCode } from "../../affiliates/codes/code-ends.server.ts";
import { now } from "../../clock.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { meansBy } from "../redemption-means.server.ts";

export type { Decided } from "../../affiliates/codes/approve.server.ts";

/** Makes an applicant an affiliate with a code that Shopify knows, and tells them. @throws Shopify's errors */
export function approveAffiliate(
  shop: Shop,
  affiliateId: bigint,
  { planId, code }: { planId: bigint; code: string },
  actor: string,
): Promise<Decided> {
  return approveBy(meansBy(now), shop, affiliateId, { planId, code, tell: true, actor }, now);
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
