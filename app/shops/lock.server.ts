import { sql } from "kysely";

import type { Tx } from "../db.server.ts";

/**
 * One transaction at a time changes the customers of a shop: whoever changes many of them queues here first, so that no two lock the same rows
 * in different orders. Held until the transaction ends.
 */
export async function lockShop(tx: Tx, shopId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('shop'), ${shopId})`.execute(tx);
}

/**
 * For work that changes no customer's points or memberships: any number of such transactions hold it side by side, but none beside one that holds
 * `lockShop`.
 */
export async function lockShopShared(tx: Tx, shopId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtext('shop'), ${shopId})`.execute(tx);
}

/** As `lockShop`, but says at once whether the lock could be had instead of waiting for it. */
export async function tryLockShop(tx: Tx, shopId: number): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(hashtext('shop'), ${shopId}) as free`.execute(
    tx,
  );
  return rows[0]?.free === true;
}
