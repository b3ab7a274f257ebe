import { sql } from "kysely";

import { parameter, rows } from "../../attribute.ts";

const events = (kind: string) =>
  sql`visit_events w where w.shop_id = c.shop_id and w.customer_id = c.customer_id and w.kind = ${sql.lit(kind)}`;

/** What a customer has looked at in the shop, as far as the web pixel tells (app/visits). The same thing counts at most once in half an hour. */
export const visits = {
  "storefront.product_viewed": rows({
    label: "attributes.product_viewed",
    movedBy: ["visits"],
    rows: events("product"),
    parameters: {
      id: parameter.id("segmentParameters.product_id", sql`w.product_id`, { suggests: "products" }),
      // As the product is tagged today.
      tag: parameter.text(
        "segmentParameters.tag",
        sql`(select g.tags[1] from products g where g.shop_id = c.shop_id and g.product_id = w.product_id)`,
        {
          suggests: "product-tags",
          equals: (tag) => sql`exists (
          select from products g cross join lateral unnest(g.tags) tag
          where g.shop_id = c.shop_id and g.product_id = w.product_id and lower(tag) = lower(${tag}::text))`,
          movedBy: ["catalog"],
        },
      ),
      date: parameter.date("segmentParameters.date", sql`w.at`),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
    },
  }),
  "storefront.collection_viewed": rows({
    label: "attributes.collection_viewed",
    movedBy: ["visits"],
    rows: events("collection"),
    parameters: {
      id: parameter.id("segmentParameters.collection_id", sql`w.collection_id`, { suggests: "collections" }),
      date: parameter.date("segmentParameters.date", sql`w.at`),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
    },
  }),
};
