import { sql, type QueryExecutorProvider } from "kysely";

import { lowerAddress } from "../../lib/lower-address.ts";
import type { Db } from "../../db.server.ts";
import { sending } from "../../db/together.ts";
import { recordset } from "../../lib/rows.server.ts";
import { plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { lockStates, writeStates } from "../customer-rows.server.ts";
import { applyConsent, type CustomerState } from "../snapshot/customer-state.ts";
import type { Channel, Consent, ConsentState } from "../../facts/customer.ts";
import { append, type TimelineEvent } from "../timeline.server.ts";
import { awaitPush } from "./pushes.server.ts";
import type { TellableState } from "./told-consent.ts";

/** One statement of consent with what proves it. Statements are kept for ever, also those that a newer one has outdated. */
export type ConsentStatement = {
  customerId: bigint;
  channel: Channel;
  state: ConsentState;
  optInLevel: string | null;
  source: string;
  /** Names the statement: heard again, it is the same. */
  key: string;
  occurredAt: Date;
  legalBasis?: string | null;
  textVersion?: string | null;
};

export type ConsentChange = {
  customerId: bigint;
  channel: Channel;
  state: TellableState;
  optInLevel: string | null;
  /** Who says so: "unsubscribe-link", "list-unsubscribe", "merchant". */
  source: string;
  legalBasis?: string | null;
  textVersion?: string | null;
  /** Names the act: the same act again changes nothing. */
  key: string;
  /** When it was said, where that is earlier than now: what is known to be newer stays. */
  saidAt?: Date;
};

export type ConsentOutcome = { ok: true; customerId: bigint; changed: boolean } | { ok: false; reason: "unknown-customer" };

/**
 * A consent given or withdrawn with us. It counts at once; Shopify is told of it afterwards, until it has taken it (`pushes.server.ts`). The caller carries on with
 * `change`, touching the customer it returns (a merged customer's consent is that of whom they became).
 */
export async function changeConsent(db: Db, shop: Shop, change: ConsentChange, now: Date): Promise<ConsentOutcome> {
  const { rows } = await sql<{ id: bigint }>`
    select coalesce(merged_into, customer_id) as id from customers
    where shop_id = ${shop.shopId} and customer_id = ${change.customerId} and redacted_at is null
  `.execute(db);
  const customerId = rows[0]?.id;
  if (customerId === undefined) return { ok: false, reason: "unknown-customer" };
  const before = (await lockStates(db, shop.shopId, [customerId], now)).states.get(customerId);
  if (before === undefined) return { ok: false, reason: "unknown-customer" };

  const { channel, state, optInLevel, source, key, legalBasis, textVersion, saidAt = now } = change;
  const known = channel === "email" ? before.emailConsent.at : before.smsConsent.at;
  // What a person tells us now is the last word, whatever date an earlier statement bears.
  const occurredAt = saidAt >= now && known !== null && known >= now ? plusMs(known, 1) : saidAt;
  const statement = { customerId, channel, state, optInLevel, source, key, occurredAt, legalBasis, textVersion };
  if ((await recordStatements(db, shop.shopId, [statement], now)) === 0) return { ok: true, customerId, changed: false };
  const after = applyConsent(before, channel, { state, optInLevel, at: occurredAt });
  if (after === before) return { ok: true, customerId, changed: false };
  await writeStates(db, shop.shopId, [after]);
  await reportChanges(db, shop.shopId, [{ before, after, source }], now);
  return { ok: true, customerId, changed: true };
}

/** Keeps statements as evidence. What Shopify did not say itself, it is to be told. @returns how many were new */
export async function recordStatements(
  db: Db,
  shopId: number,
  statements: readonly ConsentStatement[],
  now: Date,
): Promise<number> {
  const fresh = await insertStatements(db, shopId, statements, now);
  await awaitPushes(db, shopId, statements, now);
  return fresh;
}

/** As `recordStatements`, for who need not know which were new. */
export async function keepStatements(db: Db, shopId: number, statements: readonly ConsentStatement[], now: Date): Promise<void> {
  await insertStatements(sending(db), shopId, statements, now);
  await awaitPushes(db, shopId, statements, now);
}

async function awaitPushes(db: Db, shopId: number, statements: readonly ConsentStatement[], now: Date): Promise<void> {
  const ours = statements.filter(({ source }) => source !== "shopify").map(({ customerId }) => customerId);
  if (ours.length > 0) await awaitPush(db, shopId, ours, now);
}

async function insertStatements(
  db: QueryExecutorProvider,
  shopId: number,
  statements: readonly ConsentStatement[],
  now: Date,
): Promise<number> {
  if (statements.length === 0) return 0;
  const rows = statements.map((statement) => ({
    ...{
      customer_id: statement.customerId,
      channel: statement.channel,
      state: statement.state,
      opt_in_level: statement.optInLevel,
    },
    ...{ source: statement.source, key: statement.key, occurred_at: statement.occurredAt },
    ...{ legal_basis: statement.legalBasis ?? null, text_version: statement.textVersion ?? null },
    pushed_at: statement.source === "shopify" ? now : null,
  }));
  const result = await sql`
    insert into consent_events (shop_id, customer_id, channel, state, opt_in_level, source, legal_basis, text_version, key, occurred_at, recorded_at, pushed_at)
    select ${shopId}, customer_id, channel, state, opt_in_level, source, legal_basis, text_version, key, occurred_at, ${now}, pushed_at
    from ${recordset(rows)} as t(customer_id bigint, channel text, state text, opt_in_level text, source text, legal_basis text, text_version text,
      key text, occurred_at timestamptz, pushed_at timestamptz)
    on conflict (shop_id, key) do nothing
  `.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}

type Change = { before: CustomerState; after: CustomerState; source: string };

/**
 * What follows when the consent that counts has changed: the timeline says so, and who subscribes anew takes back an earlier unsubscription.
 * @param before what the timeline says before that
 */
export async function reportChanges(
  db: Db,
  shopId: number,
  changes: readonly Change[],
  now: Date,
  before: readonly TimelineEvent[] = [],
): Promise<void> {
  const living = changes.filter(({ after }) => after.mergedInto === null && after.redactedAt === null);
  const events = living.flatMap(({ before, after, source }) => [
    ...eventOf(after.customerId, "email", before.emailConsent, after.emailConsent, source, now),
    ...eventOf(after.customerId, "sms", before.smsConsent, after.smsConsent, source, now),
  ]);
  await append(db, shopId, [...before, ...events], now);
  const resubscribed = living.flatMap(({ before, after: { emailConsent, profile } }) =>
    emailConsent.state === "subscribed" &&
    emailConsent.at !== null &&
    emailConsent !== before.emailConsent &&
    profile.email !== null
      ? [{ channel: "email", address: lowerAddress(profile.email), at: emailConsent.at }]
      : [],
  );
  if (resubscribed.length === 0) return;
  await sql`
    delete from suppressions s using ${recordset(resubscribed)} as t(channel text, address text, at timestamptz)
    where s.shop_id = ${shopId} and s.channel = t.channel and s.address = t.address and s.reason = 'unsubscribed' and s.created_at < t.at
  `.execute(sending(db));
}

function eventOf(
  customerId: bigint,
  channel: Channel,
  before: Consent,
  after: Consent,
  source: string,
  now: Date,
): TimelineEvent[] {
  if (before.state === after.state) return [];
  const key = `consent:${customerId}:${channel}:${after.at?.toISOString() ?? "undated"}:${after.state}`;
  return [
    {
      customerId,
      kind: "consent.changed",
      key,
      occurredAt: after.at ?? now,
      data: { channel, from: before.state, to: after.state, source },
    },
  ];
}
