import { sql } from "kysely";

import { lowerAddress } from "../../lib/lower-address.ts";
import { append, type TimelineEvent } from "../../customers/timeline.server.ts";
import type { Tx } from "../../db.server.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import { DAY_MS } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { type ChannelName } from "../channels/registry.ts";
import { withdrawMarketing } from "../outbox.server.ts";
import { suppress, type NewSuppression } from "../suppressions/suppress.server.ts";
import { unsubscribe } from "../unsubscribe/unsubscribe.server.ts";
import { outcomes, type Outcome } from "./outcome.ts";
import { claimEvents, settleEvents, type StoredEvent } from "./store.server.ts";

/** What an event is about. Of one that is about an address alone, each customer who has it. */
type Subject = {
  customerId: bigint;
  channel: ChannelName;
  template: string | null;
  messageId: bigint | null;
  address: string | null;
};
type Case = { event: StoredEvent; kind: Outcome; subject: Subject };

type MessageRow = {
  message_id: bigint;
  customer_id: bigint;
  channel: ChannelName;
  template: string;
  recipient: string | null;
  outcome: Outcome | null;
};

/**
 * Gives the events of a shop that are due their effects: the message's outcome, the suppression of its address, the end of a consent, what waits taken back, a line in the timeline.
 * In whatever order and however often they come, the strongest statement holds.
 * @returns how many events there were, and whose consent has changed
 */
export async function applyEvents(tx: Tx, shop: Shop, now: Date, limit: number): Promise<{ events: number; consent: bigint[] }> {
  const events = await claimEvents(tx, shop.shopId, now, limit);
  if (events.length === 0) return { events: 0, consent: [] };
  const messages = await lockMessages(tx, shop.shopId, events);
  const cases = [...casesOfMessages(events, messages), ...(await casesOfAddresses(tx, shop.shopId, events))];
  await noteOutcomes(tx, shop.shopId, cases);
  await suppressBounced(tx, shop.shopId, cases, now);
  await suppressRepeated(tx, shop.shopId, cases, now);
  const consent = await endConsents(tx, shop, cases, now);
  await append(tx, shop.shopId, cases.flatMap(eventOf), now);
  await settleEvents(
    tx,
    shop.shopId,
    events.map(({ eventId }) => eventId),
    "done",
    now,
  );
  return { events: events.length, consent };
}

async function lockMessages(tx: Tx, shopId: number, events: readonly StoredEvent[]): Promise<Map<bigint, MessageRow>> {
  const wanted = events.flatMap(({ messageId }) => (messageId === null ? [] : [messageId]));
  const { rows } = await sql<MessageRow>`
    select message_id, customer_id, channel, template, recipient, outcome from messages
    where shop_id = ${shopId} and message_id = any(${ids(wanted)}) and sent_at is not null order by message_id for no key update
  `.execute(tx);
  return new Map(rows.map((row) => [row.message_id, row]));
}

/** A message goes to one address: that is the one which an event of it is about, whatever the event calls it. Of somebody who was erased there is none any more. */
function casesOfMessages(events: readonly StoredEvent[], messages: ReadonlyMap<bigint, MessageRow>): Case[] {
  return events.flatMap((event) => {
    const message = messages.get(event.messageId ?? 0n);
    if (message === undefined) return [];
    const address = message.recipient === null ? null : lowerAddress(message.recipient);
    // Forwarded to a mailbox that is not there: the one that we write to is.
    const elsewhere = event.recipient !== null && address !== null && event.recipient !== address;
    const kind = event.kind === "bounced" && elsewhere ? "undelivered" : event.kind;
    const { customer_id: customerId, channel, template, message_id: messageId } = message;
    return [{ event, kind, subject: { customerId, channel, template, messageId, address } }];
  });
}

/** Only emails are known by their address alone. */
async function casesOfAddresses(tx: Tx, shopId: number, events: readonly StoredEvent[]): Promise<Case[]> {
  const own = events.filter(({ messageId, recipient }) => messageId === null && recipient !== null);
  if (own.length === 0) return [];
  const { rows } = await sql<{ customer_id: bigint; address: string }>`
    select customer_id, lower(email) as address from customers
    where shop_id = ${shopId} and lower(email) = any(${own.map(({ recipient }) => recipient)}::text[]) and merged_into is null order by customer_id
  `.execute(tx);
  return own.flatMap((event) =>
    rows
      .filter(({ address }) => address === event.recipient)
      .map(({ customer_id: customerId, address }) => ({
        ...{ event, kind: event.kind },
        subject: { customerId, channel: "email", template: null, messageId: null, address },
      })),
  );
}

const strengthOf = (outcome: Outcome) => outcomes.indexOf(outcome);

