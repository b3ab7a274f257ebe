/** Liquid objects of a page, under Shopify's names. Money in hundredths of the currency unit, whatever the currency, as Liquid counts it. */
import { decimalsOf } from "../lib/money.ts";
import { collectionsOf } from "../world/collections.ts";
import { originalTotals, refundedMinor } from "../world/money.ts";
import type { Customer, DiscountApplication, Order, Product, Shop, Variant } from "../world/types.ts";
import { itemCount, totalMinor, type Cart } from "./cart.ts";
import { fromNumeric } from "./liquid/number.ts";
import { metafieldsOf } from "./metafields.ts";

/** Languages of the storefront. The theme's own texts exist in German and English; in the others only the extension speaks the language. */
export const LOCALES = ["de", "en", "fr", "es", "it", "nl"] as const;
export type Locale = (typeof LOCALES)[number];

function hundredths(minor: bigint, currency: string): number | bigint {
  const digits = decimalsOf(currency);
  const scaled = digits <= 2 ? minor * 10n ** BigInt(2 - digits) : minor / 10n ** BigInt(digits - 2);
  return fromNumeric(scaled) as number | bigint;
}

export function productTitle(product: Product, locale: Locale): string {
  return locale === "de" ? product.titleDe : product.title;
}

/** @param clientId of the app whose own metafields are to be seen, too */
export function productObject(shop: Shop, product: Product, locale: Locale, root: string, selected?: bigint, clientId = "") {
  const url = `${root}products/${encodeURIComponent(product.handle)}`;
  const variants = product.variants.map((variant) => variantObject(shop, variant, url));
  const prices = product.variants.map((variant) => variant.priceMinor).sort((a, b) => (a < b ? -1 : 1));
  const lowest = hundredths(prices[0] ?? 0n, shop.currency);
  const highest = hundredths(prices.at(-1) ?? 0n, shop.currency);
  const selectedVariant = variants.find((variant) => variant.id === selected) ?? null;
  return {
    id: product.id,
    title: productTitle(product, locale),
    description: locale === "de" ? product.descriptionDe : product.description,
    handle: product.handle,
    url,
    type: product.productType,
    vendor: product.vendor,
    tags: product.tags,
    collections: collectionsOf(shop, product.id).map((collection) => ({
      ...{ id: collection.id, handle: collection.handle, url: `${root}collections/${collection.handle}` },
      title: locale === "de" ? collection.titleDe : collection.title,
    })),
    available: product.status === "active",
    "gift_card?": product.giftCard,
    featured_image: { src: `/cdn/products/${encodeURIComponent(product.handle)}.svg`, width: 800, height: 800 },
    variants,
    price: lowest,
    price_min: lowest,
    price_max: highest,
    price_varies: lowest !== highest,
    has_only_default_variant: product.variants.length === 1 && product.variants[0]?.title === "Default Title",
    selected_variant: selectedVariant,
    selected_or_first_available_variant: selectedVariant ?? variants[0] ?? null,
    metafields: metafieldsOf(shop, `gid://shopify/Product/${product.id}`, clientId),
  };
}

function variantObject(shop: Shop, variant: Variant, productUrl: string) {
  const price = hundredths(variant.priceMinor, shop.currency);
  return {
    id: variant.id,
    title: variant.title,
    sku: variant.sku,
    price,
    taxable: true,
    requires_selling_plan: false,
    selling_plan_allocations: [],
    available: true,
    url: `${productUrl}?variant=${variant.id}`,
  };
}

export function customerObject(shop: Shop, customer: Customer, clientId: string, locale: Locale, root: string) {
  const orders = [...shop.orders.values()]
    .filter((order) => order.customerId === customer.id)
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || b.number - a.number);
  return {
    id: customer.id,
    first_name: customer.firstName,
    last_name: customer.lastName,
    name: [customer.firstName, customer.lastName].filter((part) => part !== null).join(" "),
    email: customer.email,
    phone: customer.phone,
    tags: customer.tags,
    has_account: customer.state === "enabled",
    tax_exempt: false,
    "b2b?": false,
    accepts_marketing: customer.emailConsent.state === "subscribed",
    orders_count: orders.length,
    orders: orders.slice(0, 20).map((order) => orderObject(shop, order, locale, root)),
    metafields: metafieldsOf(shop, `gid://shopify/Customer/${customer.id}`, clientId),
  };
}

