import { maxBig, roundDiv } from "../../../lib/arithmetic.ts";
import { toIssues, type Issue } from "../../../lib/fields.ts";
import type { Shop } from "../../../shops/shop.ts";
import { inShopMoney, isBeyondLimit, ratioOf, shippingOf, shopMinor, sumBig, type Ratio } from "./body-money.ts";
import { refundBody, type MoneySet, type RefundBody } from "./order-body.ts";
import { besideItems, type RefundSnapshot } from "../../../facts/order-snapshot.ts";
import { closeBooks, toleranceOf } from "../worth/refund-books.ts";

/** What an order says of its refunds; a refund that comes by itself knows none of it. */
export type RefundContext = {
  currency: string;
  ratio: Ratio | null;
  taxesIncluded: boolean | null;
  /** Of all its shipping. */
  shipping: { netMinor: bigint; taxMinor: bigint } | null;
};

/** A refund in shop money. `closes`: its books come to its money (`closeBooks`), so that nothing of it is untold. */
export type ToldRefund = { refund: RefundSnapshot; discrepancyMinor: bigint; closes: boolean };

/**
 * A refunds/create body. `refund` is null when its money is in a currency that nothing in the body converts: the order must then be read.
 */
export function refundFromWebhook(
  body: unknown,
  shop: Shop,
): { ok: true; orderId: bigint; refund: RefundSnapshot | null } | { ok: false; issues: Issue[] } {
  const parsed = refundBody.safeParse(body);
  if (!parsed.success) return { ok: false, issues: toIssues(parsed.error) };
  const source = parsed.data;
  const orderId = source.order_id ?? null;
  if (orderId === null) return { ok: false, issues: [{ path: "order_id", message: "is missing" }] };
  const currency = setsOf(source)[0]?.shop_money.currency_code ?? shop.currency;
  const refund = refundOf(source, { currency, ratio: null, taxesIncluded: null, shipping: null })?.refund ?? null;
  if (refund !== null && isBeyondLimit([refund.moneyMinor, refund.shippingMinor])) {
    return { ok: false, issues: [{ path: "transactions", message: "holds an amount out of range" }] };
  }
  return { ok: true, orderId, refund };
}

/** A refund of an orders/* or refunds/create body. Null when nothing converts its money. */
export function refundOf(source: RefundBody, context: RefundContext): ToldRefund | null {
  const { currency } = context;
  const ratio = context.ratio ?? ratioOf(setsOf(source), currency);
  const paid = source.transactions.filter(({ kind, status }) => kind === "refund" && status === "success");
  const amounts = paid.map((item) => inShopMoney(item, currency, ratio));
  if (amounts.includes(null)) return null;
  const quantities = new Map<bigint, number>();
  for (const line of source.refund_line_items) {
    const lineId = line.line_item?.admin_graphql_api_id ?? line.line_item_id;
    quantities.set(lineId, (quantities.get(lineId) ?? 0) + line.quantity);
  }
  const converted = sumBig(amounts.map((amount) => amount ?? 0n));
  const isForeign = paid.some((item) => !item.amount_set && (item.currency ?? currency) !== currency);
  const discrepancyMinor = adjustedBy(source, false, currency);
  const dutiesMinor = shopMinor(source.total_duties_set, undefined, currency);
  const books = {
    items: itemReadings(source, context),
    shipping: shippingReadings(source, context),
    dutiesMinor,
    adjustedMinor: discrepancyMinor,
  };
  // Converting may be off by what a unit or two of the other currency is worth. What the books say in shop money is exact, where it is the same amount.
  const converting = isForeign && ratio !== null ? 2n + (2n * ratio.shopMinor) / ratio.presentmentMinor : null;
  const tolerance = toleranceOf(source.refund_line_items.length);
  const { shippingMinor, bookedMinor, closes } = closeBooks(books, converted, maxBig(tolerance, converting ?? 0n));
  const moneyMinor = closes && converting !== null ? bookedMinor : converted;
  const refund = {
    refundId: source.admin_graphql_api_id ?? source.id,
    createdAt: source.created_at,
    moneyMinor,
    ...besideItems(moneyMinor, shippingMinor, dutiesMinor),
    lines: [...quantities].map(([lineId, quantity]) => ({ lineId, quantity })),
  };
  return { refund, discrepancyMinor, closes };
}

type Readings = readonly [bigint, ...bigint[]];

/** What the items were worth with tax. A refund by itself does not say whether its subtotals contain it. */
function itemReadings({ refund_line_items: items }: RefundBody, { currency, taxesIncluded }: RefundContext): Readings {
  const subtotal = sumBig(items.map((line) => shopMinor(line.subtotal_set, undefined, currency)));
  const tax = sumBig(items.map((line) => shopMinor(line.total_tax_set, undefined, currency)));
  if (taxesIncluded === null) return [subtotal + tax, subtotal];
  return [taxesIncluded ? subtotal : subtotal + tax];
}

/**
 * Refunded shipping with tax. Before API version 2024-10 an adjustment says it, exactly; since then lines of its own do, whose subtotal does not contain the
 * tax where prices do not, and of which Shopify does not say whether it does where prices do. Where the lines tell no tax, it is that of the shipping
 * that they give back.
 */
function shippingReadings(source: RefundBody, { currency, taxesIncluded, shipping }: RefundContext): Readings {
  const lines = source.refund_shipping_lines;
  const subtotal = sumBig(lines.map((line) => shopMinor(line.subtotal_amount_set, line.subtotal_amount, currency)));
  const told = sumBig(lines.map((line) => shopMinor(line.tax_amount_set, line.tax_amount, currency)));
  const adjusted = -adjustedBy(source, true, currency);
  if (adjusted !== 0n) return [maxBig(adjusted, subtotal + told)];
  if (told > 0n) return taxesIncluded === false ? [subtotal + told] : [subtotal + told, subtotal];
  const taxOn = (included: boolean) =>
    sumBig(
      lines.map((line) => {
        const whole = line.shipping_line ? shippingOf(line.shipping_line, currency, included) : shipping;
        if (whole === null || whole.netMinor === 0n) return 0n;
        const part = shopMinor(line.subtotal_amount_set, line.subtotal_amount, currency);
        return roundDiv(part * whole.taxMinor, whole.netMinor);
      }),
    );
  if (taxesIncluded === false) return [subtotal + taxOn(false), subtotal];
  return taxesIncluded === true
    ? [subtotal, subtotal + taxOn(true)]
    : [subtotal, subtotal + taxOn(false), subtotal + taxOn(true)];
}

/** What a refund's adjustments for shipping, or all others, come to, with their tax. One without a kind is a discrepancy. */
function adjustedBy(source: RefundBody, forShipping: boolean, currency: string): bigint {
  return sumBig(
    source.order_adjustments
      .filter(({ kind }) => (kind === "shipping_refund") === forShipping)
      .map(
        (item) => shopMinor(item.amount_set, item.amount, currency) + shopMinor(item.tax_amount_set, item.tax_amount, currency),
      ),
  );
}

function setsOf(source: RefundBody): MoneySet[] {
  const lines = source.refund_line_items.flatMap((line) => [line.subtotal_set ?? [], line.total_tax_set ?? []].flat());
  const adjustments = source.order_adjustments.flatMap((item) => item.amount_set ?? []);
  const shipping = source.refund_shipping_lines.flatMap((line) => line.subtotal_amount_set ?? []);
  return [...lines, ...adjustments, ...shipping, ...(source.total_duties_set ? [source.total_duties_set] : [])];
}
