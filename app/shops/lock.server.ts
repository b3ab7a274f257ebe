import { sql, type RawBuilder } from "kysely";

import type { Db, Tx } from "../db.server.ts";
import { sending, together } from "../db/together.ts";
import { SECOND_MS } from "../lib/time.ts";
import { createGate } from "./gate.ts";
import type { Shop } from "./shop.ts";
import { getShop } from "./shops.server.ts";

/** So long work of this process waits for its turn in a shop, without a connection. What then waits in the database is ended by its `lock_timeout`. */
const PATIENCE_MS = 30 * SECOND_MS;
/** Whoever waits for a shop's lock does so with a connection in hand. Many who wait for one shop must not take the connections of all others. */
const alone = createGate(1, PATIENCE_MS);
const sideBySide = createGate(2, PATIENCE_MS);
/** So long shops that share a transaction wait because of one of them: for what somebody else holds, and for one statement. In milliseconds. */
const [MOMENT_MS, LONGEST_MS] = ["500", "2000"];

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
 * As `inLockedShop`, but of those of several shops that are free at once, in one transaction: what they ask for travels together. They also end together: where one
 * fails, or takes longer than a moment, nothing is done for any, and who asked turns to each by itself.
 * @param claim what is asked with the lock, before it is known whether it is free: `hasTurn` stands in the statement
 * @param work gets the shop as it is under the lock, and what was claimed
 * @returns what came of each, in the order of `shopIds`; null where the shop is busy
 */
export function inShopsIfUnlocked<Claimed, Result>(
  db: Db,
  shopIds: readonly number[],
  claim: (tx: Tx, shopId: number) => Promise<Claimed>,
  work: (tx: Tx, shop: Shop, claimed: Claimed) => Promise<Result>,
): Promise<(Result | null)[]> {
  return db.transaction().execute(async (tx) => {
    const shared = shopIds.length > 1;
    if (shared)
      await sql`select set_config('lock_timeout', ${MOMENT_MS}, true), set_config('statement_timeout', ${LONGEST_MS}, true)`.execute(
        sending(tx),
      );
    const inShop = async (shopId: number) => {
      const [isFree, shop, claimed] = await together([tryLock(tx, shopId), getShop(tx, shopId), claim(tx, shopId)]);
      return isFree ? work(tx, shop, claimed) : null;
    };
    const done = await together(shopIds.map(inShop));
    if (shared) await unhurried(tx);
    return done;
  });
}

/** What is done is not done again because the disk is slow. */
async function unhurried(tx: Tx): Promise<void> {
  await sql`set local lock_timeout to default`.execute(sending(tx));
  await sql`set local statement_timeout to default`.execute(sending(tx));
}

/** Whether this transaction has got the shop's lock by `inShopsIfUnlocked`: else its statement finds nothing, and locks no row of whoever has it. */
export function hasTurn(shopId: number): RawBuilder<boolean> {
  return sql<boolean>`${shopId}::text = any(string_to_array(current_setting('reprise.turns', true), ' '))`;
}

async function tryLock(tx: Tx, shopId: number): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`
    select case when pg_try_advisory_xact_lock(hashtext('shop'), ${shopId})
      then set_config('reprise.turns', concat_ws(' ', current_setting('reprise.turns', true), ${shopId}::text), true) is not null
      else false end as free
  `.execute(tx);
  return rows[0]?.free === true;
}
