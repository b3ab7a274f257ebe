/**
 * What the stand-in for Shopify knows. One `World` a process; every mutation goes through the functions of `commerce.ts`, which stamp
 * `updatedAt` from the world's clock and emit webhooks. Money is integer minor units of the shop's currency; ids are bigint above 2^53 for
 * customers, orders and lines, so that any rounding in the app shows.
 */
export type World = {
  shops: Map<string, Shop>;
  clock: SandboxClock;
  nextId: () => bigint;
  /** The id given out last; kept with the data, so that a restarted world never repeats one. */
  lastId: bigint;
  /** Origin that serves product images (`/cdn/…`): the stand-in's own address; the Admin API's router sets it. */
  assetsOrigin: string;
  /** Told of every webhook that Shopify would send; the deliverer signs, retries and records it. */
  onWebhook: (event: WebhookEvent) => void;
};

export type SandboxClock = { now: () => Date; set: (instant: Date) => void };

export type WebhookEvent = { shop: string; topic: string; body: string; eventId: string; triggeredAt: Date };

export type Shop = {
  id: bigint;
  domain: string;
  name: string;
  email: string;
  currency: string;
  timeZone: string;
  countryCode: string;
  primaryLocale: string;
  /** Where shoppers find the shop, if the merchant has a domain; otherwise `domain`. */
  ownHost?: string;
  taxesIncluded: boolean;
  /** Tax rate in per mille (Germany: 190). */
  taxPerMille: number;
  shippingMinor: bigint;
  /** Which customer accounts shoppers log in to. Stores that open today have the newer ones. */
  accounts: "legacy" | "new";
  /** Whether customers must log in before they check out. */
  loginRequired: boolean;
  /** Languages that the merchant has added to the primary one. Shoppers see those that are published. */
  otherLocales: { locale: string; published: boolean }[];
  /** Whether store credit is on: as long as nobody changes it, it is. */
  storeCreditOn: boolean;
  installed: boolean;
  /** API version of the app's webhooks where it is an old one; absent: the one that the stand-in speaks. */
  webhookVersion?: string;
  installedScopes: string[];
  /** Topics that the app has subscribed to by itself, beside those of its configuration. */
  subscriptions: string[];
  /** The app's web pixel, once the app has installed it. */
  pixel?: { id: string; settings: Record<string, unknown> };
  customers: Map<bigint, Customer>;
  orders: Map<bigint, Order>;
  checkouts: Map<bigint, Checkout>;
  products: Map<bigint, Product>;
  collections: Map<bigint, Collection>;
  /** Owner gid -> "namespace.key" -> value; `$app` is stored resolved as `app--<clientId>`. */
  metafields: Map<string, Map<string, Metafield>>;
  discounts: Map<string, Discount>;
  /** Codes being added in bulk, by the id under which Shopify tells how far it is. */
  codeCreations: Map<string, CodeCreation>;
  /** By customer. */
  storeCredits: Map<bigint, StoreCreditAccount>;
  /** By global id. */
  giftCards: Map<string, GiftCard>;
  bulkOperations: Map<string, BulkOperation>;
  segments: Map<string, { id: string; name: string; query: string }>;
  counters: { orderNumber: number };
  createdAt: Date;
  updatedAt: Date;
};

export type ConsentState = "subscribed" | "not_subscribed" | "pending" | "unsubscribed" | "redacted" | "invalid";
export type Consent = {
  state: ConsentState;
  optInLevel: "single_opt_in" | "confirmed_opt_in" | "unknown";
  updatedAt: Date | null;
};

export type Customer = {
  id: bigint;
  email: string | null;
  verifiedEmail: boolean;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  locale: string;
  countryCode: string;
  /** Of the address, as Shopify codes it within the country. */
  provinceCode: string | null;
  city: string | null;
  tags: string[];
  note: string | null;
  /** "enabled" customers can log in to the storefront. */
  state: "enabled" | "disabled";
  emailConsent: Consent;
  smsConsent: Consent;
  createdAt: Date;
  updatedAt: Date;
};

export type FinancialStatus = "pending" | "authorized" | "partially_paid" | "paid" | "partially_refunded" | "refunded" | "voided";

export type DiscountAllocation = { amountMinor: bigint; application: number };

export type LineItem = {
  id: bigint;
  productId: bigint | null;
  variantId: bigint | null;
  title: string;
  variantTitle: string | null;
  sku: string;
  quantity: number;
  /** quantity − removed by edits − refunded or returned */
  currentQuantity: number;
  /** A unit's price; contains tax when the order's taxesIncluded says so. */
  priceMinor: bigint;
  giftCard: boolean;
  tip: boolean;
  taxable: boolean;
  discounts: DiscountAllocation[];
  /** Tax on the whole line after discounts. */
  taxMinor: bigint;
  /** What is left of the line's value after discounts (contains tax when the order's taxesIncluded says so): the share of currentQuantity. */
  currentTotalMinor: bigint;
  currentTaxMinor: bigint;
  fulfilledQuantity: number;
  /** The selling plan that it was bought by; null: once. */
  sellingPlanId: bigint | null;
};

export type RefundLine = {
  id: bigint;
  lineId: bigint;
  quantity: number;
  restockType: "no_restock" | "cancel" | "return";
  subtotalMinor: bigint;
  taxMinor: bigint;
};

export type Refund = {
  id: bigint;
  createdAt: Date;
  note: string;
  restock: boolean;
  lines: RefundLine[];
  /** Gross shipping refunded. */
  shippingMinor: bigint;
  shippingTaxMinor: bigint;
  /** Money that really went back (successful refund transaction); 0 for a restock without money. */
  moneyMinor: bigint;
  /** Calculated minus paid back, as Shopify signs it: negative for a goodwill refund, positive when less went back than the items were worth. */
  discrepancyMinor: bigint;
};

