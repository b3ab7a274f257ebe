import { maxBig, minBig, roundDiv } from "../../lib/arithmetic.ts";
import { toIssues, type Issue } from "../../lib/fields.ts";
import { toMinor } from "../../lib/money.ts";
import type { Shop } from "../../shops/shop.ts";
import { snapshotOfCustomer } from "../customer-from-webhook.ts";
import type { CustomerSnapshot } from "../facts.ts";
import {
  orderBody,
  refundBody,
  type LineBody,
  type MoneySet,
  type OrderBody,
  type RefundBody,
  type ShippingBody,
} from "./order-body.ts";
import { withDiscounts } from "./line-discount.ts";
import { besideItems, type OrderLine, type OrderSnapshot, type RefundSnapshot } from "./order-snapshot.ts";

type Refused = { ok: false; issues: Issue[] };
/** Shop and presentment value of the same thing, from which amounts in presentment money are converted. */
type Ratio = { currency: string; shopMinor: bigint; presentmentMinor: bigint };

/** No order is worth this much; sums of such amounts still fit the database's bigint. */
const LIMIT_MINOR = 10n ** 15n;

/**
 * An orders/* body (any of our topics; the REST order resource) as a snapshot in shop money, with the customer it carries.
 * `body` comes from lib/json.ts parseJson, so that ids are exact.
 */
export function orderFromWebhook(
  body: unknown,
  shop: Shop,
): { ok: true; order: OrderSnapshot; customer: CustomerSnapshot | null } | Refused {
  const parsed = orderBody.safeParse(body);
  if (!parsed.success) return { ok: false, issues: toIssues(parsed.error) };
  const source = parsed.data;
  const order = snapshotOf(source, shop);
  const beyond = amountsOf(order).find((amount) => amount > LIMIT_MINOR || amount < -LIMIT_MINOR);
  if (beyond !== undefined) return { ok: false, issues: [{ path: "line_items", message: "holds an amount out of range" }] };
  const fallback = { updatedAt: order.createdAt, createdAt: order.createdAt, locale: order.customerLocale };
  return { ok: true, order, customer: source.customer ? snapshotOfCustomer(source.customer, fallback) : null };
}

/**
 * A refunds/create body. `refund` is null when its money is in a currency that nothing in the body converts: the order must then be read.
 */
export function refundFromWebhook(
  body: unknown,
  shop: Shop,
): { ok: true; orderId: bigint; refund: RefundSnapshot | null } | Refused {
  const parsed = refundBody.safeParse(body);
  if (!parsed.success) return { ok: false, issues: toIssues(parsed.error) };
  const source = parsed.data;
  const orderId = source.order_id ?? null;
  if (orderId === null) return { ok: false, issues: [{ path: "order_id", message: "is missing" }] };
  const sets = setsOf(source);
  const currency = sets[0]?.shop_money.currency_code ?? shop.currency;
  const refund = refundOf(source, currency, ratioOf(sets, currency));
  if (refund !== null && (refund.moneyMinor > LIMIT_MINOR || refund.shippingMinor > LIMIT_MINOR)) {
    return { ok: false, issues: [{ path: "transactions", message: "holds an amount out of range" }] };
  }
  return { ok: true, orderId, refund };
}

function snapshotOf(source: OrderBody, shop: Shop): OrderSnapshot {
  const createdAt = source.created_at;
  const currency = source.currency ?? shop.currency;
  const taxesIncluded = source.taxes_included ?? false;
  const shipping = source.shipping_lines
    .filter((line) => line.is_removed !== true)
    .map((line) => shippingOf(line, currency, taxesIncluded));
  const ratio = ratioOf(source.total_price_set ? [source.total_price_set] : [], currency);
  const fulfilled = source.fulfillments
    .filter(({ status }) => status !== "cancelled" && status !== "failure")
    .flatMap((item) => item.created_at ?? []);
  const refunds = source.refunds.flatMap(
    (refund) => refundOf(refund, currency, ratio ?? ratioOf(setsOf(refund), currency)) ?? [],
  );
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
    currency,
    shippingNetMinor: shipping.reduce((sum, line) => sum + line.netMinor, 0n),
    shippingTaxMinor: shipping.reduce((sum, line) => sum + line.taxMinor, 0n),
    totalMinor: shopMinor(source.total_price_set, source.total_price, currency),
    receivedMinor: receivedOf(source, refunds, currency),
    discountCodes: source.discount_codes.flatMap(({ code }) => code ?? []),
    lines: withDiscounts(
      source.line_items.map((line) => lineOf(line, currency, taxesIncluded)),
      source.line_items.map((line) => total(line.discount_allocations, currency)),
      taxesIncluded,
    ),
    refunds,
  };
}

