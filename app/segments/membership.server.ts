import { sql } from "kysely";

import { append } from "../customers/timeline.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { joinAccount, living, loadCompiled, type SegmentShop } from "./segments.server.ts";

export type Transition = { customerId: bigint; segmentKey: string; entered: boolean };

type Change = { customer_id: bigint; segment_id: number; entered: boolean; transaction: string };

/**
 * Brings the memberships of these customers up to `now`: members come and go, each change is a timeline event, and each customer's next instant
 * of change is noted. Ids that are unknown, deleted, erased or merged leave every segment. Runs in the caller's transaction, or in its own.
 * @returns what changed, ordered by customer, then segment id
 */
export async function evaluate(db: Db, shop: SegmentShop, customerIds: readonly bigint[], now: Date): Promise<Transition[]> {
  if (customerIds.length === 0) return [];
  if (!db.isTransaction) return db.transaction().execute((tx) => evaluate(tx, shop, customerIds, now));
  const { segments, held, nextChangeAt } = await loadCompiled(db, shop, now);
  const wanted = ids([...new Set(customerIds)]);
  // Whoever decides about a customer's memberships holds the customer's row, so that the decision below sees all that was decided before it.
  await sql`
    select count(*) from (
      select from customers where shop_id = ${shop.shopId} and customer_id = any(${wanted}) order by customer_id for update
    ) locked
  `.execute(db);
  const { rows } = await sql<Change>`
    with target as materialized (
      select c.customer_id, c.next_eval_at as stored_at,
        case when ${living} then ${held} else '{}' end as held,
        case when ${living} then ${nextChangeAt} end as next_eval_at
      from customers c ${joinAccount}
      where c.shop_id = ${shop.shopId} and c.customer_id = any(${wanted})
    ),
    entered as (
      insert into segment_members (shop_id, segment_id, customer_id, entered_at)
      select ${shop.shopId}, segment_id, customer_id, ${now}
      from target, unnest(target.held) segment_id
      on conflict do nothing
      returning customer_id, segment_id
    ),
    departed as (
      delete from segment_members m
      where m.shop_id = ${shop.shopId} and m.customer_id = any(${wanted})
        and m.segment_id = any(${segments.map(({ segmentId }) => segmentId)}::int[])
        and not exists (select from target t where t.customer_id = m.customer_id and m.segment_id = any(t.held))
      returning m.customer_id, m.segment_id
    ),
    noted as (
      update customers c set next_eval_at = t.next_eval_at from target t
      where c.shop_id = ${shop.shopId} and c.customer_id = any(${wanted}) and c.customer_id = t.customer_id
        and t.stored_at is distinct from t.next_eval_at
    )
    select customer_id, segment_id, entered, pg_current_xact_id()::text as transaction
    from (
      select customer_id, segment_id, true from entered
      union all
      select customer_id, segment_id, false from departed
    ) change(customer_id, segment_id, entered)
    order by customer_id, segment_id
  `.execute(db);
  return record(db, shop, segments, rows, now);
}

/** Whether any of the shop's segments asks for balances. One whose text only looks like it costs an evaluation, nothing else. */
export async function askForBalance(db: Db, shopId: number): Promise<boolean> {
  const { rows } = await sql<{ asked: boolean }>`
    select exists (select from segments where shop_id = ${shopId} and position('points_balance' in lower(query)) > 0) as asked
  `.execute(db);
  return rows[0]?.asked === true;
}

async function record(
  db: Db,
  shop: SegmentShop,
  segments: readonly { segmentId: number; key: string; name: string }[],
  changes: readonly Change[],
  now: Date,
): Promise<Transition[]> {
  const byId = new Map(segments.map((segment) => [segment.segmentId, segment]));
  const known = changes.flatMap((change) => {
    const segment = byId.get(change.segment_id);
    return segment === undefined ? [] : [{ ...change, segment }];
  });
  const events = known.map(({ customer_id, segment, entered, transaction }) => ({
    customerId: customer_id,
    kind: entered ? ("segment.entered" as const) : ("segment.left" as const),
    // The instant alone is not enough: a customer may enter, leave and enter again while the clock stands still.
    key: `segment:${segment.segmentId}:${customer_id}:${entered ? "entered" : "left"}:${now.getTime()}:${transaction}`,
    occurredAt: now,
    data: { segmentId: segment.segmentId, segmentKey: segment.key, segmentName: segment.name },
  }));
  await append(db, shop.shopId, events, now);
  return known.map(({ customer_id, segment, entered }) => ({ customerId: customer_id, segmentKey: segment.key, entered }));
}

