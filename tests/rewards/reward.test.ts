import fc from "fast-check";
import { describe, expect, test } from "vitest";

import "../support/seed.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { returnedOf } from "../../app/rewards/redemptions/returns/return-share.ts";
import { costOf, defaultRewards, rewardTermsSchema, valueOf, type RewardTerms } from "../../app/rewards/reward.ts";
import { termsHash } from "../../app/rewards/shopify/discount-input.ts";
import { creditExpiry } from "../../app/rewards/shopify/paid-out.server.ts";
import { line, order, refund } from "../support/orders.ts";
import { someShop } from "../support/shops.ts";

const base = { title: { en: "Reward" }, points: 100 };

function terms(given: Record<string, unknown>): RewardTerms {
  return rewardTermsSchema.parse({ ...base, ...given });
}

function problems(given: Record<string, unknown>): string[] {
  const parsed = rewardTermsSchema.safeParse({ ...base, ...given });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("terms", () => {
  test("must say what the kind needs", () => {
    expect(problems({ kind: "amount" })).toEqual(["valueMinor: required"]);
    expect(problems({ kind: "percentage" })).toEqual(["percent: required"]);
    expect(problems({ kind: "product" })).toEqual(["product: required"]);
    expect(problems({ kind: "slider", valueMinor: 100 })).toEqual(["slider: required"]);
    expect(problems({ kind: "gift-card" })).toEqual(["valueMinor: required"]);
    expect(problems({ kind: "free-shipping" })).toEqual([]);
    const slider = { minPoints: 500, maxPoints: 100, stepPoints: 100 };
    expect(problems({ kind: "slider", valueMinor: 100, slider })).toEqual(["slider.maxPoints: below-minimum"]);
    const steps = [
      { points: 5, valueMinor: 5 },
      { points: 5, valueMinor: 6 },
    ];
    expect(problems({ kind: "amount", steps })).toEqual(["steps.1.points: duplicate"]);
  });

  test("can be had for exactly what they offer to choose", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 2_000 }),
        fc.integer({ min: 1, max: 300 }),
        (least, more, size) => {
          const slider = { minPoints: least, maxPoints: least + more, stepPoints: size };
          const offered = terms({ kind: "slider", points: 1, valueMinor: 1, slider });
          const choices = new Set<bigint>();
          for (let points = least; points <= least + more; points += size) choices.add(BigInt(points));
          for (let points = BigInt(least) - 3n; points <= BigInt(least + more) + 3n; points += 1n)
            expect(costOf(offered, points)).toBe(choices.has(points) ? points : null);
        },
      ),
      { numRuns: 50 },
    ));

  test("a slider is worth its share, rounded down", () => {
    const offered = terms({ kind: "slider", points: 3, valueMinor: 10, slider: { minPoints: 1, maxPoints: 9, stepPoints: 1 } });
    expect([1n, 2n, 3n, 4n].map((points) => valueOf(offered, points))).toEqual([3n, 6n, 10n, 13n]);
  });

  test("a new shop has 5, 10 and 25 off at the program's worth, in its own currency", () => {
    const rewards = defaultRewards(someShop, DEFAULT_RULES);
    expect(rewards.map(({ points, valueMinor }) => [points, valueMinor])).toEqual([
      [500, 500],
      [1_000, 1_000],
      [2_500, 2_500],
    ]);
    // In every language that shoppers read (shopper 26).
    expect(rewards[0]?.title).toEqual({
      ...{ en: "€5 off", de: "5\u00a0€ Rabatt", fr: "5\u00a0€ de réduction", es: "5\u00a0€ de descuento" },
      ...{ it: "5\u00a0€ di sconto", nl: "€\u00a05 korting" },
    });
    expect(defaultRewards({ currency: "JPY" }, DEFAULT_RULES).map(({ valueMinor }) => valueMinor)).toEqual([5, 10, 25]);
  });

  test("share a discount when they ask the same of an order", () => {
    const hash = (given: Record<string, unknown>, valueMinor = 500n) =>
      termsHash({ terms: terms({ kind: "amount", valueMinor: 500, ...given }), valueMinor, currency: "EUR" });
    const first = hash({});
    expect(hash({ title: { en: "Other" }, points: 900, stock: 3, tiers: ["gold"], validDays: 9 })).toBe(first);
    expect(hash({ collections: ["2", "1"] })).toBe(hash({ collections: ["1", "2"] }));
    const others = [hash({}, 600n), hash({ minSpendMinor: 1 }), hash({ collections: ["1"] }), hash({ kind: "free-shipping" })];
    expect(new Set([first, ...others, hash({ combinesWith: { order: true, product: false, shipping: true } })]).size).toBe(6);
  });
});

