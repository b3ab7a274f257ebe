import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { orderFromWebhook } from "../../app/customers/orders/snapshot/order-from-webhook.ts";
import { parseJson } from "../../app/lib/json.ts";
import { owed } from "../../app/points/orders/owed.ts";
import { DEFAULT_RULES, type ProgramRules } from "../../app/program/rules/rules.ts";
import { createProduct, placeOrder } from "../sandbox/world/commerce.ts";
import { productObject } from "../sandbox/storefront/objects.ts";
import { renderJson } from "../sandbox/world/json.ts";
import { orderBody } from "../sandbox/world/order-body.ts";
import { someShop } from "../support/shops.ts";
import { blockMarkup, textOf } from "./blocks.ts";
import { fullProgram, PROGRAM, setProgram, testShop, type TestShop } from "./shop.ts";

const read = (shop: TestShop, page: Parameters<typeof blockMarkup>[2]) => textOf(blockMarkup(shop, "product-points", page));

describe("what a product page says", () => {
  const shop = testShop();
  const { coffee, soap, card, lena } = shop;
  const kilo = coffee.variants[1]?.id;

  test("one price", () => {
    // 9.50 − 1.52 tax = 7.98; × 5 = 39.9
    expect(read(shop, { product: soap, customer: lena })).toBe("Mit diesem Produkt sammelst du 39 Punkte im Wert von 0,39 €");
    expect(read(shop, { product: soap, locale: "en" })).toBe("Earn 39 points with this product worth €0.39 Log in to collect");
  });

  test("the sentence names its variant where variants differ", () => {
    expect(read(shop, { product: coffee, customer: lena })).toBe(
      "Mit diesem Produkt (250 g) sammelst du 41 Punkte im Wert von 0,41 € 41 bis 138 Punkte, je nach Auswahl",
    );
    expect(read(shop, { product: coffee, variantId: kilo, locale: "en", customer: lena })).toBe(
      "Earn 138 points with this product (1 kg) worth €1.38 41 to 138 points, depending on the option you choose",
    );
  });

  test("a gift card, a page without product and a shop without program say nothing", () => {
    expect(read(shop, { product: card })).toBe("");
    expect(read(shop, {})).toBe("");
    const bare = testShop();
    setProgram(bare.shop, null);
    expect(read(bare, { product: bare.soap })).toBe("");
    setProgram(bare.shop, { ...PROGRAM, points_per_unit: "0.01" });
    expect(read(bare, { product: bare.soap })).toBe("");
  });

  test("another tax rate by setting, prices without tax by program", () => {
    expect(read(shop, { product: soap, customer: lena, settings: { tax_percent: 7, show_worth: false } })).toContain("44 Punkte");
    const untaxed = testShop();
    setProgram(untaxed.shop, { ...PROGRAM, tax_included_per_mille: 0 });
    expect(read(untaxed, { product: untaxed.soap })).toContain("47 Punkte");
  });

  test("in a foreign currency no number is promised", () => {
    const globals = { cart: { currency: { iso_code: "CHF" } } };
    expect(read(shop, { product: soap, customer: lena, globals })).toBe("Mit diesem Produkt sammelst du Punkte");
  });

  describe("where Liquid cannot know what will count, no number is promised", () => {
    const silent = "Mit diesem Produkt sammelst du Punkte";
    const cart = { currency: { iso_code: "EUR" }, taxes_included: true };
    test.each<[string, Record<string, unknown>]>([
      ["another country's tax", { localization: { country: { iso_code: "AT" } } }],
      ["nobody knows whether an exempt customer pays tax", { customer: { ...lena, tax_exempt: true } }],
      ["prices contain duties", { cart: { ...cart, duties_included: true } }],
    ])("%s", (_name, globals) => {
      expect(read(shop, { product: soap, customer: lena, globals })).toBe(silent);
    });

    test("nor whether a company does; nothing is said where companies earn none (real-store B12)", () => {
      const globals = { customer: { ...lena, "b2b?": true } };
      const open = testShop();
      setProgram(open.shop, { ...PROGRAM, companies: true });
      expect(read(open, { product: open.soap, customer: open.lena, globals })).toBe(silent);
      expect(read(shop, { product: soap, customer: lena, globals })).toBe("");
    });

    test("but prices without tax can be counted in every country", () => {
      const globals = { cart: { ...cart, taxes_included: false }, localization: { country: { iso_code: "US" } } };
      expect(read(shop, { product: soap, customer: lena, globals })).toContain("47 Punkte");
    });

    test("where tax counts, what is added at checkout comes on top", () => {
      const taxed = testShop();
      setProgram(taxed.shop, { ...PROGRAM, tax_included_per_mille: 0, base: { ...PROGRAM.base, tax: true } });
      const settings = { tax_percent: 19, show_worth: false };
      const page = { product: taxed.soap, customer: taxed.lena, settings };
      expect(read(taxed, page)).toBe("Mit diesem Produkt sammelst du 47 Punkte");
      const globals = { cart: { ...cart, taxes_included: false } };
      expect(read(taxed, { ...page, globals })).toBe(
        "Mit diesem Produkt sammelst du 47 Punkte Für die Steuer kommen noch Punkte dazu.",
      );
    });
  });

  describe("selling plans", () => {
    const plans = (requires: boolean, ...prices: number[]) => {
      const product = productObject(shop.shop, soap, "de", "/");
      const [variant] = product.variants;
      const allocations = prices.map((price) => ({ price }));
      const planned = { ...variant, requires_selling_plan: requires, selling_plan_allocations: allocations };
      const globals = { product: { ...product, variants: [planned], selected_or_first_available_variant: planned } };
      return read(shop, { customer: lena, globals, settings: { show_worth: false } });
    };

    test.each([
      ["a plan at the same price", false, [950], "Mit diesem Produkt sammelst du 39 Punkte"],
      ["a plan that is cheaper", false, [855], "Mit diesem Produkt sammelst du Punkte"],
      ["nothing but a plan", true, [855, 855], "Mit diesem Produkt sammelst du 35 Punkte"],
      ["nothing but plans of several prices", true, [855, 760], "Mit diesem Produkt sammelst du Punkte"],
    ] as const)("%s", (_name, requires, prices, text) => {
      expect(plans(requires, ...prices)).toBe(text);
    });
  });

  test("one point is singular, thousands are grouped", () => {
    const dear = testShop();
    setProgram(dear.shop, { ...PROGRAM, points_per_unit: "0.2" });
    expect(read(dear, { product: dear.soap })).toContain("sammelst du 1 Punkt ");
    setProgram(dear.shop, { ...PROGRAM, points_per_unit: "1000" });
    expect(read(dear, { product: dear.soap, locale: "en" })).toContain("Earn 7,980 points");
  });

  test("hostile titles are text", () => {
    const hostile = testShop();
    const product = createProduct(hostile.world, hostile.shop, {
      title: "{{ shop.email }}<script>",
      handle: "hostile",
      variants: [
        { title: '"><script>alert(1)</script>{{ 1 }}', priceMinor: 900n },
        { title: "b", priceMinor: 1900n },
      ],
    });
    const markup = blockMarkup(hostile, "product-points", { product });
    expect(markup).toContain("(&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;{{ 1 }})");
    expect(markup.replace(/<script data-src=/g, "")).not.toContain("<script");
  });
});

