import { createConfig, type SandboxConfig } from "../sandbox/config.ts";
import { createCustomer, createProduct } from "../sandbox/world/commerce.ts";
import type { Customer, Metafield, Product, Shop, World } from "../sandbox/world/types.ts";
import { createShop, createWorld } from "../sandbox/world/world.ts";

export const DOMAIN = "morgenrot.myshopify.com";
export const NOW = new Date("2026-11-21T09:00:00Z");
export const CLIENT_ID = "test-client-id";

export const PROGRAM = {
  points_per_unit: "5",
  points_per_reward_unit: 100,
  reward_unit_minor: 100,
  pending_days: 14,
  tax_included_per_mille: 190,
};

export type TestShop = {
  world: World;
  shop: Shop;
  config: SandboxConfig;
  coffee: Product;
  soap: Product;
  card: Product;
  lena: Customer;
};

/** A small shop with the app installed, two products, a gift card and a customer. */
export function testShop(appUrl = "http://127.0.0.1:9", details = { domain: DOMAIN, name: "Morgenrot" }): TestShop {
  let now = NOW;
  const clock = { now: () => now, set: (instant: Date) => void (now = instant) };
  const world = createWorld(clock, () => undefined);
  const shop = createShop(world, details);
  shop.installed = true;
  const config = createConfig({ clientId: CLIENT_ID, clientSecret: "test-client-secret-0123456789", appUrl, origin: appUrl });
  const coffee = createProduct(world, shop, {
    ...{ title: "Morgenrot Espresso", titleDe: "Espresso Morgenrot", handle: "espresso-morgenrot", productType: "Coffee" },
    ...{ description: "Round and chocolatey.", descriptionDe: "Rund und schokoladig." },
    variants: [
      { title: "250 g", sku: "ESP-250", priceMinor: 990n },
      { title: "1 kg", sku: "ESP-1000", priceMinor: 3290n },
    ],
  });
  const soap = createProduct(world, shop, {
    ...{ title: "Soap", titleDe: "Seife", handle: "seife", productType: "Care" },
    variants: [{ title: "Default Title", sku: "SOAP", priceMinor: 950n }],
  });
  const card = createProduct(world, shop, {
    ...{ title: "Gift Card", titleDe: "Gutschein", handle: "gutschein", productType: "Gift card", giftCard: true },
    variants: [{ title: "25 €", sku: "GIFT", priceMinor: 2500n }],
  });
  const lena = createCustomer(world, shop, { email: "lena@example.com", firstName: "Lena", lastName: "Voß", locale: "de" });
  setProgram(shop, PROGRAM);
  return { world, shop, config, coffee, soap, card, lena };
}

export function setProgram(shop: Shop, program: object | null): void {
  const owner = "gid://shopify/AppInstallation/1";
  if (program === null) shop.metafields.delete(owner);
  else setMetafield(shop, owner, "reprise", "program", "json", JSON.stringify(program));
}

export function setPoints(shop: Shop, customer: Customer, available: bigint | null, pending: bigint | null = null): void {
  const owner = `gid://shopify/Customer/${customer.id}`;
  const fields = { points_balance: available, points_pending: pending };
  for (const [key, value] of Object.entries(fields)) {
    if (value !== null) setMetafield(shop, owner, `app--${CLIENT_ID}`, key, "number_integer", value.toString());
  }
}

function setMetafield(shop: Shop, owner: string, namespace: string, key: string, type: string, value: string): void {
  const fields = shop.metafields.get(owner) ?? new Map<string, Metafield>();
  fields.set(`${namespace}.${key}`, { id: 1n, namespace, key, type, value, updatedAt: NOW });
  shop.metafields.set(owner, fields);
}
