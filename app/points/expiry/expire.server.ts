import { sql } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { customersByShop } from "../../lib/rows.server.ts";
import { readProgram } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import {
  appendEntries,
  instantUnderLock,
  lockAccounts,
  project,
  readAccount,
  readEntries,
  sumAvailable,
  type Locked,
  type NewEntry,
} from "../accounts.server.ts";
import { expiredBy, expiryPolicy } from "./expiry.ts";

const REPROJECT_PAGE = 500;

/** Posts what has expired by now in these accounts. @returns the customers who lost points */
export async function expire(db: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<bigint[]> {
  const program = await readProgram(db, shop.shopId);
  const locked = await lockAccounts(db, shop.shopId, customerIds, now);
  const never = program.programs.every(({ rules }) => rules.expiry.mode === "off");
  const entriesOf = never ? new Map<bigint, never>() : await readEntries(db, shop.shopId, customerIds);
  const entries = customerIds.flatMap((customerId): NewEntry[] => {
    const at = instantUnderLock(locked, [customerId], now);
    const policy = expiryPolicy(program, at, shop.timeZone);
    const points = policy === null ? 0n : expiredBy(entriesOf.get(customerId) ?? [], policy, at);
    if (points <= 0n) return [];
    const key = `expiry:${customerId}:${(locked.get(customerId)?.lastSeq ?? 0) + 1}`;
    return [{ customerId, key, kind: "expiry", points: -points, availableAt: at, actor: "system" }];
  });
  await appendEntries(db, shop, locked, entries, now);
  const lost = entries.map(({ customerId }) => customerId);
  const events = entries.map(({ customerId, key, points, availableAt }) => ({
    ...{ customerId, key, kind: "points.expired" as const, occurredAt: availableAt },
    data: { points },
  }));
  await append(db, shop.shopId, events, now);
  // A stored instant that has passed and expires nothing (the rules changed) is brought up to date as well.
  await project(
    db,
    shop,
    customerIds.filter((customerId) => !lost.includes(customerId)),
    now,
    "changed",
  );
  return lost;
}

/** Whose points' time has come, at most `limit` of each shop, so that one that fails holds up no other. The caller expires them, each shop in a transaction of its own. */
export async function listExpiring(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select due.shop_id, due.customer_id from shops cross join lateral (
      select a.shop_id, a.customer_id from ledger_accounts a
      where a.shop_id = shops.shop_id and a.expires_at <= ${now} order by a.expires_at, a.customer_id limit ${limit}
    ) due
  `.execute(db);
  return customersByShop(rows);
}

/** What can be spent of an account that is locked, and the instant at which it is spent: now, but not before anything that has happened to it. */
export type Spendable = { locked: Locked; available: bigint; at: Date };

/** Locks a customer's account, posts what has expired by now, and says what can be spent. */
export async function spendable(db: Db, shop: Shop, customerId: bigint, now: Date): Promise<Spendable> {
  const locked = await lockAccounts(db, shop.shopId, [customerId], now);
  const at = instantUnderLock(locked, [customerId], now);
  if (expiryPolicy(await readProgram(db, shop.shopId), at, shop.timeZone) === null)
    return { locked, at, available: await sumAvailable(db, shop.shopId, customerId, at) };
  const { available, expiring } = await readAccount(db, shop, customerId, at);
  if (expiring === null || expiring.at > at) return { locked, at, available };
  await expire(db, shop, [customerId], at);
  return {
    locked: await lockAccounts(db, shop.shopId, [customerId], at),
    at,
    available: (await readAccount(db, shop, customerId, at)).available,
  };
}

/** Brings stored expiry in line with new rules, a page at a time. @returns after whom to go on, null at the end */
export async function reproject(db: Db, shop: Shop, afterCustomerId: bigint, now: Date): Promise<bigint | null> {
  const { rows } = await sql<{ customer_id: bigint }>`
    select customer_id from ledger_accounts where shop_id = ${shop.shopId} and customer_id > ${afterCustomerId}
    order by customer_id limit ${REPROJECT_PAGE} for update
  `.execute(db);
  const customerIds = rows.map(({ customer_id }) => customer_id);
  await project(db, shop, customerIds, now, "changed");
  return customerIds.length < REPROJECT_PAGE ? null : (customerIds.at(-1) ?? null);
}
