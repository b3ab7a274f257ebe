import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { parseInstant } from "../../lib/time.ts";
import type { PushProblem } from "../consent/told-consent.ts";
import type { Channel, ConsentState } from "../../facts/customer.ts";

export type ConsentView = { state: ConsentState; optInLevel: string | null; at: Date | null; source: string | null };

/** Shopify has not taken the consent that holds; it is asked again at `nextAt`. */
export type ConsentTrouble = { problem: PushProblem; answer: string | null; since: Date; nextAt: Date };

export type CustomerDetail = {
  customerId: bigint;
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  locale: string | null;
  countryCode: string | null;
  tags: string[];
  note: string | null;
  createdAt: Date;
  deletedAt: Date | null;
  redactedAt: Date | null;
  mergedInto: bigint | null;
  ordersCount: number;
  netSpendMinor: bigint;
  aovMinor: bigint;
  firstOrderAt: Date | null;
  lastOrderAt: Date | null;
  emailConsent: ConsentView;
  smsConsent: ConsentView;
  /** About the consent by email; null: Shopify knows it, or is about to. */
  consentTrouble: ConsentTrouble | null;
  suppressed: boolean;
  segments: { key: string; name: string; enteredAt: Date }[];
  /** When pending points next become available, and how many of them. */
  nextRelease: { at: Date; points: bigint } | null;
};

type Row = Omit<CustomerDetail, "emailConsent" | "smsConsent" | "consentTrouble" | "segments" | "nextRelease"> & {
  emailState: ConsentState;
  emailLevel: string | null;
  emailAt: Date | null;
  emailSource: string | null;
  smsState: ConsentState;
  smsLevel: string | null;
  smsAt: Date | null;
  smsSource: string | null;
  pushProblem: PushProblem | null;
  pushAnswer: string | null;
  pushSince: Date | null;
  pushNextAt: Date | null;
  segments: { key: string; name: string; entered: string }[];
  releaseAt: Date | null;
  releasePoints: bigint | null;
};

/** Everything that the customer's page says beside ledger and timeline; null for an id that the shop does not have. */
export async function findCustomerDetail(db: Db, shopId: number, customerId: bigint, now: Date): Promise<CustomerDetail | null> {
  const source = (channel: Channel) => sql`(
    select e.source from consent_events e
    where e.shop_id = c.shop_id and e.customer_id = c.customer_id and e.channel = ${channel}
    order by e.occurred_at desc, e.event_id desc limit 1)`;
  const suppressed = (channel: Channel, address: RawBuilder<unknown>) => sql`exists (
    select from suppressions p where p.shop_id = c.shop_id and p.channel = ${channel} and p.address = lower(${address}))`;
  const { rows } = await sql<Row>`
    select c.customer_id as "customerId", c.email, c.phone, c.first_name as "firstName", c.last_name as "lastName", c.locale,
      c.country_code as "countryCode", coalesce(c.tags, '{}') as tags, c.note, c.created_at as "createdAt", c.deleted_at as "deletedAt",
      c.redacted_at as "redactedAt", c.merged_into as "mergedInto", c.orders_count as "ordersCount", c.net_spend_minor as "netSpendMinor",
      c.aov_minor as "aovMinor", c.first_order_at as "firstOrderAt", c.last_order_at as "lastOrderAt",
      c.email_consent as "emailState", c.email_opt_in_level as "emailLevel", c.email_consent_at as "emailAt", ${source("email")} as "emailSource",
      c.sms_consent as "smsState", c.sms_opt_in_level as "smsLevel", c.sms_consent_at as "smsAt", ${source("sms")} as "smsSource",
      push.problem as "pushProblem", push.answer as "pushAnswer", push.since as "pushSince", push.due_at as "pushNextAt",
      ${suppressed("email", sql`c.email`)} as suppressed,
      coalesce((
        select json_agg(json_build_object('key', s.key, 'name', s.name, 'entered', m.entered_at)
          order by s.position, s.segment_id)
        from segment_members m join segments s on s.shop_id = m.shop_id and s.segment_id = m.segment_id
        where m.shop_id = c.shop_id and m.customer_id = c.customer_id), '[]') as segments,
      release.at as "releaseAt", release.points as "releasePoints"
    from customers c
    left join consent_pushes push on push.shop_id = c.shop_id and push.customer_id = c.customer_id
    left join lateral (
      select e.available_at as at, sum(e.points)::bigint as points from ledger_entries e
      where e.shop_id = c.shop_id and e.customer_id = c.customer_id and e.available_at > ${now}
      group by e.available_at having sum(e.points) <> 0 order by e.available_at limit 1
    ) as release on true
    where c.shop_id = ${shopId} and c.customer_id = ${customerId}
  `.execute(db);
  const row = rows[0];
  if (row === undefined) return null;
  const {
    emailState,
    emailLevel,
    emailAt,
    emailSource,
    smsState,
    smsLevel,
    smsAt,
    smsSource,
    pushProblem,
    pushAnswer,
    pushSince,
    pushNextAt,
    releaseAt,
    releasePoints,
    segments,
    ...customer
  } = row;
  return {
    ...customer,
    emailConsent: { state: emailState, optInLevel: emailLevel, at: emailAt, source: emailSource },
    smsConsent: { state: smsState, optInLevel: smsLevel, at: smsAt, source: smsSource },
    consentTrouble:
      pushProblem === null || pushSince === null || pushNextAt === null
        ? null
        : { problem: pushProblem, answer: pushAnswer, since: pushSince, nextAt: pushNextAt },
    segments: segments.map(({ key, name, entered }) => ({ key, name, enteredAt: parseInstant(entered) })),
    nextRelease: releaseAt === null || releasePoints === null ? null : { at: releaseAt, points: releasePoints },
  };
}
