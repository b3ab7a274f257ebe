import { currentTotals, originalTotals, outstandingMinor, refundedMinor } from "../world/money.ts";
import { appOf } from "../world/order-body.ts";
import { taxTitle } from "../world/line-body.ts";
import type { Order as OrderRecord } from "../world/types.ts";
import { connection, type PageArgs } from "./connection.ts";
import { gidOf } from "../lib/gid.ts";
import { dateTime, dateTimeOrNull, node, nodeOrNull, type Context, type Node, type Resolvers } from "./context.ts";
import { applicationView } from "./discount-views.ts";
import { lineNode, nonFulfillable } from "./line-fields.ts";
import { ownerFields } from "./metafield-fields.ts";
import { moneyBag, moneyV2 } from "./money-fields.ts";

type Source = Node<"Order", OrderRecord>;

/** MoneyBag fields and what each of them sums. */
const bags: Record<string, (order: OrderRecord) => bigint> = {
  subtotalPriceSet: (order) => originalTotals(order).subtotal,
  totalPriceSet: (order) => originalTotals(order).total,
  originalTotalPriceSet: (order) => originalTotals(order).total,
  totalTaxSet: (order) => originalTotals(order).tax,
  totalDiscountsSet: (order) => originalTotals(order).discounts,
  totalShippingPriceSet: (order) => originalTotals(order).shipping,
  totalTipReceivedSet: (order) => originalTotals(order).tip,
  cartDiscountAmountSet: (order) => originalTotals(order).discounts,
  currentCartDiscountAmountSet: (order) => currentTotals(order).discounts,
  currentSubtotalPriceSet: (order) => currentTotals(order).subtotal,
  currentTotalPriceSet: (order) => currentTotals(order).total,
  currentTotalTaxSet: (order) => currentTotals(order).tax,
  currentTotalDiscountsSet: (order) => currentTotals(order).discounts,
  currentShippingPriceSet: (order) => currentTotals(order).shipping,
  totalReceivedSet: (order) => order.paidMinor,
  totalRefundedSet: (order) => refundedMinor(order),
  netPaymentSet: (order) => order.paidMinor - refundedMinor(order),
  totalOutstandingSet: (order) => outstandingMinor(order),
  totalCapturableSet: () => 0n,
  totalRefundedShippingSet: (order) => order.refunds.reduce((sum, refund) => sum + refund.shippingMinor, 0n),
  refundDiscrepancySet: (order) => order.refunds.reduce((sum, refund) => sum + refund.discrepancyMinor, 0n),
};

function lineConnection(context: Context, order: OrderRecord, args: PageArgs, only?: (index: number) => boolean) {
  const lines = order.lines.map((line, index) => ({ line, index })).filter(({ index }) => only?.(index) ?? true);
  return connection(context, lines, args, {
    key: ({ line, index }) => ({ value: BigInt(index), id: line.id }),
    view: ({ line }) => lineNode(order, line),
  });
}

function taxLines(order: OrderRecord, taxMinor: bigint) {
  return taxMinor === 0n ? [] : [node("TaxLine", { order, taxMinor, title: taxTitle(order) })];
}

function address(order: OrderRecord, context: Context) {
  const customer = order.customerId === null ? undefined : context.shop.customers.get(order.customerId);
  return customer?.city == null ? null : node("MailingAddress", { customer, countryCode: order.countryCode });
}