export function orderObject(shop: Shop, order: Order, locale: Locale, root: string) {
  const totals = originalTotals(order);
  const money = (minor: bigint) => hundredths(minor, order.currency);
  const products = (id: bigint | null) => (id === null ? undefined : shop.products.get(id));
  return {
    id: order.id,
    name: order.name,
    email: order.email,
    created_at: new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
      dateStyle: "medium",
      timeZone: shop.timeZone,
    }).format(order.createdAt),
    financial_status: order.financialStatus,
    fulfillment_status: order.fulfillmentStatus ?? "unfulfilled",
    cancelled: order.cancelledAt !== null,
    subtotal_price: money(totals.subtotal),
    total_discounts: money(totals.discounts),
    discounts: order.discountApplications.map((application) => application.code ?? application.title),
    shipping_price: money(totals.shipping),
    tax_price: money(totals.tax),
    total_price: money(totals.total),
    total_refunded_amount: money(refundedMinor(order)),
    line_items: order.lines.map((line) => {
      const product = products(line.productId);
      return {
        title: product === undefined ? line.title : productTitle(product, locale),
        product_id: line.productId,
        variant_title: line.variantTitle,
        quantity: line.quantity,
        price: money(line.priceMinor),
        final_line_price: money(line.priceMinor * BigInt(line.quantity)),
        image: product === undefined ? null : `/cdn/products/${encodeURIComponent(product.handle)}.svg`,
        url: product === undefined ? null : `${root}products/${encodeURIComponent(product.handle)}`,
      };
    }),
  };
}

/** @param order the cart as it would be ordered with the visitor's code, null without a code that applies */
export function cartObject(shop: Shop, cart: Cart, locale: Locale, root: string, order: Order | null) {
  const money = (minor: bigint) => hundredths(minor, shop.currency);
  const applications = order?.discountApplications ?? [];
  const onLines = (index: number) => applications[index]?.selection === "entitled";
  const allocated = (application: number) =>
    sum((order?.lines ?? []).flatMap(({ discounts }) => discounts.filter((part) => part.application === application)));
  const cartLevel = applications.flatMap((application, index) =>
    application.target === "line_item" && application.selection === "all"
      ? [{ ...discountObject(application), total_allocated_amount: money(allocated(index)) }]
      : [],
  );
  const items = cart.lines.map((line, index) => {
    const product = productObject(shop, line.product, locale, root, line.variant.id);
    const original = line.variant.priceMinor * BigInt(line.quantity);
    const parts = (order?.lines[index]?.discounts ?? []).filter((part) => onLines(part.application));
    return {
      product,
      variant: product.selected_or_first_available_variant,
      variant_id: line.variant.id,
      product_id: product.id,
      title: product.title,
      url: `${product.url}?variant=${line.variant.id}`,
      quantity: line.quantity,
      gift_card: line.product.giftCard,
      final_price: money((original - sum(parts)) / BigInt(line.quantity)),
      original_line_price: money(original),
      final_line_price: money(original - sum(parts)),
    };
  });
  const discounts = sum((order?.lines ?? []).flatMap((line) => line.discounts));
  return {
    item_count: itemCount(cart),
    original_total_price: money(totalMinor(cart)),
    total_price: money(totalMinor(cart) - discounts),
    total_discount: money(discounts),
    currency: { iso_code: shop.currency },
    taxes_included: shop.taxesIncluded,
    duties_included: false,
    discount_applications: applications.map(discountObject),
    cart_level_discount_applications: cartLevel,
    items,
  };
}

function discountObject({ type, code, title, target, selection }: DiscountApplication) {
  return { type, title: code ?? title, target_type: target, target_selection: selection };
}

const sum = (parts: readonly { amountMinor: bigint }[]) => parts.reduce((total, { amountMinor }) => total + amountMinor, 0n);

/** URLs of a language: `/` for the primary one, `/en/` for another. */
export function routesObject(root: string) {
  return {
    root_url: root === "/" ? "/" : root.slice(0, -1),
    account_url: `${root}account`,
    account_login_url: `${root}account/login`,
    storefront_login_url: `${root}account/login?return_to=storefront`,
    account_logout_url: `${root}account/logout`,
    account_register_url: `${root}account/register`,
    collections_url: `${root}collections`,
    all_products_collection_url: `${root}collections/all`,
    cart_url: `${root}cart`,
    cart_add_url: `${root}cart/add`,
    cart_change_url: `${root}cart/change`,
  };
}
