import { z } from "zod";

import { CUSTOMERS_BY_ID, CUSTOMERS_THERE, POINTS_METAFIELDS } from "../../customers/snapshot/customer.graphql.ts";
import { DISPUTES_OF_ORDERS, ORDER_PAYMENTS, ORDERS_BY_ID, ORDERS_THERE } from "../../customers/orders/snapshot/order.graphql.ts";
import { gid } from "../../lib/gid.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { OFFERS_BY_ID } from "../../shops/storefront/offer.graphql.ts";
import { REVIEW_METAFIELDS } from "../theme/reviews/reviews.graphql.ts";
import { SUPPLY_OF_PRODUCTS, SUPPLY_OF_VARIANTS } from "../supply/supply.graphql.ts";
import { COLLECTION_TITLES } from "../collections/collection.graphql.ts";

/**
 * What is asked of Shopify by `nodes(ids:)`, and for how many ids at a time. Shopify publishes no price of `nodes`: should each id cost as much as one object
 * asked for alone, a request still stays below the 1,000 points that it may cost at most (a test adds that up). Orders are dear: their refunds have connections.
 */
export const byIds = {
  orders: { document: ORDERS_BY_ID, type: "Order", perRequest: 5 },
  payments: { document: ORDER_PAYMENTS, type: "Order", perRequest: 50 },
  disputes: { document: DISPUTES_OF_ORDERS, type: "Order", perRequest: 100 },
  ordersThere: { document: ORDERS_THERE, type: "Order", perRequest: 250 },
  customers: { document: CUSTOMERS_BY_ID, type: "Customer", perRequest: 50 },
  customersThere: { document: CUSTOMERS_THERE, type: "Customer", perRequest: 250 },
  metafields: { document: POINTS_METAFIELDS, type: "Customer", perRequest: 50 },
  collectionTitles: { document: COLLECTION_TITLES, type: "Collection", perRequest: 250 },
  reviewMetafields: { document: REVIEW_METAFIELDS, type: "Product", perRequest: 50 },
  supplyOfProducts: { document: SUPPLY_OF_PRODUCTS, type: "Product", perRequest: 100 },
  supplyOfVariants: { document: SUPPLY_OF_VARIANTS, type: "ProductVariant", perRequest: 100 },
  offers: { document: OFFERS_BY_ID, type: "ProductVariant", perRequest: 50 },
} as const;

const nodesSchema = z.object({ nodes: z.array(z.unknown()) });

/**
 * The nodes with these ids, a request's worth at a time, in the order of the ids; null for what Shopify does not know.
 * @throws what adminGraphql throws | Error for an answer that is not complete
 */
export async function* nodesById(shop: Shop, what: keyof typeof byIds, ids: readonly bigint[]): AsyncGenerator<unknown[]> {
  const { document, type, perRequest } = byIds[what];
  for (let start = 0; start < ids.length; start += perRequest) {
    const page = ids.slice(start, start + perRequest);
    const { nodes } = nodesSchema.parse(await adminGraphql(shop, document, { ids: page.map((id) => gid(type, id)) }));
    if (nodes.length !== page.length) throw new Error(`Shopify did not answer for every ${type}`);
    yield nodes;
  }
}
