import type { z } from "zod";

import { checkoutBody, checkoutOf, deletedCheckoutBody } from "../checkouts/checkout.ts";
import { primaryUrlOf } from "../shops/storefront/storefront-links.ts";
import { consentOf, snapshotOfCustomer, tagsOf } from "../customers/snapshot/customer-from-webhook.ts";
import type { Channel, Consent, CustomerSnapshot } from "../facts/customer.ts";
import type { Fact, FactOf } from "../facts/fact.ts";
import type { Stock } from "../facts/product.ts";
import { placedAt } from "../customers/orders/earns.ts";
import { customerBody, parcelBody, parcelEventBody } from "../customers/orders/snapshot/order-body.ts";
import { orderFromWebhook } from "../customers/orders/snapshot/order-from-webhook.ts";
import { announced } from "../customers/orders/order-reached.ts";
import { parcelFromBody } from "../customers/orders/parcels/from-webhook.ts";
import { refundFromWebhook } from "../customers/orders/snapshot/refund-from-webhook.ts";
import { toIssues, type Issue } from "../lib/fields.ts";
import { parseJson } from "../lib/json.ts";
import { toMinor } from "../lib/money.ts";
import { plusMs } from "../lib/time.ts";
import type { Shop } from "../shops/shop.ts";
import * as bodies from "./topics.ts";

export type Meta = { shop: Shop; triggeredAt: Date };
export type Interpretation = { ok: true; facts: Fact[] } | { ok: false; issues: Issue[] };

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What a webhook as it was stored says: UTF-8 JSON first, then its topic's meaning. Never throws, whatever the bytes. */
export function interpretBytes(topic: string, bytes: Uint8Array, meta: Meta): Interpretation {
  let body: unknown;
  try {
    body = parseJson(utf8.decode(bytes));
  } catch (error) {
    return refuse("", error instanceof SyntaxError ? "is not JSON" : "is not UTF-8 text");
  }
  return interpret(topic, body, meta);
}

