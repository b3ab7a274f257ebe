import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ids, recordset } from "../lib/rows.server.ts";
import { balanceAt, type Balance } from "./balance.ts";

export type Account = Balance & { customerId: bigint; lifetimeEarned: bigint };

/** Creates missing accounts and takes the lock of each, always in the same order. */
export async function lockAccounts(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
): Promise<Map<bigint, { lastSeq: number }>> {
  await sql`
    insert into ledger_accounts (shop_id, customer_id, as_of)
    select ${shopId}, customer_id, ${now} from unnest(${ids(customerIds)}) as t(customer_id) order by customer_id
    on conflict (shop_id, customer_id) do nothing
  `.execute(db);
  const { rows } = await sql<{ customer_id: bigint; last_seq: number }>`
    select customer_id, last_seq from ledger_accounts
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
    order by customer_id for update
  `.execute(db);
  return new Map(rows.map((row) => [row.customer_id, { lastSeq: row.last_seq }]));
}

export type NewEntry = {
  customerId: bigint;
  key: string;
  kind: "order" | "adjustment" | "merge";
  points: bigint;
  availableAt: Date;
  orderId: bigint | null;
  programVersion: number | null;
  actor: string;
  reason: string | null;
};

/** Appends entries to accounts that the caller has locked, and brings their projections up to `now`. */
export async function appendEntries(
  db: Db,
  shopId: number,
  accounts: ReadonlyMap<bigint, { lastSeq: number }>,
  entries: readonly NewEntry[],
  now: Date,
): Promise<void> {
  if (entries.length === 0) return;
  const lastSeq = new Map([...accounts].map(([customerId, account]) => [customerId, account.lastSeq]));
  const rows = entries.map((entry) => {
    const seq = (lastSeq.get(entry.customerId) ?? 0) + 1;
    lastSeq.set(entry.customerId, seq);
    const { customerId, key, kind, points, availableAt, orderId, programVersion, actor, reason } = entry;
    return {
      customer_id: customerId,
      seq,
      key,
      kind,
      points,
      available_at: availableAt,
      order_id: orderId,
      program_version: programVersion,
      actor,
      reason,
    };
  });
  await sql`
    insert into ledger_entries
      (shop_id, customer_id, seq, key, kind, points, available_at, recorded_at, order_id, program_version, actor, reason)
    select ${shopId}, customer_id, seq, key, kind, points, available_at, ${now}, order_id, program_version, actor, reason
    from ${recordset(rows)} as t(customer_id bigint, seq int, key text, kind text, points bigint, available_at timestamptz,
      order_id bigint, program_version int, actor text, reason text)
  `.execute(db);
  await project(db, shopId, [...new Set(entries.map(({ customerId }) => customerId))], now);
}

/** Recomputes the stored balances of accounts from their entries, and marks those whose metafields in Shopify no longer agree. */
export async function project(db: Db, shopId: number, customerIds: readonly bigint[], now: Date): Promise<void> {
  await sql`
    update ledger_accounts a set
      last_seq = s.last_seq, available = s.available, pending = s.pending, lifetime_earned = s.lifetime_earned,
      next_change_at = s.next_change_at, as_of = ${now},
      sync_due_at = case
        when a.synced_available is distinct from s.available or a.synced_pending is distinct from s.pending
        then coalesce(a.sync_due_at, ${now}) end
    from (
      select customer_id,
        max(seq) as last_seq,
        coalesce(sum(points) filter (where available_at <= ${now}), 0)::bigint as available,
        coalesce(sum(points) filter (where available_at > ${now}), 0)::bigint as pending,
        coalesce(sum(points) filter (where kind = 'order'), 0)::bigint as lifetime_earned,
        min(available_at) filter (where available_at > ${now}) as next_change_at
      from ledger_entries where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
      group by customer_id
    ) s
    where a.shop_id = ${shopId} and a.customer_id = s.customer_id
  `.execute(db);
}

/** A customer's balances at this instant, from the entries themselves. All zero for a customer without an account. */
export async function readAccount(db: Db, shopId: number, customerId: bigint, now: Date): Promise<Account> {
  const { rows } = await sql<{ points: bigint; available_at: Date; kind: string }>`
    select points, available_at, kind from ledger_entries where shop_id = ${shopId} and customer_id = ${customerId}
  `.execute(db);
  const lifetimeEarned = rows.reduce((total, { kind, points }) => (kind === "order" ? total + points : total), 0n);
  return {
    customerId,
    lifetimeEarned,
    ...balanceAt(
      rows.map(({ points, available_at }) => ({ points, availableAt: available_at })),
      now,
    ),
  };
}
