import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { orderFromWebhook } from "../../app/customers/orders/snapshot/order-from-webhook.ts";
import { parseJson } from "../../app/lib/json.ts";
import { owed } from "../../app/points/orders/owed.ts";
import { DEFAULT_RULES, type Program, type ProgramRules } from "../../app/program/rules/rules.ts";
import { placeOrder } from "../sandbox/world/commerce.ts";
import { renderJson } from "../sandbox/world/json.ts";
import { orderBody } from "../sandbox/world/order-body.ts";
import type { OrderInput } from "../sandbox/world/place-order.ts";
import { createShop, createWorld } from "../sandbox/world/world.ts";
import { someShop } from "../support/shops.ts";

function program(change: Partial<ProgramRules>): Program {
  return { version: 1, effectiveFrom: new Date(0), rules: { ...DEFAULT_RULES, ...change } };
}

/** The three programs of tests/fixtures/webhooks/README.md. */
const A = program({ earn: { points: "5", units: "1" } });
const B = program({ earn: { points: "1", units: "10" } });
const C = program({ earn: { points: "1.5", units: "1" }, base: { shipping: true, tax: false, discounts: false } });

type Body = Record<string, unknown>;

function captured(name: string): Body {
  return JSON.parse(readFileSync(`tests/fixtures/webhooks/${name}.json`, "utf8")) as Body;
}

function pointsOf(body: unknown): bigint[] {
  const read = orderFromWebhook(body, someShop);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return [A, B, C].map((version) => owed(read.order, version));
}

describe("captured bodies earn what their table says", () => {
  test.each([
    ["order-create-plain", [1_920n, 38n, 658n]],
    ["order-create-line-discount", [1_470n, 29n, 456n]],
    ["order-cancelled-refunded", [0n, 0n, 0n]],
  ])("%s", (name, points) => expect(pointsOf(captured(name))).toEqual(points));
});

type Line = { price: string; quantity: number; discounts?: string[]; tax?: string; gift_card?: boolean; tip?: boolean };

/** The captured plain order with lines of our own; every field that they touch is given, as Shopify gives it. */
function bodyWith(lines: Line[], change: Body = {}): Body {
  const set = (amount: string) => ({
    shop_money: { amount, currency_code: "HKD" },
    presentment_money: { amount, currency_code: "HKD" },
  });
  const line_items = lines.map(({ price, quantity, discounts = [], tax, gift_card = false, tip = false }, index) => ({
    ...{
      id: 100 + index,
      title: tip ? "Tip" : "Item",
      quantity,
      current_quantity: quantity,
      price,
      price_set: set(price),
    },
    ...{ gift_card, taxable: true, product_id: 1, variant_id: 1, total_discount: "0.00" },
    ...(tip ? { tip: { payment_gateway: "manual" } } : {}),
    tax_lines: tax === undefined ? [] : [{ title: "VAT", price: tax, rate: 0.19, price_set: set(tax) }],
    discount_allocations: discounts.map((amount, application) => ({
      amount,
      amount_set: set(amount),
      discount_application_index: application,
    })),
  }));
  return { ...captured("order-create-plain"), line_items, shipping_lines: [], ...change };
}