/** What a parsed body of a topic says about customers, orders and the shop. Pure: the same body says the same however often it comes. */
export function interpret(topic: string, body: unknown, meta: Meta): Interpretation {
  if (!bodies.isTopic(topic)) return refuse("", "is of a topic that is not handled");
  switch (topic) {
    case "orders/create":
    case "orders/paid":
      return order(body, meta, topic);
    case "orders/updated":
    case "orders/cancelled":
    case "orders/fulfilled":
      return order(body, meta, null);
    case "orders/edited":
      return read(bodies.orderEditedBody, body, ({ order_edit }) => [{ kind: "order-stale", orderId: order_edit.order_id }]);
    case "refunds/create":
      return refund(body, meta);
    case "fulfillments/create":
    case "fulfillments/update":
      return read(parcelBody, body, (source) => [
        {
          ...{ kind: "parcel", orderId: source.order_id, parcelId: source.admin_graphql_api_id ?? source.id },
          parcel: parcelFromBody(source, meta.triggeredAt),
        },
      ]);
    case "fulfillment_events/create":
    case "fulfillment_events/delete":
      return read(parcelEventBody, body, (source) => [parcelEvent(source, topic === "fulfillment_events/delete", meta)]);
    case "checkouts/create":
    case "checkouts/update":
      return read(checkoutBody, body, (source) => [{ kind: "checkout", checkout: checkoutOf(source) }]);
    case "checkouts/delete":
      return read(deletedCheckoutBody, body, ({ cart_token: cartToken }) =>
        cartToken === null ? [] : [{ kind: "checkout-deleted", cartToken }],
      );
    case "orders/delete":
      return read(bodies.deletedOrderBody, body, ({ id }) => [{ kind: "order-deleted", orderId: id, at: meta.triggeredAt }]);
    case "disputes/create":
    case "disputes/update":
      return read(bodies.disputeBody, body, ({ id: disputeId, order_id: orderId, status }) =>
        // A dispute about something that is no order moves no points.
        orderId == null ? [] : [{ kind: "dispute", orderId, disputeId, status: status.toLowerCase(), at: meta.triggeredAt }],
      );
    case "customers/create":
    case "customers/update":
      return read(customerBody, body, (source) => [
        { kind: "customer", customer: ownSnapshot(snapshotOfCustomer(source, fallback(meta)), meta) },
      ]);
    case "customers/delete":
      return read(bodies.deletedCustomerBody, body, ({ id, admin_graphql_api_id }) => [
        { kind: "customer-deleted", customerId: admin_graphql_api_id ?? id, at: meta.triggeredAt },
      ]);
    case "customers/merge":
      return read(bodies.mergeBody, body, (source) => merge(source, meta));
    case "customer.tags_added":
      return read(bodies.tagsBody, body, ({ customerId, tags, occurredAt }) =>
        tagFacts(customerId, tagsOf(tags), [], occurredAt ?? meta.triggeredAt),
      );
    case "customer.tags_removed":
      return read(bodies.tagsBody, body, ({ customerId, tags, occurredAt }) =>
        tagFacts(customerId, [], tagsOf(tags), occurredAt ?? meta.triggeredAt),
      );
    case "customer.joined_segment":
    case "customer.left_segment":
      return read(bodies.segmentBody, body, ({ customer_id: customerId, segment_id: segmentId }) => [
        { kind: "shopify-segment", segmentId, customerId, joined: topic === "customer.joined_segment", at: meta.triggeredAt },
      ]);
    case "customers_email_marketing_consent/update":
      return read(bodies.emailConsentBody, body, ({ customer_id, email_address, email_marketing_consent }) =>
        consent("email", customer_id ?? null, email_address, consentOf(email_marketing_consent), meta),
      );
    case "customers_marketing_consent/update":
      return read(bodies.smsConsentBody, body, ({ id, admin_graphql_api_id, sms_marketing_consent }) =>
        consent("sms", admin_graphql_api_id ?? id, null, consentOf(sms_marketing_consent), meta),
      );
    case "products/create":
    case "products/update":
      return read(bodies.productBody, body, (source) => [product(source, meta)]);
    case "products/delete":
      return read(bodies.deletedProductBody, body, ({ id }) => [
        { kind: "product-deleted", productId: id, at: meta.triggeredAt },
      ]);
    case "collections/update":
    case "collections/delete":
      return read(bodies.collectionBody, body, ({ id, admin_graphql_api_id }) => [
        { kind: "collection-stale", collectionId: admin_graphql_api_id ?? id },
      ]);
    case "discounts/update":
      return read(bodies.discountBody, body, ({ admin_graphql_api_id, status }) => [
        { kind: "discount-changed", discountGid: admin_graphql_api_id, active: status?.toUpperCase() !== "EXPIRED" },
      ]);
    case "discounts/delete":
      return read(bodies.deletedDiscountBody, body, ({ admin_graphql_api_id }) => [
        { kind: "discount-deleted", discountGid: admin_graphql_api_id },
      ]);
    case "discounts/redeemcode_removed":
      return read(bodies.redeemCodeBody, body, ({ admin_graphql_api_id, redeem_code }) => [
        { kind: "code-removed", discountGid: admin_graphql_api_id, code: redeem_code.code },
      ]);
    case "shop/update":
      return read(bodies.shopBody, body, (source) => [shopFact(source, meta)]);
    case "customer_account_settings/update":
      return read(bodies.accountSettingsBody, body, () => [{ kind: "account-settings-stale" }]);
    case "app/uninstalled":
      return read(bodies.uninstalledBody, body, () => [{ kind: "uninstalled", at: meta.triggeredAt }]);
    case "app/scopes_update":
      return read(bodies.scopesBody, body, ({ current }) => [{ kind: "scopes", scopes: [...new Set(current)].sort() }]);
    case "bulk_operations/finish":
      return read(bodies.bulkFinishedBody, body, ({ admin_graphql_api_id }) => [
        { kind: "bulk-finished", bulkGid: admin_graphql_api_id },
      ]);
    case "customers/data_request":
      return read(bodies.dataRequestBody, body, ({ customer, data_request }) => {
        const customerId = customer.id ?? null;
        const key = `data-request:${data_request?.id ?? `${customerId ?? "by-address"}:${meta.triggeredAt.toISOString()}`}`;
        return [{ kind: "export-requested", key, customerId, email: customer.email, at: meta.triggeredAt }];
      });
    case "customers/redact":
      return read(bodies.customerRedactBody, body, ({ customer }) => {
        const customerId = customer.id ?? null;
        // An address must not live on in the key of the request to forget it; the same request again erases again, which changes nothing.
        const key = `redact:${customerId ?? "by-address"}:${meta.triggeredAt.toISOString()}`;
        return [{ kind: "customer-redacted", key, customerId, email: customer.email, at: meta.triggeredAt }];
      });
    case "shop/redact":
      return shopRedacted(body, meta);
    default:
      return topic satisfies never;
  }
}

