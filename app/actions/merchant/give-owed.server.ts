import { giveOwedAwards } from "../../achievements/awards/owed.server.ts";
import { payRefusedAgain } from "../../affiliates/payouts/after.server.ts";
import { now as clock } from "../../clock.server.ts";
import { countOwed } from "../../draws/entries/owed.server.ts";
import { change } from "../../pipeline/change.server.ts";
import { giveOwedReferrals } from "../../referrals/life/owed.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { giveOwedOf } from "./give-owed-prizes.server.ts";

/** Of each kind so many are given by one click: nobody else changes the shop meanwhile. */
const AT_ONCE = 200;

/** A merchant has everything given now that is owed, of draws, achievements, referrals and affiliates' payouts, as far as that is possible. @returns how many were given */
export function giveOwed(shop: Shop, now = clock): Promise<number> {
  return change(
    shop,
    async (tx, at) => {
      let given = 0;
      for (const drawId of (await countOwed(tx, shop.shopId)).keys()) given += (await giveOwedOf(tx, shop, drawId, at)).given;
      given += await giveOwedAwards(tx, shop, AT_ONCE, at);
      given += await payRefusedAgain(tx, shop, AT_ONCE, at);
      const referrals = await giveOwedReferrals(tx, shop, AT_ONCE, at);
      return { result: given + referrals.given, touched: referrals.customerIds };
    },
    now,
  );
}
