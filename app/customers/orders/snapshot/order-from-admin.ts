import { z } from "zod";

import { lowerAddress } from "../../../lib/lower-address.ts";
import { idFromGid } from "../../../lib/gid.ts";
import { toMinor } from "../../../lib/money.ts";
import { parseInstant } from "../../../lib/time.ts";
import type { FactOf } from "../../../facts/fact.ts";
import { closeBooks, toleranceOf } from "../worth/refund-books.ts";
import { adminParcelSchema } from "../parcels/from-admin.ts";
import { isPaid, reachedOf } from "../order-reached.ts";
import { withDiscounts } from "./line-discount.ts";
import {
  besideItems,
  financialStatuses,
  type OrderLine,
  type OrderSnapshot,
  type RefundSnapshot,
} from "../../../facts/order-snapshot.ts";

const moneySet = z.object({ shopMoney: z.object({ amount: z.string() }) });
const taxLines = z.array(z.object({ priceSet: moneySet }));
const page = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

export const adminLineSchema = z.object({
  id: z.string(),
  title: z.string(),
  quantity: z.number().int(),
  currentQuantity: z.number().int(),
  isGiftCard: z.boolean(),
  requiresShipping: z.boolean(),
  product: z.object({ id: z.string() }).nullable(),
  variant: z.object({ id: z.string() }).nullable(),
  originalTotalSet: moneySet,
  discountAllocations: z.array(z.object({ allocatedAmountSet: moneySet })),
  taxLines,
  sellingPlan: z.object({ sellingPlanId: z.string().nullable() }).nullable(),
});

export const adminShippingSchema = z.object({ id: z.string(), isRemoved: z.boolean(), discountedPriceSet: moneySet, taxLines });

const adminRefundSchema = z.object({
  id: z.string(),
  createdAt: z.string().nullable(),
  transactions: z.object({ nodes: z.array(z.object({ kind: z.string(), status: z.string(), amountSet: moneySet })) }),
  refundShippingLines: z.object({ nodes: z.array(z.object({ subtotalAmountSet: moneySet, taxAmountSet: moneySet })) }),
  duties: z.array(z.object({ amountSet: moneySet })).nullable(),
  orderAdjustments: z.object({ nodes: z.array(z.object({ amountSet: moneySet, taxAmountSet: moneySet })) }),
  refundLineItems: z.object({
    nodes: z.array(
      z.object({
        quantity: z.number().int(),
        subtotalSet: moneySet,
        totalTaxSet: moneySet,
        lineItem: z.object({ id: z.string() }),
      }),
    ),
  }),
});

/**
 * `Order.disputes` needs no right but that to read orders. Its ids are of a type of their own (`OrderDisputeSummary`), with the digits by which webhooks call
 * the same dispute.
 */
export const adminDisputesSchema = z.object({
  id: z.string(),
  disputes: z.array(z.object({ id: z.string(), status: z.string() })),
});

/** What an order's disputes say at an instant. */
export function disputesFromAdmin({ id, disputes }: z.infer<typeof adminDisputesSchema>, at: Date): FactOf<"dispute">[] {
  const orderId = idFromGid(id, "Order");
  return disputes.flatMap(({ id: disputeGid, status }) => {
    const digits = /\/(\d{1,19})$/.exec(disputeGid)?.[1];
    return digits === undefined
      ? []
      : [{ kind: "dispute", orderId, disputeId: BigInt(digits), status: status.toLowerCase(), at } as const];
  });
}

/** An order's own fields, as bulk operations give them: lines and shipping come as rows of their own. */
export const adminOrderFieldsSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  customerLocale: z.string().nullable(),
  createdAt: z.string(),
  processedAt: z.string(),
  updatedAt: z.string(),
  cancelledAt: z.string().nullable(),
  test: z.boolean(),
  sourceName: z.string().nullable(),
  app: z.object({ id: z.string() }).nullable(),
  purchasingEntity: z.object({ __typename: z.string() }).nullable(),
  taxesIncluded: z.boolean(),
  currencyCode: z.string(),
  discountCodes: z.array(z.string()),
  displayFinancialStatus: z.string().nullable(),
  displayFulfillmentStatus: z.string(),
  customer: z.object({ id: z.string() }).nullable(),
  totalPriceSet: moneySet,
  totalReceivedSet: moneySet,
  totalTipReceivedSet: moneySet,
  fulfillments: z.array(adminParcelSchema),
  transactions: z.array(z.object({ kind: z.string(), status: z.string(), processedAt: z.string().nullable() })),
  disputes: adminDisputesSchema.shape.disputes,
});

