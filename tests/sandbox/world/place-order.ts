import { toDecimal } from "../lib/money.ts";
import { discountOfCode } from "./discount-use.ts";
import { allocate, lineTotal, originalTotals, percentOf, taxOn } from "./money.ts";
import { emitOrder, settle } from "./order-events.ts";
import type { DiscountApplication, LineItem, Order, Product, Shop, Variant, World } from "./types.ts";

export type LineInput = {
  /** Price, title and gift card come from the variant unless given. */
  variantId?: bigint;
  quantity: number;
  title?: string;
  sku?: string;
  priceMinor?: bigint;
  giftCard?: boolean;
  taxable?: boolean;
  sellingPlanId?: bigint;
};

export type DiscountInput = {
  type?: DiscountApplication["type"];
  code?: string;
  title?: string;
  /** One of the two: percent (10 is 10 %) or an amount in shop minor units. */
  percent?: number;
  amountMinor?: bigint;
  /** All lines, the lines with these indexes, or shipping. Gift cards and tips are never discounted. */
  target?: "all" | "shipping" | number[];
};

export type OrderInput = {
  /** Null or absent with an e-mail: a guest order. */
  customerId?: bigint | null;
  email?: string | null;
  lines: LineInput[];
  discounts?: DiscountInput[];
  /** Codes that exist in the shop's discounts and apply to this buyer and basket. @see discountOfCode */
  discountCodes?: string[];
  tipMinor?: bigint;
  /** Defaults to the shop's shipping price, or nothing when every line is a gift card. */
  shippingMinor?: bigint;
  /** Default true: paid at once. */
  paid?: boolean;
  gateway?: string;
  /** Part of the payment that a gift card makes. */
  giftCardPaymentMinor?: bigint;
  test?: boolean;
  createdAt?: Date;
  /** Shopify's `processed_at`, which whoever creates an order may date back; by default when it was created. */
  processedAt?: Date;
  presentmentCurrency?: string;
  /** Presentment units per shop unit, e.g. 0.94 for CHF. */
  presentmentRate?: number;
  taxesIncluded?: boolean;
  customerLocale?: string;
  countryCode?: string;
  tags?: string[];
  note?: string | null;
  sourceName?: string;
  /** Placed for a company (B2B). */
  company?: boolean;
};

/** Emits orders/create; when paid also orders/paid and orders/updated. @throws Error on an unknown variant, customer or code */
export function placeOrder(world: World, shop: Shop, input: OrderInput): Order {
  if (input.lines.length === 0) throw new Error("An order needs at least one line");
  const customer = input.customerId == null ? undefined : shop.customers.get(input.customerId);
  if (input.customerId != null && customer === undefined) throw new Error(`No customer ${input.customerId}`);
  const now = input.createdAt ?? world.clock.now();
  const lines = input.lines.map((line) => makeLine(world, shop, line));
  if (input.tipMinor !== undefined && input.tipMinor > 0n) lines.push(makeTip(world, input.tipMinor));
  shop.counters.orderNumber += 1;
  const shippingMinor = input.shippingMinor ?? (lines.every((line) => line.giftCard || line.tip) ? 0n : shop.shippingMinor);
  const order: Order = {
    id: world.nextId(),
    number: shop.counters.orderNumber,
    name: `#${shop.counters.orderNumber}`,
    customerId: customer?.id ?? null,
    email: (input.email ?? customer?.email ?? null)?.trim().toLowerCase() ?? null,
    createdAt: now,
    processedAt: input.processedAt ?? now,
    updatedAt: now,
    ...{ cancelledAt: null, cancelReason: null, closedAt: null, fulfillmentStatus: null, fulfilledAt: null },
    test: input.test ?? false,
    financialStatus: "pending",
    currency: shop.currency,
    presentmentCurrency: input.presentmentCurrency ?? shop.currency,
    presentmentRateMicro: BigInt(Math.round((input.presentmentRate ?? 1) * 1_000_000)),
    taxesIncluded: input.taxesIncluded ?? shop.taxesIncluded,
    customerLocale: input.customerLocale ?? customer?.locale ?? shop.primaryLocale,
    countryCode: input.countryCode ?? customer?.countryCode ?? shop.countryCode,
    lines,
    discountApplications: [],
    shippingMinor,
    shippingTaxMinor: 0n,
    shippingDiscounts: [],
    currentShippingMinor: 0n,
    currentShippingTaxMinor: 0n,
    refunds: [],
    fulfillments: [],
    tags: input.tags ?? [],
    note: input.note ?? null,
    sourceName: input.sourceName ?? "web",
    company: input.company === true ? { id: world.nextId(), locationId: world.nextId() } : null,
    disputes: [],
    paidMinor: 0n,
    transactions: [],
  };
  for (const discount of input.discounts ?? []) applyDiscount(shop, order, discount);
  for (const code of input.discountCodes ?? []) applyDiscount(shop, order, discountOfCode(shop, order, code, now));
  for (const line of order.lines) priceLine(shop, order, line);
  order.shippingTaxMinor = taxOn(order.shippingMinor, shop.taxPerMille, order.taxesIncluded);
  order.currentShippingMinor = order.shippingMinor;
  order.currentShippingTaxMinor = order.shippingTaxMinor;
  if (input.paid ?? true) takePayment(world, order, now, input.gateway ?? "shopify_payments", input.giftCardPaymentMinor ?? 0n);
  settle(order);
  shop.orders.set(order.id, order);
  emitOrder(
    world,
    shop,
    order,
    order.financialStatus === "paid" ? ["orders/create", "orders/paid", "orders/updated"] : ["orders/create"],
  );
  return order;
}

