import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { orderFromWebhook } from "../../app/customers/orders/snapshot/order-from-webhook.ts";
import { parseJson } from "../../app/lib/json.ts";
import { earningOf, type ProductFacts } from "../../app/points/orders/earning.ts";
import { owed } from "../../app/points/orders/owed.ts";
import { DEFAULT_RULES, programRulesSchema, type ProgramRules } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import { orderOf } from "../../app/points/per-order/basket.ts";
import { basketIn, basketSchema } from "../../app/storefront/api/basket-fields.ts";
import { basketOf } from "../../extensions/reprise-account/src/buying/basket.ts";
import type { Buying } from "../../extensions/reprise-account/src/host.ts";
import { buyingGiven } from "../sandbox/storefront/buying.ts";
import { add } from "../sandbox/storefront/cart.ts";
import { createCollection, createProduct, collectionsOf, placeOrder } from "../sandbox/world/commerce.ts";
import { createDiscount } from "../sandbox/world/discounts.ts";
import { renderJson } from "../sandbox/world/json.ts";
import { orderBody } from "../sandbox/world/order-body.ts";
import type { Order } from "../sandbox/world/types.ts";
import { someShop } from "../support/shops.ts";
import { blockMarkup, textOf } from "./blocks.ts";
import { fullProgram, LOYALTY, NOW, setLoyalty, setProgram, testShop, type TestShop } from "./shop.ts";

const factsOf = (shop: TestShop) =>
  new Map<bigint, ProductFacts>(
    [...shop.shop.products.values()].map(({ id, tags }) => [
      id,
      { tags, collectionIds: collectionsOf(shop.shop, id).map((collection) => collection.id) },
    ]),
  );
const programOf = (rules: ProgramRules) => ({ version: 1, effectiveFrom: new Date(0), rules });

/** The whole way of an order: Shopify's body, our snapshot, weighed for the customer's tier, owed by the program. */
function awarded(shop: TestShop, rules: ProgramRules, tier: string | null, order: Order): bigint {
  const read = orderFromWebhook(parseJson(renderJson(orderBody(shop.shop, order))), someShop);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return owed(read.order, programOf(rules), earningOf(read.order, rules, null, tier, factsOf(shop)));
}

/** What the extension in the checkout sends of it, and what the app makes of that. */
function estimated(shop: TestShop, rules: ProgramRules, tier: string | null, placed: Order): { points: bigint; about: boolean } {
  const { lines, discountAllocations, totalTaxAmount, totalShippingAmount, country } = buyingGiven(
    { shop: shop.shop, customer: shop.lena },
    placed,
  );
  const signal = (value: unknown) => ({ value, subscribe: () => () => undefined });
  const cost = { totalTaxAmount: signal(totalTaxAmount), totalShippingAmount: signal(totalShippingAmount) };
  const page = { lines: signal(lines), discountAllocations: signal(discountAllocations), cost };
  const sent = basketOf({ ...page, localization: { country: signal(country) } } as unknown as Buying);
  const basket = basketIn(basketSchema.parse(sent), shop.shop.currency);
  const known = basket.lines.map((each) => ({
    ...each,
    giftCard: each.productId !== null && shop.shop.products.get(each.productId)?.giftCard === true,
  }));
  const { taxesIncluded, taxPerMille, currency } = shop.shop;
  const { order, about } = orderOf({ ...basket, lines: known }, { taxesIncluded, taxPerMille }, { currency, at: NOW });
  return { points: owed(order, programOf(rules), earningOf(order, rules, null, tier, factsOf(shop))), about };
}

/** The number in "This order earns you 1,234 points", or for a product "Earn 1,234 points". */
function shown(text: string): bigint {
  const match = /(?:This order earns you|Earn) ([\d,]+) point/.exec(text);
  return match?.[1] === undefined ? 0n : BigInt(match[1].replaceAll(",", ""));
}

const line = fc.record({
  priceMinor: fc.bigInt({ min: 1n, max: 50_000n }),
  quantity: fc.integer({ min: 1, max: 5 }),
  tags: fc.subarray(["Sale", "coffee", "Kaffee Ü", "old"]),
  collections: fc.subarray([0, 1]),
  giftCard: fc.constantFrom(false, false, false, true),
});

const hour = 3_600_000;
const at = (hours: number | null) => (hours === null ? null : new Date(NOW.getTime() + hours * hour).toISOString());
const rule = fc.record({
  perMille: fc.constantFrom(0, 500, 1_500, 2_000, 3_333),
  products: fc.subarray([0, 1, 2]),
  collections: fc.subarray([0, 1]),
  tags: fc.subarray(["sale", "COFFEE", "kaffee ü"]),
  tiers: fc.subarray(["bronze", "silver", "gold"]),
  from: fc.constantFrom(null, -5, 5),
  until: fc.constantFrom(null, 6, 9),
});

