import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { averageRetention, cohortsOf, monthOf } from "../../app/insights/figures/cohorts.ts";
import { churnRate, historicValue, movement, repeatRate, retentionRate } from "../../app/insights/figures/rates.ts";
import { reachedBy, survival } from "../../app/insights/figures/survival.ts";
import { countNext, countTogether, countUpgrades } from "../../app/insights/recommendations/pairs/count.ts";
import { familyOf } from "../../app/insights/recommendations/pairs/family.ts";
import { likelihoodRatio } from "../../app/insights/recommendations/pairs/likelihood-ratio.ts";
import { rank } from "../../app/insights/recommendations/pairs/rank.ts";
import { dayOf } from "./scores-stage.ts";

const bought = (...dates: string[]) => ({ days: dates.map(dayOf), spent: dates.map(() => 1_000) });

describe("survival", () => {
  it("is Kaplan and Meier's of the 6-MP group, with Greenwood's error (insights B5)", () => {
    const came = [6, 6, 6, 7, 10, 13, 16, 22, 23];
    const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    const steps = survival([...censored.map((days) => ({ days, came: false })), ...came.map((days) => ({ days, came: true }))]);
    expect(steps.map(({ days }) => days)).toEqual([6, 7, 10, 13, 16, 22, 23]);
    const shares = ["0.8571", "0.8067", "0.7529", "0.6902", "0.6275", "0.5378", "0.4482"];
    expect(steps.map(({ share }) => share.toFixed(4))).toEqual(shares);
    const errors = ["0.0764", "0.0869", "0.0963", "0.1068", "0.1141", "0.1282", "0.1346"];
    expect(steps.map(({ error }) => error.toFixed(4))).toEqual(errors);
    expect(reachedBy(steps, 0.5)).toBe(23);
    expect(reachedBy(steps, 0.25)).toBe(13);
    expect(reachedBy(steps, 0.75)).toBeNull();
  });

  it("without anybody lost from sight is the plain share, and never rises (insights B5)", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ days: fc.nat(40), came: fc.boolean() }), { minLength: 1 }), (waits) => {
        const steps = survival(waits.map(({ days }) => ({ days, came: true })));
        for (const { days, share } of steps)
          expect(share).toBeCloseTo(waits.filter((wait) => wait.days > days).length / waits.length, 10);
        const censored = survival(waits);
        for (const [index, { share }] of censored.entries()) expect(share).toBeLessThanOrEqual(censored[index - 1]?.share ?? 1);
      }),
    );
  });
});

describe("cohorts", () => {
  const histories = [bought("2026-01-31", "2026-02-01", "2026-03-15"), bought("2026-01-10"), bought("2026-02-20", "2026-04-02")];
  const today = dayOf("2026-04-10");

  it("by month of the calendar: who came back in it, and what they brought so far (insights B5)", () => {
    const [january, february] = cohortsOf(histories, today, "months");
    expect(january).toMatchObject({ month: monthOf(dayOf("2026-01-01")), customers: 2 });
    expect(january?.cells).toEqual([
      { period: 0, active: 2, revenue: 2_000, state: "complete" },
      { period: 1, active: 1, revenue: 3_000, state: "complete" },
      { period: 2, active: 1, revenue: 4_000, state: "complete" },
      { period: 3, active: 0, revenue: 4_000, state: "running" },
    ]);
    expect(february?.cells.map(({ active, state }) => [active, state])).toEqual([
      [1, "complete"],
      [0, "complete"],
      [1, "running"],
    ]);
  });

  it("by thirty days of each customer: a return on the next day is none a month later, and a period is over when it is for the last (insights B5)", () => {
    const [january] = cohortsOf(histories, today, "rolling");
    expect(january?.cells.map(({ active, state }) => [active, state])).toEqual([
      [2, "complete"],
      [1, "complete"],
      [0, "running"],
      [0, "running"],
    ]);
  });

  it("average only those for whom the period is over (insights B5)", () => {
    const cohorts = cohortsOf(histories, today, "months");
    expect(averageRetention(cohorts, 0)).toBe(1);
    expect(averageRetention(cohorts, 1)).toBeCloseTo(1 / 3, 12);
    expect(averageRetention(cohorts, 2)).toBe(1 / 2);
    expect(averageRetention(cohorts, 3)).toBeNull();
  });
});

describe("rates", () => {
  it("of retention and churn add up to one: lost of those at the start, however many are new or won back (insights B5)", () => {
    const history = fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 8 }).map((days) => ({
      days: days.toSorted((a, b) => a - b),
      spent: days.map(() => 1),
    }));
    fc.assert(
      fc.property(fc.array(history, { minLength: 1 }), fc.nat(100), fc.nat(90), (histories, from, length) => {
        const moved = movement(histories, from, from + length, 90);
        expect(moved.end).toBe(moved.start - moved.lost + moved.acquired + moved.won);
        const [kept, lost] = [retentionRate(moved), churnRate(moved)];
        if (moved.start === 0) expect([kept, lost]).toEqual([null, null]);
        else expect((kept ?? 0) + (lost ?? 0)).toBeCloseTo(1, 12);
      }),
    );
  });

  it("are the articles' (E - N) / S, not E less N the other way round (insights B6)", () => {
    expect(retentionRate({ start: 200, end: 220, acquired: 40, won: 0, lost: 20 })).toBeCloseTo(0.9, 12);
    expect(churnRate({ start: 200, end: 220, acquired: 40, won: 0, lost: 20 })).toBeCloseTo(0.1, 12);
  });

  it("of repeat and value count customers who have bought by then (insights B5)", () => {
    const histories = [bought("2026-01-01", "2026-02-01"), bought("2026-01-01"), bought("2026-05-01")];
    expect(repeatRate(histories, dayOf("2026-03-01"))).toBe(0.5);
    expect(repeatRate([], 0)).toBeNull();
    expect(historicValue(histories, dayOf("2026-03-01"))).toEqual({ perCustomer: 1_500, orderValue: 1_000, frequency: 1.5 });
  });
});

