import { within } from "../lib/patience.ts";
import { SECOND_MS } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { db } from "../db.server.ts";
import { findAccountSettings } from "../shops/accounts/account-settings.server.ts";
import { creditUse, type CreditUse } from "../shops/accounts/account-settings.ts";
import type { Shop } from "../shops/shop.ts";
import { readAccountSettings } from "./account-settings.server.ts";
import { enqueue } from "../queue/queue.server.ts";

/** So long a merchant's page waits for Shopify before it shows what is known. */
const PATIENCE_MS = 3 * SECOND_MS;

/** Reads from Shopify whether store credit can be spent; the theme is told when that decides otherwise over what is offered. @throws Shopify's errors */
export function followAccountSettings(shop: Shop): Promise<void> {
  return readAccountSettings(shop, (tx) => enqueue("publish-program", [{ shopId: shop.shopId }], { db: tx }));
}

/**
 * For a merchant who may be about to be warned. Shopify does not say that it tells of the store credit switch, and whoever has just turned it on must not
 * read the opposite: before a no it is asked again.
 */
export async function creditUseFor(shop: Shop): Promise<CreditUse> {
  const known = async () => creditUse(await findAccountSettings(db(), shop.shopId));
  const before = await known();
  if (before.can !== "no") return before;
  try {
    await within(PATIENCE_MS, followAccountSettings(shop));
  } catch (error) {
    log().warn({ error, shopId: shop.shopId }, "the settings of customer accounts cannot be read");
  }
  return known();
}
