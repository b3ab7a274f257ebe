import { sql, type RawBuilder } from "kysely";

import type { Db } from "../db.server.ts";
import { sending } from "../db/together.ts";
import { ids, recordset } from "../lib/rows.server.ts";
import { readProgram } from "../program/versions.server.ts";
import type { Shop } from "../shops/shop.ts";
import { balanceAt, instantOf, lifetimeEarned, type Balance, type EarnedEntry } from "./balance.ts";
import type { NewEntry } from "./entry.ts";
import { expiringNext, expiryPolicy } from "./expiry/expiry.ts";

export type { NewEntry } from "./entry.ts";

export type Account = Balance & { customerId: bigint; lifetimeEarned: bigint };

/** Accounts whose rows the caller's transaction holds. `asOf` is the latest instant at which anything was recorded of the account or asked of it. */
export type Locked = ReadonlyMap<bigint, { lastSeq: number; asOf: Date }>;

/**
 * When something happens to accounts that the caller has locked: now, but never before what has already happened to them. Whoever waited for the lock
 * may hold an older instant than those it waited for, and clocks of several processes differ: by an older instant, a debit just recorded would still
 * lie in the future and could be spent again.
 */
export function instantUnderLock(accounts: Held, customerIds: readonly bigint[], now: Date): Date {
  return customerIds.reduce((latest, customerId) => later(latest, accounts.get(customerId)?.asOf), now);
}

function later(one: Date, other: Date | undefined): Date {
  return other !== undefined && other > one ? other : one;
}

/**
 * Creates missing accounts and takes the lock of each, always in the same order. @param held those that the transaction holds already, or knows to be missing:
 * of them nothing is waited for
 */
export async function lockAccounts(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
  held: Held = NONE,
): Promise<Locked> {
  const wanted = [...new Set(customerIds)];
  const unasked = wanted.filter((customerId) => !held.has(customerId));
  const asked = unasked.length === 0 ? held : new Map([...held, ...(await holdAccounts(db, shopId, unasked))]);
  const missing = wanted.filter((customerId) => asked.get(customerId) === null);
  if (missing.length > 0) await openAccounts(db, shopId, missing, now);
  return new Map(wanted.map((customerId) => [customerId, asked.get(customerId) ?? { lastSeq: 0, asOf: now }]));
}

/** Accounts whose rows the transaction holds; null: there is none. */
export type Held = ReadonlyMap<bigint, { lastSeq: number; asOf: Date } | null>;
const NONE: Held = new Map();

/** If another transaction has opened one since we looked, this one fails and is tried again: nobody posts to an account on what is not known of it. */
async function openAccounts(db: Db, shopId: number, customerIds: readonly bigint[], now: Date): Promise<void> {
  await sql`
    insert into ledger_accounts (shop_id, customer_id, as_of)
    select ${shopId}, customer_id, ${now} from unnest(${ids(customerIds)}) as t(customer_id) order by customer_id
  `.execute(sending(db));
}

