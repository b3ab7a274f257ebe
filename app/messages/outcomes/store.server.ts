import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { messageOf } from "../../lib/mask.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../../lib/time.ts";
import type { ProviderEvent } from "../providers/contract.ts";
import type { ProviderName } from "../providers/registry.ts";
import type { Outcome } from "./outcome.ts";

/** Events that name no message of ours are kept under the number of no shop, until it is found out whose they are. */
export const NO_SHOP = 0;

/** `shopId`, `messageId`: what its mark says; null: it brought none of ours. */
export type Arrival = ProviderEvent & { shopId: number | null; messageId: bigint | null };

/** An event in the hands of who acts on it. */
export type StoredEvent = {
  eventId: bigint;
  provider: ProviderName;
  eventKey: string;
  kind: Outcome;
  at: Date;
  messageId: bigint | null;
  providerId: string | null;
  recipient: string | null;
  reason: string | null;
  attempts: number;
};

/**
 * Stores what a provider tells, each event once, under the shop that its mark names. Events of shops that are gone are not stored.
 * @param once a token that is good for one body
 * @returns false: the token has come before, with another body, and nothing is stored
 */
export async function accept(
  db: Db,
  provider: ProviderName,
  arrivals: readonly Arrival[],
  once: { token: string; digest: string } | null,
  now: Date,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    if (once !== null && !(await isGood(tx, provider, once, now))) return false;
    // In one order, so that deliveries of the same events do not wait for each other in a circle.
    const rows = arrivals.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(rowOf);
    if (rows.length === 0) return true;
    await sql`
      insert into provider_events (shop_id, provider, event_key, kind, at, message_id, provider_id, recipient, reason, raw, due_at, received_at)
      select shop_id, ${provider}::text, event_key, kind, at, message_id, provider_id, recipient, reason, raw, ${now}::timestamptz, ${now}::timestamptz
      from ${recordset(rows)} as t(shop_id int, event_key text, kind text, at timestamptz, message_id bigint, provider_id text, recipient text,
        reason text, raw jsonb)
      where t.shop_id = ${NO_SHOP} or exists (select from shops s where s.shop_id = t.shop_id)
      on conflict (shop_id, provider, event_key) do nothing
    `.execute(tx);
    return true;
  });
}

function rowOf({ shopId, key, kind, at, messageId, providerId, recipient, reason, raw }: Arrival): object {
  return {
    ...{
      shop_id: shopId ?? NO_SHOP,
      event_key: key,
      kind,
      at,
      message_id: messageId,
      provider_id: providerId?.slice(0, 200) ?? null,
    },
    ...{ recipient, reason, raw: raw ?? null },
  };
}

async function isGood(
  tx: Tx,
  provider: ProviderName,
  { token, digest }: { token: string; digest: string },
  now: Date,
): Promise<boolean> {
  const shopId = NO_SHOP;
  const { rows } = await sql<{ digest: string }>`
    insert into provider_tokens as t (shop_id, provider, token, digest, seen_at)
    values (${shopId}, ${provider}, ${token}, ${digest}, ${now})
    on conflict (shop_id, provider, token) do update set digest = t.digest
    returning t.digest
  `.execute(tx);
  return rows[0]?.digest === digest;
}

/** Takes events of a shop that are due, the oldest first. They stay the transaction's own until it ends. */
export async function claimEvents(tx: Tx, shopId: number, now: Date, limit: number): Promise<StoredEvent[]> {
  const { rows } = await sql<StoredEvent>`
    select event_id as "eventId", provider, event_key as "eventKey", kind, at, message_id as "messageId", provider_id as "providerId", recipient, reason, attempts
    from provider_events where shop_id = ${shopId} and state = 'pending' and due_at <= ${now}
    order by at, event_id limit ${limit} for update skip locked
  `.execute(tx);
  return rows;
}

/** Who it was about and how it came are forgotten once an event has had its effect; that it came is remembered, so that it counts once. */
export async function settleEvents(
  tx: Tx,
  shopId: number,
  eventIds: readonly bigint[],
  state: "done" | "unplaced",
  now: Date,
): Promise<void> {
  if (eventIds.length === 0) return;
  await sql`
    update provider_events set state = ${state}, settled_at = ${now}, recipient = null, raw = null
    where shop_id = ${shopId} and event_id = any(${ids(eventIds)})
  `.execute(tx);
}

/** After so many failures an event is left as it is, for somebody to look at. */
const MOST_ATTEMPTS = 12;

/** Lets the events that failed together rest, and parts them: the one that spoils the others is soon alone. */
export async function putOffEvents(db: Db, shopId: number, error: unknown, now: Date, limit: number): Promise<void> {
  await sql`
    with failed as (
      select event_id from provider_events where shop_id = ${shopId} and state = 'pending' and due_at <= ${now}
      order by at, event_id limit ${limit} for update skip locked
    )
    update provider_events e set due_at = ${plusMs(now, MINUTE_MS)}::timestamptz + random() * interval '9 minutes', attempts = attempts + 1,
      state = case when attempts + 1 >= ${MOST_ATTEMPTS} then 'problem' else state end, reason = left(${messageOf(error)}::text, 200)
    from failed f where e.shop_id = ${shopId} and e.event_id = f.event_id
  `.execute(db);
}

/** Shops with events that are due, none before another. Reads only. */
export async function listShopsWithEvents(db: Db, now: Date, limit: number): Promise<number[]> {
  const { rows } = await sql<{ shop_id: number }>`
    select shop_id from provider_events where state = 'pending' and due_at <= ${now} group by shop_id order by random() limit ${limit}
  `.execute(db);
  return rows.map(({ shop_id }) => shop_id);
}

/**
 * Whatever a provider told of a person and has had no effect yet has none any more. Among what names no shop it goes, too: whose it would have been nobody knows, and that the person
 * has asked is known.
 */
export async function forgetEvents(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  emails: readonly string[],
): Promise<void> {
  await sql`
    update provider_events e set state = 'done', recipient = null, raw = null, reason = null, provider_id = null
    where e.shop_id = ${shopId} and (e.recipient = any(${emails}::text[]) or e.message_id in (
      select m.message_id from messages m where m.shop_id = ${shopId} and m.customer_id = any(${ids(customerIds)})
    ))
  `.execute(db);
  await sql`
    update provider_events set state = 'done', recipient = null, raw = null, reason = null
    where shop_id = ${NO_SHOP} and recipient = any(${emails}::text[])
  `.execute(db);
}

/** Longer than an event may be old when it is taken (receive.server.ts), so that none counts twice. */
const KEEP_MS = 35 * DAY_MS;
/** Longer than a token is good. */
const KEEP_TOKENS_MS = 3 * DAY_MS;

/** Forgets what was told long ago, also what nobody could make sense of. @returns how many */
export async function cleanUpEvents(db: Db, now: Date): Promise<number> {
  const events = await sql`delete from provider_events where received_at < ${plusMs(now, -KEEP_MS)}`.execute(db);
  const tokens = await sql`delete from provider_tokens where seen_at < ${plusMs(now, -KEEP_TOKENS_MS)}`.execute(db);
  return Number((events.numAffectedRows ?? 0n) + (tokens.numAffectedRows ?? 0n));
}
