import { sql } from "kysely";

import { date, number } from "./attribute.ts";

/** What a customer has bought. Names and meanings are Shopify's; `average_order_value` is ours, net as `amount_spent`. */
export const orders = {
  number_of_orders: number({
    label: "attributes.number_of_orders",
    nullable: false,
    movedBy: ["orders"],
    unit: "count",
    sql: sql`c.orders_count`,
  }),
  amount_spent: number({
    label: "attributes.amount_spent",
    nullable: false,
    movedBy: ["orders"],
    unit: "money",
    sql: sql`c.net_spend_minor`,
  }),
  average_order_value: number({
    label: "attributes.average_order_value",
    nullable: true,
    movedBy: ["orders"],
    unit: "money",
    // Who never bought has no average.
    sql: sql`(case when c.orders_count > 0 then c.aov_minor end)`,
  }),
  first_order_date: date({
    label: "attributes.first_order_date",
    nullable: true,
    movedBy: ["orders"],
    sql: sql`c.first_order_at`,
  }),
  last_order_date: date({ label: "attributes.last_order_date", nullable: true, movedBy: ["orders"], sql: sql`c.last_order_at` }),
};