/** Tax and current value of a line as bought. */
export function priceLine(shop: Shop, order: Order, line: LineItem): void {
  line.taxMinor = line.taxable ? taxOn(lineTotal(line), shop.taxPerMille, order.taxesIncluded) : 0n;
  line.currentTotalMinor = lineTotal(line);
  line.currentTaxMinor = line.taxMinor;
}

/** Books what is still to pay as successful sales: first the gift card, the rest through the gateway. */
export function takePayment(world: World, order: Order, at: Date, gateway: string, giftCardMinor = 0n, dueMinor?: bigint): void {
  const due = dueMinor ?? originalTotals(order).total;
  const byCard = giftCardMinor < due ? giftCardMinor : due;
  for (const part of [
    { gateway: "gift_card", amountMinor: byCard },
    { gateway, amountMinor: due - byCard },
  ]) {
    if (part.amountMinor <= 0n) continue;
    order.transactions.push({ id: world.nextId(), kind: "sale", ...part, createdAt: at, refundId: null });
    order.paidMinor += part.amountMinor;
  }
}

export function findVariant(shop: Shop, variantId: bigint): { product: Product; variant: Variant } | undefined {
  for (const product of shop.products.values()) {
    const variant = product.variants.find((candidate) => candidate.id === variantId);
    if (variant !== undefined) return { product, variant };
  }
  return undefined;
}

export function makeLine(world: World, shop: Shop, input: LineInput): LineItem {
  if (!Number.isInteger(input.quantity) || input.quantity < 1) throw new Error("A line's quantity is a positive whole number");
  const found = input.variantId === undefined ? undefined : findVariant(shop, input.variantId);
  if (input.variantId !== undefined && found === undefined) throw new Error(`No variant ${input.variantId}`);
  const priceMinor = input.priceMinor ?? found?.variant.priceMinor;
  if (priceMinor === undefined) throw new Error("A line without variant needs a price");
  const giftCard = input.giftCard ?? found?.product.giftCard ?? false;
  const variantTitle = found?.variant.title ?? null;
  return {
    id: world.nextId(),
    productId: found?.product.id ?? null,
    variantId: found?.variant.id ?? null,
    title: input.title ?? found?.product.title ?? "Item",
    variantTitle: variantTitle === "Default Title" ? null : variantTitle,
    sku: input.sku ?? found?.variant.sku ?? "",
    quantity: input.quantity,
    currentQuantity: input.quantity,
    priceMinor,
    giftCard,
    tip: false,
    taxable: input.taxable ?? !giftCard,
    ...{ discounts: [], taxMinor: 0n, currentTotalMinor: 0n, currentTaxMinor: 0n, fulfilledQuantity: 0 },
    sellingPlanId: input.sellingPlanId ?? null,
  };
}

function makeTip(world: World, tipMinor: bigint): LineItem {
  return {
    id: world.nextId(),
    ...{ productId: null, variantId: null, title: "Tip", variantTitle: null, sku: "", quantity: 1, currentQuantity: 1 },
    ...{ priceMinor: tipMinor, giftCard: false, tip: true, taxable: false },
    ...{ discounts: [], taxMinor: 0n, currentTotalMinor: 0n, currentTaxMinor: 0n, fulfilledQuantity: 0 },
    sellingPlanId: null,
  };
}

function applyDiscount(shop: Shop, order: Order, input: DiscountInput): void {
  const target = input.target ?? "all";
  const application = order.discountApplications.length;
  const type = input.type ?? (input.code === undefined ? "automatic" : "discount_code");
  order.discountApplications.push({
    type,
    code: input.code ?? null,
    title: input.title ?? input.code ?? "Discount",
    value: input.percent === undefined ? toDecimal(input.amountMinor ?? 0n, shop.currency) : input.percent.toFixed(1),
    valueType: input.percent === undefined ? "fixed_amount" : "percentage",
    target: target === "shipping" ? "shipping_line" : "line_item",
    selection: Array.isArray(target) ? "entitled" : "all",
  });
  const wanted = (base: bigint) => {
    const amount = input.percent === undefined ? (input.amountMinor ?? 0n) : percentOf(base, input.percent);
    return amount < base ? amount : base;
  };
  if (target === "shipping") {
    const amountMinor = wanted(order.shippingMinor);
    order.shippingMinor -= amountMinor;
    order.shippingDiscounts.push({ amountMinor, application });
    return;
  }
  const entitled = order.lines.filter(
    (line, index) => !line.giftCard && !line.tip && (target === "all" || target.includes(index)),
  );
  const values = entitled.map(lineTotal);
  const parts = allocate(wanted(values.reduce((sum, value) => sum + value, 0n)), values);
  entitled.forEach((line, index) => {
    const amountMinor = parts[index] ?? 0n;
    if (amountMinor > 0n) line.discounts.push({ amountMinor, application });
  });
}
