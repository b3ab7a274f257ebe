import type { z } from "zod";

import { estimate } from "../../points/per-order/estimate.server.ts";
import { currentProgram } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { shopTaxesOnce } from "../../sync/theme/shop-taxes.server.ts";
import { accountViewIn, atOnce, runningFor, type AccountView } from "./account.server.ts";
import { basketIn, type basketSchema } from "./basket-fields.ts";

/** What a basket would bring, as the theme says it in the cart. */
export type EstimateView = {
  running: AccountView["running"];
  /** Null for who is not known yet, or not logged in. */
  account: AccountView | null;
  /** Null where no number can be promised: another currency, or prices that contain the tax of another country. */
  points: number | null;
  /** The number is near, not exact. */
  about: boolean;
  /** What comes on top of it. */
  adds: { shipping: boolean; tax: boolean };
  /** What a confirmed sign-up for news brings; 0: nothing, or nobody knows that it would be the first. */
  sign_up_points: number;
};

export async function readEstimate(
  shop: Shop,
  customerId: bigint | null,
  basket: z.output<typeof basketSchema>,
  now: Date,
): Promise<EstimateView> {
  return atOnce(async (tx) => {
    const account = customerId === null ? null : await accountViewIn(tx, shop, customerId, now);
    const { rules } = await currentProgram(tx, shop.shopId, now);
    const taxes = await shopTaxesOnce(tx, shop);
    const tier = account?.loyalty.tier?.key ?? null;
    const found = await estimate(tx, shop, basketIn(basket, shop.currency), taxes, tier, now);
    const isHome = basket.country === "" || shop.countryCode === null || basket.country === shop.countryCode;
    const isCounted = basket.currency === shop.currency && (isHome || rules.base.tax || !taxes.taxesIncluded);
    const running = account?.running ?? (await runningFor(tx, shop, customerId, now));
    const news = rules.bonuses.find(({ kind, enabled }) => kind === "newsletter" && enabled);
    const isOpen = running === "yes" && news !== undefined && account?.loyalty.used_up.includes(news.key) !== true;
    return {
      running,
      account,
      points: isCounted ? Number(found.points) : null,
      about: found.about || basket.several !== undefined,
      adds: { shipping: rules.base.shipping, tax: rules.base.tax && !taxes.taxesIncluded },
      sign_up_points: isOpen ? news.points : 0,
    };
  });
}
