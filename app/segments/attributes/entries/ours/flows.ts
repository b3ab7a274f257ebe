import { sql } from "kysely";

import { parameter, rows } from "../../attribute.ts";

const parameters = {
  flow_id: parameter.id("segmentParameters.flow_id", sql`f.flow_id`, { suggests: "flows" }),
  date: parameter.date("segmentParameters.entered", sql`f.entered_at`),
};
const runs = sql`flow_runs f where f.shop_id = c.shop_id and f.customer_id = c.customer_id and f.entered_at is not null`;

/** Which flows a customer is going through. Who waits to enter is not in it yet. */
export const flows = {
  in_flow: rows({
    label: "attributes.in_flow",
    ours: true,
    movedBy: ["flows"],
    rows: sql`${runs} and f.state = 'active' and not f.holdout`,
    parameters,
  }),
  // Whoever was held out was so for good.
  flow_holdout: rows({
    label: "attributes.flow_holdout",
    ours: true,
    movedBy: ["flows"],
    rows: sql`${runs} and f.holdout`,
    parameters,
  }),
};
