import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { FactOf } from "../facts.ts";
import { mentions } from "./mentions.ts";
import { findPerson, type Person } from "./person.server.ts";

/** Bodies that are looked through at a time; each may have two megabytes. */
const INBOX_PAGE = 50;

/**
 * Erases what says who a person is. What remains (amounts, points, dates under a number that no longer means anybody) keeps the shop's figures and
 * the ledger whole. Doing it again changes nothing; data that is dated before the request does not come back.
 */
export async function eraseCustomer(db: Db, shop: Shop, fact: FactOf<"customer-redacted">, now: Date): Promise<void> {
  const { shopId } = shop;
  if (fact.customerId !== null) await leaveTombstone(db, shopId, fact.customerId, now);
  const person = await findPerson(db, shopId, fact);
  await eraseProfile(db, shopId, person, fact.at);
  await eraseOrders(db, shopId, person);
  await eraseHistory(db, shopId, person, now);
  await eraseInbox(db, shopId, person, fact.customerId, now);
  await sql`
    insert into privacy_requests (shop_id, kind, key, customer_id, requested_at, completed_at)
    values (${shopId}, 'erase', ${fact.key}, ${fact.customerId}, ${fact.at}, ${now})
    on conflict (shop_id, key) do nothing
  `.execute(db);
}

/** Someone we have not heard of yet: a message about them that is still under way must find that they asked to be forgotten. */
async function leaveTombstone(db: Db, shopId: number, customerId: bigint, now: Date): Promise<void> {
  await sql`
    insert into customers (shop_id, customer_id, created_at, tags) values (${shopId}, ${customerId}, ${now}, '{}')
    on conflict (shop_id, customer_id) do nothing
  `.execute(db);
}

async function eraseProfile(db: Db, shopId: number, { customerIds, emails }: Person, at: Date): Promise<void> {
  await sql`
    update customers set email = null, email_verified = false, phone = null, first_name = null, last_name = null, locale = null, country_code = null, province_code = null,
      tags = '{}', marks = '{}', note = null, account_state = null, next_eval_at = null,
      email_consent = 'redacted', email_opt_in_level = null, email_consent_at = ${at}, sms_consent = 'redacted', sms_opt_in_level = null, sms_consent_at = ${at},
      redacted_at = greatest(redacted_at, ${at}::timestamptz), source_updated_at = greatest(source_updated_at, ${at}::timestamptz)
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
  `.execute(db);
  await sql`delete from suppressions where shop_id = ${shopId} and email = any(${emails}::text[])`.execute(db);
  await sql`delete from consent_pushes where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
  await sql`delete from members where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
  await sql`delete from segment_members where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
}

/** Guest orders placed with the person's address are theirs too. Order numbers and amounts belong to the shop's books. */
async function eraseOrders(db: Db, shopId: number, { customerIds, emails }: Person): Promise<void> {
  await sql`
    update orders set email = null, snapshot = snapshot || '{"email": null, "customerLocale": null}'::jsonb
    where shop_id = ${shopId} and (customer_id = any(${ids(customerIds)}) or email = any(${emails}::text[]))
  `.execute(db);
}

async function eraseHistory(db: Db, shopId: number, { customerIds, emails }: Person, now: Date): Promise<void> {
  const theirs = sql`shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`;
  await sql`update timeline_events set data = data - 'reason' where ${theirs}`.execute(db);
  await sql`select set_config('reprise.erasing_customer', 'on', true)`.execute(db);
  await sql`update ledger_entries set reason = null where ${theirs} and reason is not null`.execute(db);
  await sql`select set_config('reprise.erasing_customer', 'off', true)`.execute(db);
  await sql`update ledger_accounts set sync_due_at = null where ${theirs}`.execute(db);
  await sql`
    update messages set recipient = null, subject = null, data = '{}',
      state = case when state = 'queued' then 'dropped' else state end, reason = case when state = 'queued' then 'redacted' else reason end
    where ${theirs}
  `.execute(db);
  // An address that meanwhile belongs to nobody here, or to another customer.
  await sql`update messages set recipient = null where shop_id = ${shopId} and recipient = any(${emails}::text[])`.execute(db);
  await sql`update redemptions set last_error = null where ${theirs} and last_error is not null`.execute(db);
  await sql`
    update import_rows set email = null, birthday = null, before = before - 'birthday', problem = (
      select jsonb_agg(jsonb_build_object('code', p ->> 'code', 'value', '')) from jsonb_array_elements(problem) as p)
    where shop_id = ${shopId} and (customer_id = any(${ids(customerIds)}) or email = any(${emails}::text[]))
  `.execute(db);
  await sql`
    update bonus_claims set note = null, decided_at = coalesce(decided_at, ${now}), decided_by = coalesce(decided_by, 'system'),
      state = case when state = 'waiting' then 'declined' else state end
    where ${theirs}
  `.execute(db);
  // After the messages: one that is being handed over writes its event under that lock.
  await sql`delete from timeline_events where ${theirs} and kind not like 'points.%'`.execute(db);
  await sql`delete from flow_timers where ${theirs}`.execute(db);
  await sql`update flow_runs set state = 'ended', ended_at = ${now}, end_reason = 'redacted' where ${theirs} and state = 'active'`.execute(
    db,
  );
  await sql`
    update privacy_requests set email = null, export = null
    where shop_id = ${shopId} and (customer_id = any(${ids(customerIds)}) or email = any(${emails}::text[]))
  `.execute(db);
}

/** Bodies that wait or could not be read and mention the person; what the shop loses with them, reconciliation reads from Shopify. */
async function eraseInbox(
  db: Db,
  shopId: number,
  { customerIds, emails }: Person,
  customerId: bigint | null,
  now: Date,
): Promise<void> {
  const numbers = new Set([...customerIds, ...(customerId === null ? [] : [customerId])]);
  for (let after = 0n; ;) {
    const { rows } = await sql<{ inbox_id: bigint; body: Buffer | null; rest: string }>`
      select inbox_id, body, concat_ws(' ', error, issues::text) as rest from webhook_inbox
      where shop_id = ${shopId} and state in ('pending', 'problem') and inbox_id > ${after} order by inbox_id limit ${INBOX_PAGE}
    `.execute(db);
    const theirs = rows.filter(({ body, rest }) =>
      mentions(`${body?.toString("utf8") ?? ""} ${rest}`, { ids: [...numbers], emails }),
    );
    await sql`
      update webhook_inbox set state = 'done', body = null, error = null, issues = null, processed_at = ${now}
      where shop_id = ${shopId} and inbox_id = any(${ids(theirs.map(({ inbox_id }) => inbox_id))})
    `.execute(db);
    if (rows.length < INBOX_PAGE) return;
    after = rows.at(-1)?.inbox_id ?? after;
  }
}
