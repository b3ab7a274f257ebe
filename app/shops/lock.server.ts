import { sql } from "kysely";

import type { Db, Tx } from "../db.server.ts";
import { together } from "../db/together.ts";
import { SECOND_MS } from "../lib/time.ts";
import { createGate } from "./gate.ts";
import type { Shop } from "./shop.ts";
import { getShop } from "./shops.server.ts";

/** So long work of this process waits for its turn in a shop, without a connection. What then waits in the database is ended by its `lock_timeout`. */
const PATIENCE_MS = 30 * SECOND_MS;
/** Whoever waits for a shop's lock does so with a connection in hand. Many who wait for one shop must not take the connections of all others. */
const alone = createGate(1, PATIENCE_MS);
const sideBySide = createGate(2, PATIENCE_MS);

/**
 * One transaction at a time changes the customers of a shop: whoever changes many of them queues here first, so that no two lock the same rows
 * in different orders. Held until the transaction ends. Different shops do not wait for each other.
 * @throws LateError | SQLSTATE 55P03 when the shop stays busy; nothing has been done then, and it may be tried again
 */
export function inLockedShop<Result>(db: Db, shopId: number, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return alone(shopId, () =>
    db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtext('shop'), ${shopId})`.execute(tx);
      return work(tx);
    }),
  );
}

/**
 * For work that changes no customer's points or memberships: any number of such transactions hold the lock side by side, but none beside one of
 * `inLockedShop`. @throws as that
 */
export function inSharedShop<Result>(db: Db, shopId: number, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return sideBySide(shopId, () =>
    db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock_shared(hashtext('shop'), ${shopId})`.execute(tx);
      return work(tx);
    }),
  );
}

/**
 * As `inLockedShop`, but gives up at once, with null, when the shop is busy.
 * @param claim what is asked with the lock, before it is known whether it is free: `hasTurn` stands in the statement
 * @param work gets the shop as it is under the lock, and what was claimed
 */
export function inShopIfUnlocked<Claimed, Result>(
  db: Db,
  shopId: number,
  claim: (tx: Tx) => Promise<Claimed>,
  work: (tx: Tx, shop: Shop, claimed: Claimed) => Promise<Result>,
): Promise<Result | null> {
  return db.transaction().execute(async (tx) => {
    const [isFree, shop, claimed] = await together([tryLock(tx, shopId), getShop(tx, shopId), claim(tx)]);
    return isFree ? work(tx, shop, claimed) : null;
  });
}

/** Whether this transaction has got the shop's lock by `inShopIfUnlocked`: else its statement finds nothing, and locks no row of whoever has it. */
export const hasTurn = sql<boolean>`current_setting('reprise.has_turn', true) = 'true'`;

async function tryLock(tx: Tx, shopId: number): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`
    select set_config('reprise.has_turn', pg_try_advisory_xact_lock(hashtext('shop'), ${shopId})::text, true) = 'true' as free
  `.execute(tx);
  return rows[0]?.free === true;
}
