import { now as clock } from "../../clock.server.ts";
import * as redemptions from "../../rewards/redemptions/redemptions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { meansBy } from "../redemption-means.server.ts";

/** A merchant takes a redemption back. @see redemptions.withdraw */
export function withdrawRedemption(
  shop: Shop,
  redemptionId: bigint,
  withdrawal: redemptions.Withdrawal,
  now = clock,
): Promise<redemptions.Withdrawn> {
  return redemptions.withdraw(meansBy(now), shop, redemptionId, withdrawal);
}
