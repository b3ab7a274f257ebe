import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { append, type TimelineEvent } from "../customers/timeline.server.ts";
import { customersByShop, ids } from "../lib/rows.server.ts";
import { enqueue } from "../messages/outbox.server.ts";
import type { Texts } from "../program/rules/texts.ts";
import type { Shop } from "../shops/shop.ts";
import type { EntryKind } from "./entry.ts";
import { appendEntries, lockAccounts, project, type NewEntry } from "./accounts.server.ts";
import { spendable } from "./expiry/expire.server.ts";

/** Accounts hold at most this many points either way, so that sums stay exact in every place that shows them. */
const POINTS_LIMIT = 1_000_000_000_000n;

export type Adjustment = {
  customerId: bigint;
  points: bigint;
  reason: string;
  /** What the customer reads of it, in the shop and, where `tell` asks for it, in an email. */
  publicReason?: string | null;
  tell?: boolean;
  /** `merchant:<Shopify user id>` */
  actor: string;
  /** Names the intent: the same adjustment sent twice is posted once. */
  key: string;
  /** Whether it counts for the tier like points earned. */
  affectsTier?: boolean;
};

export type AdjustOutcome =
  /** @param customerId whose account it is in by now */
  | { ok: true; duplicate: boolean; customerId: bigint }
  | { ok: false; reason: "unknown-customer" | "out-of-range" }
  /** @param available what there would have been to take */
  | { ok: false; reason: "insufficient-points"; available: bigint }
  /** @param posted what has been posted under this key instead, be it to somebody else */
  | { ok: false; reason: "another-posted"; posted: bigint };

/** Posts a merchant's adjustment. It takes effect at once and never takes more than is available. A key that has posted another one posts nothing. */
export async function adjust(db: Db, shop: Shop, adjustment: Adjustment, now: Date): Promise<AdjustOutcome> {
  const { points, reason, actor, publicReason = null } = adjustment;
  if (points === 0n || points > POINTS_LIMIT || points < -POINTS_LIMIT) return { ok: false, reason: "out-of-range" };
  const customerId = await liveCustomer(db, shop.shopId, adjustment.customerId);
  if (customerId === null) return { ok: false, reason: "unknown-customer" };

  const { locked, available, at } = await spendable(db, shop, customerId, now);
  const key = `adjustment:${adjustment.key}`;
  const tierPoints = adjustment.affectsTier === true ? points : 0n;
  const known = await findPosted(db, shop.shopId, key);
  if (known !== null) {
    const isSame = known.points === points && known.tierPoints === tierPoints && known.reason === reason;
    return isSame && (await liveCustomer(db, shop.shopId, known.customerId)) === customerId
      ? { ok: true, duplicate: true, customerId }
      : { ok: false, reason: "another-posted", posted: known.points };
  }
  if (points < 0n && available + points < 0n) return { ok: false, reason: "insufficient-points", available };

  const entry: NewEntry = {
    customerId,
    key,
    kind: "adjustment",
    points,
    tierPoints,
    availableAt: at,
    actor,
    reason,
    publicReason,
  };
  await appendEntries(db, shop, locked, [entry], at);
  await append(
    db,
    shop.shopId,
    [{ customerId, kind: "points.adjusted", key, occurredAt: at, data: { points, reason, actor } }],
    at,
  );
  const data = { points, reason: publicReason };
  if (adjustment.tell === true)
    await enqueue(db, shop.shopId, [{ customerId, template: "points-adjusted", key: `points-adjusted:${key}`, data }], at);
  return { ok: true, duplicate: false, customerId };
}

type PostedBefore = { customerId: bigint; points: bigint; tierPoints: bigint; reason: string | null };

async function findPosted(db: Db, shopId: number, key: string): Promise<PostedBefore | null> {
  const { rows } = await sql<PostedBefore>`
    select customer_id as "customerId", points, tier_points as "tierPoints", reason from ledger_entries where shop_id = ${shopId} and key = ${key}
  `.execute(db);
  return rows[0] ?? null;
}

/** The customer, or whom they were merged into; null when nobody is known by that id, or they were erased. */
export async function liveCustomer(db: Db, shopId: number, customerId: bigint): Promise<bigint | null> {
  const { rows } = await sql<{ customer_id: bigint; erased: boolean }>`
    with recursive chain as (
      select customer_id, merged_into, redacted_at, 0 as depth from customers where shop_id = ${shopId} and customer_id = ${customerId}
      union all
      select c.customer_id, c.merged_into, c.redacted_at, chain.depth + 1 from customers c
      join chain on c.shop_id = ${shopId} and c.customer_id = chain.merged_into where chain.depth < 20
    )
    select customer_id, redacted_at is not null as erased from chain order by depth desc limit 1
  `.execute(db);
  return rows[0] === undefined || rows[0].erased ? null : rows[0].customer_id;
}

