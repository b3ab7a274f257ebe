import { beforeAll, describe, expect, test } from "vitest";

import { useStage } from "./stage.ts";

const stage = useStage();

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
  [
    "a customer merged with itself",
    "POST",
    "/customers/merge",
    { kept: "ada@example.com", gone: "ada@example.com" },
    422,
    "refused",
  ],
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
  [
    "a header that splits headers",
    "POST",
    "/webhooks",
    { topic: "t", body: {}, headers: { "X-A": "1\r\nX-B: 2" } },
    400,
    "invalid",
  ],
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

beforeAll(async () => {
  await stage.call("POST", "/customers", { email: "ada@example.com" });
  await stage.order();
});

describe("hostile input gets a clear answer and changes nothing", () => {
  test.each(hostile)("%s", async (_name, method, path, body, status, code) => {
    const before = snapshot();
    const answer = await stage.call(method, path, body);
    expect({ status: answer.status, code: answer.json.error?.code }).toEqual({ status, code });
    expect(answer.json.error?.message).toMatch(/\S/);
    expect(answer.json.error?.message).not.toMatch(/node_modules|\.ts:\d/);
    expect(snapshot()).toEqual(before);
  });

  test("more than is there cannot be refunded", async () => {
    const placed = await stage.order();
    const before = snapshot();
    for (const body of [{ lines: [{ line: 0, quantity: 3 }] }, { amount: "1000" }, { shipping: "1000" }]) {
      expect(await stage.call("POST", `/orders/${String(placed["id"])}/refund`, body)).toMatchObject({
        status: 422,
        json: { error: { code: "refused" } },
      });
    }
    expect(await stage.call("POST", `/orders/${String(placed["id"])}/refund`, { lines: [{ line: 7 }] })).toMatchObject({
      status: 400,
    });
    expect(snapshot()).toEqual(before);
  });
});

const snapshot = () => ({
  shops: [...stage.world.shops.values()].map(({ customers, orders, products }) => [customers.size, orders.size, products.size]),
  refunds: [...stage.shop.orders.values()].flatMap(({ refunds }) => refunds).length,
  events: stage.events.length,
  offset: stage.clock.offsetMs(),
});
