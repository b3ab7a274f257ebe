import { sql } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Tx } from "../../db.server.ts";
import { sending, together } from "../../db/together.ts";
import { env } from "../../env.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import { MINUTE_MS, plusMs } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { linksOf, proxyUrlOf } from "../../shops/storefront/storefront-links.ts";
import type { Addressed } from "../channels/channel.ts";
import { channelNamed } from "../channels/registry.ts";
import { render } from "../content/render.ts";
import { linkMaker } from "../links/link-maker.ts";
import { markOf } from "../outcomes/mark.ts";
import { basisOf, decide } from "../policy.ts";
import type { FactSources } from "../templates/facts.ts";
import { isEdited, isWorded } from "../templates/registry.ts";
import { leftToday, readSteadily } from "../timing/sending-rules.server.ts";
import { noting, type Written } from "../sent/written.ts";
import { preferencesUrl, unsubscribeUrl } from "../unsubscribe/token.ts";
import { readClaimFacts, type ClaimFacts } from "./claim-facts.server.ts";
import type { ClaimedMessage } from "./claimed-message.ts";
import { messageEvent } from "./message-event.server.ts";

/** How long handing a message over may take before its outcome counts as unknown: longer than all timeouts of a transport together. */
const HANDOVER_MS = 10 * MINUTE_MS;

/** `attempts` fences: only the attempt that handed a message over may say what became of it. `content` is the channel's own; `written`: what it says. */
export type Handover = { message: ClaimedMessage; attempts: number; content: Addressed; written: Written };

/**
 * Decides about messages of a shop that are due and marks those that leave as "sending", in one transaction under their customers' locks: what is not
 * marked has never been handed over, and of several messages to one customer each sees the one before.
 */
export async function claimDue(
  tx: Tx,
  shopId: number,
  now: Date,
  limit: number,
  sources: FactSources,
): Promise<{ claimed: number; handovers: Handover[] }> {
  const [, left, rows] = await together([readSteadily(tx, shopId), leftToday(tx, shopId, now), take(tx, shopId, now, limit)]);
  if (rows.length === 0) await dropWithoutCustomer(tx, shopId, now);
  const facts = await readClaimFacts(tx, shopId, rows, sources, left, now);
  const outcomes = rows.map((message) => {
    const about = facts.get(message.messageId);
    if (about === undefined) throw new Error("Each claimed message has its facts");
    const outcome = outcomeOf(message, about, now);
    if (outcome.kind === "send" && message.purpose === "marketing") noteSent(facts, message, rows, now);
    return { message, outcome };
  });
  const handovers = outcomes.flatMap(({ message, outcome }) =>
    outcome.kind === "send"
      ? [{ message, attempts: message.attempts + 1, content: outcome.content, written: outcome.written }]
      : [],
  );
  await markSending(tx, shopId, handovers, now);
  await postpone(
    tx,
    shopId,
    outcomes.flatMap(({ message, outcome }) => (outcome.kind === "defer" ? [{ message, ...outcome }] : [])),
  );
  await drop(
    tx,
    shopId,
    outcomes.flatMap(({ message, outcome }) => (outcome.kind === "drop" ? [{ message, reason: outcome.reason }] : [])),
    now,
  );
  return { claimed: rows.length, handovers };
}

/** The oldest that are due, with their customers locked. */
async function take(tx: Tx, shopId: number, now: Date, limit: number): Promise<ClaimedMessage[]> {
  const { rows } = await sql<ClaimedMessage>`
    select m.shop_id as "shopId", m.message_id as "messageId", m.customer_id as "customerId", m.flow_id as "flowId", m.campaign_id as "campaignId", m.channel, m.template, m.data, m.purpose, m.topic, m.similar_goods as "similarGoods", m.key, m.locale, m.attempts,
      m.expires_at as "expiresAt", m.reason
    from messages m join customers c on c.shop_id = m.shop_id and c.customer_id = m.customer_id
    where m.shop_id = ${shopId} and m.state = 'queued' and m.due_at <= ${now}
    order by m.due_at, m.message_id limit ${limit}
    for no key update of m, c skip locked
  `.execute(tx);
  return rows;
}

type Outcome =
  | { kind: "send"; content: Addressed; written: Written }
  | { kind: "defer"; until: Date; reason: string; restMs: number }
  | { kind: "drop"; reason: string };

function outcomeOf(message: ClaimedMessage, about: ClaimFacts, now: Date): Outcome {
  const verdict = decide({ ...intentOf(message), expiresAt: message.expiresAt, deferredFor: message.reason }, about.policy, now);
  if (verdict.kind !== "send") return verdict;
  try {
    return { kind: "send", ...contentOf(message, about, now) };
  } catch (error) {
    log().error({ error, shopId: message.shopId, messageId: message.messageId }, "a message cannot be rendered");
    return { kind: "drop", reason: "not-renderable" };
  }
}

const intentOf = ({ purpose, topic, similarGoods }: ClaimedMessage) => ({ purpose, topic, similarGoods });

