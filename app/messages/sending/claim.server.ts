import { sql } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Tx } from "../../db.server.ts";
import { env } from "../../env.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import { MINUTE_MS, plusMs } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { messageEvent } from "./message-event.server.ts";
import type { ClaimedMessage } from "./claimed-message.ts";
import type { RewardsInReach } from "./current.server.ts";
import { readClaimFacts, type ClaimFacts } from "./claim-facts.server.ts";
import { linksOf } from "../../shops/storefront/storefront-links.ts";
import { compose, senderOf, type Mail } from "../mails/mail.ts";
import { decide } from "../policy.ts";
import { render } from "../mails/render.ts";
import { templateKeys } from "../mails/templates.ts";
import { unsubscribeUrl } from "../unsubscribe/token.ts";

/** How long handing a mail over may take before its outcome counts as unknown: longer than all timeouts of the channel together. */
const HANDOVER_MS = 10 * MINUTE_MS;

/** `attempts` fences: only the attempt that handed a mail over may say what became of it. */
export type Handover = { message: ClaimedMessage; attempts: number; mail: Mail };

/**
 * Decides about messages that are due and marks those that leave as "sending", in one transaction under their customers' locks: what is not
 * marked has never been given to a mail server, and of several messages to one customer each sees the one before.
 */
export async function claimDue(
  tx: Tx,
  now: Date,
  limit: number,
  inReach: RewardsInReach,
): Promise<{ claimed: number; handovers: Handover[] }> {
  const { rows } = await sql<ClaimedMessage>`
    select m.shop_id as "shopId", m.message_id as "messageId", m.customer_id as "customerId", m.flow_id as "flowId", m.template, m.data, m.purpose, m.key, m.locale, m.attempts,
      m.expires_at as "expiresAt", m.reason
    from messages m join customers c on c.shop_id = m.shop_id and c.customer_id = m.customer_id
    where m.state = 'queued' and m.due_at <= ${now}
    order by m.due_at limit ${limit}
    for no key update of m, c skip locked
  `.execute(tx);
  const facts = await readClaimFacts(tx, rows, now, inReach);
  const outcomes = rows.map((message) => {
    const about = facts.get(message.messageId);
    if (about === undefined) throw new Error("Each claimed message has its facts");
    const outcome = outcomeOf(message, about, now);
    if (outcome.kind === "send" && message.purpose === "marketing") noteSent(facts, message, rows, now);
    return { message, outcome };
  });
  const handovers = outcomes.flatMap(({ message, outcome }) =>
    outcome.kind === "send" ? [{ message, attempts: message.attempts + 1, mail: outcome.mail }] : [],
  );
  await markSending(tx, handovers, now);
  await postpone(
    tx,
    outcomes.flatMap(({ message, outcome }) => (outcome.kind === "defer" ? [{ message, ...outcome }] : [])),
  );
  await drop(
    tx,
    outcomes.flatMap(({ message, outcome }) => (outcome.kind === "drop" ? [{ message, reason: outcome.reason }] : [])),
    now,
  );
  return { claimed: rows.length, handovers };
}

type Outcome = { kind: "send"; mail: Mail } | { kind: "defer"; until: Date; reason: string } | { kind: "drop"; reason: string };

function outcomeOf(message: ClaimedMessage, about: ClaimFacts, now: Date): Outcome {
  const verdict = decide(
    { purpose: message.purpose, expiresAt: message.expiresAt, deferredFor: message.reason },
    about.policy,
    now,
  );
  if (verdict.kind !== "send") return verdict;
  try {
    return { kind: "send", mail: mailOf(message, about, now) };
  } catch (error) {
    log().error({ error, shopId: message.shopId, messageId: message.messageId }, "a message cannot be rendered");
    return { kind: "drop", reason: "not-renderable" };
  }
}

