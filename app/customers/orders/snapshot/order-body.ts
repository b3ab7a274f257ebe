/** The parts of Shopify's order and refund bodies that count here. Everything else in them is ignored. */
import { z } from "zod";

import {
  amountField,
  currencyField,
  emailField,
  gidField,
  idField,
  instantField,
  optionalText,
  text,
} from "../../../lib/fields.ts";
import { financialStatuses } from "../../../facts/order-snapshot.ts";

const money = z.object({ amount: amountField, currency_code: currencyField });
const moneySet = z.object({ shop_money: money, presentment_money: money.optional() });
export type MoneySet = z.infer<typeof moneySet>;

const quantity = z.int().min(0).max(2_147_483_647);
/** PHP-minded senders and old versions write null where a list is meant. */
function list<Item extends z.ZodType>(item: Item) {
  return z
    .array(item)
    .max(5_000)
    .nullish()
    .transform((items) => items ?? []);
}

const taxLine = z.object({ price: amountField.nullish(), price_set: moneySet.nullish() });
const allocation = z.object({ amount: amountField.nullish(), amount_set: moneySet.nullish() });

const lineItem = z.object({
  id: idField,
  admin_graphql_api_id: gidField("LineItem").optional(),
  product_id: idField.nullish(),
  variant_id: idField.nullish(),
  title: text(500).nullish(),
  quantity,
  current_quantity: quantity.nullish(),
  price: amountField.nullish(),
  price_set: moneySet.nullish(),
  discount_allocations: list(allocation),
  tax_lines: list(taxLine),
  gift_card: z.boolean().nullish(),
  requires_shipping: z.boolean().nullish(),
  tip: z.unknown().optional(),
  /** Sent on tips only, there possibly as null. */
  tip_payment_gateway: z.unknown().optional(),
  /** Since API version 2026-10; null for what was bought once. */
  selling_plan_id: z.unknown().optional(),
});
export type LineBody = z.infer<typeof lineItem>;

const shippingLine = z.object({
  price: amountField.nullish(),
  price_set: moneySet.nullish(),
  discounted_price: amountField.nullish(),
  discounted_price_set: moneySet.nullish(),
  discount_allocations: list(allocation),
  tax_lines: list(taxLine),
  is_removed: z.boolean().nullish(),
});
export type ShippingBody = z.infer<typeof shippingLine>;

const refundLine = z.object({
  line_item_id: idField,
  quantity,
  line_item: z.object({ admin_graphql_api_id: gidField("LineItem").optional() }).nullish(),
  subtotal_set: moneySet.nullish(),
  total_tax_set: moneySet.nullish(),
});
const transaction = z.object({
  kind: z.string().nullish(),
  status: z.string().nullish(),
  amount: amountField.nullish(),
  currency: z.string().nullish(),
  amount_set: moneySet.nullish(),
});
const adjustment = z.object({
  /** Left out since API version 2024-10, as are adjustments for refunded shipping: what is there then is a discrepancy. */
  kind: z.string().nullish(),
  amount: amountField.nullish(),
  amount_set: moneySet.nullish(),
  tax_amount: amountField.nullish(),
  tax_amount_set: moneySet.nullish(),
});
const refundShipping = z.object({
  /** The shipping that it gives back, as it was bought. */
  shipping_line: shippingLine.nullish(),
  subtotal_amount: amountField.nullish(),
  subtotal_amount_set: moneySet.nullish(),
  tax_amount: amountField.nullish(),
  tax_amount_set: moneySet.nullish(),
});

export const refundBody = z.object({
  id: idField,
  admin_graphql_api_id: gidField("Refund").optional(),
  order_id: idField.nullish(),
  created_at: instantField,
  refund_line_items: list(refundLine),
  transactions: list(transaction),
  order_adjustments: list(adjustment),
  refund_shipping_lines: list(refundShipping),
  total_duties_set: moneySet.nullish(),
});
export type RefundBody = z.infer<typeof refundBody>;

const consentBody = z
  .object({ state: z.string().nullish(), opt_in_level: optionalText(60), consent_updated_at: instantField.nullish() })
  .nullish();

/** A customer as customers/* topics and orders carry it; tags and consents only in API versions before 2025-01. */
export const customerBody = z.object({
  id: idField,
  admin_graphql_api_id: gidField("Customer").optional(),
  email: emailField,
  verified_email: z.boolean().nullish(),
  phone: optionalText(60),
  first_name: optionalText(255),
  last_name: optionalText(255),
  state: optionalText(60),
  note: optionalText(5_000),
  locale: optionalText(35),
  created_at: instantField.nullish(),
  updated_at: instantField.nullish(),
  default_address: z.object({ country_code: optionalText(8), province_code: optionalText(16) }).nullish(),
  tags: z.union([z.string(), z.array(z.string())]).nullish(),
  email_marketing_consent: consentBody,
  sms_marketing_consent: consentBody,
});
export type CustomerBody = z.infer<typeof customerBody>;
export type ConsentBody = z.infer<typeof consentBody>;

const parcel = z.object({
  created_at: instantField.nullish(),
  updated_at: instantField.nullish(),
  status: z.string().nullish(),
  shipment_status: optionalText(60),
  line_items: list(
    z.object({ id: idField, admin_graphql_api_id: gidField("LineItem").optional(), quantity: z.int().min(0).nullish() }),
  ),
});
const orderParcel = parcel.extend({ id: idField.nullish(), admin_graphql_api_id: gidField("Fulfillment").optional() });
export type OrderParcelBody = z.infer<typeof orderParcel>;

/** fulfillments/create and fulfillments/update. */
export const parcelBody = parcel.extend({
  id: idField,
  order_id: idField,
  admin_graphql_api_id: gidField("Fulfillment").optional(),
});
export type ParcelBody = z.infer<typeof parcelBody>;

/** fulfillment_events/create and fulfillment_events/delete. */
export const parcelEventBody = z.object({
  id: idField,
  fulfillment_id: idField,
  order_id: idField,
  status: text(60),
  happened_at: instantField,
  estimated_delivery_at: instantField.nullish(),
  updated_at: instantField.nullish(),
});

export const orderBody = z.object({
  id: idField,
  admin_graphql_api_id: gidField("Order").optional(),
  name: text(120).nullish(),
  email: emailField,
  contact_email: emailField,
  created_at: instantField,
  processed_at: instantField.nullish(),
  updated_at: instantField,
  cancelled_at: instantField.nullish(),
  test: z.boolean().nullish(),
  currency: currencyField.nullish(),
  customer_locale: optionalText(35),
  source_name: optionalText(255),
  app_id: idField.nullish(),
  /** Whom a B2B order was placed for. */
  company: z.looseObject({}).nullish(),
  taxes_included: z.boolean().nullish(),
  financial_status: z.enum(financialStatuses).nullish(),
  fulfillment_status: optionalText(60),
  total_price: amountField.nullish(),
  total_price_set: moneySet.nullish(),
  current_total_price: amountField.nullish(),
  current_total_price_set: moneySet.nullish(),
  total_outstanding: amountField.nullish(),
  discount_codes: list(z.object({ code: text(255).nullish() })),
  customer: customerBody.nullish(),
  line_items: list(lineItem),
  shipping_lines: list(shippingLine),
  fulfillments: list(orderParcel),
  refunds: list(refundBody),
});
export type OrderBody = z.infer<typeof orderBody>;