/**
 * Bodies do not say what was paid, but what is still to be: what the order costs now, less that, is what the shop has kept; refunds add what went
 * back, and the value that came back without its money (a discrepancy in the shop's favour) or did not though money went (one in the customer's).
 */
function receivedOf(source: OrderBody, refunds: readonly RefundSnapshot[], currency: string): bigint | null {
  const { current_total_price: current, current_total_price_set: currentSet, total_outstanding: outstanding } = source;
  if ((!currentSet && !current) || !outstanding || refunds.length < source.refunds.length) return null;
  const kept = shopMinor(currentSet, current, currency) - toMinor(outstanding, currency);
  const paidBack = refunds.reduce((sum, { moneyMinor }) => sum + moneyMinor, 0n);
  const discrepancies = source.refunds.reduce((sum, refund) => sum + adjustedBy(refund, "refund_discrepancy", currency), 0n);
  return maxBig(0n, kept + paidBack + discrepancies);
}

function lineOf(line: LineBody, currency: string, taxesIncluded: boolean): OrderLine {
  const gross =
    shopMinor(line.price_set, line.price, currency) * BigInt(line.quantity) - total(line.discount_allocations, currency);
  const taxMinor = line.tax_lines.reduce((sum, tax) => sum + shopMinor(tax.price_set, tax.price, currency), 0n);
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
    tip: line.tip_payment_gateway !== undefined || (line.tip !== undefined && line.tip !== null && line.tip !== false),
  };
}

/** Some discounts on shipping show only in `discounted_price`, others only as allocations: the lower result is what was paid. */
function shippingOf(line: ShippingBody, currency: string, taxesIncluded: boolean): { netMinor: bigint; taxMinor: bigint } {
  const allocated = shopMinor(line.price_set, line.price, currency) - total(line.discount_allocations, currency);
  const stated =
    line.discounted_price_set || line.discounted_price
      ? shopMinor(line.discounted_price_set, line.discounted_price, currency)
      : allocated;
  const taxMinor = line.tax_lines.reduce((sum, tax) => sum + shopMinor(tax.price_set, tax.price, currency), 0n);
  return { netMinor: maxBig(0n, minBig(allocated, stated) - (taxesIncluded ? taxMinor : 0n)), taxMinor };
}

function refundOf(source: RefundBody, currency: string, ratio: Ratio | null): RefundSnapshot | null {
  const paid = source.transactions.filter(({ kind, status }) => kind === "refund" && status === "success");
  const amounts = paid.map((item) => inShopMoney(item, currency, ratio));
  if (amounts.includes(null)) return null;
  const quantities = new Map<bigint, number>();
  for (const line of source.refund_line_items) {
    const lineId = line.line_item?.admin_graphql_api_id ?? line.line_item_id;
    quantities.set(lineId, (quantities.get(lineId) ?? 0) + line.quantity);
  }
  const converted = amounts.reduce<bigint>((sum, amount) => sum + (amount ?? 0n), 0n);
  const foreign = paid.some((item) => !item.amount_set && (item.currency ?? currency) !== currency);
  const moneyMinor = foreign && ratio !== null ? bookedNear(converted, source, currency, ratio) : converted;
  return {
    refundId: source.admin_graphql_api_id ?? source.id,
    createdAt: source.created_at,
    moneyMinor,
    ...besideItems(moneyMinor, shippingRefunded(source, currency), shopMinor(source.total_duties_set, undefined, currency)),
    lines: [...quantities].map(([lineId, quantity]) => ({ lineId, quantity })),
  };
}

/**
 * Money that went back in a foreign currency is told without its shop amount; converting it may be off by what a unit or two of that currency is
 * worth. What the refund books in shop money (items less adjustments, which are negative when money goes back) is exact: it is taken where it is the
 * same amount as far as can be told.
 */
function bookedNear(converted: bigint, source: RefundBody, currency: string, ratio: Ratio): bigint {
  const items = source.refund_line_items.reduce((sum, line) => sum + shopMinor(line.subtotal_set, undefined, currency), 0n);
  const tax = source.refund_line_items.reduce((sum, line) => sum + shopMinor(line.total_tax_set, undefined, currency), 0n);
  const adjusted = source.order_adjustments.reduce(
    (sum, item) =>
      sum + shopMinor(item.amount_set, item.amount, currency) + shopMinor(item.tax_amount_set, item.tax_amount, currency),
    0n,
  );
  const tolerance = 2n + (2n * ratio.shopMinor) / ratio.presentmentMinor;
  const near = [items + tax - adjusted, items - adjusted].filter((booked) => absolute(booked - converted) <= tolerance);
  return near.sort((a, b) => (absolute(a - converted) < absolute(b - converted) ? -1 : 1))[0] ?? converted;
}

