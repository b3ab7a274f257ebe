/**
 * What the outside says about customers and orders, whatever brought it (webhook, backfill, reconciliation, sandbox). The pipeline applies facts;
 * applying one twice, or an older one after a newer one, changes nothing.
 */
import type { OrderSnapshot, RefundSnapshot } from "./orders/order-snapshot.ts";

export type Channel = "email" | "sms";
export type ConsentState = "subscribed" | "not_subscribed" | "pending" | "unsubscribed" | "redacted" | "invalid";

export type Consent = { state: ConsentState; optInLevel: string | null; at: Date | null };

export type CustomerSnapshot = {
  customerId: bigint;
  /** Lower case. */
  email: string | null;
  emailVerified: boolean;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  locale: string | null;
  countryCode: string | null;
  /** Of the default address, as Shopify codes it within the country ("CA", "Q ROO"). */
  provinceCode: string | null;
  note: string | null;
  accountState: string | null;
  createdAt: Date;
  updatedAt: Date;
  /** Absent where the source does not carry them (customer webhooks since 2025-01). */
  tags?: string[];
  emailConsent?: Consent;
  smsConsent?: Consent;
};

export type ProductSnapshot = {
  productId: bigint;
  title: string;
  handle: string;
  productType: string | null;
  vendor: string | null;
  status: string;
  tags: string[];
  imageUrl: string | null;
  variants: { variantId: bigint; title: string; sku: string | null; priceMinor: bigint }[];
  updatedAt: Date;
};

export type Fact =
  /** `announced`: Shopify told of its creation or payment as it happened (orders/create, orders/paid), so it earns even if created before the install. */
  | { kind: "order"; order: OrderSnapshot; announced: boolean }
  | { kind: "refund"; orderId: bigint; refund: RefundSnapshot }
  /** The order changed in a way the message does not carry: read it from Shopify. */
  | { kind: "order-stale"; orderId: bigint }
  /** Shopify no longer has the order. */
  | { kind: "order-deleted"; orderId: bigint; at: Date }
  /** A customer disputes an order's payment with their bank. `status`: Shopify's, lower case; `at`: when it was that. */
  | { kind: "dispute"; orderId: bigint; disputeId: bigint; status: string; at: Date }
  | { kind: "customer"; customer: CustomerSnapshot }
  | { kind: "customer-deleted"; customerId: bigint; at: Date }
  | { kind: "customers-merged"; keptId: bigint; goneId: bigint; at: Date }
  /** `customerId` null: only an address is known. `key` makes the record idempotent. */
  | {
      kind: "consent";
      customerId: bigint | null;
      email: string | null;
      channel: Channel;
      consent: Consent;
      source: string;
      key: string;
    }
  | { kind: "tags"; customerId: bigint; added: string[]; removed: string[]; at: Date }
  | { kind: "product"; product: ProductSnapshot }
  | { kind: "product-deleted"; productId: bigint; at: Date }
  /** It changed or is gone: read from Shopify which products it has. */
  | { kind: "collection-stale"; collectionId: bigint }
  /** `active`: its codes can be used, now or later. */
  | { kind: "discount-changed"; discountGid: string; active: boolean }
  | { kind: "discount-deleted"; discountGid: string }
  | { kind: "code-removed"; discountGid: string; code: string }
  | {
      kind: "shop";
      name: string;
      email: string | null;
      currency: string;
      timeZone: string;
      countryCode: string | null;
      primaryLocale: string;
      /** "https://www.example.com"; null: not told. */
      primaryUrl: string | null;
      taxesIncluded: boolean;
      updatedAt: Date;
    }
  /** The merchant has changed them: read from Shopify which they are, with what the message does not carry. */
  | { kind: "account-settings-stale" }
  | { kind: "uninstalled"; at: Date }
  | { kind: "scopes"; scopes: string[] }
  | { kind: "bulk-finished"; bulkGid: string }
  | { kind: "export-requested"; key: string; customerId: bigint | null; email: string | null; at: Date }
  | { kind: "customer-redacted"; key: string; customerId: bigint | null; email: string | null; at: Date }
  | { kind: "shop-redacted"; at: Date };

export type FactOf<Kind extends Fact["kind"]> = Extract<Fact, { kind: Kind }>;
