import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { admittedAt } from "../../customers/orders/earns.ts";
import { admissionAt, type States } from "../../program/state/state.ts";
import { readProgram } from "../../program/versions.server.ts";
import { balanceAt, lifetimeEarned, type EarnedEntry } from "../balance.ts";
import type { Discrepancy } from "./discrepancy.ts";
import { expiryPolicy, type ExpiryPolicy } from "../expiry/expiry.ts";
import { overdrafts } from "./overdrafts.ts";
import { orderColumns, readRow, targetOf, type OrderRow, type ReadRow } from "../orders/settle.server.ts";
import { verifyFigures } from "../totals.server.ts";

const PAGE = 2_000;

export type Verification = {
  accounts: number;
  entries: number;
  orders: number;
  redemptions: number;
  discrepancies: Discrepancy[];
};

/**
 * Proves a shop's ledger: stored balances are the sums of their entries, sequences have no gap, nobody has spent what was not there, what is posted for
 * each order is what its snapshot is worth, for whoever owns it, what is posted for each redemption is what its state says, and the shop's kept figures are what they
 * are kept of. Reads only; safe beside a running worker, in one repeatable-read transaction of the caller's.
 */
export async function verify(db: Db, shop: Shop): Promise<Verification> {
  const discrepancies: Discrepancy[] = [];
  const accounts = await verifyAccounts(db, shop, discrepancies);
  const orders = await verifyOrders(db, shop, discrepancies);
  const redemptions = await verifyRedemptions(db, shop.shopId, discrepancies);
  await verifyFigures(db, shop.shopId, discrepancies);
  return { ...accounts, orders, redemptions, discrepancies };
}

type Entry = EarnedEntry & { customerId: bigint };
type Stored = {
  customer_id: bigint;
  last_seq: number;
  available: bigint;
  pending: bigint;
  lifetime_earned: bigint;
  next_change_at: Date | null;
  expires_at: Date | null;
  expires_points: bigint;
  as_of: Date;
};

async function verifyAccounts(db: Db, shop: Shop, found: Discrepancy[]): Promise<{ accounts: number; entries: number }> {
  const { shopId } = shop;
  const program = await readProgram(db, shopId);
  let after = -1n;
  let accounts = 0;
  let entries = 0;
  for (;;) {
    const { rows: stored } = await sql<Stored>`
      select customer_id, last_seq, available, pending, lifetime_earned, next_change_at, expires_at, expires_points, as_of from ledger_accounts
      where shop_id = ${shopId} and customer_id > ${after} order by customer_id limit ${PAGE}
    `.execute(db);
    const last = stored.at(-1)?.customer_id;
    const { rows } = await sql<Entry>`
      select customer_id as "customerId", seq, kind, points, available_at as "availableAt", recorded_at as "recordedAt",
        order_id as "orderId", redemption_id as "redemptionId", rule
      from ledger_entries
      where shop_id = ${shopId} and customer_id > ${after} and (${last ?? null}::bigint is null or customer_id <= ${last ?? null})
      order by customer_id, seq
    `.execute(db);
    const byCustomer = Map.groupBy(rows, ({ customerId }) => customerId);
    for (const account of stored) {
      const policy = expiryPolicy(program, account.as_of, shop.timeZone);
      compareAccount(shopId, account, byCustomer.get(account.customer_id) ?? [], policy, found);
    }
    const known = new Set(stored.map(({ customer_id }) => customer_id));
    for (const customerId of byCustomer.keys()) {
      if (!known.has(customerId)) found.push({ shopId, customerId, orderId: null, problem: "entries without an account" });
    }
    accounts += stored.length;
    entries += rows.length;
    if (last === undefined) return { accounts, entries };
    after = last;
  }
}

function compareAccount(
  shopId: number,
  stored: Stored,
  entries: Entry[],
  policy: ExpiryPolicy | null,
  found: Discrepancy[],
): void {
  const report = (problem: string) => found.push({ shopId, customerId: stored.customer_id, orderId: null, problem });
  const { available, pending, nextChangeAt, expiring } = balanceAt(entries, stored.as_of, policy);
  const earned = lifetimeEarned(entries);
  if (available !== stored.available) report(`available is ${stored.available}, its entries make ${available}`);
  if (pending !== stored.pending) report(`pending is ${stored.pending}, its entries make ${pending}`);
  if (earned !== stored.lifetime_earned) report(`lifetime_earned is ${stored.lifetime_earned}, its entries make ${earned}`);
  if (nextChangeAt?.getTime() !== stored.next_change_at?.getTime()) report("next_change_at is not when its entries next change");
  if (expiring?.at.getTime() !== stored.expires_at?.getTime() || (expiring?.points ?? 0n) !== stored.expires_points)
    report(`${stored.expires_points} points expire, its entries make ${expiring?.points ?? 0n}`);
  if (entries.some(({ seq }, index) => seq !== index + 1)) report("the sequence of entries has a gap");
  for (const { seq, left } of overdrafts(entries)) report(`entry ${seq} overdrew the account: ${left} points were left`);
  if (entries.some(({ recordedAt }) => recordedAt > stored.as_of)) report("as_of is older than its latest entry");
  if (stored.last_seq !== entries.length) report(`last_seq is ${stored.last_seq} with ${entries.length} entries`);
}

