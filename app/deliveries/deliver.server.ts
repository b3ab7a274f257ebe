import { sql, type RawBuilder } from "kysely";
import pMap from "p-map";

import type { Db, Tx } from "../db.server.ts";
import { backoffMs } from "../lib/backoff.ts";
import { meetsAll } from "../lib/database-errors.ts";
import { ids, recordset } from "../lib/rows.server.ts";
import { MINUTE_MS, plusMs, SECOND_MS } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { bodyOf, idOf, isToldKind, type HappenedEvent } from "./payload.ts";
import { MOST_ATTEMPTS, PATIENCE_MS, REST, RETRY, type ReceiverKind } from "./receiver.ts";
import { openSecrets } from "./receivers.server.ts";
import type { Addressee, Outcome, Transport } from "./transport.ts";
import { sendToFlow } from "./shopify-flow/send.server.ts";
import { sendWebhook } from "./webhook/send.server.ts";

export type Transports = Readonly<Record<ReceiverKind, Transport>>;
const transports: Transports = { webhook: sendWebhook, "shopify-flow": sendToFlow };

/** Receivers that get a turn in one call. */
const RECEIVERS = 40;
const RECEIVERS_AT_ONCE = 8;
/** Of one receiver: taken together, of as many customers, and on their way side by side. */
const BATCH = 20;
const AT_ONCE = 5;
/** A receiver that is slower hands on: what it has not been sent by then waits for its next turn. */
const TURN_MS = SECOND_MS;
/** Of one shop, however many of them are slow: no other shop waits for all of them. */
const OF_A_SHOP = 2;
/** Whoever sends is done by then, or has died. */
const LEASE_MS = 2 * MINUTE_MS;
/** A receiver that has rested for so long had nothing to take: what waits is tried more often. */
const IDLE_MS = 2 * RETRY.longestMs;

type Ready = { shopId: number; receiverId: number };

/** Receivers to which something is due, a few of each shop, at most `limit` of them and none before another. Reads only. */
async function listReady(db: Db, now: Date, limit: number): Promise<Ready[]> {
  const { rows } = await sql<Ready>`
    select "shopId", "receiverId" from (
      select r.shop_id as "shopId", r.receiver_id as "receiverId", row_number() over (partition by r.shop_id order by random()) as place
      from receivers r join shops s on s.shop_id = r.shop_id and s.status = 'installed'
      where r.state = 'active' and (r.rest_until is null or r.rest_until <= ${now})
        and exists (select from deliveries d
          where d.shop_id = r.shop_id and d.receiver_id = r.receiver_id and d.state = 'waiting' and d.due_at <= ${now})
    ) due where place <= ${OF_A_SHOP} order by random() limit ${limit}
  `.execute(db);
  return rows;
}

/** Sends what is due, to several receivers side by side. Several processes may call it at once. @returns how many deliveries it dealt with */
export async function deliverDue(db: Db, now: () => Date, over: Transports = transports): Promise<number> {
  const ready = await listReady(db, now(), RECEIVERS);
  const done = await pMap(ready, (one) => deliverTo(db, one, now, over), { concurrency: RECEIVERS_AT_ONCE, stopOnError: false });
  return done.reduce((sum, count) => sum + count, 0);
}

type Claimed = { deliveryId: bigint; attempts: number; event: HappenedEvent; gone: boolean };
type Claim = { kind: ReceiverKind; domain: string; to: Addressee; claimed: Claimed[] };