export const adminOrderSchema = adminOrderFieldsSchema.extend({
  lineItems: z.object({ pageInfo: page, nodes: z.array(adminLineSchema) }),
  shippingLines: z.object({ nodes: z.array(adminShippingSchema) }),
  refunds: z.array(adminRefundSchema),
});

export type AdminOrderFields = z.infer<typeof adminOrderFieldsSchema>;
export type AdminLine = z.infer<typeof adminLineSchema>;
export type AdminShipping = z.infer<typeof adminShippingSchema>;
export type AdminRefund = z.infer<typeof adminRefundSchema>;

/** By the digits alone: the type that stands in the id of an order's app is not documented. */
function appOf(app: AdminOrderFields["app"]): Pick<OrderSnapshot, "appId"> {
  const digits = /(?:^|\/)(\d{1,18})$/.exec(app?.id ?? "")?.[1];
  return digits === undefined ? {} : { appId: BigInt(digits) };
}

/** The snapshot of an order as the Admin API describes it; the same as the webhook of the same state gives. @throws ZodError */
export function orderFromAdmin(
  order: AdminOrderFields,
  lines: AdminLine[],
  shipping: AdminShipping[],
  refunds: AdminRefund[],
): OrderSnapshot {
  const minor = minorIn(order.currencyCode);
  const kept = shipping.filter(({ isRemoved }) => !isRemoved);
  const shippingTax = sum(kept.flatMap((line) => line.taxLines.map(({ priceSet }) => minor(priceSet))));
  const shippingPrice = sum(kept.map(({ discountedPriceSet }) => minor(discountedPriceSet)));
  const paidAt = paymentOf(order);
  const done = order.fulfillments.filter(({ status }) => status === "SUCCESS").map(({ createdAt }) => parseInstant(createdAt));
  const snapshot: OrderSnapshot = {
    orderId: idFromGid(order.id, "Order"),
    name: order.name,
    customerId: order.customer === null ? null : idFromGid(order.customer.id, "Customer"),
    email: order.email === null || order.email === "" ? null : lowerAddress(order.email),
    customerLocale: order.customerLocale,
    createdAt: parseInstant(order.createdAt),
    processedAt: parseInstant(order.processedAt),
    updatedAt: parseInstant(order.updatedAt),
    cancelledAt: order.cancelledAt === null ? null : parseInstant(order.cancelledAt),
    fulfilledAt:
      order.displayFulfillmentStatus === "FULFILLED" ? (done.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null) : null,
    test: order.test,
    financialStatus: z.enum(financialStatuses).parse((order.displayFinancialStatus ?? "PENDING").toLowerCase()),
    fulfillmentStatus: fulfillmentStatus(order.displayFulfillmentStatus),
    ...(order.purchasingEntity?.__typename === "PurchasingCompany" ? { b2b: true as const } : {}),
    ...(order.sourceName === null ? {} : { sourceName: order.sourceName }),
    ...appOf(order.app),
    currency: order.currencyCode,
    shippingNetMinor: order.taxesIncluded ? shippingPrice - shippingTax : shippingPrice,
    shippingTaxMinor: shippingTax,
    totalMinor: minor(order.totalPriceSet),
    receivedMinor: minor(order.totalReceivedSet),
    received: { read: { minor: minor(order.totalReceivedSet), at: parseInstant(order.updatedAt) }, told: [] },
    discountCodes: order.discountCodes,
    lines: withDiscounts(
      lines.map((line) => orderLine(line, order, minor)),
      lines.map((line) => sum(line.discountAllocations.map(({ allocatedAmountSet }) => minor(allocatedAmountSet)))),
      order.taxesIncluded,
    ),
    refunds: refunds.map((refund) => refundFromAdmin(refund, minor, order)),
  };
  return { ...snapshot, reached: { ...reachedOf(snapshot), paidAt: isPaid(snapshot) ? paidAt : null } };
}

