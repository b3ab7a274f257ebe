import { sql, type RawBuilder } from "kysely";

import { profileOrder } from "../../../../customers/orders/placed-order.ts";
import { parameter, rows } from "../../attribute.ts";

/**
 * Lines of the orders that count, as they were bought: what was given back later was bought all the same, as in Shopify. A tip is no product.
 */
const lines = sql`orders o
  cross join lateral jsonb_to_recordset(o.snapshot -> 'lines')
    as line("productId" bigint, "variantId" bigint, quantity int, tip boolean, "byPlan" boolean)
  where o.shop_id = c.shop_id and o.customer_id = c.customer_id and ${profileOrder} and line.tip is not true`;

/** What is known today of the line's product: Shopify's tags and vendors are those of now, too. A product that was deleted is still known by what it was. */
const product = (condition: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql`exists (select from products g where g.shop_id = c.shop_id and g.product_id = line."productId" and ${condition})`;
const ofProduct = (value: RawBuilder<unknown>): RawBuilder<string> =>
  sql`(select ${value} from products g where g.shop_id = c.shop_id and g.product_id = line."productId")`;

/** What a customer has bought, product by product. Parameters are of one and the same line. */
export const products = {
  products_purchased: rows({
    label: "attributes.products_purchased",
    movedBy: ["orders"],
    rows: lines,
    parameters: {
      id: parameter.id("segmentParameters.product_id", sql`line."productId"`, { suggests: "products" }),
      variant_id: parameter.id("segmentParameters.variant_id", sql`line."variantId"`, { ours: true, suggests: "variants" }),
      tag: parameter.text("segmentParameters.tag", ofProduct(sql`g.tags[1]`), {
        suggests: "product-tags",
        equals: (tag) => product(sql`exists (select from unnest(g.tags) tag where lower(tag) = lower(${tag}::text))`),
        movedBy: ["catalog"],
      }),
      vendor: parameter.text("segmentParameters.vendor", ofProduct(sql`lower(g.vendor)`), {
        ...{ ours: true, suggests: "vendors", movedBy: ["catalog"] },
      }),
      sku: parameter.text(
        "segmentParameters.sku",
        ofProduct(
          sql`(select lower(v ->> 'sku') from jsonb_array_elements(g.variants) v where (v ->> 'variantId')::bigint = line."variantId" limit 1)`,
        ),
        { ours: true, suggests: "skus", movedBy: ["catalog"] },
      ),
      // As far as Shopify has told which products are in it (app/sync/collections).
      collection_id: parameter.id("segmentParameters.collection_id", sql`line."productId"`, {
        ...{ ours: true, suggests: "collections", movedBy: ["catalog"] },
        among: (ids) => sql`exists (
          select from collection_products k
          where k.shop_id = c.shop_id and k.product_id = line."productId" and k.collection_id = any(${ids}))`,
      }),
      order_product_id: parameter.id("segmentParameters.order_product_id", sql`line."productId"`, {
        ...{ ours: true, suggests: "products" },
        among: (ids) => sql`exists (
          select from jsonb_to_recordset(o.snapshot -> 'lines') as beside("productId" bigint, tip boolean)
          where beside."productId" = any(${ids}) and beside.tip is not true)`,
      }),
      date: parameter.date("segmentParameters.date", sql`o.processed_at`),
      quantity: parameter.number("segmentParameters.quantity", sql`line.quantity`),
      by_plan: parameter.flag("segmentParameters.by_plan", sql`line."byPlan"`, { ours: true }),
      sum_quantity: parameter.sum("segmentParameters.sum_quantity", sql`coalesce(sum(line.quantity), 0)`),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
    },
  }),
  // A row is a product that they have and that runs out (app/refill).
  refill_due: rows({
    label: "attributes.refill_due",
    ours: true,
    movedBy: ["orders", "refills"],
    rows: sql`refill_dues u where u.shop_id = c.shop_id and u.customer_id = c.customer_id`,
    parameters: {
      id: parameter.id("segmentParameters.product_id", sql`u.product_id`, { suggests: "products" }),
      date: parameter.date("segmentParameters.date", sql`u.due_on`, { wholeDays: true }),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
    },
  }),
};