/** Called inside the transaction that changed memberships, with the customers whose memberships changed. */
export type Afterwards = (tx: Db, shopId: number, customerIds: bigint[]) => Promise<void>;

type Due = { shop: SegmentShop; installed: boolean; customerIds: bigint[] };

/**
 * Evaluates the customers whose memberships time may have changed, across shops, at most `limit` of them, a transaction a shop. Several workers
 * may call it at once: each customer is evaluated by one of them. A shop that fails is logged and tried again a minute later, so that it holds
 * up no other.
 * @param afterwards what must happen together with the changes
 * @returns per shop, the customers whose memberships changed
 */
export async function evaluateDue(db: Db, now: Date, limit: number, afterwards?: Afterwards): Promise<Map<number, bigint[]>> {
  const changed = new Map<number, bigint[]>();
  for (const due of await findDue(db, now, limit)) {
    const { shop, installed, customerIds } = due;
    if (!installed) {
      await postpone(db, shop.shopId, customerIds, now, plusMs(now, DAY_MS));
      continue;
    }
    try {
      const touched = await db.transaction().execute((tx) => evaluateClaimed(tx, due, now, afterwards));
      if (touched.length > 0) changed.set(shop.shopId, touched);
    } catch (error) {
      log().error(
        { error, shopId: shop.shopId, customers: customerIds.length },
        "segments of due customers could not be evaluated",
      );
      await postpone(db, shop.shopId, customerIds, now, plusMs(now, MINUTE_MS));
    }
  }
  return changed;
}

/** The one statement here that looks across shops, as the poll of a queue does. What others hold at this moment is theirs. */
async function findDue(db: Db, now: Date, limit: number): Promise<Due[]> {
  const { rows } = await sql<{
    shop_id: number;
    customer_id: bigint;
    status: string | null;
    time_zone: string;
    currency: string;
  }>`
    with due as (
      select c.shop_id, c.customer_id from customers c
      where c.next_eval_at <= ${now} order by c.next_eval_at limit ${limit} for update skip locked
    )
    select due.shop_id, due.customer_id, s.status, s.time_zone, s.currency
    from due left join shops s on s.shop_id = due.shop_id
    order by due.shop_id, due.customer_id
  `.execute(db);
  const shops = new Map<number, Due>();
  for (const row of rows) {
    const shop = { shopId: row.shop_id, timeZone: row.time_zone, currency: row.currency };
    const due = shops.get(row.shop_id) ?? { shop, installed: row.status === "installed", customerIds: [] };
    due.customerIds.push(row.customer_id);
    shops.set(row.shop_id, due);
  }
  return [...shops.values()];
}

async function evaluateClaimed(tx: Db, { shop, customerIds }: Due, now: Date, afterwards?: Afterwards): Promise<bigint[]> {
  const { rows } = await sql<{ customer_id: bigint }>`
    select customer_id from customers
    where shop_id = ${shop.shopId} and customer_id = any(${ids(customerIds)}) and next_eval_at <= ${now}
    order by customer_id for update skip locked
  `.execute(tx);
  const transitions = await evaluate(
    tx,
    shop,
    rows.map((row) => row.customer_id),
    now,
  );
  const touched = [...new Set(transitions.map((transition) => transition.customerId))];
  if (touched.length > 0) await afterwards?.(tx, shop.shopId, touched);
  return touched;
}

async function postpone(db: Db, shopId: number, customerIds: readonly bigint[], now: Date, until: Date): Promise<void> {
  await sql`
    update customers set next_eval_at = ${until}
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and next_eval_at <= ${now}
  `.execute(db);
}