/**
 * Moves what is not the points of an order from a merged customer's account to the kept one, entry by entry, with its age and what it counts for
 * the tier; points of orders follow when their orders are settled. Posting it again moves only what has come since.
 */
export async function merge(db: Db, shop: Shop, goneId: bigint, keptId: bigint, now: Date): Promise<void> {
  const { rows } = await sql<Moved>`
    select seq, points, tier_points as "tierPoints", available_at as "availableAt", earned_at as "earnedAt", order_id as "orderId",
      redemption_id as "redemptionId", rule, program_version as "programVersion"
    from ledger_entries e where shop_id = ${shop.shopId} and customer_id = ${goneId} and kind <> 'order' and key not like 'merge:%:out'
      and not exists (select 1 from ledger_entries m where m.shop_id = e.shop_id and m.key = 'merge:' || e.customer_id || ':' || e.seq || ':out')
    order by seq
  `.execute(db);
  // Opens no accounts for customers who never had a point.
  if (rows.length === 0) return;
  const accounts = await lockAccounts(db, shop.shopId, [goneId, keptId], now);
  const entries = rows.flatMap(({ seq, points, tierPoints, ...rest }): NewEntry[] => {
    const shared = { ...rest, kind: "merge", actor: "system" } as const;
    return [
      { ...shared, customerId: goneId, key: `merge:${goneId}:${seq}:out`, points: -points, tierPoints: -tierPoints },
      { ...shared, customerId: keptId, key: `merge:${goneId}:${seq}:in`, points, tierPoints },
    ];
  });
  await appendEntries(db, shop, accounts, entries, now);
}

type Moved = Required<Omit<NewEntry, "customerId" | "key" | "kind" | "actor" | "reason" | "publicReason" | "earnedAt">> & {
  seq: number;
  earnedAt: Date;
};

/** Customers, per shop, of whom points become available by now. At most `limit` of each shop, so that one which is busy hides no other. */
export async function listMaturing(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select shop_id, customer_id from (
      select shop_id, customer_id, row_number() over (partition by shop_id order by next_change_at, customer_id) as place
      from ledger_accounts where next_change_at <= ${now}
    ) due where place <= ${limit} order by shop_id, place
  `.execute(db);
  return customersByShop(rows);
}

/** Lets points of these customers become available whose time has come. @returns those whose balance time has changed */
export async function mature(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<bigint[]> {
  const { shopId } = shop;
  const { rows } = await sql<{ customer_id: bigint; available: bigint }>`
    select customer_id, available from ledger_accounts
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and next_change_at <= ${now} order by customer_id for update
  `.execute(tx);
  const ripe = rows.map((row) => row.customer_id);
  if (ripe.length === 0) return [];
  await project(tx, shop, ripe, now);
  const before = new Map(rows.map((row) => [row.customer_id, row.available]));
  await append(tx, shopId, await matured(tx, shopId, ripe, before, now), now);
  return ripe;
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
  kind: EntryKind;
  points: bigint;
  availableAt: Date;
  recordedAt: Date;
  orderId: bigint | null;
  orderName: string | null;
  actor: string;
  reason: string | null;
  /** What the customer reads of it. */
  publicReason: string | null;
  /** Key of the bonus rule. */
  rule: string | null;
  /** The reward that points were spent on or came back from. */
  rewardTitle: Texts | null;
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
        o.name as "orderName", e.actor, e.reason,
        e.public_reason as "publicReason", e.rule, d.terms -> 'title' as "rewardTitle", (sum(e.points) over (order by e.seq))::bigint as "runningBalance"
      from ledger_entries e
      left join orders o on o.shop_id = e.shop_id and o.order_id = e.order_id
      left join redemptions d on d.shop_id = e.shop_id and d.redemption_id = e.redemption_id
      where e.shop_id = ${shopId} and e.customer_id = ${customerId}
    ) lines
    where ${page.beforeSeq ?? null}::int is null or seq < ${page.beforeSeq ?? null}
    order by seq desc limit ${page.limit}
  `.execute(db);
  return rows;
}
