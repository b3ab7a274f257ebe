import { sql } from "kysely";

import type { Tx } from "../../db.server.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import { addDays, dayIn, instantIn, plusMs } from "../../lib/time.ts";
import { enqueue } from "../../messages/outbox.server.ts";
import { decide, PATIENCE_MS, type Verdict } from "../../messages/policy.ts";
import type { Topic } from "../../messages/preferences/topics.ts";
import { readRecipients, type RecipientFacts } from "../../messages/sending/claim-facts.server.ts";
import { edited } from "../../messages/templates/registry.ts";
import { leftToday } from "../../messages/timing/sending-rules.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { aboutAt } from "../plan.ts";
import type { Going } from "./going.server.ts";

/** Emails of a campaign that may stand in the outbox at once: what a customer waits for never stands behind more than these. */
const OUTBOX = 1_000;
/** Recipients who are looked at at a time. */
const SLICE = 500;

const { purpose, channel } = edited["flow-email"];
/** What campaigns are about, as readers choose by it. */
const TOPIC: Topic = "news";

/** `restUntil`: nothing more can leave before; null: nothing of that kind is known. */
export type Fed = { done: number; restUntil: Date | null };

type Waiting = { customerId: bigint; expiresAt: Date | null; reason: string | null };

/**
 * Hands the outbox those whose turn it is, as many as leave soon. Who may not be written to is noted with the reason and costs no message; who may only later
 * (quiet hours, the cap, a day of rest) waits here. The policy is asked again when the email leaves.
 */
export async function feed(tx: Tx, shop: Shop, going: Going, now: Date): Promise<Fed> {
  const { shopId } = shop;
  const { campaignId, version, plan } = going;
  const standing = await countStanding(tx, shopId, campaignId, now);
  const left = await leftToday(tx, shopId, now);
  // Who waits for a limit that the merchant has set does not lose patience with it: nobody is handed over who cannot leave today.
  if (left !== null && left <= 0) return { done: 0, restUntil: tomorrow(now, shop.timeZone) };
  const room = Math.min(SLICE, OUTBOX - standing, left === null ? SLICE : left - standing);
  if (room <= 0 || version === null || plan.emailId === null) return { done: 0, restUntil: null };
  const { rows } = await sql<Waiting>`
    select r.customer_id as "customerId", r.expires_at as "expiresAt", r.reason
    from campaign_recipients r join customers c on c.shop_id = r.shop_id and c.customer_id = r.customer_id
    where r.shop_id = ${shopId} and r.campaign_id = ${campaignId} and r.state = 'waiting' and r.due_at <= ${now}
    order by r.due_at, r.customer_id limit ${room}
    for no key update of r, c skip locked
  `.execute(tx);
  if (rows.length === 0) return { done: await leaveOutGone(tx, shopId, campaignId, now), restUntil: null };
  const known = await readRecipients(
    tx,
    shopId,
    "campaign",
    channel,
    rows.map(({ customerId }) => customerId),
    now,
  );
  const looked = rows.map((row) => ({ ...row, verdict: verdictOn(known.get(row.customerId), row, now) }));
  const about = aboutAt(plan, shop.timeZone);
  const data = { emailId: plan.emailId, version, ...(about === null ? {} : { date: about.toISOString() }) };
  const ready = looked.filter(({ verdict }) => verdict.kind === "send").map(({ customerId }) => customerId);
  await enqueue(
    tx,
    shopId,
    ready.map((customerId) => ({
      ...{ customerId, campaignId, key: `campaign:${campaignId}:${customerId}`, topic: TOPIC },
      ...{ template: "flow-email", data },
    })),
    now,
  );
  await noteQueued(tx, shopId, campaignId, ready);
  await noteLater(tx, shopId, campaignId, looked, now);
  await noteNever(tx, shopId, campaignId, looked);
  return { done: rows.length, restUntil: null };
}

const tomorrow = (now: Date, timeZone: string) => instantIn(addDays(dayIn(now, timeZone), 1), timeZone);