function refuse(path: string, message: string): Interpretation {
  return { ok: false, issues: [{ path, message }] };
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  facts: (source: z.output<Schema>) => Fact[],
): Interpretation {
  const parsed = schema.safeParse(body);
  return parsed.success ? { ok: true, facts: facts(parsed.data) } : { ok: false, issues: toIssues(parsed.error) };
}

/** @param news what the topic tells of as it happens; null: that something has changed */
function order(body: unknown, { shop, triggeredAt }: Meta, news: "orders/create" | "orders/paid" | null): Interpretation {
  const read = orderFromWebhook(body, shop);
  if (!read.ok) return read;
  const customer: Fact[] = read.customer === null ? [] : [{ kind: "customer", customer: read.customer }];
  const reached = news === null ? {} : announced(read.order, news === "orders/paid", placedAt(read.order));
  const order = { ...read.order, toldAt: triggeredAt, ...reached };
  return { ok: true, facts: [...customer, { kind: "order", order, announced: news !== null }, ...read.parcels] };
}

function parcelEvent(source: z.output<typeof parcelEventBody>, deleted: boolean, { triggeredAt }: Meta): Fact {
  const { id: eventId, fulfillment_id: parcelId, order_id: orderId, status, happened_at: happenedAt } = source;
  const expectedAt = source.estimated_delivery_at ?? null;
  const event = { status: status.toLowerCase(), happenedAt, expectedAt, at: source.updated_at ?? triggeredAt, deleted };
  return { kind: "parcel-event", orderId, parcelId, eventId, event };
}

function refund(body: unknown, { shop }: Meta): Interpretation {
  const read = refundFromWebhook(body, shop);
  if (!read.ok) return read;
  const { orderId, refund } = read;
  return { ok: true, facts: [refund === null ? { kind: "order-stale", orderId } : { kind: "refund", orderId, refund }] };
}

function fallback({ triggeredAt }: Meta) {
  return { updatedAt: triggeredAt, createdAt: triggeredAt, locale: null };
}

/** `updated_at` has whole seconds; of two changes within one, the one that was triggered later is newer. */
function ownSnapshot(customer: CustomerSnapshot, { triggeredAt }: Meta): CustomerSnapshot {
  return { ...customer, updatedAt: withinSecond(customer.updatedAt, triggeredAt) };
}

function withinSecond(updatedAt: Date, triggeredAt: Date): Date {
  const later = triggeredAt.getTime() - updatedAt.getTime();
  return plusMs(updatedAt, Math.min(999, Math.max(0, later)));
}

function merge(source: z.output<typeof bodies.mergeBody>, { triggeredAt }: Meta): Fact[] {
  // A merge that is requested, running or failed has moved nothing.
  if (!["completed", "success", "successful"].includes(source.status.toLowerCase())) return [];
  const { admin_graphql_api_customer_kept_id: keptId, admin_graphql_api_customer_deleted_id: goneId } = source;
  return keptId === goneId ? [] : [{ kind: "customers-merged", keptId, goneId, at: triggeredAt }];
}