const ANY = { kind: "amount", product: null } as const;

describe("what comes back of the points spent on an order", () => {
  const bought = order([line(1n, 3_000n, { quantity: 3, taxMinor: 570n }), line(2n, 1_000n, { taxMinor: 190n })]);
  test.each([
    ["nothing, as long as it stands", {}, 0n],
    ["all, when it was cancelled", { cancelledAt: new Date("2026-04-01T00:00:00Z") }, 1_000n],
    ["all, when all its money went back", { financialStatus: "refunded" as const }, 1_000n],
    ["the share of a line", { refunds: [refund(1n, 1_190n, [{ lineId: 1n, quantity: 1 }])] }, 250n],
    ["the share of money without items", { refunds: [refund(1n, 1_000n)] }, 210n],
    [
      "nothing for a restock without money",
      { refunds: [refund(1n, 0n, [{ lineId: 1n, quantity: 1 }])], receivedMinor: 4_760n, totalMinor: 4_760n },
      0n,
    ],
    [
      "all of it for all items, though shipping was kept",
      {
        ...{ shippingNetMinor: 500n, totalMinor: 5_260n },
        refunds: [
          refund(1n, 4_760n, [
            { lineId: 1n, quantity: 3 },
            { lineId: 2n, quantity: 1 },
          ]),
        ],
      },
      1_000n,
    ],
  ])("%s", (_name, change, points) => expect(returnedOf(1_000n, { ...bought, ...change }, true, ANY)).toBe(points));

  test("nothing of a part where the program does not want it", () => {
    const part = { ...bought, refunds: [refund(1n, 1_190n, [{ lineId: 1n, quantity: 1 }])] };
    expect(returnedOf(1_000n, part, false, ANY)).toBe(0n);
  });

  test("what the reward was not for makes no difference: another collection's line, or one that an edit added", () => {
    const helped = line(1n, 1_000n, { quantity: 2, discountMinor: 500n });
    const beside = line(2n, 9_000n);
    const both = order([helped, beside]);
    expect(returnedOf(1_000n, { ...both, refunds: [refund(1n, 9_000n, [{ lineId: 2n, quantity: 1 }])] }, true, ANY)).toBe(0n);
    expect(returnedOf(1_000n, { ...both, refunds: [refund(1n, 500n, [{ lineId: 1n, quantity: 1 }])] }, true, ANY)).toBe(500n);
    expect(returnedOf(1_000n, order([helped, { ...beside, currentQuantity: 0 }]), true, ANY)).toBe(0n);
    const shipping = { kind: "free-shipping", product: null } as const;
    expect(returnedOf(1_000n, { ...both, refunds: [refund(1n, 9_000n, [{ lineId: 2n, quantity: 1 }])] }, true, shipping)).toBe(
      900n,
    );
  });

  test("a free product's points come back with the product, whatever becomes of the rest", () => {
    const free = line(1n, 0n, { variantId: 7n, discountMinor: 2_000n });
    const beside = line(2n, 5_000n, { variantId: 8n });
    const reward = { kind: "product", product: { productId: "6", variantId: "7", title: "Mug" } } as const;
    const sold = order([free, beside]);
    expect(returnedOf(1_000n, sold, true, reward)).toBe(0n);
    expect(returnedOf(1_000n, { ...sold, refunds: [refund(1n, 5_000n, [{ lineId: 2n, quantity: 1 }])] }, true, reward)).toBe(0n);
    expect(returnedOf(1_000n, order([{ ...free, currentQuantity: 0 }, beside]), true, reward)).toBe(1_000n);
  });

  test("never more than was spent, and never less after a further refund", () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2_000 }), { maxLength: 5 }), fc.bigInt(1n, 10_000n), (amounts, points) => {
        let before = 0n;
        amounts.forEach((_amount, index) => {
          const refunds = amounts.slice(0, index + 1).map((amount, number) => refund(BigInt(number + 1), BigInt(amount)));
          const now = returnedOf(points, { ...bought, refunds }, true, ANY);
          expect(now >= before && now <= points).toBe(true);
          before = now;
        });
      }),
    ));
});

test("each store credit has an expiry of its own, the same however often it is asked for", () => {
  const about = { shop: someShop, customerId: 1n, valueMinor: 5n, reservedAt: new Date("2026-03-01T12:00:00Z"), validDays: null };
  const expiries = Array.from({ length: 2_000 }, (_, index) => creditExpiry({ ...about, redemptionId: BigInt(index) }).getTime());
  expect(new Set(expiries).size).toBe(2_000);
  expect(creditExpiry({ ...about, redemptionId: 7n })).toEqual(creditExpiry({ ...about, redemptionId: 7n }));
});