function mailOf(message: ClaimedMessage, facts: ClaimFacts, now: Date): Mail {
  const { policy, sender: settings, firstName, storefront, imprint, current } = facts;
  const template = templateKeys.find((key) => key === message.template);
  if (template === undefined || policy.recipient.email === null) throw new Error("No such template or no recipient");
  const { SHOPIFY_APP_URL, UNSUBSCRIBE_SECRET, MAIL_FROM } = env();
  const sender = senderOf(settings, MAIL_FROM);
  const link = unsubscribeUrl(
    SHOPIFY_APP_URL,
    { shopId: message.shopId, customerId: message.customerId, channel: "email" },
    UNSUBSCRIBE_SECRET,
  );
  const about = {
    shopName: settings.shopName,
    links: linksOf(storefront, message.locale),
    imprint,
    firstName,
    unsubscribeUrl: link,
    canReply: sender.replyTo !== null,
    ...{ currency: facts.currency, timeZone: policy.shop.timeZone, shopLocale: facts.shopLocale },
    ...{ account: current?.account ?? null, rules: current?.rules ?? null, cheapest: current?.cheapest ?? null },
  };
  const rendered = render({ template, data: message.data }, message.locale, about);
  return compose({
    shopId: message.shopId,
    key: message.key,
    sender,
    to: policy.recipient.email,
    locale: message.locale,
    rendered,
    unsubscribeUrl: message.purpose === "marketing" ? link : null,
    now,
  });
}

function noteSent(facts: Map<bigint, ClaimFacts>, sent: ClaimedMessage, rows: readonly ClaimedMessage[], now: Date): void {
  for (const { messageId } of rows.filter(({ shopId, customerId }) => shopId === sent.shopId && customerId === sent.customerId)) {
    const about = facts.get(messageId);
    if (about !== undefined) about.policy.lastMarketingAt = now;
  }
}

async function markSending(tx: Tx, handovers: readonly Handover[], now: Date): Promise<void> {
  if (handovers.length === 0) return;
  const rows = handovers.map(({ message, attempts, mail }) => ({
    ...idsOf(message),
    attempts,
    recipient: mail.to,
    subject: mail.subject,
  }));
  await sql`
    update messages m
    set state = 'sending', attempts = t.attempts, claimed_until = ${plusMs(now, HANDOVER_MS)}, sent_at = ${now}, recipient = t.recipient,
      subject = t.subject, reason = null
    from ${recordset(rows)} as t(shop_id int, message_id bigint, attempts int, recipient text, subject text)
    where m.shop_id = t.shop_id and m.message_id = t.message_id
  `.execute(tx);
}

async function postpone(tx: Tx, deferred: readonly { message: ClaimedMessage; until: Date; reason: string }[]): Promise<void> {
  if (deferred.length === 0) return;
  const rows = deferred.map(({ message, until, reason }) => ({ ...idsOf(message), until, reason }));
  await sql`
    update messages m set due_at = t.until, reason = t.reason
    from ${recordset(rows)} as t(shop_id int, message_id bigint, until timestamptz, reason text)
    where m.shop_id = t.shop_id and m.message_id = t.message_id
  `.execute(tx);
}

async function drop(tx: Tx, dropped: readonly { message: ClaimedMessage; reason: string }[], now: Date): Promise<void> {
  if (dropped.length === 0) return;
  const rows = dropped.map(({ message, reason }) => ({ ...idsOf(message), reason }));
  await sql`
    update messages m set state = 'dropped', reason = t.reason
    from ${recordset(rows)} as t(shop_id int, message_id bigint, reason text)
    where m.shop_id = t.shop_id and m.message_id = t.message_id
  `.execute(tx);
  for (const [shopId, items] of Map.groupBy(dropped, ({ message }) => message.shopId)) {
    await append(
      tx,
      shopId,
      items.map(({ message, reason }) => messageEvent(message, "message.dropped", { reason }, now)),
      now,
    );
  }
}

function idsOf(message: ClaimedMessage) {
  return { shop_id: message.shopId, message_id: message.messageId };
}
