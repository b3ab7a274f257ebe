import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { draftOf, EMPTY_DRAFT, languagesOf, rewardDraftSchema, untitled } from "../../app/rewards/reward-draft.ts";
import { readDraft } from "../../app/rewards/reward-form.ts";
import { pointsFor, sampleOf } from "../../app/points/orders/sample-order.ts";
import { priceRange, worthOf } from "../../app/rewards/reward-worth.ts";
import { rewardTermsSchema, type RewardTerms } from "../../app/rewards/reward.ts";

const points = fc.integer({ min: 1, max: 1_000_000 });
const minor = fc.integer({ min: 1, max: 100_000_000 });
const title = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() !== "" && !text.includes("\0"));
const wording = fc.record({ de: title }).map(({ de }) => ({ de: de.trim() }));

const price = fc.oneof(
  fc.record({ kind: fc.constantFrom("amount", "store-credit", "gift-card"), points, valueMinor: minor }),
  fc.record({ kind: fc.constantFrom("free-shipping"), points }),
  fc.record({
    kind: fc.constant("percentage"),
    points,
    percent: fc.integer({ min: 1, max: 1_000 }).map((tenths) => tenths / 10),
  }),
  fc.record({
    kind: fc.constant("product"),
    points,
    product: fc.record({ productId: fc.constant("5"), variantId: fc.constant("50"), title: wording.map(({ de }) => de) }),
  }),
  fc
    .uniqueArray(fc.record({ points, valueMinor: minor }), { selector: (step) => step.points, minLength: 1, maxLength: 5 })
    .map((steps) => ({ kind: "amount", steps, points: steps[0]?.points ?? 1 })),
  fc
    .record({ minPoints: points, more: points, stepPoints: points, valueMinor: minor })
    .map(({ minPoints, more, stepPoints, valueMinor }) => ({
      ...{ kind: "slider", points: 1, valueMinor },
      slider: { minPoints, maxPoints: Math.min(1_000_000, minPoints + more), stepPoints },
    })),
);

const terms = fc
  .record({
    price,
    title: wording,
    description: fc.option(wording),
    minSpendMinor: fc.integer({ min: 0, max: 100_000_000 }),
    validDays: fc.option(fc.integer({ min: 1, max: 3_650 })),
    stock: fc.option(fc.integer({ min: 0, max: 10_000_000 })),
    perCustomer: fc.option(
      fc.record({ times: fc.integer({ min: 1, max: 1_000 }), period: fc.constantFrom("ever", "year", "month") }),
    ),
    tiers: fc.subarray(["silver", "gold"]),
    segmentId: fc.constantFrom(null, 7, 12),
    combinesWith: fc.record({ order: fc.boolean(), product: fc.boolean(), shipping: fc.boolean() }),
  })
  .map(({ price: own, ...shared }): RewardTerms => rewardTermsSchema.parse({ ...shared, ...own }));

const KNOWN = { tiers: ["silver", "gold"], segmentIds: [7, 12] };

test("a title is missed in the shop's own languages, once there is one (merchant 18)", () => {
  const languages = languagesOf(["de-AT", "en", "fr-CA", "ja"]);
  expect(languages).toEqual(["en", "de", "fr"]);
  const titled = (titles: object) => untitled({ titles: { ...EMPTY_DRAFT.titles, ...titles } }, languages);
  expect(titled({})).toEqual([]);
  expect(titled({ en: "€5 off", de: "  " })).toEqual(["de", "fr"]);
  expect(titled({ en: "€5 off", de: "5 € Rabatt", fr: "5 € de remise" })).toEqual([]);
});

