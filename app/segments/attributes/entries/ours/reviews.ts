import { sql } from "kysely";

import { parameter, rows } from "../../attribute.ts";

/** What a customer has said of products, whether it is shown or not. */
export const reviews = {
  product_reviewed: rows({
    label: "attributes.product_reviewed",
    ours: true,
    movedBy: ["reviews"],
    rows: sql`reviews a where a.shop_id = c.shop_id and a.customer_id = c.customer_id`,
    parameters: {
      product_id: parameter.id("segmentParameters.product_id", sql`a.product_id`, { suggests: "products" }),
      rating: parameter.number("segmentParameters.rating", sql`a.stars`),
      date: parameter.date("segmentParameters.date", sql`a.written_at`),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
    },
  }),
};