const basket = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  multipliers: fc.array(rule, { maxLength: 3 }),
  tier: fc.constantFrom(null, "bronze", "silver", "gold"),
  tiers: fc.boolean(),
  points: fc.constantFrom("5", "1", "0.1", "1.5", "12"),
  units: fc.constantFrom("1", "3", "10"),
  discounts: fc.boolean(),
  taxPerMille: fc.constantFrom(190, 70, 200, 81),
  taxesIncluded: fc.boolean(),
  /** A code on the whole cart: percent off, or an amount. */
  code: fc.constantFrom(null, { percentage: 0.15 }, { percentage: 1 }, { discountAmount: { amount: "7.33" } }),
});
type Basket = typeof basket extends fc.Arbitrary<infer Value> ? Value : never;

function build(made: Basket) {
  const shop = testShop();
  shop.shop.taxPerMille = made.taxPerMille;
  shop.shop.taxesIncluded = made.taxesIncluded;
  const products = made.lines.map(({ priceMinor, tags, giftCard }, index) =>
    createProduct(shop.world, shop.shop, {
      title: `Probe ${index}`,
      handle: `probe-${index}`,
      tags,
      giftCard,
      variants: [{ priceMinor }],
    }),
  );
  const collections = [0, 1].map((number) =>
    createCollection(shop.world, shop.shop, {
      ...{ title: `Collection ${number}`, handle: `collection-${number}` },
      productIds: products.filter((_, index) => made.lines[index]?.collections.includes(number)).map(({ id }) => id),
    }),
  );
  const rules = programRulesSchema.parse({
    ...DEFAULT_RULES,
    earn: { points: made.points, units: made.units },
    base: { shipping: false, tax: false, discounts: made.discounts },
    tiers: made.tiers ? TIER_PRESET : null,
    multipliers: made.multipliers.map((given, index) => ({
      ...{ key: `rule-${index}`, name: "Rule", perMille: given.perMille, tags: given.tags },
      products: given.products.flatMap((number) => products[number]?.id.toString() ?? []),
      collections: given.collections.flatMap((number) => collections[number]?.id.toString() ?? []),
      tiers: made.tiers ? given.tiers : [],
      ...{ from: at(given.from), until: at(given.until) },
    })),
  });
  setProgram(shop.shop, fullProgram(rules, [], made.taxesIncluded ? made.taxPerMille : 0));
  if (made.code !== null) {
    const input = {
      startsAt: "2026-01-01T00:00:00Z",
      customerGets: { value: made.code, items: { all: true } },
      context: { all: "ALL" },
    };
    createDiscount(shop.world, shop.shop, "DiscountCodeBasic", "Probe", input, "PROBE");
  }
  const tier =
    made.tier === null ? null : { ...LOYALTY.tier, key: made.tier, since: null, progress: 0, keep_until: null, next: null };
  setLoyalty(shop.shop, shop.lena, { tier });
  return { shop, products, rules };
}

describe("the number shown is the number awarded", () => {
  test("for a cart, whatever is in it and whatever the program multiplies", () => {
    let seen = 0;
    fc.assert(
      fc.property(basket, (made) => {
        const { shop, products, rules } = build(made);
        const cart = { lines: [] };
        products.forEach((product, index) => {
          const variantId = product.variants[0]?.id ?? 0n;
          add(shop.shop, cart, variantId, made.lines[index]?.quantity ?? 1);
        });
        const code = made.code === null ? {} : { code: "PROBE" };
        const page = { customer: shop.lena, locale: "en" as const, cart, ...code, settings: { show_codes: false } };
        const points = shown(textOf(blockMarkup(shop, "cart-points", page)));
        const lines = products.map((product, index) => ({
          variantId: product.variants[0]?.id ?? 0n,
          quantity: made.lines[index]?.quantity ?? 1,
        }));
        // Where a code does not apply, the order is placed without it.
        const goods = made.lines.some(({ giftCard }) => !giftCard);
        const discountCodes = made.code === null || !goods ? [] : ["PROBE"];
        const order = placeOrder(shop.world, shop.shop, { customerId: shop.lena.id, lines, discountCodes });
        expect(points).toBe(awarded(shop, rules, made.tier, order));
        expect(estimated(shop, rules, made.tier, order)).toEqual({ points, about: false });
        if (points > 0n) seen += 1;
      }),
      { numRuns: 400 },
    );
    expect(seen).toBeGreaterThan(100);
  });

  test("for a product", () => {
    fc.assert(
      fc.property(basket, (made) => {
        const { shop, products, rules } = build(made);
        const [product] = products;
        const variantId = product?.variants[0]?.id;
        if (product === undefined || variantId === undefined) throw new Error("No product");
        const text = textOf(blockMarkup(shop, "product-points", { customer: shop.lena, locale: "en", product }));
        const order = placeOrder(shop.world, shop.shop, { customerId: shop.lena.id, lines: [{ variantId, quantity: 1 }] });
        expect(shown(text)).toBe(awarded(shop, rules, made.tier, order));
      }),
      { numRuns: 200 },
    );
  });
});