/** The number in "Earn 1,234 points …". */
function shownPoints(shop: TestShop, product: TestShop["soap"]): bigint {
  const match = /Earn ([\d,]+) point/.exec(read(shop, { product, locale: "en" }));
  return match?.[1] === undefined ? 0n : BigInt(match[1].replaceAll(",", ""));
}

const rate = fc.oneof(
  fc.constantFrom("5", "1", "0.1", "1.5", "3.333333", "0.01", "12"),
  fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 999_999 })).map(([whole, rest]) => `${whole}.${rest}`),
);
const units = fc.constantFrom("1", "10", "3", "7", "0.5", "2.5");

describe("the number shown is the number awarded", () => {
  test("by exact integer arithmetic, floored once", () => {
    const shop = testShop();
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10_000_000n }),
        fc.bigInt({ min: 0n, max: 300n }),
        fc.bigInt({ min: 1n, max: 100n }),
        (priceMinor, perMille, perUnit) => {
          setProgram(shop.shop, { ...PROGRAM, points_per_unit: perUnit.toString(), tax_included_per_mille: Number(perMille) });
          const tax = (2n * priceMinor * perMille + 1000n + perMille) / (2n * (1000n + perMille));
          const variants = [{ id: 1n, title: "Default Title", sku: "", priceMinor }];
          expect(shownPoints(shop, { ...shop.soap, variants })).toBe(((priceMinor - tax) * perUnit) / 100n);
        },
      ),
    );
  });

  test("by the whole way: shop, webhook, snapshot, ledger rule", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 2_000_000n }),
        fc.constantFrom(190, 70, 77, 81, 200, 255),
        rate,
        units,
        (priceMinor, tax, points, per) => {
          const shop = testShop();
          shop.shop.taxPerMille = tax;
          const rules: ProgramRules = { ...DEFAULT_RULES, earn: { points, units: per } };
          setProgram(shop.shop, fullProgram(rules, [], tax));
          const product = createProduct(shop.world, shop.shop, { title: "Probe", variants: [{ priceMinor }] });
          const variantId = product.variants[0]?.id;
          const order = placeOrder(shop.world, shop.shop, { customerId: shop.lena.id, lines: [{ variantId, quantity: 1 }] });
          const read = orderFromWebhook(parseJson(renderJson(orderBody(shop.shop, order))), someShop);
          if (!read.ok) throw new Error(JSON.stringify(read.issues));
          const awarded = owed(read.order, { version: 1, effectiveFrom: new Date(0), rules });
          expect(shownPoints(shop, product)).toBe(awarded);
        },
      ),
      { numRuns: 300 },
    );
  });
});
