import type { Fulfillment as Shipped, Order, Refund as RefundRecord, RefundLine } from "../world/types.ts";
import { connection, type PageArgs } from "./connection.ts";
import { gidOf } from "../lib/gid.ts";
import { dateTime, dateTimeOrNull, node, nodeOrNull, type Node, type Resolvers } from "./context.ts";
import { lineNode } from "./line-fields.ts";
import { moneyBag, moneyV2 } from "./money-fields.ts";

type Source = Node<"Refund", { order: Order; refund: RefundRecord }>;
type Transaction = Order["transactions"][number];

const byId = <Item extends { id: bigint }>(item: Item) => ({ value: item.id, id: item.id });

export const Refund: Resolvers = {
  id: ({ it }: Source) => gidOf("Refund", it.refund.id),
  legacyResourceId: ({ it }: Source) => it.refund.id.toString(),
  createdAt: ({ it }: Source) => dateTime(it.refund.createdAt),
  processedAt: ({ it }: Source) => dateTime(it.refund.createdAt),
  updatedAt: ({ it }: Source) => dateTime(it.refund.createdAt),
  note: ({ it }: Source) => it.refund.note,
  duties: () => [],
  return: () => null,
  staffMember: () => null,
  order: ({ it }: Source) => node("Order", it.order),
  totalRefundedSet: ({ it }: Source) => moneyBag(it.order, it.refund.moneyMinor),
  totalRefunded: ({ it }: Source) => moneyV2(it.refund.moneyMinor, it.order.currency),
  refundLineItems: ({ it }: Source, args: PageArgs, context) =>
    connection(context, it.refund.lines, args, { key: byId, view: (line) => node("RefundLineItem", { order: it.order, line }) }),
  // Since 2024-10 refunded shipping is here and no longer among the adjustments.
  refundShippingLines: ({ it }: Source, args: PageArgs, context) =>
    connection(context, it.refund.shippingMinor === 0n ? [] : [it.refund], args, {
      key: byId,
      view: (refund) => ({
        __typename: "RefundShippingLine",
        id: gidOf("RefundShippingLine", refund.id + 3n),
        shippingLine: node("ShippingLine", it.order),
        subtotalAmountSet: moneyBag(
          it.order,
          it.order.taxesIncluded ? refund.shippingMinor - refund.shippingTaxMinor : refund.shippingMinor,
        ),
        taxAmountSet: moneyBag(it.order, refund.shippingTaxMinor),
      }),
    }),
  orderAdjustments: ({ it }: Source, args: PageArgs, context) =>
    connection(context, it.refund.discrepancyMinor === 0n ? [] : [it.refund], args, {
      key: byId,
      view: (refund) => ({
        __typename: "OrderAdjustment",
        id: gidOf("OrderAdjustment", refund.id + 2n),
        reason: "REFUND_DISCREPANCY",
        amountSet: moneyBag(it.order, refund.discrepancyMinor),
        taxAmountSet: moneyBag(it.order, 0n),
      }),
    }),
  transactions: ({ it }: Source, args: PageArgs, context) =>
    connection(
      context,
      it.order.transactions.filter((transaction) => transaction.refundId === it.refund.id),
      args,
      { key: byId, view: (transaction) => node("OrderTransaction", { order: it.order, transaction }) },
    ),
};

type LineSource = Node<"RefundLineItem", { order: Order; line: RefundLine }>;

export const RefundLineItem: Resolvers = {
  id: ({ it }: LineSource) => gidOf("RefundLineItem", it.line.id),
  quantity: ({ it }: LineSource) => it.line.quantity,
  restockType: ({ it }: LineSource) => it.line.restockType.toUpperCase(),
  restocked: ({ it }: LineSource) => it.line.restockType !== "no_restock",
  location: () => null,
  lineItem: ({ it }: LineSource) => {
    const line = it.order.lines.find((candidate) => candidate.id === it.line.lineId);
    if (line === undefined) throw new Error(`Refunded line ${it.line.lineId} is missing`);
    return lineNode(it.order, line);
  },
  priceSet: ({ it }: LineSource) => moneyBag(it.order, it.line.subtotalMinor / BigInt(it.line.quantity)),
  subtotalSet: ({ it }: LineSource) => moneyBag(it.order, it.line.subtotalMinor),
  totalTaxSet: ({ it }: LineSource) => moneyBag(it.order, it.line.taxMinor),
};

