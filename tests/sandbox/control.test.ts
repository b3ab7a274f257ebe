import { createServer, type Server } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import express from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createClock, type MovableClock } from "./clock.ts";
import { createConfig } from "./config.ts";
import { controlApi } from "./control/control.ts";
import { createDelivery, type Delivery } from "./delivery/delivery.ts";
import { openShop, SHOPS } from "./history/shops.ts";
import { createIdentity } from "./identity.ts";
import { startMailbox, type Mailbox } from "./mailbox/mailbox.ts";
import type { Idleness, Pending } from "./process/idle.ts";
import { createShopLife } from "./process/install.ts";
import type { Shop, WebhookEvent, World } from "./world/types.ts";
import { createWorld } from "./world/world.ts";

const QUIET: Pending = { undelivered: 0, inbox: 0, timers: 0, messages: 0, segments: 0, maturing: 0, metafields: 0, consent: 0, privacy: 0, backfills: 0, jobs: 0, bulkOperations: 0 };

let folder: string;
let server: Server;
let appServer: Server;
let received: { topic: string | undefined; body: string; hmac: string | undefined }[];
let world: World;
let shop: Shop;
let clock: MovableClock;
let delivery: Delivery;
let mailbox: Mailbox;
let events: WebhookEvent[];
let base: string;
let pending: Pending;
let dueAt: Date | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "reprise-control-"));
  received = [];
  appServer = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const header = (name: string) => request.headers[name] as string | undefined;
      received.push({ topic: header("x-shopify-topic"), body, hmac: header("x-shopify-hmac-sha256") });
      response.writeHead(request.url === "/webhooks" ? 200 : 204).end("taken");
    });
  });
  const appUrl = await open(appServer);
  clock = createClock(join(folder, "clock"));
  events = [];
  world = createWorld(clock, (event) => events.push(event));
  [shop] = SHOPS.map((details) => openShop(world, clock, details, clock.now())) as [Shop, Shop];
  shop.installed = true;
  const config = createConfig({ clientId: "client", clientSecret: "secret-of-sixteen", origin: "http://127.0.0.1:1", appUrl });
  delivery = createDelivery({ url: `${appUrl}/webhooks`, secret: config.clientSecret, apiVersion: "2026-10", clock });
  mailbox = await startMailbox();
  pending = QUIET;
  const idleness: Idleness = { look: () => Promise.resolve(pending), inboxLength: () => Promise.resolve(0), nextDue: (after) => Promise.resolve(dueAt !== null && dueAt > after ? dueAt : null), waitForIdle: () => Promise.resolve(pending === QUIET ? null : pending) };
  const embedded = { open: () => Promise.resolve(), submit: () => Promise.resolve() };
  const shopLife = createShopLife({ world, clock, identity: createIdentity(config), embedded, scopes: ["read_orders"] });
  server = createServer(express().use("/control", controlApi({ world, clock, config, delivery, idleness, mailbox, shopLife, app: () => ({ pid: 1, restarts: 0 }) })));
  base = `${await open(server)}/control`;
});
afterAll(async () => {
  delivery.stop();
  await mailbox.stop();
  for (const each of [server, appServer]) {
    each.closeAllConnections();
    each.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

async function open(listener: Server): Promise<string> {
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
}

type Answer = { status: number; json: Record<string, unknown> & { error?: { code: string; message: string } } };

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const raw = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(base + path, { method, ...(raw === undefined ? {} : { body: raw }) });
  return { status: response.status, json: (await response.json()) as Answer["json"] };
}

const order = async (fields: object = {}) => (await call("POST", "/orders", { customer: "ada@example.com", lines: [{ product: "espresso-morgenrot", quantity: 2 }], ...fields })).json;

describe("a shop's life", () => {
  let adaId: string;
  beforeAll(async () => {
    const { status, json } = await call("POST", "/customers", { email: "ada@example.com", firstName: "Ada", locale: "de", emailConsent: "pending" });
    expect(status).toBe(201);
    adaId = json["id"] as string;
  });

  test("ids are strings of digits above 2^53, and are understood as strings, gids and in the path", async () => {
    expect(BigInt(adaId)).toBeGreaterThan(2n ** 53n);
    for (const named of [adaId, `gid://shopify/Customer/${adaId}`, "ada@example.com", "ADA@example.com"]) {
      const { json } = await call("GET", `/customers/${encodeURIComponent(named)}`);
      expect(json).toMatchObject({ id: adaId, gid: `gid://shopify/Customer/${adaId}`, email: "ada@example.com" });
    }
    const asNumber = await call("POST", "/orders", `{"customer": ${adaId}, "lines": [{"sku": "MR-ESP-250"}]}`);
    expect(asNumber).toMatchObject({ status: 201, json: { customerId: adaId } });
  });

  test("order, refund a part, edit, fulfil, cancel", async () => {
    const placed = await order({ discountCode: "WILLKOMMEN10", shipping: "4.90" });
    expect(placed).toMatchObject({ financialStatus: "paid", subtotal: "17.82", shipping: "4.90", total: "22.72", lines: [{ quantity: 2, price: "9.90" }] });
    const id = placed["id"] as string;
    const refunded = await call("POST", `/orders/${id}/refund`, { lines: [{ line: 0, quantity: 1 }] });
    expect(refunded).toMatchObject({ status: 200, json: { financialStatus: "partially_refunded", refunded: "8.91", lines: [{ currentQuantity: 1 }] } });
    const edited = await call("POST", `/orders/${id}/edit`, { add: [{ sku: "MR-LIP-010" }], setQuantity: [{ line: 0, quantity: 0 }] });
    expect(edited.json).toMatchObject({ lines: [{ currentQuantity: 0 }, { currentQuantity: 1, sku: "MR-LIP-010" }] });
    expect((await call("POST", `/orders/${id}/fulfil`)).json).toMatchObject({ fulfillmentStatus: "fulfilled" });
    expect((await call("POST", `/orders/${encodeURIComponent(placed["name"] as string)}/cancel`, { refund: true })).json["cancelledAt"]).not.toBeNull();
    const topics = events.filter(({ body }) => body.includes(id)).map(({ topic }) => topic);
    for (const topic of ["orders/create", "orders/paid", "refunds/create", "orders/edited", "orders/fulfilled", "orders/cancelled"]) expect(topics).toContain(topic);
  });

  test("guests, own prices, tips, other currencies, test orders, unpaid orders that are paid later", async () => {
    const placed = await order({ customer: null, email: "guest@example.com", paid: false, test: true, tip: "2.00", currency: "CHF", rate: 0.94, lines: [{ title: "Röstkurs", price: "49.00", quantity: 1 }] });
    expect(placed).toMatchObject({ customerId: null, email: "guest@example.com", financialStatus: "pending", test: true, presentmentCurrency: "CHF" });
    expect((await call("POST", `/orders/${String(placed["id"])}/pay`)).json).toMatchObject({ financialStatus: "paid", paid: "55.90" });
  });

  test("without lines or amount everything is refunded", async () => {
    const placed = await order();
    expect((await call("POST", `/orders/${String(placed["id"])}/refund`)).json).toMatchObject({ financialStatus: "refunded", currentTotal: "0.00" });
  });

  test("customers change, consent, merge, vanish", async () => {
    expect((await call("PATCH", `/customers/${adaId}`, { lastName: "Brandt", tags: ["vip"] })).json).toMatchObject({ lastName: "Brandt", tags: ["vip"] });
    expect((await call("PATCH", `/customers/${adaId}`, { tags: [] })).json).toMatchObject({ tags: [] });
    expect((await call("POST", `/customers/${adaId}/consent`, { state: "subscribed", optInLevel: "confirmed_opt_in" })).json).toMatchObject({ emailConsent: { state: "subscribed", optInLevel: "confirmed_opt_in" } });
    const other = (await call("POST", "/customers", { email: "ada2@example.com" })).json;
    expect((await call("POST", "/customers/merge", { kept: adaId, gone: other["id"] })).json).toMatchObject({ id: adaId });
    expect((await call("GET", `/customers/${String(other["id"])}`)).status).toBe(404);
    const last = (await call("POST", "/customers", { email: "ada3@example.com" })).json;
    expect((await call("POST", `/customers/${String(last["id"])}/delete`)).status).toBe(200);
    expect(events.map(({ topic }) => topic)).toEqual(expect.arrayContaining(["customers/merge", "customers/delete", "customers_email_marketing_consent/update", "customer.tags_added", "customer.tags_removed"]));
  });

  test("who is subscribed has confirmed it, unless said otherwise", async () => {
    const level = (json: Record<string, unknown>, channel: string) => (json[channel] as { optInLevel: string }).optInLevel;
    const made = (await call("POST", "/customers", { email: "level@example.com", emailConsent: "subscribed" })).json;
    expect(level(made, "emailConsent")).toBe("confirmed_opt_in");
    expect(level(made, "smsConsent")).toBe("single_opt_in");
    const single = (await call("POST", "/customers", { email: "level2@example.com", emailConsent: "subscribed", optInLevel: "single_opt_in" })).json;
    expect(level(single, "emailConsent")).toBe("single_opt_in");
    const say = async (body: Record<string, unknown>) => level((await call("POST", `/customers/${String(made["id"])}/consent`, body)).json, "emailConsent");
    expect(await say({ state: "pending" })).toBe("single_opt_in");
    expect(await say({ state: "subscribed" })).toBe("confirmed_opt_in");
    expect(await say({ state: "subscribed", optInLevel: "unknown" })).toBe("unknown");
  });

  test("metafields are read as Shopify holds them", async () => {
    const owner = `gid://shopify/Customer/${adaId}`;
    const field = { id: 1n, namespace: "app--client", key: "points_balance", type: "number_integer", value: "120", updatedAt: clock.now() };
    shop.metafields.set(owner, new Map([["app--client.points_balance", field]]));
    expect((await call("GET", `/customers/${adaId}`)).json).toMatchObject({ app: { points_balance: "120" }, metafields: [{ namespace: "app--client", key: "points_balance", value: "120" }] });
  });

  test("uninstall, reinstall, redact, and a shop of one's own", async () => {
    expect((await call("POST", "/shops/nordlicht/reinstall")).json).toMatchObject({ installed: true, scopes: ["read_orders"] });
    expect((await call("POST", "/shops/nordlicht.myshopify.com/uninstall")).json).toMatchObject({ installed: false });
    expect((await call("POST", "/shops/nordlicht/redact")).status).toBe(200);
    expect(events.filter(({ shop: domain }) => domain.startsWith("nordlicht")).map(({ topic }) => topic)).toEqual(["app/uninstalled", "shop/redact"]);
    expect((await call("POST", "/shops", { name: "tokyo", currency: "USD", taxesIncluded: false })).json).toMatchObject({ domain: "tokyo.myshopify.com", currency: "USD", installed: true });
  });
});

describe("time and quiet", () => {
  test("the clock goes forward in steps of a day, back in one, and to an instant", async () => {
    const before = clock.now().getTime();
    expect((await call("POST", "/clock", { advanceDays: 3.5 })).json).toMatchObject({ steps: expect.toBeOneOf([4, 5]) as number, pending: null });
    expect(clock.now().getTime() - before - 3.5 * 86_400_000).toBeLessThan(2_000);
    const to = new Date(before + 10 * 86_400_000).toISOString();
    await call("POST", "/clock", { to });
    expect(Math.abs(clock.now().getTime() - Date.parse(to))).toBeLessThan(2_000);
    expect((await call("POST", "/clock", { to: new Date(before).toISOString() })).json).toMatchObject({ steps: 1 });
    expect((await call("GET", "/clock")).json).toMatchObject({ offsetMs: clock.offsetMs() });
  });

  test("a journey stops where something is due on the way", async () => {
    dueAt = new Date(clock.now().getTime() + 1.5 * 86_400_000);
    const stops: number[] = [];
    const { advance } = clock;
    Object.assign(clock, { advance: (ms: number) => (advance(ms), stops.push(clock.now().getTime())) });
    expect((await call("POST", "/clock", { advanceDays: 2 })).json).toMatchObject({ steps: 3 });
    Object.assign(clock, { advance });
    expect(stops.some((at) => Math.abs(at - (dueAt?.getTime() ?? 0)) < 1_000)).toBe(true);
    dueAt = null;
  });

  test("journeys asked for at once follow one another", async () => {
    const before = clock.now().getTime();
    await Promise.all([1, 2, 3].map((advanceDays) => call("POST", "/clock", { advanceDays })));
    expect(Math.abs(clock.now().getTime() - before - 6 * 86_400_000)).toBeLessThan(2_000);
  });

  test("waiting for quiet says what is left when it is not quiet in time", async () => {
    expect(await call("POST", "/idle", { timeoutMs: 100 })).toMatchObject({ status: 200, json: { idle: true } });
    pending = { ...QUIET, timers: 2, undelivered: 1 };
    expect(await call("POST", "/idle", { timeoutMs: 0 })).toMatchObject({ status: 408, json: { error: { code: "busy", message: "Not idle within 0 ms: 1 undelivered, 2 timers" } } });
    pending = QUIET;
  });
});

describe("webhooks by hand", () => {
  test("any body goes out as it is: text untouched, ids exact", async () => {
    const odd = '{"id": 9007199254740993,  "x":1}';
    expect((await call("POST", "/webhooks", { topic: "orders/create", body: odd })).json).toMatchObject({ status: 200, body: "taken" });
    expect(received.at(-1)?.body).toBe(odd);
    await call("POST", "/webhooks", '{"topic":"no/such-topic","body":{"id":820982911946154508}}');
    expect(received.at(-1)).toMatchObject({ topic: "no/such-topic", body: '{"id":820982911946154508}' });
    for (const body of [null, [], 5, "", "\u0000", false]) expect((await call("POST", "/webhooks", { topic: "t", body })).json).toMatchObject({ status: 200 });
    const good = received.at(-1)?.hmac;
    await call("POST", "/webhooks", { topic: "t", body: false, hmac: "bad" });
    expect(received.at(-1)?.hmac).not.toBe(good);
  });

  test("faults are set, shown and taken back", async () => {
    const set = await call("POST", "/faults", { webhooks: { loss: 0.5, next: { duplicate: 2 } }, admin: { throttleNext: 3 }, mail: { rejectNext: 1, kind: "permanent" } });
    expect(set.json).toMatchObject({ webhooks: { loss: 0.5, next: { duplicate: 2 } }, admin: { throttleNext: 3, dropNext: 0 } });
    expect((await call("POST", "/faults")).json).toMatchObject({ webhooks: { loss: 0 }, admin: { throttleNext: 0 } });
  });

  test("state, deliveries and mailbox can be read", async () => {
    expect((await call("GET", "/state")).json).toMatchObject({ shops: [{ domain: "morgenrot.myshopify.com", products: 14 }, {}, {}], pending: QUIET, app: { pid: 1 } });
    expect((await call("GET", "/deliveries?limit=5&state=delivered")).json).toMatchObject({ deliveries: [] });
    expect((await call("GET", "/mailbox?to=ada@example.com")).json).toEqual({ count: 0, messages: [] });
    expect((await call("DELETE", "/mailbox")).json).toEqual({ count: 0, messages: [] });
    expect((await call("GET", "/products")).json["products"]).toHaveLength(14);
  });
});

const line = { product: "espresso-morgenrot" };
const deep = `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`;
const hostile: [string, string, string, unknown, number, string][] = [
  ["no JSON", "POST", "/orders", "{", 400, "malformed-json"],
  ["JSON nested deeper than any stack", "POST", "/orders", deep, 400, "invalid"],
  ["such JSON to be passed on", "POST", "/webhooks", `{"topic":"t","body":${deep}}`, 400, "malformed-json"],
  ["a body beyond the limit", "POST", "/webhooks", "x".repeat(9_000_000), 413, "too-large"],
  ["an array for an object", "POST", "/orders", [], 400, "invalid"],
  ["null", "POST", "/customers", "null", 400, "invalid"],
  ["an unknown field", "POST", "/orders", { lines: [line], constructor: 1 }, 400, "invalid"],
  ["a polluting key", "POST", "/customers", '{"__proto__":{"polluted":1},"email":"p@example.com"}', 400, "invalid"],
  ["no lines", "POST", "/orders", { lines: [] }, 400, "invalid"],
  ["too many lines", "POST", "/orders", { lines: Array.from({ length: 501 }, () => line) }, 400, "invalid"],
  ["quantity zero", "POST", "/orders", { lines: [{ ...line, quantity: 0 }] }, 400, "invalid"],
  ["a fractional quantity", "POST", "/orders", { lines: [{ ...line, quantity: 1.5 }] }, 400, "invalid"],
  ["a negative price", "POST", "/orders", { lines: [{ title: "x", price: "-1", quantity: 1 }] }, 400, "invalid"],
  ["a price that is no number", "POST", "/orders", { lines: [{ title: "x", price: "1e9", quantity: 1 }] }, 400, "invalid"],
  ["a price beyond money", "POST", "/orders", { lines: [{ title: "x", price: 1e300, quantity: 1 }] }, 400, "invalid"],
  ["a title without a price", "POST", "/orders", { lines: [{ title: "x", quantity: 1 }] }, 400, "invalid"],
  ["a NUL byte", "POST", "/customers", { firstName: "a\u0000b" }, 400, "invalid"],
  ["half a surrogate pair", "POST", "/customers", '{"firstName":"\\ud800"}', 400, "invalid"],
  ["an endless name", "POST", "/customers", { firstName: "x".repeat(5_000) }, 400, "invalid"],
  ["an address that is none", "POST", "/customers", { email: "nobody" }, 400, "invalid"],
  ["an address that is taken", "POST", "/customers", { email: "ada@example.com" }, 422, "refused"],
  ["an unknown product", "POST", "/orders", { lines: [{ product: "'; drop table orders; --" }] }, 404, "not-found"],
  ["an unknown customer", "POST", "/orders", { customer: "9999999999999999", lines: [line] }, 404, "not-found"],
  ["an id beyond bigint", "POST", "/orders", { customer: "99999999999999999999", lines: [line] }, 400, "invalid"],
  ["a negative id", "POST", "/orders", '{"customer":-5,"lines":[{"product":"handcreme"}]}', 400, "invalid"],
  ["an unknown discount code", "POST", "/orders", { lines: [line], discountCode: "NOPE" }, 422, "refused"],
  ["a discount of both kinds", "POST", "/orders", { lines: [line], discounts: [{ percent: 5, amount: "5" }] }, 400, "invalid"],
  ["a discount above everything", "POST", "/orders", { lines: [line], discounts: [{ percent: 101 }] }, 400, "invalid"],
  ["an unknown shop", "POST", "/orders", { shop: "nowhere", lines: [line] }, 404, "not-found"],
  ["an unknown order", "POST", "/orders/123/pay", {}, 404, "not-found"],
  ["a path that climbs", "GET", "/orders/..%2f..%2fetc%2fpasswd", undefined, 404, "not-found"],
  ["a broken escape in the path", "GET", "/customers/%E0%A4%A", undefined, 400, "invalid"],
  ["an id of letters", "GET", "/customers/abc", undefined, 400, "invalid"],
  ["a customer merged with itself", "POST", "/customers/merge", { kept: "ada@example.com", gone: "ada@example.com" }, 422, "refused"],
  ["a merge without a name", "POST", "/customers/merge", { kept: "ada@example.com" }, 400, "invalid"],
  ["a change of nothing", "PATCH", "/customers/ada@example.com", {}, 400, "invalid"],
  ["an unknown consent", "POST", "/customers/ada@example.com/consent", { state: "maybe" }, 400, "invalid"],
  ["deleting a customer with orders", "POST", "/customers/ada@example.com/delete", {}, 422, "refused"],
  ["two directions in time", "POST", "/clock", { advanceDays: 1, advanceMs: 1 }, 400, "invalid"],
  ["no direction in time", "POST", "/clock", {}, 400, "invalid"],
  ["a thousand years", "POST", "/clock", { advanceDays: 365_000 }, 400, "invalid"],
  ["an instant far away", "POST", "/clock", { to: "9999-01-01T00:00:00Z" }, 400, "invalid"],
  ["an instant without zone", "POST", "/clock", { to: "2026-01-01T00:00:00" }, 400, "invalid"],
  ["a time that is no number", "POST", "/clock", { advanceMs: "soon" }, 400, "invalid"],
  ["endless waiting", "POST", "/idle", { timeoutMs: 1e12 }, 400, "invalid"],
  ["a webhook without topic", "POST", "/webhooks", { body: {} }, 400, "invalid"],
  ["a webhook without body", "POST", "/webhooks", { topic: "orders/create" }, 400, "invalid"],
  ["a topic that splits headers", "POST", "/webhooks", { topic: "a\r\nX-Evil: 1", body: {} }, 400, "invalid"],
  ["a header that splits headers", "POST", "/webhooks", { topic: "t", body: {}, headers: { "X-A": "1\r\nX-B: 2" } }, 400, "invalid"],
  ["a header with a bad name", "POST", "/webhooks", { topic: "t", body: {}, headers: { "X A": "1" } }, 400, "invalid"],
  ["a probability above one", "POST", "/faults", { webhooks: { loss: 2 } }, 400, "invalid"],
  ["an unknown fault", "POST", "/faults", { webhooks: { explosion: 1 } }, 400, "invalid"],
  ["a shop name that is none", "POST", "/shops", { name: "../x" }, 400, "invalid"],
  ["a shop that is there", "POST", "/shops", { name: "morgenrot" }, 422, "refused"],
  ["a time zone that is none", "POST", "/shops", { name: "moon", timeZone: "Moon/Crater" }, 400, "invalid"],
  ["an install of what is installed", "POST", "/shops/morgenrot/reinstall", {}, 400, "invalid"],
  ["an endpoint that is not there", "POST", "/explode", {}, 404, "not-found"],
  ["a method that is not there", "PUT", "/orders", {}, 404, "not-found"],
  ["a filter that is none", "GET", "/deliveries?state=lost-in-space", undefined, 400, "invalid"],
];

describe("hostile input gets a clear answer and changes nothing", () => {
  test.each(hostile)("%s", async (_name, method, path, body, status, code) => {
    const before = snapshot();
    const answer = await call(method, path, body);
    expect({ status: answer.status, code: answer.json.error?.code }).toEqual({ status, code });
    expect(answer.json.error?.message).toMatch(/\S/);
    expect(answer.json.error?.message).not.toMatch(/node_modules|\.ts:\d/);
    expect(snapshot()).toEqual(before);
  });

  test("more than is there cannot be refunded", async () => {
    const placed = await order();
    const before = snapshot();
    for (const body of [{ lines: [{ line: 0, quantity: 3 }] }, { amount: "1000" }, { shipping: "1000" }]) {
      expect(await call("POST", `/orders/${String(placed["id"])}/refund`, body)).toMatchObject({ status: 422, json: { error: { code: "refused" } } });
    }
    expect(await call("POST", `/orders/${String(placed["id"])}/refund`, { lines: [{ line: 7 }] })).toMatchObject({ status: 400 });
    expect(snapshot()).toEqual(before);
  });
});

const snapshot = () => ({
  shops: [...world.shops.values()].map(({ customers, orders, products }) => [customers.size, orders.size, products.size]),
  refunds: [...shop.orders.values()].flatMap(({ refunds }) => refunds).length,
  events: events.length,
  offset: clock.offsetMs(),
});