/** Refunded shipping is told as adjustments or as lines of its own, depending on the API version; where both are there they say the same. */
function shippingRefunded(source: RefundBody, currency: string): bigint {
  const adjusted = adjustedBy(source, "shipping_refund", currency);
  const lines = source.refund_shipping_lines.reduce(
    (sum, line) =>
      sum +
      shopMinor(line.subtotal_amount_set, line.subtotal_amount, currency) +
      shopMinor(line.tax_amount_set, line.tax_amount, currency),
    0n,
  );
  return maxBig(adjusted < 0n ? -adjusted : adjusted, lines);
}

/** What a refund's adjustments of a kind come to, with their tax. */
function adjustedBy(source: RefundBody, kind: "shipping_refund" | "refund_discrepancy", currency: string): bigint {
  return source.order_adjustments
    .filter((item) => item.kind === kind)
    .reduce(
      (sum, item) =>
        sum + shopMinor(item.amount_set, item.amount, currency) + shopMinor(item.tax_amount_set, item.tax_amount, currency),
      0n,
    );
}

type Transaction = RefundBody["transactions"][number];

/** Transactions are in the money that was paid with, which need not be the shop's. Null when nothing tells the rate. */
function inShopMoney(
  { amount, amount_set, currency: paidIn }: Transaction,
  currency: string,
  ratio: Ratio | null,
): bigint | null {
  if (amount_set) return toMinor(amount_set.shop_money.amount, amount_set.shop_money.currency_code);
  if (amount === undefined || amount === null) return 0n;
  if (paidIn === undefined || paidIn === null || paidIn === currency) return toMinor(amount, currency);
  if (ratio === null || ratio.currency !== paidIn) return null;
  return roundDiv(toMinor(amount, paidIn) * ratio.shopMinor, ratio.presentmentMinor);
}

function setsOf(source: RefundBody): MoneySet[] {
  const lines = source.refund_line_items.flatMap((line) => [line.subtotal_set ?? [], line.total_tax_set ?? []].flat());
  const adjustments = source.order_adjustments.flatMap((item) => item.amount_set ?? []);
  const shipping = source.refund_shipping_lines.flatMap((line) => line.subtotal_amount_set ?? []);
  return [...lines, ...adjustments, ...shipping, ...(source.total_duties_set ? [source.total_duties_set] : [])];
}

function ratioOf(sets: readonly MoneySet[], currency: string): Ratio | null {
  const pairs = sets.flatMap(({ shop_money: shop, presentment_money: shown }) =>
    shown && shop.currency_code === currency ? [{ shop, shown }] : [],
  );
  const first = pairs[0]?.shown.currency_code;
  if (first === undefined) return null;
  const same = pairs.filter(({ shown }) => shown.currency_code === first);
  const shopMinor = same.reduce((sum, { shop }) => sum + absolute(toMinor(shop.amount, currency)), 0n);
  const presentmentMinor = same.reduce((sum, { shown }) => sum + absolute(toMinor(shown.amount, first)), 0n);
  return presentmentMinor === 0n ? null : { currency: first, shopMinor, presentmentMinor };
}

function total(allocations: LineBody["discount_allocations"], currency: string): bigint {
  return allocations.reduce((sum, { amount_set, amount }) => sum + shopMinor(amount_set, amount, currency), 0n);
}

function shopMinor(set: MoneySet | null | undefined, plain: string | null | undefined, currency: string): bigint {
  if (set) return toMinor(set.shop_money.amount, currency);
  return plain === null || plain === undefined ? 0n : toMinor(plain, currency);
}

function absolute(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}

function amountsOf(order: OrderSnapshot): bigint[] {
  const lines = order.lines.flatMap(({ netMinor, taxMinor, discountMinor }) => [netMinor, taxMinor, discountMinor]);
  const refunds = order.refunds.flatMap(({ moneyMinor, shippingMinor }) => [moneyMinor, shippingMinor]);
  return [order.totalMinor, order.receivedMinor ?? 0n, order.shippingNetMinor, order.shippingTaxMinor, ...lines, ...refunds];
}