describe("recommendations", () => {
  it("rank by Dunning's likelihood ratio (insights B7)", () => {
    const of = (both: number, first: number, second: number, neither: number) =>
      likelihoodRatio({ both, first, second, neither });
    expect(of(1, 0, 0, 1)).toBeCloseTo(2.77259, 5);
    expect(of(10, 0, 0, 10)).toBeCloseTo(27.72589, 5);
    expect(of(5, 1_995, 0, 100_000)).toBeCloseTo(39.33052, 5);
    expect(of(1_000, 1_000, 1_000, 100_000)).toBeCloseTo(5_734.34252, 4);
    expect(of(25, 25, 25, 25)).toBeCloseTo(0, 9);
  });

  const anything = { offers: () => true, familyOf: String };

  it("say what lay in one basket often enough and not by chance, never the same, nor what is not offered (insights B7)", () => {
    const [coffee, filter, mug, tea] = [0, 1, 2, 3];
    const together = countTogether(4);
    const add = (times: number, ...basket: number[]) => Array.from({ length: times }, () => together.add(basket));
    add(20, coffee, filter, coffee);
    add(40, tea);
    add(4, mug, tea);
    add(40, mug);
    add(10, coffee);
    const counted = together.counted();
    expect(counted.all).toBe(114);
    const found = rank(counted, anything, 3);
    expect(found.get(coffee)).toMatchObject([{ product: filter, count: 20, of: 30 }]);
    // Four times together is no pattern, and less often than by chance besides.
    expect(found.get(mug)).toBeUndefined();
    expect(rank(counted, { ...anything, offers: (other) => other !== filter }, 3).get(coffee)).toBeUndefined();
  });

  it("say what came in the next basket, once a customer (insights B7)", () => {
    const next = countNext(4);
    for (let customer = 0; customer < 8; customer += 1)
      next.add([
        { day: 1, products: [1] },
        { day: 20, products: [2] },
        { day: 30, products: [1] },
        { day: 50, products: [2] },
      ]);
    next.add([
      { day: 1, products: [1] },
      { day: 500, products: [2] },
    ]);
    for (let customer = 0; customer < 20; customer += 1) next.add([{ day: 1, products: [3] }]);
    const counted = next.counted();
    expect(counted.all).toBe(29);
    expect([...counted.pairs()].find(({ product, other }) => product === 1 && other === 2)).toMatchObject({
      both: 8,
      of: 9,
      second: 8,
    });
    expect(rank(counted, anything, 3).get(1)).toMatchObject([{ product: 2, count: 8, of: 9 }]);
  });

  it("call a dearer one of the same type an upgrade when it was first bought after the other (insights B7)", () => {
    const upgrades = countUpgrades([
      { type: "grinder", priceMinor: 5_000 },
      { type: "grinder", priceMinor: 20_000 },
      { type: "mug", priceMinor: 30_000 },
      { type: null, priceMinor: 40_000 },
    ]);
    const days = (...bought: [number, number][]) => bought.map(([day, product]) => ({ day, products: [product] }));
    for (let customer = 0; customer < 6; customer += 1) upgrades.add(days([1, 0], [9, 1], [9, 2], [9, 3]));
    // The dearer one first, on the same day, or two years later, is none; and again counts once.
    upgrades.add(days([1, 1], [5, 0], [9, 1]));
    upgrades.add([{ day: 1, products: [0, 1] }]);
    upgrades.add(days([1, 0], [800, 1]));
    for (let customer = 0; customer < 20; customer += 1) upgrades.add(days([1, 2]));
    const counted = upgrades.counted();
    expect([...counted.pairs()]).toEqual([{ product: 0, other: 1, both: 6, of: 9, second: 9 }]);
    expect(rank(counted, anything, 3).get(0)).toMatchObject([{ product: 1, count: 6, of: 9 }]);
  });

  it("name one of a family, the least accidental (insights B7)", () => {
    const ground = { title: "Espresso No. 1, ground", vendor: "Morgenrot", productType: "Coffee" };
    expect(familyOf(ground)).toBe(familyOf({ ...ground, title: "Espresso No. 1 – whole beans" }));
    expect(familyOf(ground)).not.toBe(familyOf({ ...ground, title: "Espresso No. 2, ground" }));
    expect(familyOf(ground)).not.toBe(familyOf({ ...ground, vendor: "Other" }));
    const together = countTogether(3);
    for (let basket = 0; basket < 30; basket += 1) together.add(basket < 10 ? [0, 1] : basket < 18 ? [0, 2] : []);
    for (const basket of [[1], [2], [], [], []]) together.add(basket);
    const found = rank(together.counted(), { ...anything, familyOf: (product) => (product === 0 ? "a" : "b") }, 3);
    expect(found.get(0)).toMatchObject([{ product: 1, count: 10 }]);
  });

  it("count as plain arithmetic does, whatever was bought (insights B7)", () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.nat(5), { maxLength: 5 })), (baskets) => {
        const together = countTogether(6);
        for (const basket of baskets) together.add(basket);
        for (const { product, other, both, of, second } of together.counted().pairs()) {
          expect(both).toBe(baskets.filter((basket) => basket.includes(product) && basket.includes(other)).length);
          expect(of).toBe(baskets.filter((basket) => basket.includes(product)).length);
          expect(second).toBe(baskets.filter((basket) => basket.includes(other)).length);
        }
      }),
    );
  });
});