/** @throws what would meet the next receiver as well, so that the loop rests */
async function deliverTo(db: Db, { shopId, receiverId }: Ready, clock: () => Date, over: Transports): Promise<number> {
  try {
    const claim = await db.transaction().execute((tx) => claimDue(tx, shopId, receiverId, clock()));
    if (claim === null) return 0;
    const { kind, domain, to, claimed } = claim;
    const began = clock();
    const answered = await pMap(
      claimed,
      async ({ deliveryId, attempts, event, gone }, nth) => {
        if (nth >= AT_ONCE && clock() >= plusMs(began, TURN_MS)) return { deliveryId, attempts, outcome: null };
        const parcel = { id: idOf(event, shopId), body: bodyOf(event, { domain }), gone };
        return { deliveryId, attempts, outcome: await over[kind](to, parcel, clock()) };
      },
      { concurrency: AT_ONCE },
    );
    const settled = answered.flatMap(({ outcome, ...one }) => (outcome === null ? [] : [{ ...one, outcome }]));
    const unsent = answered.filter(({ outcome }) => outcome === null).map(({ deliveryId }) => deliveryId);
    if (answered.length > 0)
      await db.transaction().execute(async (tx) => {
        await putBack(tx, shopId, unsent, clock());
        if (settled.length > 0) await settle(tx, shopId, receiverId, settled, clock());
      });
    return claimed.length;
  } catch (error) {
    if (meetsAll(error)) throw error;
    log().error({ error, shopId, receiverId }, "deliveries could not be made");
    await letRest(db, shopId, receiverId, plusMs(clock(), MINUTE_MS));
    return 0;
  }
}

/** Nothing of it is the receiver's fault; it is only not tried at every turn. */
async function letRest(db: Db, shopId: number, receiverId: number, until: Date): Promise<void> {
  await sql`update receivers set rest_until = ${until} where shop_id = ${shopId} and receiver_id = ${receiverId}`.execute(db);
}

/** What may be read of a receiver to send to it; of one that fails, one delivery is tried at a time. */
async function claimDue(tx: Tx, shopId: number, receiverId: number, now: Date): Promise<Claim | null> {
  const { rows } = await sql<{
    kind: ReceiverKind;
    url: string | null;
    secret: string | null;
    formerSecret: string | null;
    formerUntil: Date | null;
    failures: number;
    domain: string;
  }>`
    select r.kind, r.url, r.secret, r.former_secret as "formerSecret", r.former_until as "formerUntil", r.failures, s.domain
    from receivers r join shops s on s.shop_id = r.shop_id
    where r.shop_id = ${shopId} and r.receiver_id = ${receiverId} and r.state = 'active' and (r.rest_until is null or r.rest_until <= ${now})
  `.execute(tx);
  const receiver = rows[0];
  if (receiver === undefined) return null;
  const claimed = await claimOf(tx, shopId, receiverId, receiver.failures > 0 ? 1 : BATCH, now);
  const { kind, url, domain } = receiver;
  return { kind, domain, to: { domain, url, secrets: openSecrets(shopId, receiver, now) }, claimed };
}

/** The first that waits of each customer. It stays their first until it is settled, so that nobody takes the next one meanwhile. */
async function claimOf(tx: Tx, shopId: number, receiverId: number, limit: number, now: Date): Promise<Claimed[]> {
  const { rows } = await sql<{
    deliveryId: bigint;
    attempts: number;
    eventId: bigint;
    customerId: bigint;
    kind: string | null;
    occurredAt: Date | null;
    data: unknown;
    gone: boolean;
  }>`
    with first as (
      select d.delivery_id from deliveries d
      where d.shop_id = ${shopId} and d.receiver_id = ${receiverId} and d.state = 'waiting' and d.due_at <= ${now}
        and not exists (select from deliveries b where b.shop_id = d.shop_id and b.receiver_id = d.receiver_id
          and b.customer_id = d.customer_id and b.state = 'waiting' and b.delivery_id < d.delivery_id)
      order by d.due_at, d.delivery_id limit ${limit} for update skip locked
    ), claimed as (
      update deliveries d set due_at = ${plusMs(now, LEASE_MS)}, attempts = d.attempts + 1
      from first f where d.shop_id = ${shopId} and d.delivery_id = f.delivery_id
      returning d.delivery_id, d.attempts, d.event_id, d.customer_id
    )
    select c.delivery_id as "deliveryId", c.attempts, c.event_id as "eventId", c.customer_id as "customerId", e.kind,
      e.occurred_at as "occurredAt", e.data, coalesce(k.deleted_at is not null or k.merged_into is not null, false) as gone
    from claimed c left join timeline_events e on e.shop_id = ${shopId} and e.event_id = c.event_id
    left join customers k on k.shop_id = ${shopId} and k.customer_id = c.customer_id
    order by c.delivery_id
  `.execute(tx);
  const lost = rows.filter(({ kind }) => kind === null).map(({ deliveryId }) => deliveryId);
  // The event was taken back: there is nothing to tell.
  if (lost.length > 0)
    await sql`delete from deliveries where shop_id = ${shopId} and delivery_id = any(${ids(lost)})`.execute(tx);
  return rows.flatMap(({ deliveryId, attempts, eventId, customerId, kind, occurredAt, data, gone }) =>
    kind === null || occurredAt === null || !isToldKind(kind)
      ? []
      : [{ deliveryId, attempts, event: { eventId, kind, customerId, occurredAt, data }, gone }],
  );
}

