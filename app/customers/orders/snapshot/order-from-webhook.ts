import { maxBig } from "../../../lib/arithmetic.ts";
import { toIssues, type Issue } from "../../../lib/fields.ts";
import { toMinor } from "../../../lib/money.ts";
import type { Shop } from "../../../shops/shop.ts";
import { snapshotOfCustomer } from "../../snapshot/customer-from-webhook.ts";
import { parcelFromBody } from "../parcels/from-webhook.ts";
import type { FactOf } from "../../../facts/fact.ts";
import type { CustomerSnapshot } from "../../../facts/customer.ts";
import { allocatedMinor, isBeyondLimit, ratioOf, shippingOf, shopMinor, sumBig } from "./body-money.ts";
import { orderBody, type LineBody, type OrderBody, type OrderParcelBody } from "./order-body.ts";
import { withDiscounts } from "./line-discount.ts";
import type { OrderLine, OrderSnapshot } from "../../../facts/order-snapshot.ts";
import { refundOf, type ToldRefund } from "./refund-from-webhook.ts";

type Refused = { ok: false; issues: Issue[] };

/**
 * An orders/* body (any of our topics; the REST order resource) as a snapshot in shop money, with the customer it carries.
 * `body` comes from lib/json.ts parseJson, so that ids are exact.
 */
export function orderFromWebhook(
  body: unknown,
  shop: Shop,
): { ok: true; order: OrderSnapshot; customer: CustomerSnapshot | null; parcels: FactOf<"parcel">[] } | Refused {
  const parsed = orderBody.safeParse(body);
  if (!parsed.success) return { ok: false, issues: toIssues(parsed.error) };
  const source = parsed.data;
  const order = snapshotOf(source, shop);
  if (isBeyondLimit(amountsOf(order)))
    return { ok: false, issues: [{ path: "line_items", message: "holds an amount out of range" }] };
  const fallback = { updatedAt: order.createdAt, createdAt: order.createdAt, locale: order.customerLocale };
  const customer = source.customer ? snapshotOfCustomer(source.customer, fallback) : null;
  return { ok: true, order, customer, parcels: source.fulfillments.flatMap((body) => parcelOf(order, body)) };
}

function parcelOf({ orderId, updatedAt }: OrderSnapshot, body: OrderParcelBody): FactOf<"parcel">[] {
  const parcelId = body.admin_graphql_api_id ?? body.id ?? null;
  return parcelId === null ? [] : [{ kind: "parcel", orderId, parcelId, parcel: parcelFromBody(body, updatedAt) }];
}

function snapshotOf(source: OrderBody, shop: Shop): OrderSnapshot {
  const createdAt = source.created_at;
  const currency = source.currency ?? shop.currency;
  const taxesIncluded = source.taxes_included ?? false;
  const lines = source.shipping_lines
    .filter((line) => line.is_removed !== true)
    .map((line) => shippingOf(line, currency, taxesIncluded));
  const shipping = {
    netMinor: sumBig(lines.map(({ netMinor }) => netMinor)),
    taxMinor: sumBig(lines.map(({ taxMinor }) => taxMinor)),
  };
  const ratio = ratioOf(source.total_price_set ? [source.total_price_set] : [], currency);
  const fulfilled = source.fulfillments
    .filter(({ status }) => status !== "cancelled" && status !== "failure")
    .flatMap((item) => item.created_at ?? []);
  const told = source.refunds.flatMap((refund) => refundOf(refund, { currency, ratio, taxesIncluded, shipping }) ?? []);
  return {
    orderId: source.admin_graphql_api_id ?? source.id,
    name: source.name ?? "",
    customerId: source.customer ? (source.customer.admin_graphql_api_id ?? source.customer.id) : null,
    email: source.email ?? source.contact_email ?? source.customer?.email ?? null,
    customerLocale: source.customer_locale,
    createdAt,
    processedAt: source.processed_at ?? createdAt,
    updatedAt: source.updated_at,
    cancelledAt: source.cancelled_at ?? null,
    fulfilledAt:
      source.fulfillment_status === "fulfilled" ? (fulfilled.sort((a, b) => b.getTime() - a.getTime())[0] ?? null) : null,
    test: source.test ?? false,
    financialStatus: source.financial_status ?? "pending",
    fulfillmentStatus: source.fulfillment_status,
    ...(source.company ? { b2b: true as const } : {}),
    ...(source.source_name === null ? {} : { sourceName: source.source_name }),
    ...(source.app_id == null ? {} : { appId: source.app_id }),
    currency,
    shippingNetMinor: shipping.netMinor,
    shippingTaxMinor: shipping.taxMinor,
    totalMinor: shopMinor(source.total_price_set, source.total_price, currency),
    receivedMinor: receivedOf(source, told, currency),
    discountCodes: source.discount_codes.flatMap(({ code }) => code ?? []),
    lines: withDiscounts(
      source.line_items.map((line) => lineOf(line, currency, taxesIncluded)),
      source.line_items.map((line) => allocatedMinor(line.discount_allocations, currency)),
      taxesIncluded,
    ),
    refunds: told.map(({ refund }) => refund),
  };
}