export const Order: Resolvers = {
  id: ({ it }: Source) => gidOf("Order", it.id),
  legacyResourceId: ({ it }: Source) => it.id.toString(),
  name: ({ it }: Source) => it.name,
  number: ({ it }: Source) => it.number,
  email: ({ it }: Source) => it.email,
  phone: () => null,
  note: ({ it }: Source) => it.note,
  tags: ({ it }: Source) => it.tags,
  test: ({ it }: Source) => it.test,
  confirmed: () => true,
  customAttributes: () => [],
  poNumber: () => null,
  sourceName: ({ it }: Source) => it.sourceName,
  app: ({ it }: Source) => ({
    ...{
      __typename: "OrderApp",
      id: gidOf("App", appOf(it.sourceName)),
      name: it.sourceName === "pos" ? "Point of Sale" : "Online Store",
    },
  }),
  sourceIdentifier: () => null,
  purchasingEntity: ({ it }: Source, _args, context) =>
    it.company !== null
      ? node("PurchasingCompany", it.company)
      : nodeOrNull("Customer", it.customerId === null ? null : context.shop.customers.get(it.customerId)),
  disputes: ({ it }: Source) =>
    it.disputes.map(({ id, type, status }) => ({
      ...{ __typename: "OrderDisputeSummary", id: gidOf("OrderDisputeSummary", id) },
      ...{ initiatedAs: type.toUpperCase(), status: status.toUpperCase() },
    })),
  customerLocale: ({ it }: Source) => it.customerLocale,
  customer: ({ it }: Source, _args, context) =>
    nodeOrNull("Customer", it.customerId === null ? null : context.shop.customers.get(it.customerId)),
  customerAcceptsMarketing: ({ it }: Source, _args, context) =>
    it.customerId !== null && context.shop.customers.get(it.customerId)?.emailConsent.state === "subscribed",
  createdAt: ({ it }: Source) => dateTime(it.createdAt),
  processedAt: ({ it }: Source) => dateTime(it.processedAt),
  updatedAt: ({ it }: Source) => dateTime(it.updatedAt),
  cancelledAt: ({ it }: Source) => dateTimeOrNull(it.cancelledAt),
  cancelReason: ({ it }: Source) => it.cancelReason?.toUpperCase() ?? null,
  closedAt: ({ it }: Source) => dateTimeOrNull(it.closedAt),
  closed: ({ it }: Source) => it.closedAt !== null,
  currencyCode: ({ it }: Source) => it.currency,
  presentmentCurrencyCode: ({ it }: Source) => it.presentmentCurrency,
  taxesIncluded: ({ it }: Source) => it.taxesIncluded,
  taxExempt: () => false,
  estimatedTaxes: () => false,
  dutiesIncluded: () => false,
  edited: ({ it }: Source) => it.lines.some((line) => line.id > it.id),
  displayFinancialStatus: ({ it }: Source) => it.financialStatus.toUpperCase(),
  displayFulfillmentStatus: ({ it }: Source) =>
    it.fulfillmentStatus === null ? "UNFULFILLED" : it.fulfillmentStatus === "partial" ? "PARTIALLY_FULFILLED" : "FULFILLED",
  returnStatus: () => "NO_RETURN",
  fullyPaid: ({ it }: Source) => outstandingMinor(it) <= 0n && it.financialStatus !== "pending",
  unpaid: ({ it }: Source) => it.financialStatus === "pending",
  refundable: ({ it }: Source) => it.paidMinor > refundedMinor(it),
  fulfillable: ({ it }: Source) => it.cancelledAt === null && it.fulfillmentStatus !== "fulfilled",
  restockable: ({ it }: Source) => it.lines.some((line) => line.currentQuantity > 0),
  requiresShipping: ({ it }: Source) => it.lines.some((line) => !line.giftCard && !line.tip),
  paymentGatewayNames: ({ it }: Source) => [...new Set(it.transactions.map((transaction) => transaction.gateway))],
  discountCode: ({ it }: Source) => codes(it)[0] ?? null,
  discountCodes: ({ it }: Source) => codes(it),
  discountApplications: ({ it }: Source, args: PageArgs, context) =>
    connection(
      context,
      it.discountApplications.map((_application, index) => index),
      args,
      { key: (index) => ({ value: BigInt(index), id: BigInt(index) }), view: (index) => applicationView(it, index) },
    ),
  subtotalLineItemsQuantity: ({ it }: Source) => quantity(it, (line) => line.quantity),
  currentSubtotalLineItemsQuantity: ({ it }: Source) => quantity(it, (line) => line.currentQuantity),
  taxLines: ({ it }: Source) => taxLines(it, originalTotals(it).tax),
  currentTaxLines: ({ it }: Source) => taxLines(it, currentTotals(it).tax),
  totalWeight: () => "0",
  billingAddress: ({ it }: Source, _args, context) => address(it, context),
  shippingAddress: ({ it }: Source, _args, context) => address(it, context),
  displayAddress: ({ it }: Source, _args, context) => address(it, context),
  lineItems: ({ it }: Source, args: PageArgs, context) => lineConnection(context, it, args),
  nonFulfillableLineItems: ({ it }: Source, args: PageArgs, context) =>
    lineConnection(context, it, args, (index) => {
      const line = it.lines[index];
      return line !== undefined && nonFulfillable(line) > 0;
    }),
  shippingLine: ({ it }: Source) => shippingNodes(it)[0] ?? null,
  shippingLines: ({ it }: Source, args: PageArgs, context) =>
    connection(context, shippingNodes(it), args, { key: () => ({ value: it.id, id: it.id }), view: (line) => line }),
  refunds: ({ it }: Source, args: { first?: number | null }) =>
    it.refunds.slice(0, args.first ?? undefined).map((refund) => node("Refund", { order: it, refund })),
  transactions: ({ it }: Source, args: { first?: number | null }) =>
    it.transactions.slice(0, args.first ?? undefined).map((transaction) => node("OrderTransaction", { order: it, transaction })),
  transactionsCount: ({ it }: Source) => ({ count: it.transactions.length, precision: "EXACT" }),
  fulfillments: ({ it }: Source, args: { first?: number | null }) =>
    it.fulfillments
      .slice(0, args.first ?? undefined)
      .map((fulfillment, index) => node("Fulfillment", { order: it, fulfillment, index })),
  fulfillmentsCount: ({ it }: Source) => ({ count: it.fulfillments.length, precision: "EXACT" }),
  currentTotalDutiesSet: () => null,
  originalTotalDutiesSet: () => null,
  currentTotalAdditionalFeesSet: () => null,
  originalTotalAdditionalFeesSet: () => null,
  additionalFees: () => [],
  totalTipReceived: ({ it }: Source) => moneyV2(originalTotals(it).tip, it.currency),
  ...Object.fromEntries(Object.entries(bags).map(([name, total]) => [name, ({ it }: Source) => moneyBag(it, total(it))])),
  ...Object.fromEntries(
    [
      "subtotalPrice",
      "totalPrice",
      "totalTax",
      "totalDiscounts",
      "totalShippingPrice",
      "totalReceived",
      "totalRefunded",
      "netPayment",
    ].map((name) => [name, ({ it }: Source) => moneyV2(bags[`${name}Set`]?.(it) ?? 0n, it.currency).amount]),
  ),
  ...ownerFields((source) => gidOf("Order", (source as Source).it.id)),
};

function codes(order: OrderRecord): string[] {
  return order.discountApplications.flatMap((application) =>
    application.type === "discount_code" ? (application.code ?? []) : [],
  );
}

function quantity(order: OrderRecord, of: (line: OrderRecord["lines"][number]) => number): number {
  return order.lines.filter((line) => !line.tip).reduce((sum, line) => sum + of(line), 0);
}

/** An order has one shipping line, or none when nothing was shipped. */
function shippingNodes(order: OrderRecord) {
  const before = order.shippingDiscounts.reduce((sum, allocation) => sum + allocation.amountMinor, order.shippingMinor);
  return before === 0n ? [] : [node("ShippingLine", order)];
}
