import { toDecimal } from "../lib/money.ts";
import { orderCustomerBody } from "./customer-body.ts";
import { shopTime, shopTimeOrNull } from "./json.ts";
import { findVariant } from "./place-order.ts";
import type { Checkout, Shop, World } from "./types.ts";
import { emit } from "./world.ts";

export type CheckoutInput = {
  customerId?: bigint | null;
  email: string | null;
  lines: { variantId: bigint; quantity: number }[];
};

/** Somebody has typed their address at the checkout. Emits checkouts/create. */
export function beginCheckout(world: World, shop: Shop, { customerId = null, email, lines }: CheckoutInput): Checkout {
  const now = world.clock.now();
  const id = world.nextId();
  const checkout: Checkout = {
    ...{ id, token: id.toString(16).padStart(32, "0"), cartToken: id.toString(16).padStart(32, "c") },
    ...{ customerId, email, lines: [...lines], createdAt: now, updatedAt: now, completedAt: null },
  };
  shop.checkouts.set(id, checkout);
  emit(world, shop, ["checkouts/create"], () => checkoutBody(shop, checkout));
  return checkout;
}

/** Somebody goes on with it, or has paid. Emits checkouts/update. */
export function workOnCheckout(
  world: World,
  shop: Shop,
  checkout: Checkout,
  change: Partial<Pick<Checkout, "email" | "customerId" | "lines">> & { completed?: boolean } = {},
): Checkout {
  const { completed = false, ...rest } = change;
  Object.assign(checkout, rest);
  checkout.updatedAt = world.clock.now();
  if (completed) checkout.completedAt = checkout.updatedAt;
  emit(world, shop, ["checkouts/update"], () => checkoutBody(shop, checkout));
  return checkout;
}

/** Shopify gives it up. Emits checkouts/delete, which names the cart and not the token. */
export function dropCheckout(world: World, shop: Shop, checkout: Checkout): void {
  shop.checkouts.delete(checkout.id);
  emit(world, shop, ["checkouts/delete"], () => ({
    ...{ id: checkout.id, presentment_currency: shop.currency, buyer_accepts_sms_marketing: false, sms_marketing_phone: null },
    ...{ cart_token: checkout.cartToken, total_duties: null, reservation_token: null },
  }));
}

/** Body of checkouts/create and checkouts/update. */
function checkoutBody(shop: Shop, checkout: Checkout) {
  const time = (instant: Date) => shopTime(instant, shop.timeZone);
  const customer = checkout.customerId === null ? undefined : shop.customers.get(checkout.customerId);
  const goods = checkout.lines.map(({ variantId, quantity }) => ({ ...wantedVariant(shop, variantId), quantity }));
  const total = goods.reduce((sum, { variant, quantity }) => sum + variant.priceMinor * BigInt(quantity), 0n);
  const price = toDecimal(total, shop.currency);
  return {
    ...{ id: checkout.id, token: checkout.token, cart_token: checkout.cartToken, email: checkout.email, gateway: null },
    buyer_accepts_marketing: false,
    ...{ created_at: time(checkout.createdAt), updated_at: time(checkout.updatedAt) },
    ...{ landing_site: null, note: null, note_attributes: [], referring_site: null, shipping_lines: [] },
    ...{ taxes_included: shop.taxesIncluded, total_weight: 0, currency: shop.currency },
    completed_at: shopTimeOrNull(checkout.completedAt, shop.timeZone),
    ...{ closed_at: null, user_id: null, phone: null, customer_locale: shop.primaryLocale },
    line_items: goods.map(({ product, variant, quantity }) => ({
      ...{ product_id: product.id, variant_id: variant.id, title: product.title, variant_title: variant.title, sku: variant.sku },
      ...{ quantity, price: toDecimal(variant.priceMinor, shop.currency), requires_shipping: !product.giftCard },
    })),
    abandoned_checkout_url: `https://${shop.domain}/${shop.id}/checkouts/${checkout.token}/recover?key=${checkout.cartToken}`,
    ...{ discount_codes: [], source_name: "web", presentment_currency: shop.currency },
    ...{ total_line_items_price: price, total_price: price, subtotal_price: price },
    ...(customer === undefined ? {} : { customer: orderCustomerBody(shop, customer) }),
  };
}

function wantedVariant(shop: Shop, variantId: bigint) {
  const found = findVariant(shop, variantId);
  if (found === undefined) throw new Error(`No variant ${variantId}`);
  return found;
}