/** Nothing has been paid in any of these. */
const UNPAID: readonly unknown[] = ["pending", "authorized", "voided", "expired"];

/**
 * Bodies do not say what was paid, but what is still to be: what the order costs now, less that, is what the shop has kept; refunds add what went
 * back, and the value that came back without its money (a discrepancy in the shop's favor) or did not though money went (one in the customer's). Null where
 * a refund's books leave something untold: only reading the order says it then.
 */
function receivedOf(source: OrderBody, told: readonly ToldRefund[], currency: string): bigint | null {
  const { current_total_price: current, current_total_price_set: currentSet, total_outstanding: outstanding } = source;
  if ((!currentSet && !current) || !outstanding || told.length < source.refunds.length) return null;
  if (told.some(({ closes }) => !closes) && !UNPAID.includes(source.financial_status)) return null;
  const kept = shopMinor(currentSet, current, currency) - toMinor(outstanding, currency);
  const back = told.map(({ refund, discrepancyMinor }) => refund.moneyMinor + discrepancyMinor);
  return maxBig(0n, kept + sumBig(back));
}

function lineOf(line: LineBody, currency: string, taxesIncluded: boolean): OrderLine {
  const gross =
    shopMinor(line.price_set, line.price, currency) * BigInt(line.quantity) - allocatedMinor(line.discount_allocations, currency);
  const taxMinor = sumBig(line.tax_lines.map((tax) => shopMinor(tax.price_set, tax.price, currency)));
  const tip = line.tip_payment_gateway !== undefined || (line.tip !== undefined && line.tip !== null && line.tip !== false);
  return {
    lineId: line.admin_graphql_api_id ?? line.id,
    productId: line.product_id ?? null,
    variantId: line.variant_id ?? null,
    title: line.title ?? "",
    quantity: line.quantity,
    currentQuantity: line.current_quantity ?? line.quantity,
    netMinor: maxBig(0n, gross - (taxesIncluded ? taxMinor : 0n)),
    taxMinor,
    discountMinor: 0n,
    giftCard: line.gift_card ?? false,
    tip,
    ...(line.requires_shipping === false && line.gift_card !== true && !tip ? { unsent: true as const } : {}),
    ...(line.selling_plan_id == null ? {} : { byPlan: true as const }),
  };
}

function amountsOf(order: OrderSnapshot): bigint[] {
  const lines = order.lines.flatMap(({ netMinor, taxMinor, discountMinor }) => [netMinor, taxMinor, discountMinor]);
  const refunds = order.refunds.flatMap(({ moneyMinor, shippingMinor }) => [moneyMinor, shippingMinor]);
  return [order.totalMinor, order.receivedMinor ?? 0n, order.shippingNetMinor, order.shippingTaxMinor, ...lines, ...refunds];
}
