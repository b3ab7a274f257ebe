import { createHash } from "node:crypto";

import { toDecimal } from "../lib/money.ts";
import { countryName, fullName, orderCustomerBody } from "./customer-body.ts";
import { shopTime, shopTimeOrNull } from "./json.ts";
import { lineBody, taxLinesBody } from "./line-body.ts";
import { moneySet } from "./money-body.ts";
import { currentTotals, originalTotals, outstandingMinor } from "./money.ts";
import { orderRefundBody } from "./refund-body.ts";
import { shippingLinesBody } from "./shipping-body.ts";
import type { Customer, Fulfillment, FulfillmentEvent, Order, Shop } from "./types.ts";

/** Which app of Shopify's own made an order: its till, else the online store. */
export function appOf(sourceName: string): bigint {
  return sourceName === "pos" ? 129_785n : 580_111n;
}

/** Body of orders/create, /updated, /paid, /cancelled and /fulfilled. */
export function orderBody(shop: Shop, order: Order) {
  const customer = order.customerId === null ? undefined : shop.customers.get(order.customerId);
  const time = (instant: Date) => shopTime(instant, shop.timeZone);
  const address = orderAddress(order, customer);
  const token = createHash("md5").update(order.id.toString()).digest("hex");
  const original = originalTotals(order);
  return {
    id: order.id,
    admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
    app_id: appOf(order.sourceName),
    browser_ip: "192.0.2.1",
    buyer_accepts_marketing: customer?.emailConsent.state === "subscribed",
    cancel_reason: order.cancelReason,
    cancelled_at: shopTimeOrNull(order.cancelledAt, shop.timeZone),
    cart_token: null,
    checkout_id: order.id + 2n,
    checkout_token: token,
    client_details: null,
    closed_at: shopTimeOrNull(order.closedAt, shop.timeZone),
    company: order.company === null ? null : { id: order.company.id, location_id: order.company.locationId },
    confirmation_number: token.slice(0, 9).toUpperCase(),
    confirmed: true,
    contact_email: order.email,
    created_at: time(order.createdAt),
    currency: order.currency,
    ...currentBody(order),
    customer_locale: order.customerLocale,
    device_id: null,
    discount_codes: discountCodesBody(order),
    duties_included: false,
    email: order.email ?? "",
    estimated_taxes: false,
    financial_status: order.financialStatus,
    fulfillment_status: order.fulfillmentStatus,
    landing_site: null,
    landing_site_ref: null,
    line_item_groups: [],
    location_id: null,
    merchant_business_entity_id: "MTkxNzQwODY0ODEy",
    merchant_of_record_app_id: null,
    name: order.name,
    note: order.note,
    note_attributes: [],
    number: order.number - 1000,
    order_number: order.number,
    order_status_url: `https://${shop.domain}/${shop.id}/orders/${token}/authenticate`,
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    payment_gateway_names: [...new Set(order.transactions.map((transaction) => transaction.gateway))],
    payment_terms: null,
    phone: null,
    po_number: null,
    presentment_currency: order.presentmentCurrency,
    processed_at: time(order.processedAt),
    reference: null,
    referring_site: null,
    ...{ source_identifier: null, source_name: order.sourceName, source_url: null },
    subtotal_price: toDecimal(original.subtotal, order.currency),
    subtotal_price_set: moneySet(order, original.subtotal),
    tags: order.tags.join(", "),
    tax_exempt: false,
    tax_lines: taxLinesBody(shop, order, original.tax, original.tax > 0n),
    taxes_included: order.taxesIncluded,
    test: order.test,
    token,
    total_cash_rounding_payment_adjustment_set: moneySet(order, 0n),
    total_cash_rounding_refund_adjustment_set: moneySet(order, 0n),
    ...totalsBody(order),
    total_tip_received: toDecimal(original.tip, order.currency),
    total_weight: 0,
    updated_at: time(order.updatedAt),
    user_id: null,
    billing_address: address,
    customer: customer === undefined ? null : orderCustomerBody(shop, customer),
    discount_applications: applicationsBody(order),
    fulfillments: fulfillmentsBody(shop, order),
    line_items: order.lines.map((line) => lineBody(shop, order, line)),
    refunds: order.refunds.map((refund) => orderRefundBody(shop, order, refund)),
    returns: [],
    shipping_address: order.lines.some((line) => !line.giftCard && !line.tip) ? address : null,
    shipping_lines: shippingLinesBody(shop, order),
  };
}

