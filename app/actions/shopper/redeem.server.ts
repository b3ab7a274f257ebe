import { now as clock } from "../../clock.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import * as redemptions from "../../rewards/redemptions/redemptions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { meansBy } from "../redemption-means.server.ts";

/** A shopper's click on a reward, or that of one of the shop's systems. Where it may have been the last, the theme hears of it. @see redemptions.redeem */
export async function redeem(shop: Shop, request: redemptions.RedeemRequest, now = clock): Promise<redemptions.Redeemed> {
  const redeemed = await redemptions.redeem(meansBy(now), shop, request);
  const soldOut = redeemed.ok ? redeemed.redemption.terms.stock !== null : redeemed.reason === "sold-out";
  if (soldOut) await enqueue("publish-program", [{ shopId: shop.shopId }]);
  return redeemed;
}

/** What a shopper's click would cost, without spending anything. @see redemptions.ask */
export function ask(shop: Shop, request: redemptions.RedeemRequest, now = clock): Promise<redemptions.Asked> {
  return redemptions.ask(meansBy(now), shop, request);
}