/** Takes the locks of those accounts that there are. */
export async function holdAccounts(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Held> {
  if (customerIds.length === 0) return NONE;
  const { rows } = await sql<{ customer_id: bigint; last_seq: number; as_of: Date }>`
    select customer_id, last_seq, as_of from ledger_accounts
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
    order by customer_id for update
  `.execute(db);
  const found = new Map(rows.map((row) => [row.customer_id, { lastSeq: row.last_seq, asOf: row.as_of }]));
  return new Map(customerIds.map((customerId) => [customerId, found.get(customerId) ?? null]));
}

/**
 * Appends entries to accounts that the caller has locked, and brings their projections up to `now`. What is recorded of an account is never recorded
 * before what it holds already. Appending to one account twice in a transaction needs its lock taken anew: `lastSeq` is from when it was locked.
 */
export async function appendEntries(
  db: Db,
  shop: Shop,
  accounts: Locked,
  entries: readonly NewEntry[],
  now: Date,
): Promise<void> {
  if (entries.length === 0) return;
  const lastSeq = new Map([...accounts].map(([customerId, account]) => [customerId, account.lastSeq]));
  const rows = entries.map((entry) => {
    const seq = (lastSeq.get(entry.customerId) ?? 0) + 1;
    lastSeq.set(entry.customerId, seq);
    return {
      ...{ customer_id: entry.customerId, seq, key: entry.key, kind: entry.kind, points: entry.points },
      ...{ tier_points: entry.tierPoints ?? 0n, available_at: entry.availableAt, earned_at: entry.earnedAt ?? entry.availableAt },
      ...{ order_id: entry.orderId ?? null, redemption_id: entry.redemptionId ?? null, rule: entry.rule ?? null },
      ...{ program_version: entry.programVersion ?? null, actor: entry.actor, reason: entry.reason ?? null },
      public_reason: entry.publicReason ?? null,
      recorded_at: instantUnderLock(accounts, [entry.customerId], now),
    };
  });
  await sql`
    insert into ledger_entries (shop_id, customer_id, seq, key, kind, points, tier_points, available_at, earned_at, recorded_at,
      order_id, redemption_id, rule, program_version, actor, reason, public_reason)
    select ${shop.shopId}, customer_id, seq, key, kind, points, tier_points, available_at, earned_at, recorded_at,
      order_id, redemption_id, rule, program_version, actor, reason, public_reason
    from ${recordset(rows)} as t(customer_id bigint, seq int, key text, kind text, points bigint, tier_points bigint, available_at timestamptz,
      earned_at timestamptz, recorded_at timestamptz, order_id bigint, redemption_id bigint, rule text, program_version int, actor text, reason text,
      public_reason text)
  `.execute(sending(db));
  await project(db, shop, [...new Set(entries.map(({ customerId }) => customerId))], now);
}

/** When an account's metafields are due that were marked at `at`: always another instant than before, so that whoever writes them just now sees the mark. */
function sooner(at: Date): RawBuilder<unknown> {
  return sql`least(a.sync_due_at, ${at}::timestamptz) - interval '1 millisecond'`;
}

/**
 * Recomputes what is stored of accounts from their entries and the rules as of `now` (never as of an instant before the last), and marks their metafields in Shopify as out of date.
 * @param marks `changed`: only of those for whom something is different now
 */
export async function project(
  db: Db,
  shop: Shop,
  customerIds: readonly bigint[],
  now: Date,
  marks: "always" | "changed" = "always",
): Promise<void> {
  const { shopId } = shop;
  const expiring = await readExpiring(db, shop, customerIds, now);
  await sql`
    update ledger_accounts a set
      last_seq = s.last_seq, available = s.available, pending = s.pending, lifetime_earned = s.lifetime_earned,
      next_change_at = s.next_change_at, as_of = s.as_of, expires_at = t.expires_at, expires_points = coalesce(t.expires_points, 0),
      sync_due_at = case when ${marks === "always"} or a.available <> s.available or a.pending <> s.pending
          or a.expires_at is distinct from t.expires_at or a.expires_points <> coalesce(t.expires_points, 0)
        then ${sooner(now)} else a.sync_due_at end
    from (
      select customer_id, t.as_of,
        max(seq) as last_seq,
        coalesce(sum(points) filter (where available_at <= t.as_of), 0)::bigint as available,
        coalesce(sum(points) filter (where available_at > t.as_of), 0)::bigint as pending,
        coalesce(sum(points) filter (where kind in ('order', 'bonus') or kind = 'merge' and rule is not null), 0)::bigint as lifetime_earned,
        min(available_at) filter (where available_at > t.as_of) as next_change_at
      from (
        select customer_id, greatest(as_of, ${now}) as as_of from ledger_accounts
        where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
      ) t
      join ledger_entries using (customer_id)
      where shop_id = ${shopId}
      group by customer_id, t.as_of
    ) s
    left join ${recordset(expiring)} as t(customer_id bigint, expires_at timestamptz, expires_points bigint) using (customer_id)
    where a.shop_id = ${shopId} and a.customer_id = s.customer_id
  `.execute(sending(db));
}

/** Whose next points expire when, and how many; whoever has none of those has no row. */
async function readExpiring(db: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<object[]> {
  const program = await readProgram(db, shop.shopId);
  if (program.programs.every(({ rules }) => rules.expiry.mode === "off")) return [];
  const held = await holdAccounts(db, shop.shopId, customerIds);
  const entries = await readEntries(db, shop.shopId, customerIds);
  return customerIds.flatMap((customerId) => {
    const policy = expiryPolicy(program, instantUnderLock(held, [customerId], now), shop.timeZone);
    const next = policy === null ? null : expiringNext(entries.get(customerId) ?? [], policy);
    return next === null ? [] : [{ customer_id: customerId, expires_at: next.at, expires_points: next.points }];
  });
}

/** What one account can spend at this instant where nothing expires: the sum of its entries, without reading each. @param now under the account's lock */
export async function sumAvailable(db: Db, shopId: number, customerId: bigint, now: Date): Promise<bigint> {
  const { rows } = await sql<{ available: bigint }>`
    select coalesce(sum(points), 0)::bigint as available from ledger_entries
    where shop_id = ${shopId} and customer_id = ${customerId} and available_at <= ${now}
  `.execute(db);
  return rows[0]?.available ?? 0n;
}

/** Entries of each account, in the order of their sequence. */
export async function readEntries(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Map<bigint, EarnedEntry[]>> {
  const { rows } = await sql<EarnedEntry & { customerId: bigint }>`
    select customer_id as "customerId", seq, kind, points, available_at as "availableAt", recorded_at as "recordedAt",
      order_id as "orderId", redemption_id as "redemptionId", rule
    from ledger_entries where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) order by customer_id, seq
  `.execute(db);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

/**
 * Customers' balances at this instant, from the entries themselves: the one function behind whatever shopper, merchant, metafield or export shows.
 * All zero for a customer without an account. @see instantOf
 */
export async function readAccounts(db: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<Map<bigint, Account>> {
  const program = await readProgram(db, shop.shopId);
  const entries = await readEntries(db, shop.shopId, customerIds);
  return new Map(
    customerIds.map((customerId) => {
      const own = entries.get(customerId) ?? [];
      const at = instantOf(own, now);
      return [
        customerId,
        { customerId, lifetimeEarned: lifetimeEarned(own), ...balanceAt(own, at, expiryPolicy(program, at, shop.timeZone)) },
      ];
    }),
  );
}

/** `readAccounts` for one customer. */
export async function readAccount(db: Db, shop: Shop, customerId: bigint, now: Date): Promise<Account> {
  const account = (await readAccounts(db, shop, [customerId], now)).get(customerId);
  if (account === undefined) throw new Error("An account was asked for and not answered");
  return account;
}

/** As `markForSync`, for customers of whom nothing is told as long as they have no account. @param who customer ids, as what stands behind `customer_id =` */
export async function markAccounts(db: Db, shopId: number, who: RawBuilder<unknown>, now: Date): Promise<void> {
  await sql`
    update ledger_accounts a set sync_due_at = ${sooner(now)} where a.shop_id = ${shopId} and a.customer_id = ${who}
  `.execute(db);
}

/** The customers' metafields no longer tell the truth: they are to be written again. Opens accounts where there are none. */
export async function markForSync(db: Db, shopId: number, customerIds: readonly bigint[], now: Date): Promise<void> {
  if (customerIds.length === 0) return;
  await sql`
    insert into ledger_accounts as a (shop_id, customer_id, as_of, sync_due_at)
    select ${shopId}, customer_id, ${now}, ${now} from unnest(${ids(customerIds)}) as t(customer_id) order by customer_id
    on conflict (shop_id, customer_id) do update set sync_due_at = ${sooner(now)}
  `.execute(sending(db));
}