/** A message whose outcome was unknown has been taken, if its provider tells of it. */
async function noteOutcomes(tx: Tx, shopId: number, cases: readonly Case[]): Promise<void> {
  const byMessage = Map.groupBy(
    cases.filter(({ subject }) => subject.messageId !== null),
    ({ subject }) => subject.messageId,
  );
  const rows = [...byMessage].map(([messageId, own]) => {
    const [strongest] = own.toSorted(
      (a, b) => strengthOf(b.kind) - strengthOf(a.kind) || a.event.at.getTime() - b.event.at.getTime(),
    );
    return {
      message_id: messageId,
      outcome: strongest?.kind,
      at: strongest?.event.at,
      strength: strongest === undefined ? -1 : strengthOf(strongest.kind),
    };
  });
  if (rows.length === 0) return;
  await sql`
    update messages m set
      outcome = case when stronger then t.outcome else m.outcome end, outcome_at = case when stronger then t.at else m.outcome_at end,
      state = case when unknown then 'sent' else m.state end, reason = case when unknown then null else m.reason end
    from ${recordset(rows)} as t(message_id bigint, outcome text, at timestamptz, strength int)
    cross join lateral (
      select o.shop_id, o.message_id, t.strength > coalesce(array_position(${[...outcomes]}::text[], o.outcome) - 1, -1) as stronger,
        o.state = 'failed' and o.reason = 'unknown-outcome' as unknown
      from messages o where o.shop_id = ${shopId} and o.message_id = t.message_id
    ) before
    where m.shop_id = ${shopId} and m.message_id = t.message_id
  `.execute(tx);
}

async function suppressBounced(tx: Tx, shopId: number, cases: readonly Case[], now: Date): Promise<void> {
  const bounced = cases.filter(({ kind }) => kind === "bounced");
  await suppress(
    tx,
    shopId,
    bounced.flatMap(({ event, subject }) => suppressionOf(event, subject, "bounced", "provider")),
  );
  const customerIds = [...new Set(bounced.map(({ subject }) => subject.customerId))];
  await withdrawMarketing(tx, shopId, customerIds, "suppressed-bounced", now);
}

function suppressionOf(
  { at }: StoredEvent,
  { channel, address }: Subject,
  reason: NewSuppression["reason"],
  source: string,
): NewSuppression[] {
  return address === null ? [] : [{ channel, address, reason, source, at }];
}

/** So many messages in a row, over so long a time, that did not arrive: there is nobody any more who empties that mailbox. */
const IN_A_ROW = 5;
const FOR_MS = 14 * DAY_MS;

/** What does not arrive for now counts; an address at which nothing arrives for long is as good as dead. */
async function suppressRepeated(tx: Tx, shopId: number, cases: readonly Case[], now: Date): Promise<void> {
  const customerIds = cases.flatMap(({ kind, subject }) =>
    kind === "undelivered" && subject.messageId !== null ? [subject.customerId] : [],
  );
  if (customerIds.length === 0) return;
  const { rows } = await sql<{ channel: ChannelName; address: string }>`
    with latest as (
      select channel, lower(recipient) as address, outcome, sent_at,
        row_number() over (partition by customer_id, channel, lower(recipient) order by sent_at desc, message_id desc) as place
      from messages where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and recipient is not null and outcome is not null and sent_at is not null
    )
    select channel, address from latest where place <= ${IN_A_ROW} group by channel, address
    having count(*) = ${IN_A_ROW} and bool_and(outcome = 'undelivered') and max(sent_at) - min(sent_at) >= make_interval(secs => ${FOR_MS / 1_000})
  `.execute(tx);
  await suppress(
    tx,
    shopId,
    rows.map(({ channel, address }) => ({ channel, address, reason: "bounced", source: "repeated", at: now })),
  );
}

/** Who has complained, or unsubscribed with the provider, wants no more advertising: as if they had followed our own link. @returns of whom */
async function endConsents(tx: Tx, shop: Shop, cases: readonly Case[], now: Date): Promise<bigint[]> {
  const ended = cases.filter(({ kind }) => kind === "complained" || kind === "unsubscribed");
  for (const { event, kind, subject } of ended) {
    const source = kind === "complained" ? "complaint" : "provider";
    await unsubscribe(tx, { shop, customerId: subject.customerId, channel: subject.channel }, source, now, event.at);
    if (kind === "complained") await suppress(tx, shop.shopId, suppressionOf(event, subject, "complained", "provider"));
  }
  return [...new Set(ended.map(({ subject }) => subject.customerId))];
}

/** Arrivals are not told one by one: the message itself says so. */
function eventOf({ event, kind, subject }: Case): TimelineEvent[] {
  const about = { customerId: subject.customerId, occurredAt: event.at };
  const of = subject.messageId === null ? `event:${event.eventId}:${subject.customerId}` : `message:${subject.messageId}`;
  const template = subject.template === null ? {} : { template: subject.template };
  switch (kind) {
    case "bounced":
    case "undelivered": {
      const permanent = kind === "bounced";
      return [
        { ...about, kind: "message.bounced", key: `${of}:${kind}`, data: { ...template, permanent, ...said(event.reason) } },
      ];
    }
    case "complained":
      return [{ ...about, kind: "message.complained", key: `${of}:complained`, data: template }];
    case "delivered":
    case "unsubscribed":
      return [];
  }
}

function said(reason: string | null): { reason?: string } {
  return reason === null ? {} : { reason };
}
