import { connect } from "node:net";

import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import type { Shop } from "../../app/shops/shop.ts";
import { interpretBytes } from "../../app/webhooks/interpret.ts";
import * as inbox from "../../app/webhooks/inbox.server.ts";
import { MAX_BODY_BYTES } from "../../app/webhooks/receive.server.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";
import { countInbox, deliver, headersFor, hmacOf, send, startRoute, type Reply, type Route } from "./support.ts";

const test = useDatabase();
/** After anything that the route stamps with the wall clock. */
const now = new Date("2100-01-01T00:00:00Z");
let shop: Shop;
let route: Route;

beforeAll(async () => {
  shop = await installShop(test.db, "morgenrot.myshopify.com");
  route = await startRoute();
});
afterAll(() => route.stop());
beforeEach(async () => {
  await sql`delete from webhook_inbox`.execute(test.db);
});

const body = '{"id":1,"email":"a@example.com","updated_at":"2026-03-01T12:00:00Z"}';

describe("a delivery as Shopify makes it", () => {
  it("is stored before it is answered, byte for byte", async () => {
    const odd = '{"id":706405506930370084, "note":"Grüße \\u0000 \\ud800 \u{1F600}"}\n';
    const reply = await deliver(route.port, odd, {
      "x-shopify-webhook-id": "w",
      "x-shopify-event-id": "e",
      "x-shopify-name": "mine",
    });
    expect(reply).toMatchObject({ status: 200, body: "" });
    const { rows } = await sql<
      Record<string, unknown>
    >`select shop_id, topic, dedupe_key, webhook_id, api_version, triggered_at, state, body from webhook_inbox`.execute(test.db);
    expect(rows).toEqual([
      {
        ...{
          shop_id: shop.shopId,
          topic: "customers/update",
          dedupe_key: "mine:e",
          webhook_id: "w",
          api_version: "2026-10",
          state: "pending",
        },
        ...{ triggered_at: new Date("2026-03-01T12:00:00Z"), body: Buffer.from(odd) },
      },
    ]);
  });

  it("is stored once per event and subscription", async () => {
    const event = { "x-shopify-event-id": "same" };
    for (const name of ["a", "a", "b"])
      expect((await deliver(route.port, body, { ...event, "x-shopify-name": name })).status).toBe(200);
    expect(
      (await deliver(route.port, body, { ...event, "x-shopify-name": "a", "x-shopify-topic": "customers/create" })).status,
    ).toBe(200);
    expect(await countInbox(test.db)).toBe(3);
  });

  it("falls back to the delivery's id where there is no event id", async () => {
    const delivery = { "x-shopify-event-id": null, "x-shopify-webhook-id": "only" };
    await deliver(route.port, body, delivery);
    await deliver(route.port, body, delivery);
    const { rows } = await sql`select dedupe_key from webhook_inbox`.execute(test.db);
    expect(rows).toEqual([{ dedupe_key: ":only" }]);
  });

  it("reaches a shop that was installed a moment ago, though webhooks for it were turned away before", async () => {
    const fresh = { "x-shopify-shop-domain": "fresh.myshopify.com" };
    await deliver(route.port, body, fresh);
    await installShop(test.db, "fresh.myshopify.com");
    await deliver(route.port, body, { ...fresh, "x-shopify-shop-domain": "Fresh.MyShopify.com" });
    expect(await countInbox(test.db)).toBe(1);
  });

  it("is taken at exactly 2 MB", async () => {
    const filled = `{"note":"${"x".repeat(MAX_BODY_BYTES - 11)}"}`;
    expect(Buffer.byteLength(filled)).toBe(MAX_BODY_BYTES);
    expect((await deliver(route.port, filled)).status).toBe(200);
    expect(await countInbox(test.db)).toBe(1);
  });
});

const replaced = '{"note":"\uFFFD"}';
const invalidUtf8 = Buffer.concat([Buffer.from('{"note":"'), Buffer.from([0xff]), Buffer.from('"}')]);

