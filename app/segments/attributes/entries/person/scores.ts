import { sql } from "kysely";

import { date, number, oneOf } from "../../attribute.ts";
import { RFM_GROUPS } from "../../rfm-groups.ts";

const score = (label: "attributes.recency_score" | "attributes.frequency_score" | "attributes.monetary_score", column: string) =>
  number({
    label,
    ours: true,
    nullable: true,
    movedBy: ["scores"],
    reads: ["score"],
    unit: "count",
    sql: sql.ref(`s.${column}`),
  });

const orders = (
  label: "attributes.predicted_orders_30" | "attributes.predicted_orders_90" | "attributes.predicted_orders_365",
  column: string,
) =>
  number({
    label,
    ours: true,
    nullable: true,
    movedBy: ["scores"],
    reads: ["score"],
    unit: "ratio",
    sql: sql.ref(`s.${column}`),
  });

const spend = (
  label: "attributes.predicted_spend_30" | "attributes.predicted_spend_90" | "attributes.predicted_spend_365",
  column: string,
) =>
  number({
    label,
    ours: true,
    nullable: true,
    movedBy: ["scores"],
    reads: ["score"],
    unit: "money",
    sql: sql.ref(`s.${column}`),
  });

/** What the last night says of a customer (`customer_scores`); who was never scored has none of it. */
export const scores = {
  // Shopify names the groups, the group itself is ours. Who has bought nothing is of none that scores tell.
  our_rfm_group: oneOf({
    label: "attributes.our_rfm_group",
    ours: true,
    nullable: true,
    movedBy: ["scores", "orders"],
    reads: ["score"],
    values: RFM_GROUPS,
    sql: sql`(case when s.rfm_group is not null then lower(s.rfm_group) when c.orders_count = 0 then 'prospects' end)`,
  }),
  // As Shopify last told of them, with all that other apps sell; who has bought nothing has subscribed to nothing.
  product_subscription_status: oneOf({
    label: "attributes.product_subscription_status",
    nullable: true,
    movedBy: ["scores", "orders"],
    reads: ["score"],
    values: ["ACTIVE", "PAUSED", "CANCELLED", "EXPIRED", "FAILED", "NEVER_SUBSCRIBED"],
    sql: sql`coalesce(lower(s.shopify_subscription), case when c.orders_count = 0 then 'never_subscribed' end)`,
  }),
  recency_score: score("attributes.recency_score", "recency"),
  frequency_score: score("attributes.frequency_score", "frequency"),
  monetary_score: score("attributes.monetary_score", "monetary"),
  predicted_orders_30: orders("attributes.predicted_orders_30", "orders_30"),
  predicted_orders_90: orders("attributes.predicted_orders_90", "orders_90"),
  predicted_orders_365: orders("attributes.predicted_orders_365", "orders_365"),
  predicted_spend_30: spend("attributes.predicted_spend_30", "spend_30_minor"),
  predicted_spend_90: spend("attributes.predicted_spend_90", "spend_90_minor"),
  predicted_spend_365: spend("attributes.predicted_spend_365", "spend_365_minor"),
  churn_probability: number({
    label: "attributes.churn_probability",
    ours: true,
    nullable: true,
    movedBy: ["scores"],
    reads: ["score"],
    unit: "ratio",
    sql: sql`(1 - s.alive)`,
  }),
  next_order_date: date({
    label: "attributes.next_order_date",
    ours: true,
    nullable: true,
    movedBy: ["scores"],
    reads: ["score"],
    wholeDays: true,
    sql: sql`s.next_order_on`,
  }),
  median_gap_days: number({
    label: "attributes.median_gap_days",
    ours: true,
    nullable: true,
    movedBy: ["scores"],
    reads: ["score"],
    unit: "ratio",
    sql: sql`s.median_gap_days`,
  }),
};