export type DiscountApplication = {
  type: "discount_code" | "automatic" | "manual";
  code: string | null;
  title: string;
  /** "10.0" percent or an amount in the shop's currency, as Shopify writes it. */
  value: string;
  valueType: "percentage" | "fixed_amount";
  target: "line_item" | "shipping_line";
  selection: "all" | "entitled";
};

export type FulfillmentEvent = {
  id: bigint;
  status: "in_transit" | "out_for_delivery" | "attempted_delivery" | "ready_for_pickup" | "picked_up" | "delivered" | "failure";
  happenedAt: Date;
  expectedAt: Date | null;
};

export type Checkout = {
  id: bigint;
  token: string;
  cartToken: string;
  customerId: bigint | null;
  email: string | null;
  lines: { variantId: bigint; quantity: number }[];
  createdAt: Date;
  updatedAt: Date;
  completedAt: Date | null;
};

export type Fulfillment = {
  id: bigint;
  createdAt: Date;
  updatedAt: Date;
  lines: { lineId: bigint; quantity: number }[];
  /** What carriers said of it, in order; the last says where it is. */
  events: FulfillmentEvent[];
};

export type Dispute = {
  id: bigint;
  type: "chargeback" | "inquiry";
  status: "needs_response" | "under_review" | "prevented" | "accepted" | "lost" | "won";
  initiatedAt: Date;
  finalizedOn: Date | null;
};

export type Order = {
  id: bigint;
  number: number;
  name: string;
  customerId: bigint | null;
  email: string | null;
  createdAt: Date;
  processedAt: Date;
  updatedAt: Date;
  cancelledAt: Date | null;
  cancelReason: "customer" | "inventory" | "fraud" | "declined" | "other" | "staff" | null;
  closedAt: Date | null;
  test: boolean;
  financialStatus: FinancialStatus;
  fulfillmentStatus: "fulfilled" | "partial" | null;
  fulfilledAt: Date | null;
  currency: string;
  presentmentCurrency: string;
  /** Presentment minor units per shop minor unit × 1,000,000. */
  presentmentRateMicro: bigint;
  taxesIncluded: boolean;
  customerLocale: string;
  countryCode: string;
  lines: LineItem[];
  discountApplications: DiscountApplication[];
  /** Shipping after discounts; contains tax when taxesIncluded. */
  shippingMinor: bigint;
  shippingTaxMinor: bigint;
  shippingDiscounts: DiscountAllocation[];
  /** Shipping less what was refunded of it. */
  currentShippingMinor: bigint;
  currentShippingTaxMinor: bigint;
  refunds: Refund[];
  fulfillments: Fulfillment[];
  tags: string[];
  note: string | null;
  sourceName: string;
  /** The company for which it was placed (B2B). */
  company: { id: bigint; locationId: bigint } | null;
  disputes: Dispute[];
  /** Sum of successful sale transactions. */
  paidMinor: bigint;
  transactions: {
    id: bigint;
    kind: "sale" | "refund";
    amountMinor: bigint;
    createdAt: Date;
    gateway: string;
    refundId: bigint | null;
  }[];
};

export type QuantityRule = { minimum: number; maximum: number | null; increment: number };
export type Variant = {
  id: bigint;
  title: string;
  sku: string;
  priceMinor: bigint;
  soldOut?: boolean;
  quantityRule?: QuantityRule;
};

export type Product = {
  id: bigint;
  title: string;
  /** German title and description, for the German storefront. */
  titleDe: string;
  handle: string;
  description: string;
  descriptionDe: string;
  productType: string;
  vendor: string;
  tags: string[];
  status: "active" | "draft" | "archived";
  giftCard: boolean;
  /** Path of an SVG that the stand-in draws itself. */
  image: string;
  variants: Variant[];
  createdAt: Date;
  updatedAt: Date;
};

export type Collection = {
  id: bigint;
  title: string;
  titleDe: string;
  handle: string;
  /** In the order in which they are shown. */
  productIds: bigint[];
  updatedAt: Date;
};

export type Metafield = { id: bigint; namespace: string; key: string; type: string; value: string; updatedAt: Date };

export type Discount = {
  id: string;
  title: string;
  kind: "DiscountCodeBasic" | "DiscountCodeFreeShipping";
  input: Record<string, unknown>;
  codes: { id: string; code: string; usageCount: number }[];
  createdAt: Date;
  updatedAt: Date;
};

export type CodeCreation = {
  id: string;
  discountId: string;
  createdAt: Date;
  done: boolean;
  results: { code: string; codeId: string | null; problem: { message: string; code: string } | null }[];
};

export type StoreCreditAccount = {
  id: string;
  customerId: bigint;
  currency: string;
  transactions: {
    id: string;
    amountMinor: bigint;
    /** Of a credit: what has not been spent. */
    remainingMinor: bigint;
    balanceAfterMinor: bigint;
    createdAt: Date;
    expiresAt: Date | null;
  }[];
};

export type GiftCard = {
  id: string;
  code: string;
  initialMinor: bigint;
  balanceMinor: bigint;
  currency: string;
  note: string | null;
  customerId: bigint | null;
  expiresOn: string | null;
  enabled: boolean;
  createdAt: Date;
  updatedAt: Date;
};

export type BulkOperation = {
  id: string;
  query: string;
  status: "CREATED" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELED";
  createdAt: Date;
  completedAt: Date | null;
  objectCount: number;
  /** Objects of the query's outermost connection. */
  rootObjectCount: number;
  /** The finished JSONL, served over HTTP by the stand-in. */
  jsonl: string | null;
};
