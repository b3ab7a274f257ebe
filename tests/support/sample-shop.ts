import { createCustomer, createProduct, installApp, placeOrder } from "../sandbox/world/commerce.ts";
import { createShop, createWorld, type ShopDetails } from "../sandbox/world/world.ts";
import type { Customer, Order, Product, Shop, WebhookEvent, World } from "../sandbox/world/types.ts";

export type Sample = {
  world: World;
  shop: Shop;
  customer: Customer;
  product: Product;
  events: WebhookEvent[];
  /** Puts the clock forward. */
  wait: (ms: number) => void;
  order: () => Order;
};

export const SAMPLE_SCOPES = [
  "read_all_orders",
  "read_orders",
  "write_customers",
  "read_products",
  "write_discounts",
  "read_locales",
  "read_store_credit_accounts",
  "write_store_credit_account_transactions",
  "write_gift_cards",
];

/** A small shop with the app installed, one customer and one product, for tests of the stand-in. */
export function sampleShop(details: Partial<ShopDetails> = {}, scopes: string[] = SAMPLE_SCOPES): Sample {
  let now = new Date("2026-06-15T09:30:00Z");
  const events: WebhookEvent[] = [];
  const world = createWorld({ now: () => now, set: (instant) => (now = instant) }, (event) => events.push(event));
  const shop = createShop(world, { domain: "sample.myshopify.com", name: "Sample", ...details });
  installApp(shop, scopes);
  const variants = [
    { title: "250 g", sku: "C-250", priceMinor: 1299n },
    { title: "1 kg", sku: "C-1000", priceMinor: 4490n },
  ];
  const product = createProduct(world, shop, {
    title: "Coffee",
    description: "Roasted",
    productType: "Coffee",
    tags: ["a", "b"],
    variants,
  });
  const customer = createCustomer(world, shop, {
    ...{
      email: "Erika@Example.com",
      firstName: "Erika",
      lastName: "Muster",
      city: "Köln",
      note: "regular",
      phone: "+4915112345678",
    },
    ...{ tags: ["friend"], emailConsent: "subscribed", smsConsent: "subscribed" },
  });
  const order = () =>
    placeOrder(world, shop, {
      customerId: customer.id,
      lines: [{ variantId: product.variants[0]?.id ?? 0n, quantity: 3 }],
    });
  return { world, shop, customer, product, events, order, wait: (ms) => (now = new Date(now.getTime() + ms)) };
}
