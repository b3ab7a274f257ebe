import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { MINUTE_MS, plusMs } from "../../lib/time.ts";
import { toldChannel, type PushProblem, type TellableState } from "./told-consent.ts";

/** Longer than the longest wait for a throttled Shopify and a request that hangs together. */
const LEASE_MS = 10 * MINUTE_MS;

export type PendingPush = {
  shopId: number;
  customerId: bigint;
  eventId: bigint;
  state: TellableState;
  optInLevel: string | null;
  occurredAt: Date;
  /** Failed attempts before this one. */
  attempts: number;
  hasAddress: boolean;
  /** Something newer is known, or the customer is gone: telling Shopify of it would undo the one and reach nobody in the other case. */
  moot: boolean;
  /** Until then the customer is this worker's alone. */
  claimedUntil: Date;
};

/**
 * The newest consents on the told channel that these customers gave or withdrew with us wait until Shopify has taken them: one for each customer. While a call about an
 * older one is under way, the newer waits for its end, so that they cannot arrive the other way round.
 */
export async function awaitPush(db: Db, shopId: number, customerIds: readonly bigint[], now: Date): Promise<void> {
  await sql`
    insert into consent_pushes as p (shop_id, customer_id, event_id, since, due_at)
    select distinct on (e.customer_id) e.shop_id, e.customer_id, e.event_id, ${now}::timestamptz, ${now}::timestamptz
    from consent_events e
    where e.shop_id = ${shopId} and e.customer_id = any(${ids(customerIds)}) and e.channel = ${toldChannel} and e.source <> 'shopify' and e.pushed_at is null
    order by e.customer_id, e.occurred_at desc, e.event_id desc
    on conflict (shop_id, customer_id) do update set event_id = excluded.event_id, since = excluded.since,
      due_at = greatest(excluded.due_at, p.claimed_until), attempts = 0, problem = null, answer = null
    where p.event_id <> excluded.event_id
  `.execute(db);
}

/** Nothing more is told of who is forgotten. */
export async function forgetPushes(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<void> {
  await sql`delete from consent_pushes where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
}

/** What waits for customers who were merged waits for whom they became. @param pairs a relation t(kept bigint, gone bigint) */
export async function movePushes(db: Db, shopId: number, pairs: RawBuilder<unknown>, now: Date): Promise<void> {
  const { rows } = await sql<{ kept: bigint }>`
    delete from consent_pushes p using ${pairs} where p.shop_id = ${shopId} and p.customer_id = t.gone returning t.kept
  `.execute(db);
  if (rows.length === 0) return;
  await awaitPush(
    db,
    shopId,
    rows.map(({ kept }) => kept),
    now,
  );
}

/** Finds a row where shop `s` has consents that are due. */
export function duePushes(now: Date): RawBuilder<unknown> {
  return sql`select from consent_pushes p where p.shop_id = s.shop_id and p.due_at <= ${now}`;
}

/** Takes the shop's consent that is due next. @returns null: there is none, or others have it */
export async function claimPush(db: Db, shopId: number, now: Date): Promise<PendingPush | null> {
  const { rows } = await sql<PendingPush>`
    with due as (
      select p.customer_id from consent_pushes p
      where p.shop_id = ${shopId} and p.due_at <= ${now} order by p.due_at, p.event_id limit 1 for update skip locked
    ), claimed as (
      update consent_pushes p set claimed_until = ${plusMs(now, LEASE_MS)}, due_at = ${plusMs(now, LEASE_MS)} from due
      where p.shop_id = ${shopId} and p.customer_id = due.customer_id
      returning p.shop_id, p.customer_id, p.event_id, p.attempts, p.claimed_until
    )
    select p.shop_id as "shopId", p.customer_id as "customerId", p.event_id as "eventId", e.state, e.opt_in_level as "optInLevel",
      e.occurred_at as "occurredAt", p.attempts, p.claimed_until as "claimedUntil", coalesce(c.email, '') <> '' as "hasAddress",
      coalesce(c.deleted_at, c.redacted_at) is not null or exists (
        select from consent_events n
        where n.shop_id = e.shop_id and n.customer_id = e.customer_id and n.channel = e.channel and n.occurred_at > e.occurred_at
      ) as moot
    from claimed p
    join consent_events e on e.shop_id = p.shop_id and e.event_id = p.event_id
    join customers c on c.shop_id = p.shop_id and c.customer_id = p.customer_id
  `.execute(db);
  return rows[0] ?? null;
}

/** Shopify has taken it. */
export async function settlePush(db: Db, push: PendingPush, now: Date): Promise<void> {
  await sql`update consent_events set pushed_at = ${now} where shop_id = ${push.shopId} and event_id = ${push.eventId}`.execute(
    db,
  );
  await dropPush(db, push, now);
}

/** Shopify need not be told any more. A newer consent that came meanwhile is due at once. */
export async function dropPush(db: Db, { shopId, customerId, eventId, claimedUntil }: PendingPush, now: Date): Promise<void> {
  await sql`
    delete from consent_pushes where shop_id = ${shopId} and customer_id = ${customerId} and event_id = ${eventId}
  `.execute(db);
  await sql`
    update consent_pushes set claimed_until = null, due_at = ${now}
    where shop_id = ${shopId} and customer_id = ${customerId} and claimed_until = ${claimedUntil}
  `.execute(db);
}

/**
 * Shopify has not taken it: it stays due, and is tried again `at`. A newer consent that came meanwhile is due at once.
 * @param answer Shopify's own words, without addresses; null: there are none
 */
export async function retryPush(
  db: Db,
  { shopId, customerId, eventId, claimedUntil }: PendingPush,
  { problem, answer, at }: { problem: PushProblem; answer: string | null; at: Date },
  now: Date,
): Promise<void> {
  const same = sql`event_id = ${eventId}`;
  await sql`
    update consent_pushes set claimed_until = null, due_at = case when ${same} then ${at}::timestamptz else ${now}::timestamptz end,
      attempts = case when ${same} then attempts + 1 else 0 end, problem = case when ${same} then ${problem}::text end,
      answer = case when ${same} then ${answer?.slice(0, 200) ?? null}::text end
    where shop_id = ${shopId} and customer_id = ${customerId} and claimed_until = ${claimedUntil}
  `.execute(db);
}
