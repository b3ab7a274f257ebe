import { originalTotals } from "../world/money.ts";
import type { Order } from "../world/types.ts";
import { connection, seconds, type PageArgs } from "./connection.ts";
import { node, type Context } from "./context.ts";
import { failure } from "./failures.ts";
import { compileSearch, type SearchFields } from "./search.ts";

export type OrderArgs = PageArgs & { query?: string | null; sortKey?: string | null };

export const orderSearch: SearchFields<Order> = {
  id: (order) => order.id,
  name: (order) => order.name,
  email: (order) => order.email,
  customer_id: (order) => order.customerId,
  tag: (order) => order.tags,
  test: (order) => order.test,
  source_name: (order) => order.sourceName,
  financial_status: (order) => order.financialStatus,
  fulfillment_status: (order) => order.fulfillmentStatus ?? "unfulfilled",
  status: (order) => (order.cancelledAt !== null ? "cancelled" : order.closedAt !== null ? "closed" : "open"),
  // A status that is not among those that Shopify documents for the search is not found.
  chargeback_status: (order) => order.disputes.flatMap(({ status }) => (status === "prevented" ? [] : status)),
  discount_code: (order) => order.discountApplications.flatMap((application) => application.code ?? []),
  created_at: (order) => order.createdAt,
  updated_at: (order) => order.updatedAt,
  processed_at: (order) => order.processedAt,
  default: (order) => [order.name, order.email ?? ""],
};

const keys: Record<string, (order: Order) => bigint | string> = {
  ID: (order) => order.id,
  RELEVANCE: (order) => order.id,
  CREATED_AT: (order) => seconds(order.createdAt),
  UPDATED_AT: (order) => seconds(order.updatedAt),
  PROCESSED_AT: (order) => seconds(order.processedAt),
  ORDER_NUMBER: (order) => BigInt(order.number),
  TOTAL_PRICE: (order) => originalTotals(order).total,
  FINANCIAL_STATUS: (order) => order.financialStatus,
};

/** Orders that match the query, in the order asked for; Shopify's default is PROCESSED_AT. */
export function orderConnection(context: Context, orders: readonly Order[], args: OrderArgs, root?: string) {
  const matches = compileSearch(args.query, orderSearch, context.shop.timeZone);
  const key = keys[args.sortKey ?? "PROCESSED_AT"];
  if (key === undefined) throw failure(`The sandbox does not sort orders by ${args.sortKey}`, "SANDBOX_NOT_IMPLEMENTED");
  return connection(context, orders.filter(matches), args, {
    key: (order) => ({ value: key(order), id: order.id }),
    view: (order) => node("Order", order),
    root,
  });
}
