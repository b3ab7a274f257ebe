import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseJson, stringifyJson } from "../../app/lib/json.ts";
import { interpret, interpretBytes } from "../../app/webhooks/interpret.ts";
import { topics } from "../../app/webhooks/topics.ts";
import { someShop } from "../support/shops.ts";
import { base, factsOf, meta } from "./bodies.ts";

describe("meaning", () => {
  it("acts on completed merges only", () => {
    const body = {
      admin_graphql_api_customer_kept_id: "gid://shopify/Customer/1",
      admin_graphql_api_customer_deleted_id: "gid://shopify/Customer/2",
    };
    for (const status of ["failed", "in_progress", "requested"])
      expect(factsOf("customers/merge", { ...body, status })).toEqual([]);
    expect(factsOf("customers/merge", { ...body, status: "completed" })).toMatchObject([
      { kind: "customers-merged", keptId: 1n, goneId: 2n },
    ]);
  });

  it("does not let a missing consent outdate a real one, nor an unknown state permit anything", () => {
    const body = (state: string | null) => ({
      customer_id: 1,
      email_address: "a@b.de",
      email_marketing_consent: { state, opt_in_level: null, consent_updated_at: null },
    });
    const topic = "customers_email_marketing_consent/update";
    expect(factsOf(topic, body("not_subscribed"))).toMatchObject([{ consent: { state: "not_subscribed", at: null } }]);
    expect(factsOf(topic, body("unsubscribed"))).toMatchObject([{ consent: { state: "unsubscribed", at: meta.triggeredAt } }]);
    expect(factsOf(topic, body("blessed"))).toEqual([]);
    expect(factsOf(topic, body(null))).toEqual([]);
  });

  it("orders two changes within one second by when they were triggered", () => {
    const body = { id: 1, updated_at: "2026-03-01T12:00:00Z" };
    expect(factsOf("customers/update", body)).toMatchObject([{ customer: { updatedAt: new Date("2026-03-01T12:00:00.500Z") } }]);
    expect(factsOf("customers/update", { id: 1, updated_at: "2026-03-01T11:00:00Z" })).toMatchObject([
      { customer: { updatedAt: new Date("2026-03-01T11:00:00.999Z") } },
    ]);
  });

  it("erases a shop only if the signed body does not name another", () => {
    expect(interpret("shop/redact", { shop_id: 1, shop_domain: "other.myshopify.com" }, meta)).toEqual({
      ok: false,
      issues: [{ path: "shop_domain", message: "names another shop" }],
    });
    expect(factsOf("shop/redact", { shop_id: 1, shop_domain: someShop.domain })).toHaveLength(1);
  });

  it("cleans what PostgreSQL cannot store and keeps the rest of a hostile name", () => {
    const body = parseJson(
      '{"id":1,"updated_at":"2026-01-01T00:00:00Z","first_name":"a\\u0000b","last_name":"\\ud800{{ shop | json }}\'); drop table customers;--","tags":"x\\u0000, y"}',
    );
    expect(factsOf("customers/update", body)).toMatchObject([
      {
        customer: {
          firstName: "a\uFFFDb",
          lastName: "\uFFFD{{ shop | json }}'); drop table customers;--",
          tags: ["x\uFFFD", "y"],
        },
      },
    ]);
  });
});

describe("whatever comes", () => {
  it.each([
    ["not JSON", "{", "is not JSON"],
    ["nothing", "", "is not JSON"],
    [
      "deep JSON with a long id",
      `${"[".repeat(500_000)}1234567890123456789${"]".repeat(500_000)}`,
      "Invalid input: expected object, received array",
    ],
  ])("%s is an issue", (_name, text, message) => {
    expect(interpretBytes("orders/create", Buffer.from(text), meta)).toEqual({ ok: false, issues: [{ path: "", message }] });
  });

  it("bytes that are not UTF-8 are an issue", () => {
    expect(interpretBytes("orders/create", Buffer.from([0x7b, 0xff, 0x7d]), meta)).toMatchObject({
      ok: false,
      issues: [{ message: "is not UTF-8 text" }],
    });
  });

  it.each<[string, string, object, string]>([
    ["a rounded id", "orders/create", { ...base, id: 820982911946154500 }, "id"],
    ["a negative id", "customers/update", { id: -1 }, "id"],
    ["an id beyond 2^63", "products/delete", { id: "9999999999999999999" }, "id"],
    [
      "another type's global id",
      "customers/update",
      { id: 1, admin_graphql_api_id: "gid://shopify/Order/1" },
      "admin_graphql_api_id",
    ],
    ["money as words", "orders/create", { ...base, line_items: [{ id: 1, quantity: 1, price: "a lot" }] }, "line_items.0.price"],
    [
      "money without end",
      "orders/create",
      { ...base, line_items: [{ id: 1, quantity: 1, price: "9".repeat(1_000) }] },
      "line_items.0.price",
    ],
    [
      "a sum beyond reason",
      "orders/create",
      { ...base, line_items: [{ id: 1, quantity: 2_000_000_000, price: "9999999999" }] },
      "line_items",
    ],
    [
      "a fraction of a thing",
      "orders/create",
      { ...base, line_items: [{ id: 1, quantity: 1.5, price: "1" }] },
      "line_items.0.quantity",
    ],
    ["a date without zone", "orders/create", { ...base, updated_at: "2026-01-01T00:00:00" }, "updated_at"],
    ["a date in the year 200000", "orders/create", { ...base, updated_at: "+200000-01-01T00:00:00Z" }, "updated_at"],
    ["a status of tomorrow", "orders/create", { ...base, financial_status: "blessed" }, "financial_status"],
    ["a currency of tomorrow", "orders/create", { ...base, currency: "euro" }, "currency"],
    ["a list instead of a body", "app/uninstalled", [], ""],
    ["a time zone of nowhere", "shop/update", { iana_timezone: "Mars/Olympus" }, "iana_timezone"],
  ])("%s is an issue", (_name, topic, body, path) => {
    expect(interpret(topic, body, meta)).toMatchObject({ ok: false, issues: [{ path }] });
  });

  it("never throws, and says nothing that cannot be stored", () => {
    const key = fc.constantFrom(
      "id",
      "customer",
      "line_items",
      "refunds",
      "email",
      "tags",
      "updated_at",
      "created_at",
      "currency",
      "price",
      "quantity",
      "customerId",
      "order_edit",
      "__proto__",
    );
    const body = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.double(),
          fc.bigInt(),
          fc.boolean(),
          fc.constant(null),
          fc.constant("2026-01-01T00:00:00Z"),
          fc.integer(),
        ),
        fc.array(tie("node"), { maxLength: 4 }),
        fc.dictionary(key, tie("node"), { maxKeys: 8 }),
      ),
    })).node;
    fc.assert(
      fc.property(fc.constantFrom(...topics), body, (topic, value) => {
        const read = interpret(topic, value, meta);
        if (read.ok) expect(stringifyJson(read.facts)).not.toMatch(/\\u0000|\\ud[89a-f]/);
      }),
      { numRuns: 2_000 },
    );
  });
});
