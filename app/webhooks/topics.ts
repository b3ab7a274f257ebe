/** The topics we handle and what a body of each must hold. The list is what shopify.app.toml subscribes to (a test compares them). */
import { z } from "zod";

import type { OptionalScope } from "../shops/optional-scopes.ts";
import { amountField, currencyField, emailField, gidField, idField, instantField, optionalText, text } from "../lib/fields.ts";

/**
 * Topics whose right a shop may not have granted: not part of shopify.app.toml, subscribed to in shops that have granted it
 * (app/sync/optional-topics.server.ts).
 */
export const topicsByScope = {
  read_shopify_payments_disputes: ["disputes/create", "disputes/update"],
  read_fulfillments: ["fulfillments/create", "fulfillments/update", "fulfillment_events/create", "fulfillment_events/delete"],
} as const satisfies Partial<Record<OptionalScope, readonly string[]>>;

/** Topics of shops that ask Shopify's own segments (app/mirrors): subscribed to there, and nowhere else. */
export const mirrorTopics = ["customer.joined_segment", "customer.left_segment"] as const;

export const topics = [
  "orders/create",
  "orders/updated",
  "orders/paid",
  "orders/edited",
  "orders/cancelled",
  "orders/fulfilled",
  "orders/delete",
  "refunds/create",
  "checkouts/create",
  "checkouts/update",
  "checkouts/delete",
  "customers/create",
  "customers/update",
  "customers/delete",
  "customers/merge",
  "customer.tags_added",
  "customer.tags_removed",
  "customers_email_marketing_consent/update",
  "customers_marketing_consent/update",
  "products/create",
  "products/update",
  "products/delete",
  "collections/update",
  "collections/delete",
  "discounts/update",
  "discounts/delete",
  "discounts/redeemcode_removed",
  "shop/update",
  "customer_account_settings/update",
  "app/uninstalled",
  "app/scopes_update",
  "bulk_operations/finish",
  "customers/data_request",
  "customers/redact",
  "shop/redact",
  ...topicsByScope.read_shopify_payments_disputes,
  ...topicsByScope.read_fulfillments,
  ...mirrorTopics,
] as const;

export type Topic = (typeof topics)[number];

const byName = new Set<string>(topics);

export function isTopic(topic: string): topic is Topic {
  return byName.has(topic);
}

const consent = z
  .object({ state: z.string().nullish(), opt_in_level: optionalText(60), consent_updated_at: instantField.nullish() })
  .nullish();

export const orderEditedBody = z.object({ order_edit: z.object({ order_id: idField }) });

export const deletedOrderBody = z.object({ id: idField });

export const disputeBody = z.object({ id: idField, order_id: idField.nullish(), status: text(60) });

export const deletedCustomerBody = z.object({ id: idField, admin_graphql_api_id: gidField("Customer").optional() });

export const mergeBody = z.object({
  admin_graphql_api_customer_kept_id: gidField("Customer"),
  admin_graphql_api_customer_deleted_id: gidField("Customer"),
  status: z.string(),
});

export const tagsBody = z.object({
  customerId: gidField("Customer"),
  tags: z.array(z.string()).max(1_000),
  occurredAt: instantField.nullish(),
});

export const segmentBody = z.object({ customer_id: gidField("Customer"), segment_id: gidField("Segment") });

/** Email consent; the customer may be known by address only. */
export const emailConsentBody = z.object({
  customer_id: idField.nullish(),
  email_address: emailField,
  email_marketing_consent: consent,
});

/** The topic without a channel in its name is SMS. */
export const smsConsentBody = z.object({
  id: idField,
  admin_graphql_api_id: gidField("Customer").optional(),
  sms_marketing_consent: consent,
});

const variant = z.object({
  id: idField,
  admin_graphql_api_id: gidField("ProductVariant").optional(),
  title: text(500).nullish(),
  sku: optionalText(255),
  price: amountField.nullish(),
  inventory_quantity: z.int().nullish(),
  inventory_policy: text(60).nullish(),
  /** Null: nobody counts what is left. Newer bodies leave it out. */
  inventory_management: text(60).nullish(),
});

export const productBody = z.object({
  id: idField,
  admin_graphql_api_id: gidField("Product").optional(),
  title: text(500).nullish(),
  handle: text(255).nullish(),
  product_type: optionalText(255),
  vendor: optionalText(255),
  status: text(60).nullish(),
  tags: z.union([z.string(), z.array(z.string())]).nullish(),
  image: z.object({ src: optionalText(2_000) }).nullish(),
  variants: z.array(variant).max(5_000).nullish(),
  /** Null: not in the online store. */
  published_at: text(60).nullish(),
  updated_at: instantField.nullish(),
});

export const deletedProductBody = z.object({ id: idField });

export const collectionBody = z.object({ id: idField, admin_graphql_api_id: gidField("Collection").optional() });

const discountGid = z.string().regex(/^gid:\/\/shopify\/Discount[A-Za-z]*Node\/\d{1,19}$/, "is not a discount");

export const discountBody = z.object({ admin_graphql_api_id: discountGid, status: z.string().nullish() });

export const deletedDiscountBody = z.object({ admin_graphql_api_id: discountGid });

export const redeemCodeBody = z.object({ admin_graphql_api_id: discountGid, redeem_code: z.object({ code: text(255) }) });

export const shopBody = z.object({
  name: text(255).nullish(),
  email: emailField,
  currency: currencyField.nullish(),
  iana_timezone: z
    .string()
    .nullish()
    .refine((zone) => zone === null || zone === undefined || isTimeZone(zone), "is not a time zone"),
  country_code: optionalText(8),
  primary_locale: optionalText(35),
  domain: optionalText(255),
  taxes_included: z.boolean().nullish(),
  updated_at: instantField.nullish(),
});

/** Says the kind of accounts, not whether store credit is on. */
export const accountSettingsBody = z.object({ customer_accounts_version: text(60) });

/** Nothing of it counts, but it must be the object that Shopify sends. */
export const uninstalledBody = z.object({});

export const shopRedactBody = z.object({ shop_domain: z.string().nullish() });

export const scopesBody = z.object({ current: z.array(text(120)).max(500) });

export const bulkFinishedBody = z.object({
  admin_graphql_api_id: z.string().regex(/^gid:\/\/shopify\/BulkOperation\/\d{1,19}$/, "is not a bulk operation"),
});

const subject = z.object({ id: idField.nullish(), email: emailField });

export const dataRequestBody = z.object({ customer: subject, data_request: z.object({ id: idField.nullish() }).nullish() });

export const customerRedactBody = z.object({ customer: subject });

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