describe("a delivery that must not be stored", () => {
  const cases: [string, number, () => Promise<Reply>][] = [
    ["GET", 405, () => send(route.port, "GET", headersFor(""), "")],
    ["HEAD", 405, () => send(route.port, "HEAD", headersFor(""), "")],
    ["PUT with a good HMAC", 405, () => send(route.port, "PUT", headersFor(body), body)],
    ["DELETE", 405, () => send(route.port, "DELETE", headersFor(""), "")],
    ["PATCH", 405, () => send(route.port, "PATCH", headersFor(body), body)],
    ["OPTIONS", 405, () => send(route.port, "OPTIONS", headersFor(""), "")],
    ["no HMAC", 401, () => deliver(route.port, body, { "x-shopify-hmac-sha256": null })],
    ["an empty HMAC", 401, () => deliver(route.port, body, { "x-shopify-hmac-sha256": "" })],
    ["an HMAC that is not base64", 401, () => deliver(route.port, body, { "x-shopify-hmac-sha256": "%%%" })],
    [
      "an HMAC in hex",
      401,
      () => deliver(route.port, body, { "x-shopify-hmac-sha256": Buffer.from(hmacOf(body), "base64").toString("hex") }),
    ],
    ["an HMAC without padding", 401, () => deliver(route.port, body, { "x-shopify-hmac-sha256": hmacOf(body).replace("=", "") })],
    ["an HMAC cut short", 401, () => deliver(route.port, body, { "x-shopify-hmac-sha256": hmacOf(body).slice(0, 20) })],
    [
      "an HMAC of another secret",
      401,
      () => deliver(route.port, body, { "x-shopify-hmac-sha256": hmacOf(body, "guessed-secret") }),
    ],
    ["an HMAC of another body", 401, () => deliver(route.port, body, { "x-shopify-hmac-sha256": hmacOf(`${body} `) })],
    ["the HMAC twice", 401, () => deliver(route.port, body, { "x-shopify-hmac-sha256": `${hmacOf(body)}, ${hmacOf(body)}` })],
    ["a very long HMAC", 401, () => deliver(route.port, body, { "x-shopify-hmac-sha256": "A".repeat(8_000) })],
    ["an empty body", 401, () => deliver(route.port, "")],
    [
      "a byte that decodes to the signed text",
      401,
      () => deliver(route.port, invalidUtf8, { "x-shopify-hmac-sha256": hmacOf(replaced) }),
    ],
    ["bytes that are not UTF-8", 401, () => deliver(route.port, invalidUtf8)],
    ["overlong UTF-8", 401, () => deliver(route.port, Buffer.from([0x7b, 0xc0, 0x80, 0x7d]))],
    ["UTF-16", 401, () => deliver(route.port, Buffer.from(body, "utf16le"), { "x-shopify-hmac-sha256": hmacOf(body) })],
    ["gzip that pretends to be plain", 401, () => deliver(route.port, Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff]))],
    ["no topic", 400, () => deliver(route.port, body, { "x-shopify-topic": null })],
    ["no shop domain", 400, () => deliver(route.port, body, { "x-shopify-shop-domain": null })],
    ["no API version", 400, () => deliver(route.port, body, { "x-shopify-api-version": null })],
    ["no webhook id", 400, () => deliver(route.port, body, { "x-shopify-webhook-id": null })],
    ["an empty topic", 400, () => deliver(route.port, body, { "x-shopify-topic": "" })],
    ["an endless topic", 400, () => deliver(route.port, body, { "x-shopify-topic": "t".repeat(5_000) })],
    ["an endless webhook id", 400, () => deliver(route.port, body, { "x-shopify-webhook-id": "w".repeat(5_000) })],
    ["an endless event id", 400, () => deliver(route.port, body, { "x-shopify-event-id": "e".repeat(5_000) })],
    ["an endless subscription name", 400, () => deliver(route.port, body, { "x-shopify-name": "n".repeat(5_000) })],
    ["an endless shop domain", 400, () => deliver(route.port, body, { "x-shopify-shop-domain": "d".repeat(5_000) })],
    ["a body of 2 MB and a byte", 413, () => deliver(route.port, `{"note":"${"x".repeat(MAX_BODY_BYTES - 10)}"}`)],
    [
      "a body of 20 MB in chunks",
      413,
      () => send(route.port, "POST", { ...headersFor("x"), "transfer-encoding": "chunked" }, Buffer.alloc(20 * 1024 * 1024, 97)),
    ],
    ["a topic that is not handled", 200, () => deliver(route.port, body, { "x-shopify-topic": "carts/update" })],
    ["a topic in capitals", 200, () => deliver(route.port, body, { "x-shopify-topic": "CUSTOMERS_UPDATE" })],
    ["SQL for a topic", 200, () => deliver(route.port, body, { "x-shopify-topic": "'; drop table webhook_inbox; --" })],
    ["a path for a topic", 200, () => deliver(route.port, body, { "x-shopify-topic": "../../etc/passwd" })],
    ["__proto__ for a topic", 200, () => deliver(route.port, body, { "x-shopify-topic": "__proto__" })],
    ["an unknown shop", 200, () => deliver(route.port, body, { "x-shopify-shop-domain": "nobody.myshopify.com" })],
    ["SQL for a shop", 200, () => deliver(route.port, body, { "x-shopify-shop-domain": "x' or '1'='1" })],
    [
      "an unknown shop's erasure",
      200,
      () => deliver(route.port, "{}", { "x-shopify-shop-domain": "nobody.myshopify.com", "x-shopify-topic": "shop/redact" }),
    ],
  ];

  it(`covers at least 40 cases`, () => expect(cases.length).toBeGreaterThanOrEqual(40));

  it.each(cases)("%s → %i", async (_name, status, act) => {
    const reply = await act();
    expect(reply.status).toBe(status);
    expect(reply.body).toBe("");
    if (status === 405) expect(reply.headers["allow"]).toBe("POST");
    expect(await countInbox(test.db)).toBe(0);
  });

  it("a sender who leaves in the middle", async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(route.port, "127.0.0.1", () => {
        const lines = Object.entries(headersFor(body)).map(([key, value]) => `${key}: ${value}`);
        socket.write(`POST /webhooks HTTP/1.1\r\nhost: x\r\ncontent-length: 5000\r\n${lines.join("\r\n")}\r\n\r\n${body}`, () =>
          socket.destroy(),
        );
      });
      socket.on("close", () => resolve());
    });
    expect((await deliver(route.port, body)).status).toBe(200);
    expect(await countInbox(test.db)).toBe(1);
  });

  it("goes on serving a connection after refusing a large body on it", async () => {
    const large = Buffer.alloc(MAX_BODY_BYTES + 1, 97);
    for (let round = 0; round < 3; round += 1) expect((await deliver(route.port, large)).status).toBe(413);
    expect((await deliver(route.port, body)).status).toBe(200);
  });
});

