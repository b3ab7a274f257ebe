import { now as clock } from "../../clock.server.ts";
import * as redemptions from "../../rewards/redemptions/redemptions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { meansBy } from "../redemption-means.server.ts";

/** A shopper's click on a reward. @see redemptions.redeem */
export function redeem(shop: Shop, request: redemptions.RedeemRequest, now = clock): Promise<redemptions.Redeemed> {
  return redemptions.redeem(meansBy(now), shop, request);
}

/** What a shopper's click would cost, without spending anything. @see redemptions.ask */
export function ask(shop: Shop, request: redemptions.RedeemRequest, now = clock): Promise<redemptions.Asked> {
  return redemptions.ask(meansBy(now), shop, request);
}
