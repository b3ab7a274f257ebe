import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { backoffMs } from "../../lib/backoff.ts";
import { recordset } from "../../lib/rows.server.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from "../../lib/time.ts";
import { aboutAddresses } from "./outcome.ts";
import { claimEvents, NO_SHOP, settleEvents, type StoredEvent } from "./store.server.ts";

type Place = { shopId: number; messageId: bigint | null };

/** An event may overtake the answer of the mail server that its id is from. */
const AGAIN_MS = MINUTE_MS;
/** After so many looks nobody knows it: it is of an email that is none of ours. */
const MOST_LOOKS = 8;

/**
 * Finds out whose the events are that brought no mark of ours, and hands them to that shop: by what the provider called the message when it took it; permanent bounces and complaints
 * otherwise by their address, where **exactly one** shop has written to it lately. Where it could be one of several nobody gets it: that an address has complained of one shop is
 * nobody else's business.
 * @returns how many it looked at
 */
export async function placeEvents(db: Db, now: Date, limit: number): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const events = await claimEvents(tx, NO_SHOP, now, limit);
    if (events.length === 0) return 0;
    const byId = await findByProviderId(tx, events);
    const placed: { event: StoredEvent; place: Place }[] = [];
    const lost: StoredEvent[] = [];
    for (const event of events) {
      const place = byId.get(event.providerId ?? "") ?? (await findByAddress(tx, event));
      if (place === null) lost.push(event);
      else placed.push({ event, place });
    }
    await hand(tx, placed, now);
    const idsOf = (some: readonly StoredEvent[]) => some.map(({ eventId }) => eventId);
    const hopeless = lost.filter(({ attempts }) => attempts + 1 >= MOST_LOOKS);
    await settleEvents(tx, NO_SHOP, idsOf(placed.map(({ event }) => event)), "done", now);
    await settleEvents(tx, NO_SHOP, idsOf(hopeless), "unplaced", now);
    await lookAgain(
      tx,
      lost.filter((event) => !hopeless.includes(event)),
      now,
    );
    return events.length;
  });
}

/** Reads across shops: the ids are the provider's own and unique in the operator's account. One that two messages bear says nothing. */
async function findByProviderId(tx: Tx, events: readonly StoredEvent[]): Promise<Map<string, Place>> {
  const known = [...new Set(events.flatMap(({ providerId }) => (providerId === null ? [] : [providerId])))];
  if (known.length === 0) return new Map();
  const { rows } = await sql<{ provider_id: string; shop_id: number; message_id: bigint }>`
    select provider_id, min(shop_id) as shop_id, min(message_id) as message_id from messages
    where provider_id = any(${known}::text[]) group by provider_id having count(*) = 1
  `.execute(tx);
  return new Map(rows.map(({ provider_id, shop_id, message_id }) => [provider_id, { shopId: shop_id, messageId: message_id }]));
}

const LATELY_MS = 30 * DAY_MS;

/** Reads across shops, of each only whether it has written to the address. */
async function findByAddress(tx: Tx, { kind, recipient, at }: StoredEvent): Promise<Place | null> {
  if (recipient === null || !aboutAddresses.includes(kind)) return null;
  const { rows } = await sql<{ shop_id: number }>`
    select s.shop_id from shops s where exists (
      select from customers c join messages m on m.shop_id = c.shop_id and m.customer_id = c.customer_id
      where c.shop_id = s.shop_id and lower(c.email) = ${recipient} and lower(m.recipient) = ${recipient}
        and m.sent_at between ${plusMs(at, -LATELY_MS)} and ${plusMs(at, HOUR_MS)}
    ) limit 2
  `.execute(tx);
  const [only] = rows;
  return only === undefined || rows.length > 1 ? null : { shopId: only.shop_id, messageId: null };
}

async function hand(tx: Tx, placed: readonly { event: StoredEvent; place: Place }[], now: Date): Promise<void> {
  for (const [shopId, own] of Map.groupBy(placed, ({ place }) => place.shopId)) {
    const rows = own.map(({ event, place }) => ({
      ...{ provider: event.provider, event_key: event.eventKey, kind: event.kind, at: event.at, message_id: place.messageId },
      ...{ provider_id: event.providerId, recipient: event.recipient, reason: event.reason },
    }));
    await sql`
      insert into provider_events (shop_id, provider, event_key, kind, at, message_id, provider_id, recipient, reason, due_at, received_at)
      select ${shopId}::int, provider, event_key, kind, at, message_id, provider_id, recipient, reason, ${now}::timestamptz, ${now}::timestamptz
      from ${recordset(rows)} as t(provider text, event_key text, kind text, at timestamptz, message_id bigint, provider_id text, recipient text, reason text)
      on conflict (shop_id, provider, event_key) do nothing
    `.execute(tx);
  }
}

async function lookAgain(tx: Tx, events: readonly StoredEvent[], now: Date): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ eventId, attempts }) => ({
    ...{ event_id: eventId, attempts: attempts + 1 },
    due_at: plusMs(now, backoffMs(attempts + 1, AGAIN_MS, 6 * HOUR_MS)),
  }));
  await sql`
    update provider_events e set attempts = t.attempts, due_at = t.due_at
    from ${recordset(rows)} as t(event_id bigint, attempts int, due_at timestamptz)
    where e.shop_id = ${NO_SHOP} and e.event_id = t.event_id
  `.execute(tx);
}
