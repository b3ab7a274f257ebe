import { createHash } from "node:crypto";

import { renderJson } from "./json.ts";
import type { SandboxClock, Shop, WebhookEvent, World } from "./types.ts";

/** The first id lies above 2^53, where JSON.parse rounds; the gaps leave room for ids derived from one (addresses, adjustments). */
const FIRST_ID = 9_100_000_000_000_003n;
const ID_STEP = 32n;

export function createWorld(clock: SandboxClock, onWebhook: (event: WebhookEvent) => void): World {
  const world: World = {
    shops: new Map(),
    clock,
    onWebhook,
    lastId: FIRST_ID,
    assetsOrigin: "https://cdn.shopify.com",
    nextId: () => {
      world.lastId += ID_STEP;
      return world.lastId;
    },
  };
  return world;
}

export type ShopDetails = { domain: string; name: string } & Partial<
  Pick<
    Shop,
    | "id"
    | "email"
    | "currency"
    | "timeZone"
    | "countryCode"
    | "primaryLocale"
    | "taxesIncluded"
    | "taxPerMille"
    | "shippingMinor"
    | "webhookVersion"
    | "accounts"
    | "otherLocales"
  >
>;

/** Defaults are those of a German shop; the app is not installed yet. */
export function createShop(world: World, details: ShopDetails): Shop {
  if (world.shops.has(details.domain)) throw new Error(`There is already a shop ${details.domain}`);
  const now = world.clock.now();
  const shop: Shop = {
    id: BigInt(71_000_000_001 + world.shops.size * 1009),
    email: `shop@${details.domain.replace(".myshopify.com", ".example")}`,
    currency: "EUR",
    timeZone: "Europe/Berlin",
    countryCode: "DE",
    primaryLocale: "de",
    taxesIncluded: true,
    taxPerMille: 190,
    shippingMinor: 490n,
    accounts: "new",
    loginRequired: false,
    // The languages that the theme has.
    otherLocales: ["de", "en"]
      .filter((locale) => locale !== (details.primaryLocale ?? "de"))
      .map((locale) => ({ locale, published: true })),
    storeCreditOn: true,
    installed: false,
    installedScopes: [],
    subscriptions: [],
    customers: new Map(),
    orders: new Map(),
    checkouts: new Map(),
    products: new Map(),
    collections: new Map(),
    metafields: new Map(),
    discounts: new Map(),
    codeCreations: new Map(),
    storeCredits: new Map(),
    giftCards: new Map(),
    bulkOperations: new Map(),
    segments: new Map(),
    counters: { orderNumber: 1000 },
    createdAt: now,
    updatedAt: now,
    ...details,
  };
  world.shops.set(shop.domain, shop);
  return shop;
}

/** Sends a webhook to the app if it is installed in the shop; `body` is called only then, because rendering costs. */
export function emit(world: World, shop: Shop, topics: readonly string[], body: () => unknown): void {
  if (!shop.installed || topics.length === 0) return;
  const text = renderJson(body());
  for (const topic of topics) {
    world.onWebhook(eventOf(world, shop, topic, text));
  }
}

export function eventOf(world: World, shop: Shop, topic: string, body: string): WebhookEvent {
  return { shop: shop.domain, topic, body, eventId: eventId(world), triggeredAt: world.clock.now() };
}

function eventId(world: World): string {
  const hex = createHash("sha256").update(world.nextId().toString()).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