/** What the policy says of somebody's email now, were nothing known of it but this. */
export function verdictOn(
  recipient: RecipientFacts | undefined,
  { expiresAt, reason }: Pick<Waiting, "expiresAt" | "reason">,
  now: Date,
): Verdict {
  if (recipient === undefined) return { kind: "drop", reason: "customer-gone" };
  const intent = {
    purpose,
    topic: TOPIC,
    similarGoods: false,
    expiresAt: expiresAt ?? plusMs(now, PATIENCE_MS),
    deferredFor: reason,
  };
  const itself = { flow: "on", campaign: "on", outdated: null, pending: false, leftToday: null } as const;
  const verdict = decide(intent, { ...recipient, ...itself }, now);
  // A break ends, and a legal notice is entered, at any moment: then the outbox is told, and asks anew.
  return verdict.kind === "defer" && !waitsHere.has(verdict.reason) ? { kind: "send" } : verdict;
}

/** What time alone ends, and a change of the shop's rules (`releaseWaiting`). */
const waitsHere: ReadonlySet<string> = new Set(["frequency-cap", "rest-day", "quiet-hours"]);

/** Nobody is left to write to. */
async function leaveOutGone(tx: Tx, shopId: number, campaignId: number, now: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    update campaign_recipients r set state = 'not-sent', reason = 'customer-gone'
    where r.shop_id = ${shopId} and r.campaign_id = ${campaignId} and r.state = 'waiting' and r.due_at <= ${now}
      and not exists (select 1 from customers c where c.shop_id = ${shopId} and c.customer_id = r.customer_id)
  `.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

async function countStanding(tx: Tx, shopId: number, campaignId: number, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from messages
    where shop_id = ${shopId} and campaign_id = ${campaignId} and state in ('queued', 'sending') and due_at <= ${now}
  `.execute(tx);
  return rows[0]?.count ?? 0;
}

async function noteQueued(tx: Tx, shopId: number, campaignId: number, customerIds: readonly bigint[]): Promise<void> {
  await sql`
    update campaign_recipients r set state = 'queued', message_id = m.message_id, reason = null
    from messages m
    where r.shop_id = ${shopId} and r.campaign_id = ${campaignId} and r.customer_id = any(${ids(customerIds)})
      and m.shop_id = ${shopId} and m.key = 'campaign:' || r.campaign_id || ':' || r.customer_id
  `.execute(tx);
}

type Looked = Waiting & { verdict: Verdict };

async function noteLater(tx: Tx, shopId: number, campaignId: number, looked: readonly Looked[], now: Date): Promise<void> {
  const rows = looked.flatMap(({ customerId, expiresAt, verdict }) => {
    if (verdict.kind !== "defer") return [];
    const { until, reason, restMs } = verdict;
    const end = plusMs(expiresAt ?? plusMs(now, PATIENCE_MS), restMs);
    return [{ customer_id: customerId, due_at: until, reason, expires_at: end }];
  });
  if (rows.length === 0) return;
  await sql`
    update campaign_recipients r set due_at = t.due_at, reason = t.reason, expires_at = t.expires_at
    from ${recordset(rows)} as t(customer_id bigint, due_at timestamptz, reason text, expires_at timestamptz)
    where r.shop_id = ${shopId} and r.campaign_id = ${campaignId} and r.customer_id = t.customer_id
  `.execute(tx);
}

async function noteNever(tx: Tx, shopId: number, campaignId: number, looked: readonly Looked[]): Promise<void> {
  const rows = looked.flatMap(({ customerId, verdict }) =>
    verdict.kind === "drop" ? [{ customer_id: customerId, reason: verdict.reason }] : [],
  );
  if (rows.length === 0) return;
  await sql`
    update campaign_recipients r set state = 'not-sent', reason = t.reason
    from ${recordset(rows)} as t(customer_id bigint, reason text)
    where r.shop_id = ${shopId} and r.campaign_id = ${campaignId} and r.customer_id = t.customer_id
  `.execute(tx);
}

/** Has those who wait for a rule of the shop looked at again now: it has changed. */
export async function releaseWaiting(tx: Tx, shopId: number, now: Date): Promise<void> {
  await sql`
    update campaign_recipients r set due_at = ${now} from campaigns g
    where g.shop_id = ${shopId} and g.state in ('sending', 'paused') and r.shop_id = ${shopId} and r.campaign_id = g.campaign_id
      and r.state = 'waiting' and r.due_at > ${now} and r.reason = any(${[...waitsHere]}::text[])
  `.execute(tx);
  await sql`update campaigns set next_at = ${now} where shop_id = ${shopId} and state = 'sending'`.execute(tx);
}
