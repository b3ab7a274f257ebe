import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { SECOND_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import * as pipeline from "../../pipeline/change.server.ts";
import { DeniedError, type Means } from "../../rewards/means.server.ts";
import * as redemptions from "../../rewards/redemptions.server.ts";
import { expireDue, warnDue } from "../../rewards/redemptions/release/due.server.ts";
import * as issue from "../../rewards/redemptions/issue.server.ts";
import * as release from "../../rewards/redemptions/release/release.server.ts";
import { AdminApiError, adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { readOrders } from "../../sync/history/fetch-orders.server.ts";

/** Claimed one by one, so that none waits behind a slow one while its lease runs. */
const LIMIT = 1;
const TIME_LIMIT = 500;
/** Shopify's app proxy gives up after ten seconds, and with it the page on which the shopper waits. */
const PATIENCE_MS = 6 * SECOND_MS;

const meansBy = (now: () => Date): Means => ({
  db,
  admin: (shop, document, variables) =>
    adminGraphql<never>(shop, document, variables).catch((error: unknown) => {
      throw error instanceof AdminApiError && error.code === "ACCESS_DENIED" ? new DeniedError(error.message) : error;
    }),
  inShop: (shop, work) =>
    pipeline.change(
      shop,
      async (tx, at) => {
        const { result, customerIds } = await work(tx, at);
        return { result, spent: customerIds };
      },
      now,
    ),
  besideOthers: (shop, work) => pipeline.besideOthers(shop.shopId, work),
  catchUp: (tx, shop, customerId, at) => pipeline.catchUp(tx, shop, [customerId], at),
  fetchOrders: (shop, orderIds) => readOrders(shop, orderIds, now),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  patiently: (step) =>
    new Promise((resolve, reject) => {
      const patience = setTimeout(() => resolve(null), PATIENCE_MS);
      step
        .finally(() => clearTimeout(patience))
        .then(resolve, (error: unknown) => {
          log().error({ error }, "a redemption's step failed");
          reject(error instanceof Error ? error : new Error(String(error)));
        });
    }),
});

/** A shopper's click on a reward. @see redemptions.redeem */
export function redeem(shop: Shop, request: redemptions.RedeemRequest, now = clock): Promise<redemptions.Redeemed> {
  return redemptions.redeem(meansBy(now), shop, request);
}

/** What a shopper's click would cost, without spending anything. @see redemptions.ask */
export function ask(shop: Shop, request: redemptions.RedeemRequest, now = clock): Promise<redemptions.Asked> {
  return redemptions.ask(meansBy(now), shop, request);
}

/** A merchant takes a redemption back. @see redemptions.withdraw */
export function withdraw(
  shop: Shop,
  redemptionId: bigint,
  withdrawal: redemptions.Withdrawal,
  now = clock,
): Promise<redemptions.Withdrawn> {
  return redemptions.withdraw(meansBy(now), shop, redemptionId, withdrawal);
}

/** What is reserved is asked of Shopify. @returns how many redemptions were dealt with, here and below */
export function issueDue(now = clock): Promise<number> {
  return issue.issueDue(meansBy(now), now(), LIMIT);
}

/** Codes that are to go are deleted in Shopify; their points come back. */
export function releaseDue(now = clock): Promise<number> {
  return release.releaseDue(meansBy(now), now(), LIMIT);
}

/** What time alone does: codes expire, and shoppers are warned a week before. */
export async function ageDue(now = clock): Promise<number> {
  const [expired, warned] = [await expireDue(meansBy(now), now(), TIME_LIMIT), await warnDue(db(), now(), TIME_LIMIT)];
  return expired + warned;
}