/** As if nobody had taken them. */
async function putBack(tx: Tx, shopId: number, deliveryIds: readonly bigint[], now: Date): Promise<void> {
  if (deliveryIds.length === 0) return;
  await sql`
    update deliveries set due_at = ${now}, attempts = attempts - 1
    where shop_id = ${shopId} and delivery_id = any(${ids(deliveryIds)}) and state = 'waiting'
  `.execute(tx);
}

type Settled = { deliveryId: bigint; attempts: number; outcome: Outcome };

async function settle(tx: Tx, shopId: number, receiverId: number, settled: readonly Settled[], now: Date): Promise<void> {
  const rows = settled.map(({ deliveryId, attempts, outcome }) => {
    const over = outcome.ok || attempts >= MOST_ATTEMPTS;
    return {
      ...{ delivery_id: deliveryId, state: outcome.ok ? "delivered" : over ? "failed" : "waiting" },
      ...{ status: outcome.status, problem: outcome.ok ? null : outcome.problem, settled_at: over ? now : null },
      due_at: outcome.ok ? now : plusMs(now, backoffMs(attempts, RETRY.firstMs, RETRY.longestMs)),
    };
  });
  await sql`
    update deliveries d set state = t.state, status = t.status, problem = t.problem, settled_at = t.settled_at, due_at = t.due_at
    from ${recordset(rows)} as t(delivery_id bigint, state text, status int, problem text, settled_at timestamptz, due_at timestamptz)
    where d.shop_id = ${shopId} and d.delivery_id = t.delivery_id and d.state = 'waiting'
  `.execute(tx);
  await sql`
    update receivers set ${receiverAfter(settled, now)} where shop_id = ${shopId} and receiver_id = ${receiverId} and state = 'active'
  `.execute(tx);
}

/** What a receiver's answers mean for it: one that took something is well, and of one that was asked for nothing meanwhile nobody knows. */
function receiverAfter(settled: readonly Settled[], now: Date): RawBuilder<unknown> {
  const problems = settled.flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.problem]));
  const gone = problems.includes("gone");
  if (!gone && problems.length < settled.length)
    return sql`failures = 0, failing_since = null, rest_until = null, problem = null`;
  const problem = gone ? "gone" : (problems.at(-1) ?? null);
  const since = sql`case when rest_until < ${plusMs(now, -IDLE_MS)} then ${now}::timestamptz else coalesce(failing_since, ${now}::timestamptz) end`;
  const rest = sql`least(${REST.longestMs}::float8, ${REST.firstMs}::float8 * power(2, least(30, failures)))`;
  return sql`
    failures = failures + 1, failing_since = ${since}, problem = ${problem},
    rest_until = ${now}::timestamptz + ${rest} * interval '1 millisecond',
    state = case when ${gone} or ${since} <= ${plusMs(now, -PATIENCE_MS)} then 'paused' else state end`;
}