async function verifyOrders(db: Db, shop: Shop, found: Discrepancy[]): Promise<number> {
  const { programs, states } = await readProgram(db, shop.shopId);
  let after = -1n;
  let orders = 0;
  for (;;) {
    const { rows } = await sql<OrderRow>`
      select ${orderColumns} from orders
      where shop_id = ${shop.shopId} and order_id > ${after} order by order_id limit ${PAGE}
    `.execute(db);
    const last = rows.at(-1)?.order_id;
    const posted = await sql<{ order_id: bigint; customer_id: bigint; points: bigint }>`
      select order_id, customer_id, sum(points)::bigint as points from ledger_entries
      where shop_id = ${shop.shopId} and order_id > ${after} and (${last ?? null}::bigint is null or order_id <= ${last ?? null})
        and kind = 'order'
      group by order_id, customer_id
    `.execute(db);
    const byOrder = Map.groupBy(posted.rows, ({ order_id }) => order_id);
    for (const row of rows) {
      const read = readRow(row, programs);
      if (earnsUnadmitted(shop, read, states))
        found.push({
          ...{ shopId: shop.shopId, customerId: row.customer_id, orderId: row.order_id },
          problem: "earns, but the program did not run",
        });
      compareOrder(shop, row, targetOf(read, read.earning), byOrder.get(row.order_id) ?? [], found);
    }
    const known = new Set(rows.map(({ order_id }) => order_id));
    for (const [orderId, sums] of byOrder) {
      if (!known.has(orderId) && sums.some(({ points }) => points !== 0n)) {
        found.push({ shopId: shop.shopId, customerId: null, orderId, problem: "points for an order that does not exist" });
      }
    }
    orders += rows.length;
    if (last === undefined) return orders;
    after = last;
  }
}

/** Whether an order earns that was placed while the program did not run, and that nobody has awarded. */
function earnsUnadmitted({ firstInstalledAt }: Shop, { row, order }: ReadRow, states: States): boolean {
  if (!row.earns || row.program_version !== null) return false;
  return admissionAt(states, admittedAt(order, row.first_seen_at, firstInstalledAt)) === "nobody";
}

function compareOrder(
  shop: Shop,
  row: OrderRow,
  owedNow: bigint,
  posted: { customer_id: bigint; points: bigint }[],
  found: Discrepancy[],
): void {
  const { shopId } = shop;
  const owners = new Map(posted.map(({ customer_id, points }) => [customer_id, points]));
  if (row.customer_id !== null && !owners.has(row.customer_id)) owners.set(row.customer_id, 0n);
  for (const [customerId, points] of owners) {
    const expected = customerId === row.customer_id ? owedNow : 0n;
    if (points !== expected)
      found.push({ shopId, customerId, orderId: row.order_id, problem: `${points} points posted, ${expected} owed` });
  }
}

/** Points are taken when a redemption is reserved and all back once it is released; refunds of the order that used it give back a part. */
async function verifyRedemptions(db: Db, shopId: number, found: Discrepancy[]): Promise<number> {
  const { rows } = await sql<{ redemptions: number }>`
    select count(*)::int as redemptions from redemptions where shop_id = ${shopId}
  `.execute(db);
  const wrong = await sql<{ redemptionId: bigint; customerId: bigint; posted: bigint; expected: bigint; state: string | null }>`
    with held as (
      select redemption_id, customer_id, state, case when state = 'released' then 0 else returned_points - points end as points
      from redemptions where shop_id = ${shopId}
    ), posted as (
      select redemption_id, customer_id, sum(points)::bigint as points from ledger_entries
      where shop_id = ${shopId} and redemption_id is not null group by redemption_id, customer_id
    )
    select redemption_id as "redemptionId", customer_id as "customerId", h.state, coalesce(p.points, 0)::bigint as posted,
      coalesce(h.points, 0)::bigint as expected
    from held h full join posted p using (redemption_id, customer_id)
    where coalesce(p.points, 0) <> coalesce(h.points, 0) order by redemption_id, customer_id
  `.execute(db);
  for (const { redemptionId, customerId, posted, expected, state } of wrong.rows) {
    const whose = state === null ? "of somebody else" : state;
    found.push({
      ...{ shopId, customerId, orderId: null },
      problem: `redemption ${redemptionId} (${whose}): ${posted} points posted, ${expected} expected`,
    });
  }
  return rows[0]?.redemptions ?? 0;
}
