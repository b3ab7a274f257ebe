import { sql } from "kysely";

import { date } from "../../attribute.ts";

/** What a customer has begun and left. */
export const checkouts = {
  // The checkout itself is forgotten after a while, what is told of it stays. One that came to an order after all was not left.
  abandoned_checkout_date: date({
    label: "attributes.abandoned_checkout_date",
    nullable: true,
    movedBy: ["checkouts", "orders"],
    sql: sql`(
      select max(e.occurred_at) from timeline_events e
      where e.shop_id = c.shop_id and e.customer_id = c.customer_id and e.kind = 'checkout.abandoned'
        and e.data ->> 'over' is distinct from 'bought'
    )`,
  }),
};