function tagFacts(customerId: bigint, added: string[], removed: string[], at: Date): Fact[] {
  return added.length + removed.length === 0 ? [] : [{ kind: "tags", customerId, added, removed, at }];
}

function consent(
  channel: Channel,
  customerId: bigint | null,
  email: string | null,
  stated: Consent | null,
  { triggeredAt }: Meta,
): Fact[] {
  if (stated === null || (customerId === null && email === null)) return [];
  // "Not subscribed" without a date is what a customer who was never asked has: it must not outdate a consent. Any other change happened now.
  const at = stated.at ?? (stated.state === "not_subscribed" ? null : triggeredAt);
  const key = `shopify:${channel}:${customerId ?? "by-address"}:${at?.toISOString() ?? "undated"}:${stated.state}`;
  return [{ kind: "consent", customerId, email, channel, consent: { ...stated, at }, source: "shopify", key }];
}

/** The signature covers the body, not the header that names the shop: what cannot be undone happens only to the shop that the body names too. */
function shopRedacted(body: unknown, { shop, triggeredAt }: Meta): Interpretation {
  const parsed = bodies.shopRedactBody.safeParse(body);
  if (!parsed.success) return { ok: false, issues: toIssues(parsed.error) };
  const named = parsed.data.shop_domain ?? "";
  if (/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/.test(named) && named !== shop.domain)
    return refuse("shop_domain", "names another shop");
  return { ok: true, facts: [{ kind: "shop-redacted", at: triggeredAt }] };
}

function product(source: z.output<typeof bodies.productBody>, { shop, triggeredAt }: Meta): FactOf<"product"> {
  const variants = (source.variants ?? []).map(({ id, admin_graphql_api_id, title, sku, price }) => ({
    variantId: admin_graphql_api_id ?? id,
    title: title ?? "",
    sku,
    priceMinor: toMinor(price ?? "0", shop.currency),
  }));
  return {
    kind: "product",
    product: {
      productId: source.admin_graphql_api_id ?? source.id,
      title: source.title ?? "",
      handle: source.handle ?? "",
      productType: source.product_type,
      vendor: source.vendor,
      status: (source.status ?? "active").toLowerCase(),
      tags: tagsOf(source.tags ?? []),
      imageUrl: source.image?.src ?? null,
      variants,
      published: source.published_at !== null,
      stock: stockOf(source.variants ?? []),
      giftCard: null,
      updatedAt: withinSecond(source.updated_at ?? triggeredAt, triggeredAt),
    },
  };
}

type VariantSource = NonNullable<z.output<typeof bodies.productBody>["variants"]>[number];

/** Newer bodies say how much is left, and not whether that is counted; where something is, or once was, somebody counts. */
function stockOf(variants: readonly VariantSource[]): Stock {
  const uncounted = variants.some((variant) => variant.inventory_management === null);
  const counts = variants.some(
    (variant) => typeof variant.inventory_management === "string" || (variant.inventory_quantity ?? 0) !== 0,
  );
  const left = (variant: VariantSource) =>
    variant.inventory_management === null || variant.inventory_policy !== "deny" || (variant.inventory_quantity ?? 1) > 0;
  return { counted: counts ? true : uncounted ? false : null, noneLeft: variants.length > 0 && !variants.some(left) };
}

function shopFact(source: z.output<typeof bodies.shopBody>, { shop, triggeredAt }: Meta): FactOf<"shop"> {
  return {
    kind: "shop",
    name: source.name ?? shop.name,
    email: source.email,
    currency: source.currency ?? shop.currency,
    timeZone: source.iana_timezone ?? shop.timeZone,
    countryCode: source.country_code ?? shop.countryCode,
    primaryLocale: source.primary_locale ?? shop.primaryLocale,
    primaryUrl: primaryUrlOf(source.domain),
    taxesIncluded: source.taxes_included ?? false,
    updatedAt: withinSecond(source.updated_at ?? triggeredAt, triggeredAt),
  };
}
