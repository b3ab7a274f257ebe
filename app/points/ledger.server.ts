import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { append, type TimelineEvent } from "../customers/timeline.server.ts";
import { maxBig } from "../lib/arithmetic.ts";
import { ids } from "../lib/rows.server.ts";
import type { Shop } from "../shops/shop.ts";
import { appendEntries, lockAccounts, project, readAccount, type NewEntry } from "./accounts.server.ts";

/** Accounts hold at most this many points either way, so that sums stay exact in every place that shows them. */
export const POINTS_LIMIT = 1_000_000_000_000n;

export type Adjustment = {
  customerId: bigint;
  points: bigint;
  reason: string;
  /** `merchant:<Shopify user id>` */
  actor: string;
  /** Names the intent: the same adjustment sent twice is posted once. */
  key: string;
};

export type AdjustOutcome =
  { ok: true; duplicate: boolean } | { ok: false; reason: "insufficient-points" | "unknown-customer" | "out-of-range" };

/** Posts a merchant's adjustment. It takes effect at once and never takes more than is available. */
export async function adjust(db: Db, shop: Shop, adjustment: Adjustment, now: Date): Promise<AdjustOutcome> {
  const { points, reason, actor } = adjustment;
  if (points === 0n || points > POINTS_LIMIT || points < -POINTS_LIMIT) return { ok: false, reason: "out-of-range" };
  const customerId = await liveCustomer(db, shop.shopId, adjustment.customerId);
  if (customerId === null) return { ok: false, reason: "unknown-customer" };

  const accounts = await lockAccounts(db, shop.shopId, [customerId], now);
  const key = `adjustment:${adjustment.key}`;
  const known = await sql`select 1 from ledger_entries where shop_id = ${shop.shopId} and key = ${key}`.execute(db);
  if (known.rows.length > 0) return { ok: true, duplicate: true };
  const { available } = await readAccount(db, shop.shopId, customerId, now);
  if (points < 0n && available + points < 0n) return { ok: false, reason: "insufficient-points" };

  const entry = {
    customerId,
    key,
    kind: "adjustment",
    points,
    availableAt: now,
    orderId: null,
    programVersion: null,
    actor,
    reason,
  } as const;
  await appendEntries(db, shop.shopId, accounts, [entry], now);
  await append(
    db,
    shop.shopId,
    [{ customerId, kind: "points.adjusted", key, occurredAt: now, data: { points, reason, actor } }],
    now,
  );
  return { ok: true, duplicate: false };
}

async function liveCustomer(db: Db, shopId: number, customerId: bigint): Promise<bigint | null> {
  const { rows } = await sql<{ customer_id: bigint; merged_into: bigint | null }>`
    with recursive chain as (
      select customer_id, merged_into, 0 as depth from customers where shop_id = ${shopId} and customer_id = ${customerId}
      union all
      select c.customer_id, c.merged_into, chain.depth + 1 from customers c
      join chain on c.shop_id = ${shopId} and c.customer_id = chain.merged_into where chain.depth < 20
    )
    select customer_id, merged_into from chain order by depth desc limit 1
  `.execute(db);
  return rows[0]?.customer_id ?? null;
}

/**
 * Moves what is not tied to an order from a merged customer's account to the kept one; points of orders follow when their orders are settled.
 * Posting it again moves only what has come since.
 */
export async function merge(db: Db, shop: Shop, goneId: bigint, keptId: bigint, now: Date): Promise<void> {
  const accounts = await lockAccounts(db, shop.shopId, [goneId, keptId], now);
  const { rows } = await sql<{ points: bigint; available_at: Date; times: number }>`
    select sum(points)::bigint as points, available_at,
      (select count(*)::int from ledger_entries where shop_id = ${shop.shopId} and customer_id = ${goneId} and kind = 'merge') as times
    from (
      select points, greatest(available_at, ${now}) as available_at from ledger_entries
      where shop_id = ${shop.shopId} and customer_id = ${goneId} and kind <> 'order'
    ) e
    group by available_at having sum(points) <> 0
  `.execute(db);
  const entries = rows.flatMap(({ points, available_at, times }, index): NewEntry[] => {
    const shared = {
      kind: "merge",
      availableAt: available_at,
      orderId: null,
      programVersion: null,
      actor: "system",
      reason: null,
    } as const;
    const key = `merge:${goneId}:${keptId}:${times + index}`;
    return [
      { ...shared, customerId: goneId, key: `${key}:out`, points: -points },
      { ...shared, customerId: keptId, key: `${key}:in`, points },
    ];
  });
  await appendEntries(db, shop.shopId, accounts, entries, now);
}

/** Lets points become available whose time has come. @returns the customers per shop whose balance time has changed */
export async function matureDue(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint; available: bigint }>`
    select shop_id, customer_id, available from ledger_accounts where next_change_at <= ${now}
    order by next_change_at limit ${limit} for update skip locked
  `.execute(db);
  const touched = new Map<number, bigint[]>();
  for (const { shop_id, customer_id } of rows) touched.set(shop_id, [...(touched.get(shop_id) ?? []), customer_id]);
  for (const [shopId, customerIds] of touched) {
    await project(db, shopId, customerIds, now);
    const before = new Map(rows.filter((row) => row.shop_id === shopId).map((row) => [row.customer_id, row.available]));
    await append(db, shopId, await matured(db, shopId, customerIds, before, now), now);
  }
  return touched;
}

async function matured(
  db: Db,
  shopId: number,
  customerIds: bigint[],
  before: Map<bigint, bigint>,
  now: Date,
): Promise<TimelineEvent[]> {
  const { rows } = await sql<{ customer_id: bigint; available: bigint; last_seq: number }>`
    select customer_id, available, last_seq from ledger_accounts where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
  `.execute(db);
  return rows.flatMap(({ customer_id, available, last_seq }) => {
    const points = available - (before.get(customer_id) ?? 0n);
    const key = `available:${customer_id}:${last_seq}:${now.toISOString()}`;
    return points === 0n
      ? []
      : [{ customerId: customer_id, kind: "points.available" as const, key, occurredAt: now, data: { points } }];
  });
}

export type LedgerLine = {
  seq: number;
  kind: string;
  points: bigint;
  availableAt: Date;
  recordedAt: Date;
  orderId: bigint | null;
  orderName: string | null;
  actor: string;
  reason: string | null;
  /** Pending and available together, after this entry. */
  runningBalance: bigint;
};

/** A customer's entries, newest first. `beforeSeq` continues a page. */
export async function listEntries(
  db: Db,
  shopId: number,
  customerId: bigint,
  page: { limit: number; beforeSeq?: number },
): Promise<LedgerLine[]> {
  const { rows } = await sql<LedgerLine>`
    select * from (
      select e.seq, e.kind, e.points, e.available_at as "availableAt", e.recorded_at as "recordedAt", e.order_id as "orderId",
        o.name as "orderName", e.actor, e.reason, (sum(e.points) over (order by e.seq))::bigint as "runningBalance"
      from ledger_entries e
      left join orders o on o.shop_id = e.shop_id and o.order_id = e.order_id
      where e.shop_id = ${shopId} and e.customer_id = ${customerId}
    ) lines
    where ${page.beforeSeq ?? null}::int is null or seq < ${page.beforeSeq ?? null}
    order by seq desc limit ${page.limit}
  `.execute(db);
  return rows;
}

/** The worth that a shop owes its customers: points that could be spent now or later; accounts in debt do not reduce it. */
export function outstanding(balances: readonly { available: bigint; pending: bigint }[]): bigint {
  return balances.reduce((total, { available, pending }) => total + maxBig(0n, available + pending), 0n);
}
