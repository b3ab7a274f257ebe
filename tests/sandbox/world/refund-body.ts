import { toDecimal } from "../lib/money.ts";
import { shopTime } from "./json.ts";
import { lineBody } from "./line-body.ts";
import { moneySet, type MoneySet } from "./money-body.ts";
import { toPresentment } from "./money.ts";
import { shippingLinesBody } from "./shipping-body.ts";
import type { Order, Refund, RefundLine, Shop } from "./types.ts";

/** A refund inside an order's body. */
export function orderRefundBody(shop: Shop, order: Order, refund: Refund) {
  const time = shopTime(refund.createdAt, shop.timeZone);
  return {
    id: refund.id,
    admin_graphql_api_id: `gid://shopify/Refund/${refund.id}`,
    created_at: time,
    note: refund.note,
    order_id: order.id,
    processed_at: time,
    restock: refund.restock,
    total_duties_set: moneySet(order, 0n),
    user_id: 116651032876,
    order_adjustments: adjustmentsBody(shop, order, refund),
    transactions: transactionsBody(shop, order, refund),
    refund_line_items: refund.lines.map((line) => refundLineBody(shop, order, line)),
    refund_shipping_lines: shippingBody(shop, order, refund),
    duties: [],
  };
}

/** Body of refunds/create: the refund without its order. */
export function refundBody(shop: Shop, order: Order, refund: Refund) {
  return { ...orderRefundBody(shop, order, refund), return: null };
}

/**
 * Whether adjustments have a kind, and refunded shipping is one of them: no more since API version 2024-10
 * (shopify.dev/changelog/exposing-the-order-adjustments-connection-on-a-refund).
 */
function hasKinds(shop: Shop): boolean {
  return shop.webhookVersion !== undefined && shop.webhookVersion < "2024-10";
}

/** Shipping without its tax; Shopify adds tax_amount to amount. */
function shippingNet(refund: Refund, order: Order): bigint {
  return order.taxesIncluded ? refund.shippingMinor - refund.shippingTaxMinor : refund.shippingMinor;
}

/**
 * What a refund's lines do not explain: the difference between the calculated and the paid amount (negative for goodwill, positive when less went back).
 * Before 2024-10 also shipping given back (negative, reason "Shipping refund").
 */
function adjustmentsBody(shop: Shop, order: Order, refund: Refund) {
  const adjustments: Record<string, unknown>[] = [];
  const add = (id: bigint, kind: string, reason: string, amountMinor: bigint, taxMinor: bigint) => {
    adjustments.push({
      id,
      ...{ order_id: order.id, refund_id: refund.id, reason },
      ...(hasKinds(shop) ? { kind } : {}),
      amount: toDecimal(amountMinor, order.currency),
      tax_amount: toDecimal(taxMinor, order.currency),
      amount_set: moneySet(order, amountMinor),
      tax_amount_set: moneySet(order, taxMinor),
    });
  };
  if (refund.shippingMinor > 0n && hasKinds(shop)) {
    add(refund.id + 1n, "shipping_refund", "Shipping refund", -shippingNet(refund, order), -refund.shippingTaxMinor);
  }
  if (refund.discrepancyMinor !== 0n) {
    add(refund.id + 2n, "refund_discrepancy", "Refund discrepancy", refund.discrepancyMinor, 0n);
  }
  return adjustments;
}

/** Refunded shipping as the REST documentation shows it: with the line that it gives back, and without a tax of its own. */
function shippingBody(shop: Shop, order: Order, refund: Refund) {
  if (refund.shippingMinor === 0n) return [];
  const [line] = shippingLinesBody(shop, order);
  return [
    {
      id: refund.id + 3n,
      shipping_line_id: order.id + 1n,
      shipping_line: line,
      subtotal_amount_set: moneySet(order, refund.shippingMinor),
    },
  ];
}

function refundLineBody(shop: Shop, order: Order, line: RefundLine) {
  const bought = order.lines.find((candidate) => candidate.id === line.lineId);
  if (bought === undefined) throw new Error(`Refund of a line ${line.lineId} that ${order.name} does not have`);
  return {
    id: line.id,
    line_item_id: line.lineId,
    location_id: line.restockType === "no_restock" ? null : 72_000_000_001n,
    quantity: line.quantity,
    restock_type: line.restockType,
    // These two are numbers, not strings, in every capture.
    subtotal: Number(toDecimal(line.subtotalMinor, order.currency)),
    subtotal_set: moneySet(order, line.subtotalMinor),
    total_tax: Number(toDecimal(line.taxMinor, order.currency)),
    total_tax_set: moneySet(order, line.taxMinor),
    line_item: lineBody(shop, order, bought),
  };
}

/** Transactions carry one amount only, in the currency in which the buyer paid. */
function transactionsBody(shop: Shop, order: Order, refund: Refund) {
  const sale = order.transactions.find((transaction) => transaction.kind === "sale");
  return order.transactions
    .filter((transaction) => transaction.refundId === refund.id)
    .map((transaction) => {
      const amount = toDecimal(toPresentment(order, transaction.amountMinor), order.presentmentCurrency);
      const time = shopTime(transaction.createdAt, shop.timeZone);
      return {
        id: transaction.id,
        admin_graphql_api_id: `gid://shopify/OrderTransaction/${transaction.id}`,
        amount,
        amount_rounding: null,
        authorization: null,
        created_at: time,
        currency: order.presentmentCurrency,
        device_id: null,
        error_code: null,
        gateway: transaction.gateway,
        kind: transaction.kind,
        location_id: null,
        manual_payment_gateway: transaction.gateway === "manual",
        message: `Refunded ${amount} ${order.presentmentCurrency} from ${transaction.gateway} gateway`,
        order_id: order.id,
        parent_id: sale?.id ?? null,
        payment_id: `${order.name}.${order.transactions.indexOf(transaction) + 1}`,
        processed_at: time,
        receipt: {},
        source_name: "1830279",
        status: "success",
        test: order.test,
        total_unsettled_set: unsettled(moneySet(order, 0n)),
        user_id: 116651032876,
      };
    });
}

function unsettled(set: MoneySet) {
  const part = (money: { currency_code: string }) => ({ amount: "0.0", currency: money.currency_code });
  return { presentment_money: part(set.presentment_money), shop_money: part(set.shop_money) };
}
