import { db } from "../db.server.ts";
import { SECOND_MS } from "../lib/time.ts";
import { log } from "../log.server.ts";
import * as pipeline from "../pipeline/change.server.ts";
import { DeniedError, type Means } from "../rewards/redemptions/means.server.ts";
import { AdminApiError, adminGraphql } from "../shopify.server.ts";
import { readOrders } from "../sync/history/fetch-orders.server.ts";

/** Shopify's app proxy gives up after ten seconds, and with it the page on which the shopper waits. */
const PATIENCE_MS = 6 * SECOND_MS;

/** What redemptions work with in the running app. */
export const meansBy = (now: () => Date): Means => ({
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
        return { result, moved: { spent: customerIds } };
      },
      now,
    ),
  sideBySide: (shop, work) => pipeline.sideBySide(shop.shopId, work),
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