describe("the form of a reward", () => {
  test.each(["EUR", "JPY", "KWD"])("says again what it was filled in with, in %s", (currency) => {
    fc.assert(
      fc.property(terms, (given) => {
        const draft = rewardDraftSchema.parse(draftOf(given, currency));
        expect(readDraft(draft, { ...KNOWN, currency })).toEqual({ ok: true, terms: given });
      }),
    );
  });

  test("a segment that is gone is said at its field", () => {
    const draft = rewardDraftSchema.parse({ ...draftOf(fc.sample(terms, 1)[0] as RewardTerms, "EUR"), segmentId: "99" });
    expect(readDraft(draft, { ...KNOWN, currency: "EUR" })).toEqual({ ok: false, errors: { segmentId: "unknown-segment" } });
  });
});

describe("the worth of a reward", () => {
  const reward = (change: object) =>
    rewardTermsSchema.parse({ kind: "amount", title: { en: "x" }, points: 500, valueMinor: 500, ...change });

  const NET = { currency: "EUR", taxesIncluded: false, taxPerMille: 190, at: new Date("2026-11-29T12:00:00Z") };
  const GROSS = { ...NET, taxesIncluded: true };

  test("is what it gives back of the spend that earns its price", () => {
    expect(worthOf(reward({}), 500n, DEFAULT_RULES, NET, null)).toEqual({ spendMinor: 10_000n, valueMinor: 500n, share: 0.05 });
    expect(
      worthOf(
        reward({ kind: "product", product: { productId: "5", variantId: "50", title: "x" } }),
        500n,
        DEFAULT_RULES,
        NET,
        1_250n,
      ),
    ).toMatchObject({
      share: 0.125,
    });
  });

  test("is reckoned with the order that the earning page shows, whose prices may have tax in them (merchant 6)", () => {
    expect(worthOf(reward({}), 500n, DEFAULT_RULES, GROSS, null)).toEqual({
      spendMinor: 11_900n,
      valueMinor: 500n,
      share: 0.042,
    });
    const withTax = { ...DEFAULT_RULES, base: { ...DEFAULT_RULES.base, tax: true } };
    expect(worthOf(reward({}), 500n, withTax, GROSS, null)?.spendMinor).toBe(10_000n);
    expect(worthOf(reward({}), 500n, withTax, NET, null)?.spendMinor).toBe(8_403n);
  });

  test("names the smallest order that earns the points (merchant 6)", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 1_000_000n }),
        fc.record({ points: fc.integer({ min: 1, max: 500 }), units: fc.integer({ min: 1, max: 500 }) }),
        fc.record({ taxesIncluded: fc.boolean(), taxPerMille: fc.integer({ min: 0, max: 300 }), tax: fc.boolean() }),
        fc.constantFrom("EUR", "JPY", "KWD"),
        (points, rate, { taxesIncluded, taxPerMille, tax }, currency) => {
          const shop = { ...NET, currency, taxesIncluded, taxPerMille };
          const earn = { points: String(rate.points), units: String(rate.units) };
          const rules = { ...DEFAULT_RULES, earn, base: { ...DEFAULT_RULES.base, tax } };
          const spendMinor = worthOf(reward({}), points, rules, shop, null)?.spendMinor ?? 0n;
          expect(pointsFor(sampleOf(spendMinor, shop), rules, shop)).toBeGreaterThanOrEqual(points);
          expect(pointsFor(sampleOf(spendMinor - 1n, shop), rules, shop)).toBeLessThan(points);
        },
      ),
    );
  });

  test("is not told where the order decides it, or where orders earn nothing", () => {
    expect(worthOf(reward({ kind: "free-shipping" }), 500n, DEFAULT_RULES, NET, null)).toMatchObject({
      valueMinor: null,
      share: null,
    });
    const nothing = { ...DEFAULT_RULES, earn: { points: "0", units: "1" } };
    expect(worthOf(reward({}), 500n, nothing, NET, null)).toBeNull();
  });

  test("lies between the least and the most that can be spent", () => {
    expect(
      priceRange(
        reward({
          steps: [
            { points: 900, valueMinor: 1 },
            { points: 100, valueMinor: 2 },
          ],
        }),
      ),
    ).toEqual({ least: 100n, most: 900n });
    expect(priceRange(reward({}))).toEqual({ least: 500n, most: 500n });
  });
});
