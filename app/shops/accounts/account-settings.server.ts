import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { creditUse, type AccountSettings } from "./account-settings.ts";

/** As Shopify told last. */
export async function findAccountSettings(db: Db, shopId: number): Promise<AccountSettings> {
  const { rows } = await sql<AccountSettings>`
    select customer_accounts as accounts, store_credit as "storeCredit" from shops where shop_id = ${shopId}
  `.execute(db);
  return rows[0] ?? { accounts: null, storeCredit: null };
}

/** A shopper has seen one of our pages in Shopify's customer accounts: they stand there. */
export async function notePagesUsed(db: Db, shopId: number, now: Date): Promise<void> {
  await sql`update shops set account_pages_used_at = ${now} where shop_id = ${shopId} and account_pages_used_at is null`.execute(
    db,
  );
}

/** To be called before Shopify is asked. @returns the asking's number, which goes with its answer */
export async function beginAsking(db: Db, shopId: number): Promise<number> {
  const { rows } = await sql<{ asking: number }>`
    update shops set account_settings_asked = account_settings_asked + 1 where shop_id = ${shopId} returning account_settings_asked as asking
  `.execute(db);
  return rows[0]?.asking ?? 0;
}

/**
 * Writes down an answer, unless one is known to a question that was asked later. In a transaction.
 * @returns whether store credit is to be offered now and was not, or the other way round
 */
export async function keepAccountSettings(tx: Db, shopId: number, asking: number, told: AccountSettings): Promise<boolean> {
  const { rows } = await sql<AccountSettings>`
    select customer_accounts as accounts, store_credit as "storeCredit" from shops
    where shop_id = ${shopId} and account_settings_told < ${asking} for update
  `.execute(tx);
  const [before] = rows;
  if (before === undefined) return false;
  await sql`
    update shops set customer_accounts = ${told.accounts}, store_credit = ${told.storeCredit}, account_settings_told = ${asking}
    where shop_id = ${shopId}
  `.execute(tx);
  return (creditUse(before).can === "no") !== (creditUse(told).can === "no");
}