function contentOf(message: ClaimedMessage, about: ClaimFacts, now: Date): { content: Addressed; written: Written } {
  const { policy, sender, firstName, storefront, imprint, facts } = about;
  const { shopId, messageId, customerId, locale } = message;
  const { template } = message;
  if (!(isWorded(template) || isEdited(template)) || policy.recipient.address === null)
    throw new Error("No such template or no recipient");
  const { SHOPIFY_APP_URL, UNSUBSCRIBE_SECRET, MAIL_FROM } = env();
  const channel = channelNamed(message.channel);
  const subscription = { shopId, customerId, channel: message.channel };
  const stop = unsubscribeUrl(SHOPIFY_APP_URL, subscription, UNSUBSCRIBE_SECRET);
  const tracked = message.purpose === "marketing";
  const { link, plain } = noting(
    linkMaker({
      ...{ shopId, messageId, proxyUrl: proxyUrlOf(storefront), tracked, secret: UNSUBSCRIBE_SECRET },
      ...{ unsubscribeUrl: stop, preferencesUrl: preferencesUrl(SHOPIFY_APP_URL, subscription, UNSUBSCRIBE_SECRET) },
    }),
  );
  const rendered = render({ template, data: message.data }, locale, {
    ...{ shopName: sender.shopName, firstName, imprint, links: linksOf(storefront, locale), link, facts },
    asExistingCustomer: basisOf(message, policy) === "existing-customer",
    ...{ currency: about.currency, brand: about.brand, timeZone: policy.shop.timeZone, shopLocale: about.shopLocale },
    pointsNames: about.pointsNames,
    canReply: channel.canReply(sender, MAIL_FROM),
  });
  const content = channel.compose({
    ...{ locale, rendered, sender, now, operatorAddress: MAIL_FROM, to: policy.recipient.address },
    mark: markOf({ shopId, messageId }, UNSUBSCRIBE_SECRET),
    unsubscribeUrl: tracked ? stop : null,
  });
  return { content, written: { rendered, plain } };
}

/** Of several messages to one customer, the later ones know of the one before; and each of the shop has one less for today. */
function noteSent(facts: Map<bigint, ClaimFacts>, sent: ClaimedMessage, rows: readonly ClaimedMessage[], now: Date): void {
  for (const { messageId, customerId } of rows) {
    const policy = facts.get(messageId)?.policy;
    if (policy === undefined) continue;
    if (customerId === sent.customerId) policy.recentMarketing = [now, ...policy.recentMarketing];
    if (policy.leftToday !== null) policy.leftToday -= 1;
  }
}

async function markSending(tx: Tx, shopId: number, handovers: readonly Handover[], now: Date): Promise<void> {
  if (handovers.length === 0) return;
  const rows = handovers.map(({ message, attempts, content }) => ({
    message_id: message.messageId,
    attempts,
    recipient: content.to,
    subject: content.subject,
  }));
  await sql`
    update messages m
    set state = 'sending', attempts = t.attempts, claimed_until = ${plusMs(now, HANDOVER_MS)}, sent_at = ${now}, recipient = t.recipient,
      subject = t.subject, reason = null
    from ${recordset(rows)} as t(message_id bigint, attempts int, recipient text, subject text)
    where m.shop_id = ${shopId} and m.message_id = t.message_id
  `.execute(sending(tx));
}

async function postpone(
  tx: Tx,
  shopId: number,
  deferred: readonly { message: ClaimedMessage; until: Date; reason: string; restMs: number }[],
): Promise<void> {
  if (deferred.length === 0) return;
  const rows = deferred.map(({ message, until, reason, restMs }) => ({
    ...{ message_id: message.messageId, until, reason, rest_ms: restMs },
  }));
  await sql`
    update messages m set due_at = t.until, reason = t.reason, rest_ms = t.rest_ms,
      expires_at = m.expires_at + t.rest_ms * interval '1 millisecond'
    from ${recordset(rows)} as t(message_id bigint, until timestamptz, reason text, rest_ms bigint)
    where m.shop_id = ${shopId} and m.message_id = t.message_id
  `.execute(sending(tx));
}

async function drop(
  tx: Tx,
  shopId: number,
  dropped: readonly { message: ClaimedMessage; reason: string }[],
  now: Date,
): Promise<void> {
  if (dropped.length === 0) return;
  const rows = dropped.map(({ message, reason }) => ({ message_id: message.messageId, reason }));
  await sql`
    update messages m set state = 'dropped', reason = t.reason
    from ${recordset(rows)} as t(message_id bigint, reason text)
    where m.shop_id = ${shopId} and m.message_id = t.message_id
  `.execute(sending(tx));
  const events = dropped.map(({ message, reason }) => messageEvent(message, "message.dropped", { reason }, now));
  await append(tx, shopId, events, now);
}

/** Nobody is left to write to. */
async function dropWithoutCustomer(tx: Tx, shopId: number, now: Date): Promise<void> {
  await sql`
    update messages m set state = 'dropped', reason = 'customer-gone'
    where m.shop_id = ${shopId} and m.state = 'queued' and m.due_at <= ${now}
      and not exists (select 1 from customers c where c.shop_id = ${shopId} and c.customer_id = m.customer_id)
  `.execute(sending(tx));
}