describe("to the point what arithmetic says", () => {
  test.each<[string, Body, bigint]>([
    // 2 × 49.95 − 10.00 − 4.45 = 85.45; × 5 = 427.25
    ["two discounts on one line", bodyWith([{ price: "49.95", quantity: 2, discounts: ["10.00", "4.45"] }]), 427n],
    // 119.00 with 19.00 tax in it: 100.00
    ["tax in the price", bodyWith([{ price: "119.00", quantity: 1, tax: "19.00" }], { taxes_included: true }), 500n],
    ["tax beside the price", bodyWith([{ price: "100.00", quantity: 1, tax: "19.00" }], { taxes_included: false }), 500n],
    // 59.50 − 11.90 = 47.60 with 7.60 tax in it: 40.00
    [
      "a discount on a price with tax",
      bodyWith([{ price: "59.50", quantity: 1, discounts: ["11.90"], tax: "7.60" }], { taxes_included: true }),
      200n,
    ],
    [
      "gift cards",
      bodyWith([
        { price: "20.00", quantity: 1 },
        { price: "50.00", quantity: 1, gift_card: true },
      ]),
      100n,
    ],
    [
      "tips",
      bodyWith([
        { price: "20.00", quantity: 1 },
        { price: "3.00", quantity: 1, tip: true },
      ]),
      100n,
    ],
    // 3 × 0.33 = 0.99; × 5 = 4.95, once: not 3 × 1
    ["rounding down once", bodyWith([1, 2, 3].map(() => ({ price: "0.33", quantity: 1 }))), 4n],
    ["cash rounding is no merchandise", bodyWith([{ price: "9.98", quantity: 1 }], { total_price: "10.00" }), 49n],
  ])("%s", (_name, body, points) => expect(pointsOf(body)[0]).toBe(points));

  // 100.00 of shop money, paid as 850.00 of another: shop money counts, whatever the plain fields say.
  test("presentment currencies, under every program", () => {
    const body = bodyWith([{ price: "100.00", quantity: 1 }], { presentment_currency: "SEK", currency: "HKD" });
    const [item] = body["line_items"] as { price_set: { presentment_money: unknown } }[];
    if (item === undefined) throw new Error("no line");
    item.price_set.presentment_money = { amount: "850.00", currency_code: "SEK" };
    expect(pointsOf(body)).toEqual([500n, 10n, 150n]);
  });

  test("line and order discounts, gift card, tip and tax in the price at once, under every program", () => {
    const body = bodyWith(
      [
        // 2 × 59.50 − 11.90 (line) − 5.95 (order) = 101.15 with 16.15 tax in it: 85.00
        { price: "59.50", quantity: 2, discounts: ["11.90", "5.95"], tax: "16.15" },
        { price: "50.00", quantity: 1, gift_card: true },
        { price: "3.00", quantity: 1, tip: true },
      ],
      { taxes_included: true },
    );
    expect(pointsOf(body)).toEqual([425n, 8n, 127n]);
  });

  test("any order of the stand-in: net merchandise in whole cents, five points a unit, one floor", () => {
    const item = fc.record({
      price: fc.bigInt({ min: 1n, max: 50_000n }),
      quantity: fc.integer({ min: 1, max: 5 }),
      giftCard: fc.boolean(),
    });
    const input = fc.record({
      items: fc.array(item, { minLength: 1, maxLength: 4 }),
      percent: fc.integer({ min: 0, max: 60 }),
      tip: fc.bigInt({ min: 0n, max: 900n }),
      included: fc.boolean(),
    });
    fc.assert(
      fc.property(input, ({ items, percent, tip, included }) => {
        const world = createWorld({ now: () => new Date("2026-03-01T09:00:00Z"), set: () => undefined }, () => undefined);
        const shop = createShop(world, {
          domain: "p.myshopify.com",
          name: "P",
          currency: "EUR",
          taxesIncluded: included,
          taxPerMille: 190,
        });
        const order: OrderInput = {
          lines: items.map(({ price, quantity, giftCard }) => ({ title: "Item", priceMinor: price, quantity, giftCard })),
          ...{ discounts: percent === 0 ? [] : [{ percent, target: "all" }], tipMinor: tip, email: "guest@example.com" },
        };
        const placed = placeOrder(world, shop, order);
        const net = placed.lines
          .filter((line) => !line.giftCard && !line.tip)
          .map(
            (line) =>
              line.priceMinor * BigInt(line.quantity) -
              line.discounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n) -
              (included ? line.taxMinor : 0n),
          )
          .reduce((sum, amount) => sum + amount, 0n);
        const body = parseJson(renderJson(orderBody(shop, placed)));
        expect(pointsOf(body)[0]).toBe((net * 5n) / 100n);
      }),
    );
  });
});
