import { sql } from "kysely";

import { append, type TimelineEvent } from "../../customers/timeline.server.ts";
import type { Tx } from "../../db.server.ts";
import { sending } from "../../db/together.ts";
import { backoffMs } from "../../lib/backoff.ts";
import { recordset } from "../../lib/rows.server.ts";
import { HOUR_MS, MINUTE_MS, plusMs } from "../../lib/time.ts";
import type { Channel, Delivery } from "../channels/channel.ts";
import { channelNamed, type ChannelName } from "../channels/registry.ts";
import type { Kept } from "../sent/packed.server.ts";
import { suppress } from "../suppressions/suppress.server.ts";
import { messageEvent } from "./message-event.server.ts";
import type { Handover } from "./claim.server.ts";

/** What became of a message that was handed over. `kept`: what it said, to be looked up. */
export type Settlement = { handover: Handover; delivery: Delivery; kept?: Kept };

type Of<Kind extends Delivery["kind"]> = Handover & {
  delivery: Extract<Delivery, { kind: Kind }>;
  kept: Kept | undefined;
  erased: boolean;
};

/**
 * Records what became of messages of a shop. A claim that another has settled meanwhile stays as it is; that it was taken is always recorded, but of somebody
 * who was erased in between neither name nor address is written down again.
 */
export async function settle(
  tx: Tx,
  shopId: number,
  settlements: readonly Settlement[],
  now: Date,
  channelOf: (name: ChannelName) => Pick<Channel, "idempotent"> = channelNamed,
): Promise<void> {
  const erased = await lockErased(tx, shopId, settlements);
  const outcomes = settlements.map(({ handover, delivery, kept }) => ({
    ...{ ...handover, kept },
    erased: erased.has(handover.message.messageId),
    // Where the same key arrives once, it is simply handed over again.
    delivery:
      delivery.kind === "unknown" && channelOf(handover.message.channel).idempotent
        ? { ...delivery, kind: "temporary" as const }
        : delivery,
  }));
  const of = <Kind extends Delivery["kind"]>(kind: Kind) =>
    outcomes.filter((outcome): outcome is Of<Kind> => outcome.delivery.kind === kind);
  const events = [
    ...(await accept(tx, shopId, of("accepted"), now)),
    ...(await refuse(tx, shopId, of("permanent"), now)),
    ...(await giveUp(tx, shopId, of("unknown"), now)),
  ];
  await putOff(tx, shopId, of("temporary"), now);
  await append(tx, shopId, events, now);
}

/** Locks the messages, so that an erasure comes wholly before or wholly after. @returns those whose customer was erased */
async function lockErased(tx: Tx, shopId: number, settlements: readonly Settlement[]): Promise<Set<bigint>> {
  const { rows } = await sql<{ message_id: bigint; erased: boolean }>`
    select m.message_id, m.recipient is null as erased
    from messages m join ${attemptsOf(settlements.map(({ handover }) => handover))} using (message_id, attempts)
    where m.shop_id = ${shopId} order by m.message_id for no key update of m
  `.execute(tx);
  return new Set(rows.flatMap(({ message_id, erased }) => (erased ? [message_id] : [])));
}

/** The attempts of these messages, and what is to be written of each, as t. */
function attemptsOf(handovers: readonly (Handover & { reason?: string; due_at?: Date; provider_id?: string | null })[]) {
  const rows = handovers.map(({ message, attempts, reason, due_at, provider_id }) => ({
    ...{ message_id: message.messageId, attempts, reason, due_at, provider_id },
  }));
  return sql`${recordset(rows)} as t(message_id bigint, attempts int, reason text, due_at timestamptz, provider_id text)`;
}

async function accept(tx: Tx, shopId: number, accepted: readonly Of<"accepted">[], now: Date): Promise<TimelineEvent[]> {
  if (accepted.length === 0) return [];
  const rows = accepted.map((one) => ({ ...one, provider_id: one.delivery.providerId ?? null }));
  const contents = accepted.flatMap(({ message: { messageId }, kept, erased }) =>
    erased || kept === undefined ? [] : [{ message_id: messageId, text: kept.text, packed: kept.packed.toString("base64") }],
  );
  await sql`
    with taken as (
      update messages m set state = 'sent', claimed_until = null, reason = null, provider_id = t.provider_id
      from ${attemptsOf(rows)}
      where m.shop_id = ${shopId} and m.message_id = t.message_id and m.attempts = t.attempts
        and (m.state = 'sending' or (m.state = 'failed' and m.reason = 'unknown-outcome'))
      returning m.message_id, m.customer_id, m.sent_at
    )
    insert into message_contents (shop_id, message_id, customer_id, sent_at, text, packed)
    select ${shopId}, message_id, customer_id, sent_at, c.text, decode(c.packed, 'base64')
    from taken join ${recordset(contents)} as c(message_id bigint, text text, packed text) using (message_id)
    on conflict do nothing
  `.execute(sending(tx));
  return accepted.map(({ message, content, erased }) =>
    messageEvent(message, "message.sent", erased ? {} : { subject: content.subject ?? "" }, now),
  );
}

/** Keeps what withdrew it meanwhile: then it has expired and is dropped for that reason. */
async function putOff(tx: Tx, shopId: number, refused: readonly Of<"temporary">[], now: Date): Promise<void> {
  if (refused.length === 0) return;
  const rows = refused.map((one) => ({
    ...one,
    reason: `mail-server: ${one.delivery.reason}`,
    due_at: plusMs(now, backoffMs(one.attempts, 2 * MINUTE_MS, 4 * HOUR_MS)),
  }));
  await sql`
    update messages m set state = 'queued', claimed_until = null, sent_at = null, due_at = t.due_at, reason = coalesce(m.reason, t.reason)
    from ${attemptsOf(rows)}
    where m.shop_id = ${shopId} and m.message_id = t.message_id and m.attempts = t.attempts and m.state = 'sending'
  `.execute(sending(tx));
}

async function refuse(tx: Tx, shopId: number, refused: readonly Of<"permanent">[], now: Date): Promise<TimelineEvent[]> {
  if (refused.length === 0) return [];
  await sql`
    update messages m set state = 'failed', claimed_until = null, sent_at = null, reason = t.reason
    from ${attemptsOf(refused.map((one) => ({ ...one, reason: `mail-server: ${one.delivery.reason}` })))}
    where m.shop_id = ${shopId} and m.message_id = t.message_id and m.attempts = t.attempts and m.state = 'sending'
  `.execute(sending(tx));
  const dead = refused.filter(({ delivery, erased }) => delivery.addressIsDead && !erased);
  await suppress(
    tx,
    shopId,
    dead.map(({ message, content }) => ({
      ...{ channel: message.channel, address: content.to, reason: "bounced", source: "mail-server", at: now },
    })),
  );
  return refused.map(({ message, delivery }) =>
    messageEvent(message, "message.dropped", { reason: delivery.addressIsDead ? "suppressed-bounced" : "refused" }, now),
  );
}

async function giveUp(tx: Tx, shopId: number, unknown: readonly Of<"unknown">[], now: Date): Promise<TimelineEvent[]> {
  if (unknown.length === 0) return [];
  await sql`
    update messages m set state = 'failed', claimed_until = null, reason = 'unknown-outcome'
    from ${attemptsOf(unknown)}
    where m.shop_id = ${shopId} and m.message_id = t.message_id and m.attempts = t.attempts and m.state = 'sending'
  `.execute(sending(tx));
  return unknown.map(({ message }) => messageEvent(message, "message.dropped", { reason: "unknown-outcome" }, now));
}
