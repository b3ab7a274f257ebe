import { sql } from "kysely";

import { oneOf } from "../../attribute.ts";

/** Shopify's marketing states, as its segment language writes them. */
const STATES = ["SUBSCRIBED", "NOT_SUBSCRIBED", "UNSUBSCRIBED", "PENDING", "INVALID", "REDACTED"] as const;

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
};
