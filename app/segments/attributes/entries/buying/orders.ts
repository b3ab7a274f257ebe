import { sql } from "kysely";

import { profileOrder } from "../../../../customers/orders/placed-order.ts";
import { date, number, parameter, rows } from "../../attribute.ts";

/** What a customer has bought, as one figure. Names and meanings are Shopify's; `average_order_value` is ours, net as `amount_spent`. */
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
    ours: true,
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
  orders_placed: rows({
    label: "attributes.orders_placed",
    movedBy: ["orders"],
    rows: sql`orders o where o.shop_id = c.shop_id and o.customer_id = c.customer_id and ${profileOrder}`,
    parameters: {
      date: parameter.date("segmentParameters.date", sql`o.processed_at`),
      amount: parameter.number("segmentParameters.amount", sql`o.net_minor`, "money"),
      sum_amount: parameter.sum("segmentParameters.sum_amount", sql`coalesce(sum(o.net_minor), 0)`, "money"),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
      order_days: parameter.days("segmentParameters.order_days", sql`o.processed_at`, { ours: true }),
      // Of orders that were told of since it is kept.
      app_id: parameter.id("segmentParameters.app_id", sql`(o.snapshot ->> 'appId')::bigint`),
      discount_code: parameter.text("segmentParameters.discount_code", sql`(o.snapshot -> 'discountCodes' ->> 0)`, {
        ours: true,
        suggests: "discount-codes",
        equals: (code) =>
          sql`exists (select from jsonb_array_elements_text(o.snapshot -> 'discountCodes') code where lower(code) = lower(${code}::text))`,
      }),
    },
  }),
};