type TransactionSource = Node<"OrderTransaction", { order: Order; transaction: Transaction }>;

export const OrderTransaction: Resolvers = {
  id: ({ it }: TransactionSource) => gidOf("OrderTransaction", it.transaction.id),
  kind: ({ it }: TransactionSource) => it.transaction.kind.toUpperCase(),
  status: () => "SUCCESS",
  test: ({ it }: TransactionSource) => it.order.test,
  gateway: ({ it }: TransactionSource) => it.transaction.gateway,
  formattedGateway: ({ it }: TransactionSource) => it.transaction.gateway.replaceAll("_", " "),
  manualPaymentGateway: ({ it }: TransactionSource) => it.transaction.gateway === "manual",
  manuallyCapturable: () => false,
  multiCapturable: () => false,
  errorCode: () => null,
  fees: () => [],
  paymentId: ({ it }: TransactionSource) => `${it.order.name}.${it.order.transactions.indexOf(it.transaction) + 1}`,
  createdAt: ({ it }: TransactionSource) => dateTime(it.transaction.createdAt),
  processedAt: ({ it }: TransactionSource) => dateTime(it.transaction.createdAt),
  order: ({ it }: TransactionSource) => node("Order", it.order),
  parentTransaction: ({ it }: TransactionSource) =>
    it.transaction.kind === "sale"
      ? null
      : nodeOrNull(
          "OrderTransaction",
          parentOf(it.order) === undefined ? null : { order: it.order, transaction: parentOf(it.order) },
        ),
  amountSet: ({ it }: TransactionSource) => moneyBag(it.order, it.transaction.amountMinor),
  amountRoundingSet: () => null,
  totalUnsettledSet: ({ it }: TransactionSource) => moneyBag(it.order, 0n),
};

function parentOf(order: Order): Transaction | undefined {
  return order.transactions.find((transaction) => transaction.kind === "sale");
}

function saidAt({ events }: Shipped, status: string): string | null {
  return dateTimeOrNull(events.find((event) => event.status === status)?.happenedAt ?? null);
}

type FulfillmentSource = Node<"Fulfillment", { order: Order; fulfillment: Shipped; index: number }>;

export const Fulfillment: Resolvers = {
  id: ({ it }: FulfillmentSource) => gidOf("Fulfillment", it.fulfillment.id),
  legacyResourceId: ({ it }: FulfillmentSource) => it.fulfillment.id.toString(),
  name: ({ it }: FulfillmentSource) => `${it.order.name}.${it.index + 1}`,
  status: () => "SUCCESS",
  displayStatus: ({ it }: FulfillmentSource) => it.fulfillment.events.at(-1)?.status.toUpperCase() ?? "FULFILLED",
  createdAt: ({ it }: FulfillmentSource) => dateTime(it.fulfillment.createdAt),
  updatedAt: ({ it }: FulfillmentSource) => dateTime(it.fulfillment.updatedAt),
  deliveredAt: ({ it }: FulfillmentSource) => saidAt(it.fulfillment, "delivered"),
  inTransitAt: ({ it }: FulfillmentSource) => saidAt(it.fulfillment, "in_transit"),
  estimatedDeliveryAt: ({ it }: FulfillmentSource) =>
    dateTimeOrNull(it.fulfillment.events.findLast(({ expectedAt }) => expectedAt !== null)?.expectedAt ?? null),
  requiresShipping: () => true,
  trackingInfo: () => [],
  order: ({ it }: FulfillmentSource) => node("Order", it.order),
  totalQuantity: ({ it }: FulfillmentSource) => it.fulfillment.lines.reduce((sum, line) => sum + line.quantity, 0),
};