function currentBody(order: Order) {
  const totals = currentTotals(order);
  const amount = (minor: bigint) => toDecimal(minor, order.currency);
  return {
    current_shipping_price_set: moneySet(order, totals.shipping),
    current_subtotal_price: amount(totals.subtotal),
    current_subtotal_price_set: moneySet(order, totals.subtotal),
    current_total_additional_fees_set: null,
    current_total_discounts: amount(totals.discounts),
    current_total_discounts_set: moneySet(order, totals.discounts),
    current_total_duties_set: null,
    current_total_price: amount(totals.total),
    current_total_price_set: moneySet(order, totals.total),
    current_total_tax: amount(totals.tax),
    current_total_tax_set: moneySet(order, totals.tax),
  };
}

function totalsBody(order: Order) {
  const totals = originalTotals(order);
  const amount = (minor: bigint) => toDecimal(minor, order.currency);
  return {
    total_discounts: amount(totals.discounts),
    total_discounts_set: moneySet(order, totals.discounts),
    total_line_items_price: amount(totals.lineItems),
    total_line_items_price_set: moneySet(order, totals.lineItems),
    total_outstanding: amount(outstandingMinor(order)),
    total_price: amount(totals.total),
    total_price_set: moneySet(order, totals.total),
    total_shipping_price_set: moneySet(order, totals.shipping),
    total_tax: amount(totals.tax),
    total_tax_set: moneySet(order, totals.tax),
  };
}

function allocated(order: Order, application: number): bigint {
  return [...order.lines.flatMap((line) => line.discounts), ...order.shippingDiscounts]
    .filter((allocation) => allocation.application === application)
    .reduce((sum, allocation) => sum + allocation.amountMinor, 0n);
}

function discountCodesBody(order: Order) {
  return order.discountApplications.flatMap((application, index) =>
    application.type !== "discount_code"
      ? []
      : [
          {
            code: application.code ?? application.title,
            amount: toDecimal(allocated(order, index), order.currency),
            type: application.target === "shipping_line" ? "shipping" : application.valueType,
          },
        ],
  );
}

function applicationsBody(order: Order) {
  return order.discountApplications.map((application) => ({
    target_type: application.target,
    type: application.type,
    value: application.value,
    value_type: application.valueType,
    allocation_method: application.selection === "entitled" && application.valueType === "percentage" ? "each" : "across",
    target_selection: application.selection,
    ...(application.type === "discount_code" ? { code: application.code } : { title: application.title }),
    ...(application.type === "manual" ? { description: application.title } : {}),
  }));
}

function fulfillmentsBody(shop: Shop, order: Order) {
  return order.fulfillments.map((fulfillment) => fulfillmentBody(shop, order, fulfillment));
}

/** Body of fulfillments/create and fulfillments/update, and as orders carry it. Its lines hold what is in the parcel. */
export function fulfillmentBody(shop: Shop, order: Order, fulfillment: Fulfillment) {
  return {
    id: fulfillment.id,
    admin_graphql_api_id: `gid://shopify/Fulfillment/${fulfillment.id}`,
    created_at: shopTime(fulfillment.createdAt, shop.timeZone),
    location_id: 72_000_000_001n,
    name: `${order.name}.${order.fulfillments.indexOf(fulfillment) + 1}`,
    order_id: order.id,
    origin_address: {},
    receipt: {},
    service: "manual",
    shipment_status: fulfillment.events.at(-1)?.status ?? null,
    status: "success",
    ...{ tracking_company: null, tracking_number: null, tracking_numbers: [], tracking_url: null, tracking_urls: [] },
    updated_at: shopTime(fulfillment.updatedAt, shop.timeZone),
    line_items: fulfillment.lines.flatMap(({ lineId, quantity }) =>
      order.lines.filter(({ id }) => id === lineId).map((line) => ({ ...lineBody(shop, order, line), quantity })),
    ),
  };
}

/** Body of fulfillment_events/create and fulfillment_events/delete. */
export function fulfillmentEventBody(shop: Shop, order: Order, fulfillment: Fulfillment, event: FulfillmentEvent) {
  const time = shopTime(event.happenedAt, shop.timeZone);
  return {
    ...{ id: event.id, fulfillment_id: fulfillment.id, status: event.status, message: null, happened_at: time },
    ...{ city: null, province: null, country: order.countryCode, zip: null, address1: null, latitude: null, longitude: null },
    ...{ shop_id: shop.id, created_at: time, updated_at: time },
    estimated_delivery_at: shopTimeOrNull(event.expectedAt, shop.timeZone),
    order_id: order.id,
    admin_graphql_api_id: `gid://shopify/FulfillmentEvent/${event.id}`,
  };
}

function orderAddress(order: Order, customer: Customer | undefined): Record<string, unknown> | null {
  if (customer?.city == null) return null;
  return {
    first_name: customer.firstName,
    ...{ address1: "", phone: customer.phone ?? "", city: customer.city, zip: "", province: "" },
    country: countryName(order.countryCode),
    last_name: customer.lastName,
    ...{ address2: null, company: null, latitude: null, longitude: null },
    name: fullName(customer),
    country_code: order.countryCode,
    province_code: "",
  };
}
