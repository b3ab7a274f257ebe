import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { forgetPushes } from "../consent/pushes.server.ts";
import type { FactOf } from "../../facts/fact.ts";
import { findPerson, type Person } from "./person.server.ts";

/**
 * Who is to be forgotten, with their rows locked. Someone we have not heard of yet is noted: a message about them that is still under way must find
 * that they asked to be forgotten.
 */
export async function personToForget(db: Db, shopId: number, fact: FactOf<"customer-redacted">, now: Date): Promise<Person> {
  if (fact.customerId === null) return findPerson(db, shopId, fact);
  await sql`
    insert into customers (shop_id, customer_id, created_at, tags) values (${shopId}, ${fact.customerId}, ${now}, '{}')
    on conflict (shop_id, customer_id) do nothing
  `.execute(db);
  return findPerson(db, shopId, fact);
}

/** What says who the person is: profile, consent, addresses on orders. Data that is dated before the request does not come back. */
export async function forgetProfile(db: Db, shopId: number, person: Person, at: Date): Promise<void> {
  const { customerIds, emails } = person;
  await sql`
    update customers set email = null, email_verified = false, phone = null, first_name = null, last_name = null, locale = null, country_code = null, province_code = null,
      tags = '{}', marks = '{}', note = null, account_state = null,
      email_consent = 'redacted', email_opt_in_level = null, email_consent_at = ${at}, sms_consent = 'redacted', sms_opt_in_level = null, sms_consent_at = ${at},
      redacted_at = greatest(redacted_at, ${at}::timestamptz), source_updated_at = greatest(source_updated_at, ${at}::timestamptz)
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
  `.execute(db);
  await sql`
    update customer_exclusions set reason = null where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
  `.execute(db);
  await forgetPushes(db, shopId, customerIds);
  // Guest orders placed with the person's address are theirs too. Order numbers and amounts belong to the shop's books.
  await sql`
    update orders set email = null, snapshot = snapshot || '{"email": null, "customerLocale": null}'::jsonb
    where shop_id = ${shopId} and (customer_id = any(${ids(customerIds)}) or email = any(${emails}::text[]))
  `.execute(db);
}

/** What happened, but for points, whose words alone go; earlier requests; and that this one was carried out. */
export async function forgetHistory(
  db: Db,
  shopId: number,
  { customerIds, emails }: Person,
  fact: FactOf<"customer-redacted">,
  now: Date,
): Promise<void> {
  const theirs = sql`shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`;
  await sql`delete from timeline_events where ${theirs} and kind not like 'points.%'`.execute(db);
  await sql`update timeline_events set data = data - 'reason' where ${theirs}`.execute(db);
  await sql`
    update privacy_requests set email = null, export = null
    where shop_id = ${shopId} and (customer_id = any(${ids(customerIds)}) or email = any(${emails}::text[]))
  `.execute(db);
  await sql`
    insert into privacy_requests (shop_id, kind, key, customer_id, requested_at, completed_at)
    values (${shopId}, 'erase', ${fact.key}, ${fact.customerId}, ${fact.at}, ${now})
    on conflict (shop_id, key) do nothing
  `.execute(db);
}
