import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import express from "express";

import { DAY_MS, HOUR_MS } from "../../sandbox/lib/time.ts";
import { createConfig } from "../../sandbox/config.ts";
import { createIdentity, type Identity } from "../../sandbox/identity.ts";
import { adminShell } from "../../sandbox/shell/shell.ts";
import { createCustomer, createProduct, installApp, placeOrder, refundOrder } from "../../sandbox/world/commerce.ts";
import type { Shop, WebhookEvent, World } from "../../sandbox/world/types.ts";
import { createShop, createWorld } from "../../sandbox/world/world.ts";

export type ShellFixture = {
  origin: string;
  appUrl: string;
  world: World;
  identity: Identity;
  shop: Shop;
  webhooks: WebhookEvent[];
  /** Days that the sandbox menu asked the control API to skip. */
  skipped: number[];
  stop: () => Promise<void>;
};

const START = new Date("2026-11-21T09:30:00Z");

/** The shell over a small world, with `app` in the place of the embedded app: it answers under an origin of its own, as in the sandbox. */
export async function startShell(
  app: (fixture: { identity: Identity; bridgeUrl: string }) => express.Router,
): Promise<ShellFixture> {
  const [shellServer, appServer] = [createServer(), createServer()];
  const [origin, appUrl] = [await listen(shellServer), await listen(appServer)];
  const config = createConfig({ clientId: "shell-test", clientSecret: "shell-test-secret-0123456789", origin, appUrl });
  const identity = createIdentity(config);
  const webhooks: WebhookEvent[] = [];
  let now = START;
  const world = createWorld({ now: () => now, set: (instant) => (now = instant) }, (event) => webhooks.push(event));
  const shop = createShop(world, { domain: "morgenrot.myshopify.com", name: "Morgenrot" });
  createShop(world, { domain: "nordlicht.myshopify.com", name: "Nordlicht" });
  furnish(world, shop);
  for (const each of world.shops.values()) installApp(each, ["read_customers", "read_orders"]);

  const skipped: number[] = [];
  const standIn = express();
  standIn.post("/control/clock", express.json(), (request, response) => {
    const days = Number((request.body as { advanceDays: unknown }).advanceDays);
    skipped.push(days);
    now = new Date(now.getTime() + days * DAY_MS);
    response.json({ now: now.toISOString() });
  });
  standIn.use(adminShell(world, identity, config));
  shellServer.on("request", standIn);
  const embedded = express();
  embedded.use(app({ identity, bridgeUrl: `${origin}/app-bridge.js` }));
  appServer.on("request", embedded);

  const close = (server: Server) =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    ...{ origin, appUrl, world, identity, shop, webhooks, skipped },
    stop: async () => {
      await Promise.all([close(shellServer), close(appServer)]);
    },
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

/** Thirty customers with orders in every state, so that lists have pages and badges. */
function furnish(world: World, shop: Shop): void {
  const coffee = createProduct(world, shop, {
    ...{
      title: "Espresso Sunrise",
      titleDe: "Espresso Morgenröte",
      productType: "Coffee",
      tags: ["coffee"],
      image: "/cdn/products/espresso-sunrise.svg",
    },
    variants: [
      { title: "250 g", sku: "ESP-250", priceMinor: 990n },
      { title: "1 kg", sku: "ESP-1000", priceMinor: 3290n },
    ],
  });
  const cream = createProduct(world, shop, {
    ...{ title: "Hand cream", titleDe: "Handcreme", productType: "Care", image: "/cdn/products/hand-cream.svg" },
    variants: [{ sku: "HAN-050", priceMinor: 1450n }],
  });
  const [small, large] = coffee.variants;
  const [tube] = cream.variants;
  if (small === undefined || large === undefined || tube === undefined) throw new Error("The products have no variants");
  for (let number = 1; number <= 30; number += 1) {
    const customer = createCustomer(world, shop, {
      ...{ firstName: `Käthe${number}`, lastName: "Brandstätter-Hohenlohe", email: `kaethe${number}@example.com`, city: "Köln" },
      ...{
        locale: "de",
        tags: number % 3 === 0 ? ["vip", "newsletter"] : [],
        emailConsent: number % 2 === 0 ? ("subscribed" as const) : ("not_subscribed" as const),
      },
    });
    const order = placeOrder(world, shop, {
      ...{ customerId: customer.id, paid: number % 7 !== 0, createdAt: new Date(START.getTime() - number * 37 * HOUR_MS) },
      lines: [
        { variantId: small.id, quantity: 2 },
        { variantId: number % 2 === 0 ? large.id : tube.id, quantity: 1 },
      ],
    });
    if (number % 5 === 0) refundOrder(world, shop, order, { moneyMinor: 500n, note: "Kulanz" });
  }
}