/** When the last of the money came. */
function paymentOf({ transactions }: AdminOrderFields): Date | null {
  const instants = transactions.flatMap(({ kind, status, processedAt }) =>
    (kind === "SALE" || kind === "CAPTURE") && status === "SUCCESS" && processedAt !== null ? [parseInstant(processedAt)] : [],
  );
  return instants.reduce<Date | null>((last, at) => (last === null || at > last ? at : last), null);
}

type MoneySet = z.infer<typeof moneySet>;
type Minor = (set: MoneySet) => bigint;

function minorIn(currency: string): Minor {
  return (set) => toMinor(set.shopMoney.amount, currency);
}

function orderLine(line: AdminLine, order: AdminOrderFields, minor: Minor): OrderLine {
  const taxMinor = sum(line.taxLines.map(({ priceSet }) => minor(priceSet)));
  const discounted =
    minor(line.originalTotalSet) - sum(line.discountAllocations.map(({ allocatedAmountSet }) => minor(allocatedAmountSet)));
  // The Admin API does not mark tips; they are lines without a product that carry the order's tip.
  const tips = minor(order.totalTipReceivedSet);
  const tip = tips > 0n && line.product === null && line.title === "Tip" && discounted === tips;
  return {
    lineId: idFromGid(line.id, "LineItem"),
    productId: line.product === null ? null : idFromGid(line.product.id, "Product"),
    variantId: line.variant === null ? null : idFromGid(line.variant.id, "ProductVariant"),
    title: line.title,
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    netMinor: order.taxesIncluded ? discounted - taxMinor : discounted,
    taxMinor,
    discountMinor: 0n,
    giftCard: line.isGiftCard,
    tip,
    ...(line.requiresShipping || line.isGiftCard || tip ? {} : { unsent: true as const }),
    ...(line.sellingPlan === null ? {} : { byPlan: true as const }),
  };
}

function refundFromAdmin(refund: AdminRefund, minor: Minor, order: AdminOrderFields): RefundSnapshot {
  const paidBack = refund.transactions.nodes.filter(({ kind, status }) => kind === "REFUND" && status === "SUCCESS");
  const moneyMinor = sum(paidBack.map(({ amountSet }) => minor(amountSet)));
  const items = refund.refundLineItems.nodes;
  const subtotal = sum(items.map(({ subtotalSet }) => minor(subtotalSet)));
  const shipping = refund.refundShippingLines.nodes;
  const shippingSubtotal = sum(shipping.map(({ subtotalAmountSet }) => minor(subtotalAmountSet)));
  const shippingTax = sum(shipping.map(({ taxAmountSet }) => minor(taxAmountSet)));
  const dutiesMinor = sum((refund.duties ?? []).map(({ amountSet }) => minor(amountSet)));
  const { shippingMinor } = closeBooks(
    {
      items: [order.taxesIncluded ? subtotal : subtotal + sum(items.map(({ totalTaxSet }) => minor(totalTaxSet)))],
      // Shopify does not say whether the subtotal contains the tax where prices do: the money does.
      shipping: order.taxesIncluded ? [shippingSubtotal + shippingTax, shippingSubtotal] : [shippingSubtotal + shippingTax],
      dutiesMinor,
      adjustedMinor: sum(
        refund.orderAdjustments.nodes.map(({ amountSet, taxAmountSet }) => minor(amountSet) + minor(taxAmountSet)),
      ),
    },
    moneyMinor,
    toleranceOf(items.length),
  );
  return {
    refundId: idFromGid(refund.id, "Refund"),
    createdAt: parseInstant(refund.createdAt ?? order.updatedAt),
    moneyMinor,
    ...besideItems(moneyMinor, shippingMinor, dutiesMinor),
    lines: items.map(({ quantity, lineItem }) => ({ lineId: idFromGid(lineItem.id, "LineItem"), quantity })),
    isRead: true,
  };
}

/** Webhooks say null where the Admin API says UNFULFILLED. */
function fulfillmentStatus(display: string): string | null {
  if (display === "FULFILLED") return "fulfilled";
  return display === "PARTIALLY_FULFILLED" ? "partial" : null;
}

function sum(amounts: bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
