import type { z } from "zod";

import { db, type Db } from "../db.server.ts";
import { AdminApiError, adminGraphql } from "../shopify.server.ts";
import { CUSTOMER_ACCOUNTS, STORE_CREDIT } from "../shops/accounts/account-settings.graphql.ts";
import { beginAsking, keepAccountSettings } from "../shops/accounts/account-settings.server.ts";
import { accountsOf, customerAccountsSchema, storeCreditSchema } from "../shops/accounts/account-settings.ts";
import type { Shop } from "../shops/shop.ts";

/**
 * Reads anew what customer accounts the shop has and whether store credit is on. What Shopify does not let the app see is unknown, and no failure.
 * @param changed carried out in the transaction that writes it down, where that changes whether store credit is offered
 * @throws Shopify's other errors; what was known stays
 */
export async function readAccountSettings(shop: Shop, changed: (tx: Db) => Promise<void>): Promise<void> {
  const asking = await beginAsking(db(), shop.shopId);
  const [accounts, credit] = [
    await ask(shop, CUSTOMER_ACCOUNTS, customerAccountsSchema),
    await ask(shop, STORE_CREDIT, storeCreditSchema),
  ];
  const told = {
    accounts: accounts === null ? null : accountsOf(accounts),
    storeCredit: credit?.storeCreditConfiguration.storeCreditEnabled ?? null,
  };
  await db()
    .transaction()
    .execute(async (tx) => {
      if (await keepAccountSettings(tx, shop.shopId, asking, told)) await changed(tx);
    });
}

async function ask<Schema extends z.ZodType>(shop: Shop, document: string, schema: Schema): Promise<z.output<Schema> | null> {
  try {
    return schema.parse(await adminGraphql(shop, document));
  } catch (error) {
    if (error instanceof AdminApiError && error.code === "ACCESS_DENIED") return null;
    throw error;
  }
}
