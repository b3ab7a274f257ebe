import { z } from "zod";

import { db } from "../../db.server.ts";
import { sideBySide } from "../../pipeline/change.server.ts";
import { friendDiscount } from "../../referrals/links/discount.ts";
import { claim, notePlaced, type Claim } from "../../referrals/links/claims.server.ts";
import type { Link } from "../../referrals/links/links.server.ts";
import { userErrors } from "../../rewards/shopify/answers.ts";
import { CREATE_BASIC } from "../../rewards/shopify/reward.graphql.ts";
import { findCode } from "../../rewards/shopify/discounts.server.ts";
import { AdminApiError, adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { meansBy } from "../redemption-means.server.ts";
import { now as clock } from "../../clock.server.ts";

const answerSchema = z.object({
  created: z.object({ codeDiscountNode: z.object({ id: z.string() }).nullable(), userErrors }).nullable(),
});

/**
 * A friend asks for their code, with an address that only its hash is kept of. The code is written down before Shopify hears of it, so that asking again finds it,
 * whatever became of the first time. @returns null where too many were given lately @throws Shopify's errors; asking again goes on
 */
export async function claimOffer(shop: Shop, link: Link, email: string, now = clock): Promise<Claim | null> {
  const given = await sideBySide(shop.shopId, (tx) => claim(tx, shop, link, email, now()));
  if (given === null || given.placedAt !== null) return given;
  await place(shop, given, now);
  const placedAt = now();
  await notePlaced(db(), shop.shopId, given.referralId, placedAt);
  return { ...given, placedAt };
}

async function place(shop: Shop, { code, terms, claimedAt, expiresAt }: Claim, now: typeof clock): Promise<void> {
  const input = friendDiscount({ code, terms, currency: shop.currency, startsAt: claimedAt, endsAt: expiresAt });
  const { created } = answerSchema.parse(await adminGraphql(shop, CREATE_BASIC, { input }));
  if (created?.codeDiscountNode != null) return;
  // Nobody else can have guessed it: an earlier attempt has come through.
  if ((await findCode(meansBy(now), shop, code)) !== null) return;
  throw new AdminApiError(created?.userErrors.map(({ message }) => message).join("; ") ?? "no discount", "USER_ERROR");
}
