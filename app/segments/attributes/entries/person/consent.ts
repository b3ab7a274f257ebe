import { sql, type RawBuilder } from "kysely";

import { date, oneOf } from "../../attribute.ts";

/** Shopify's marketing states, as its segment language writes them. */
const STATES = ["SUBSCRIBED", "NOT_SUBSCRIBED", "UNSUBSCRIBED", "PENDING", "INVALID", "REDACTED"] as const;

/** What a consent rests on: a confirmed or a single opt-in as Shopify knows them, or what the shop has said of it. */
const BASES = ["CONFIRMED_OPT_IN", "SINGLE_OPT_IN", "DOCUMENTED_CONSENT", "EXISTING_CUSTOMER"] as const;

type OfChannel = { address: string; state: string; level: string; channel: string };

/** Of whoever agrees now, by what was said last on the channel; null: nobody knows. The same is asked before anything is sent (app/messages/policy.ts). */
function basis({ address, state, level, channel }: OfChannel): RawBuilder<unknown> {
  const said = sql`(
    select e.legal_basis from consent_events e
    where e.shop_id = c.shop_id and e.customer_id = c.customer_id and e.channel = ${sql.lit(channel)}
    order by e.occurred_at desc, e.event_id desc limit 1)`;
  return sql`(case when ${sql.ref(address)} is not null and ${sql.ref(state)} = 'subscribed' then
    case when ${sql.ref(level)} = 'confirmed_opt_in' then 'confirmed_opt_in'
    else coalesce(case ${said} when 'double-opt-in' then 'confirmed_opt_in' when 'documented-consent' then 'documented_consent'
      when 'existing-customer' then 'existing_customer' end, case when ${sql.ref(level)} = 'single_opt_in' then 'single_opt_in' end) end end)`;
}

/** Since when the state is what it is. */
const since = (address: string, at: string) => sql`(case when ${sql.ref(address)} is not null then ${sql.ref(at)} end)`;

/** Whether a customer may be written to. Who has no address or number has no state: the profile moves it, too. */
export const consent = {
  email_subscription_status: oneOf({
    label: "attributes.email_subscription_status",
    nullable: true,
    movedBy: ["consent", "profile"],
    values: STATES,
    sql: sql`(case when c.email is not null then c.email_consent end)`,
  }),
  sms_subscription_status: oneOf({
    label: "attributes.sms_subscription_status",
    nullable: true,
    movedBy: ["consent", "profile"],
    values: STATES,
    sql: sql`(case when c.phone is not null then c.sms_consent end)`,
  }),
  email_consent_basis: oneOf({
    label: "attributes.email_consent_basis",
    ours: true,
    nullable: true,
    movedBy: ["consent", "profile"],
    values: BASES,
    sql: basis({ address: "c.email", state: "c.email_consent", level: "c.email_opt_in_level", channel: "email" }),
  }),
  sms_consent_basis: oneOf({
    label: "attributes.sms_consent_basis",
    ours: true,
    nullable: true,
    movedBy: ["consent", "profile"],
    values: BASES,
    sql: basis({ address: "c.phone", state: "c.sms_consent", level: "c.sms_opt_in_level", channel: "sms" }),
  }),
  email_consent_date: date({
    label: "attributes.email_consent_date",
    ours: true,
    nullable: true,
    movedBy: ["consent", "profile"],
    sql: since("c.email", "c.email_consent_at"),
  }),
  sms_consent_date: date({
    label: "attributes.sms_consent_date",
    ours: true,
    nullable: true,
    movedBy: ["consent", "profile"],
    sql: since("c.phone", "c.sms_consent_at"),
  }),
};