describe("a body that says nothing we understand", () => {
  const cases: [string, string, string, string][] = [
    ["not JSON", "orders/create", "hello", ""],
    ["JSON cut short", "orders/create", '{"id":1', ""],
    ["null", "customers/update", "null", ""],
    ["a number", "customers/update", "42", ""],
    ["a list", "orders/create", "[]", ""],
    ["nothing required", "orders/create", "{}", "id"],
    ["ids as words", "customers/update", '{"id":"one"}', "id"],
    ["a number without end", "customers/update", `{"id":${"9".repeat(100_000)}}`, "id"],
    [
      "a nesting bomb in place of a list",
      "orders/create",
      `{"line_items":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`,
      "id",
    ],
    ["a nesting bomb with a long id", "orders/create", `${"[".repeat(400_000)}1234567890123456789${"]".repeat(400_000)}`, ""],
    ["wrong types throughout", "orders/create", '{"id":{},"line_items":"x","refunds":7,"currency":[]}', "id"],
    ["a date that is none", "customers/update", '{"id":1,"updated_at":"yesterday"}', "updated_at"],
    ["a merge of nobody", "customers/merge", '{"status":"completed"}', "admin_graphql_api_customer_kept_id"],
    ["an erasure of another shop", "shop/redact", '{"shop_domain":"nordlicht.myshopify.com"}', "shop_domain"],
  ];

  it.each(cases)("%s (%s) is kept as one problem with its place", async (_name, topic, text, path) => {
    expect((await deliver(route.port, text, { "x-shopify-topic": topic })).status).toBe(200);
    await test.db.transaction().execute(async (tx) => {
      const rows = await inbox.claim(tx, shop.shopId, 10, now);
      expect(rows).toHaveLength(1);
      for (const row of rows) {
        const read = interpretBytes(row.topic, row.body, { shop, triggeredAt: row.triggeredAt });
        expect(read.ok).toBe(false);
        if (!read.ok)
          await inbox.settle(tx, shop.shopId, [{ inboxId: row.inboxId, outcome: "problem", issues: read.issues }], now);
      }
    });
    const problems = await inbox.listProblems(test.db, shop.shopId, { limit: 10 });
    expect(problems).toMatchObject([{ topic, body: text.slice(0, 20_000), attempts: 1 }]);
    expect(problems[0]?.issues[0]?.path).toBe(path);
  });
});
