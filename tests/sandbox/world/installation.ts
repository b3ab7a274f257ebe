import { customerRedactBody, dataRequestBody, scopesBody, shopRedactBody } from "./bodies.ts";
import { givenOnly, renderJson } from "./json.ts";
import { accountSettingsBody, shopBody } from "./shop-body.ts";
import type { Customer, Shop, World } from "./types.ts";
import { emit, eventOf } from "./world.ts";

/** From here on the shop's webhooks reach the app. Shopify itself sends nothing: the app opens. */
export function installApp(shop: Shop, scopes: readonly string[]): void {
  shop.installed = true;
  shop.installedScopes = [...scopes];
}

/** Emits app/uninstalled; tokens end with it (identity.revoke). The app's metafields go. */
export function uninstallApp(world: World, shop: Shop): void {
  emit(world, shop, ["app/uninstalled"], () => shopBody(shop));
  shop.installed = false;
  shop.installedScopes = [];
  shop.subscriptions = [];
  delete shop.pixel;
  for (const fields of shop.metafields.values()) {
    for (const [key, field] of fields) if (field.namespace.startsWith("app--")) fields.delete(key);
  }
}

/** Emits app/scopes_update. */
export function updateScopes(world: World, shop: Shop, scopes: readonly string[]): void {
  const previous = shop.installedScopes;
  if (!scopes.includes("read_shopify_payments_disputes"))
    shop.subscriptions = shop.subscriptions.filter((topic) => !topic.startsWith("disputes/"));
  if (!scopes.includes("read_fulfillments"))
    shop.subscriptions = shop.subscriptions.filter((topic) => !topic.startsWith("fulfillment"));
  shop.installedScopes = [...scopes];
  emit(world, shop, ["app/scopes_update"], () => scopesBody(shop, previous, scopes, world.clock.now()));
}

export type ShopChange = Partial<
  Pick<
    Shop,
    | "name"
    | "email"
    | "currency"
    | "timeZone"
    | "countryCode"
    | "primaryLocale"
    | "ownHost"
    | "taxesIncluded"
    | "shippingMinor"
    | "otherLocales"
  >
>;

/** Emits shop/update. */
export function updateShop(world: World, shop: Shop, change: ShopChange): Shop {
  const former = shop.primaryLocale;
  Object.assign(shop, givenOnly(change));
  // The language that was primary stays one of the shop's.
  if (shop.primaryLocale !== former && change.otherLocales === undefined)
    shop.otherLocales = [
      { locale: former, published: true },
      ...shop.otherLocales.filter(({ locale }) => locale !== shop.primaryLocale && locale !== former),
    ];
  shop.updatedAt = world.clock.now();
  emit(world, shop, ["shop/update"], () => shopBody(shop));
  return shop;
}

/**
 * Emits customer_account_settings/update when anything changes. @param told Shopify's documentation does not say whether turning store credit on or off is
 * told too: false if it is not
 */
export function updateAccountSettings(
  world: World,
  shop: Shop,
  change: Partial<Pick<Shop, "accounts" | "loginRequired" | "storeCreditOn">>,
  told = true,
): void {
  const before = { ...shop };
  Object.assign(shop, givenOnly(change));
  const kept = (["accounts", "loginRequired", "storeCreditOn"] as const).every((setting) => shop[setting] === before[setting]);
  if (kept) return;
  if (told) emit(world, shop, ["customer_account_settings/update"], () => accountSettingsBody(shop));
}

/** Emits customers/data_request. */
export function requestCustomerData(world: World, shop: Shop, customer: Customer): void {
  emit(world, shop, ["customers/data_request"], () => dataRequestBody(shop, customer, orderIds(shop, customer), world.nextId()));
}

/** Emits customers/redact, which Shopify sends 10 days after a merchant asked, or later while orders are recent. */
export function redactCustomer(world: World, shop: Shop, customer: Customer): void {
  sendAlways(world, shop, "customers/redact", customerRedactBody(shop, customer, orderIds(shop, customer)));
}

/** Emits shop/redact, which Shopify sends 48 hours after the uninstall: the only webhook that comes to a shop without the app. */
export function redactShop(world: World, shop: Shop): void {
  sendAlways(world, shop, "shop/redact", shopRedactBody(shop));
}

function sendAlways(world: World, shop: Shop, topic: string, body: unknown): void {
  world.onWebhook(eventOf(world, shop, topic, renderJson(body)));
}

function orderIds(shop: Shop, customer: Customer): bigint[] {
  return [...shop.orders.values()].filter((order) => order.customerId === customer.id).map((order) => order.id);
}
