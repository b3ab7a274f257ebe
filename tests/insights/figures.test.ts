import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { averageRetention, monthOf, tallyCohorts, type Periods } from "../../app/insights/figures/cohorts.ts";
import { tallyPeriod } from "../../app/insights/figures/counts.ts";
import { compared, lastDays, monthsUntil, standing } from "../../app/insights/figures/period.ts";
import {
  churnRate,
  frequency,
  groupRates,
  historicValue,
  orderValue,
  repeatRate,
  retentionRate,
  returningShare,
  totals,
} from "../../app/insights/figures/rates.ts";
import { reached, reachedBy, survival, waitedFor } from "../../app/insights/figures/survival.ts";
import type { Counted } from "../../app/insights/figures/tally.ts";
import type { History } from "../../app/insights/predictions/history.ts";
import { countNext, countTogether, countUpgrades } from "../../app/insights/recommendations/pairs/count.ts";
import { familyOf } from "../../app/insights/recommendations/pairs/family.ts";
import { likelihoodRatio } from "../../app/insights/recommendations/pairs/likelihood-ratio.ts";
import { rank } from "../../app/insights/recommendations/pairs/rank.ts";
import { LAST, readOnlineRetail } from "./online-retail.ts";
import { dayOf } from "./scores-stage.ts";

const bought = (...dates: string[]) => ({ days: dates.map(dayOf), spent: dates.map(() => 1_000) });

const counted = (history: History, memberSince: number | null = null): Counted => ({
  ...{ history, counts: history.days.map(() => 1), memberSince },
});

function cohortsOf(histories: readonly History[], today: number, periods: Periods) {
  const tally = tallyCohorts(today, periods);
  for (const history of histories) tally.add(counted(history));
  return tally.result();
}

function countsOf(customers: readonly Counted[], first: number, last: number, window = 90) {
  const tally = tallyPeriod({ first, last }, window);
  for (const customer of customers) tally.add(customer);
  return tally.result();
}

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
    // As R's survfit has it, with the interval on the logarithm.
    expect(reached(steps, 0.5)).toEqual({ share: 0.5, days: 23, earliest: 16, latest: null });
    const curve = waitedFor(steps).curve;
    expect(curve.map(({ days }) => days)).toEqual([0, 7, 14, 21]);
    expect(curve.map(({ came }) => came.toFixed(4))).toEqual(["0.0000", "0.1933", "0.3098", "0.3725"]);
    for (const { came, low, high } of curve)
      expect([low <= came, came <= high, low >= 0, high <= 1]).toEqual([true, true, true, true]);
  });

  it("counts several who waited equally long as so many (insights B5)", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ days: fc.nat(20), came: fc.boolean(), customers: fc.integer({ min: 1, max: 4 }) })),
        (waits) => {
          const single = waits.flatMap(({ days, came, customers }) => Array.from({ length: customers }, () => ({ days, came })));
          expect(survival(waits)).toEqual(survival(single));
        },
      ),
    );
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
      fc.property(
        fc.array(history, { minLength: 1 }),
        fc.nat(100),
        fc.integer({ min: 1, max: 90 }),
        (histories, from, length) => {
          const moved = countsOf(
            histories.map((history) => counted(history)),
            from + 1,
            from + length,
          );
          expect(moved.end).toBe(moved.start - moved.lost + moved.acquired + moved.won);
          const [kept, lost] = [retentionRate(moved), churnRate(moved)];
          if (moved.start === 0) expect([kept, lost]).toEqual([null, null]);
          else expect((kept ?? 0) + (lost ?? 0)).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  it("are the articles' (E - N) / S, not E less N the other way round (insights B6)", () => {
    expect(retentionRate({ start: 200, end: 220, acquired: 40, won: 0, lost: 20 })).toBeCloseTo(0.9, 12);
    expect(churnRate({ start: 200, end: 220, acquired: 40, won: 0, lost: 20 })).toBeCloseTo(0.1, 12);
  });

  it("are those of a shop that was counted by hand (insights B5)", () => {
    const [first, last] = [dayOf("2026-04-01"), dayOf("2026-06-29")];
    const customers = [
      // Active in January and in May: kept. A member from before.
      counted(bought("2026-01-20", "2026-05-01", "2026-05-20"), dayOf("2026-02-01")),
      // Active in February, never again: lost.
      counted(bought("2026-02-10")),
      // Long lost, and back: won.
      counted(bought("2025-01-01", "2026-06-01"), dayOf("2026-05-01")),
      // New, and came again.
      counted({ days: [dayOf("2026-04-10"), dayOf("2026-04-30")], spent: [2_000, 500] }),
      // Not yet a customer.
      counted(bought("2026-07-01")),
    ];
    const counts = { ...countsOf(customers, first, last), unnamed: { orders: 1, revenue: 700 } };
    expect(counts).toMatchObject({
      ...{ start: 2, end: 3, acquired: 1, won: 1, lost: 1, customers: 4, again: 3, buyers: 3 },
      ever: { orders: 8, revenue: 8_500 },
      fresh: { customers: 1, orders: 1, revenue: 2_000 },
      returning: { customers: 3, orders: 4, revenue: 3_500 },
      members: { customers: 1, start: 1, kept: 1, orders: 2, revenue: 2_000 },
      others: { customers: 2, start: 1, kept: 0, orders: 1, revenue: 1_000 },
    });
    expect([retentionRate(counts), churnRate(counts), repeatRate(counts)]).toEqual([0.5, 0.5, 0.75]);
    expect(totals(counts)).toEqual({ orders: 6, revenue: 6_200 });
    expect([orderValue(counts), frequency(counts)]).toEqual([6_200 / 6, 5 / 3]);
    expect(returningShare(counts)).toBeCloseTo(3_500 / 5_500, 12);
    expect(historicValue(counts)).toEqual({ perCustomer: 8_500 / 4, orderValue: 8_500 / 8, frequency: 2 });
    expect(groupRates(counts.members)).toEqual({ retention: 1, orders: 2, revenue: 2_000 });
    // Waited: 101, 140 so far, 516, 20 days.
    expect(counts.second.reached.map(({ days }) => days)).toEqual([20, 101, 516]);
  });

  it("of nobody are none, not nought (insights B5)", () => {
    const counts = countsOf([], 0, 30);
    const rates = [retentionRate, churnRate, repeatRate, orderValue, frequency, returningShare, historicValue];
    expect(rates.map((rate) => rate(counts))).toEqual(rates.map(() => null));
  });

  it("compare with as many days before, and with the same days of the year before, the 29th of February with the 28th (issue 10)", () => {
    const [month, earlier, year] = compared({ first: dayOf("2028-02-01"), last: dayOf("2028-02-29") });
    expect(month).toEqual({ first: dayOf("2028-02-01"), last: dayOf("2028-02-29") });
    expect(earlier).toEqual({ first: dayOf("2028-01-03"), last: dayOf("2028-01-31") });
    expect(year).toEqual({ first: dayOf("2027-02-01"), last: dayOf("2027-02-28") });
  });

  it("of months are those that are over, and each period stands once (issue 10)", () => {
    const ended = dayOf("2026-10-31");
    expect(monthsUntil(ended).at(-1)).toEqual({ first: dayOf("2026-10-01"), last: ended });
    expect(monthsUntil(ended - 1).at(-1)).toEqual({ first: dayOf("2026-09-01"), last: dayOf("2026-09-30") });
    expect(monthsUntil(ended)).toHaveLength(13);
    const all = standing(ended);
    expect(all).toContainEqual(lastDays(365, ended));
    expect(new Set(all.map(({ first, last }) => `${first}:${last}`)).size).toBe(all.length);
  });
});

describe("Online Retail", () => {
  it("adds up to the penny, with the figures that docs/insights.md prints (issue 10, must show 6)", () => {
    const { customers, unnamed } = readOnlineRetail();
    const of = (period: { first: number; last: number }) => {
      const tally = tallyPeriod(period, 90);
      for (const customer of customers) tally.add(customer);
      for (const day of unnamed) tally.addUnnamed(day);
      return tally.result();
    };
    const all = of(lastDays(400, LAST));
    // The file's invoices, added up outside of this project.
    expect(totals(all)).toEqual({ orders: 19_963, revenue: 1_065_562_248 });
    expect([all.customers, all.fresh.revenue, all.returning.revenue]).toEqual([4_339, 198_292_500, 692_848_290]);
    const counts = of(lastDays(90, LAST));
    expect(counts).toMatchObject({ start: 1_896, end: 2_890, acquired: 969, won: 613, lost: 588, again: 2_790 });
    expect((retentionRate(counts) ?? 0).toFixed(3)).toBe("0.690");
    expect([counts.second.reached[0], counts.second.reached[1]]).toEqual([
      { share: 0.25, days: 40, earliest: 38, latest: 42 },
      { share: 0.5, days: 104, earliest: 98, latest: 109 },
    ]);
    const tally = tallyCohorts(LAST + 1, "months");
    for (const customer of customers) tally.add(customer);
    const cohorts = tally.result();
    expect([1, 3, 6].map((period) => averageRetention(cohorts, period)?.toFixed(3))).toEqual(["0.237", "0.269", "0.287"]);
    expect(cohorts.reduce((sum, { cells }) => sum + (cells.at(-1)?.revenue ?? 0), 0)).toBe(all.ever.revenue);
  });
});

describe("recommendations", () => {
  it("rank by Dunning's likelihood ratio (insights B7)", () => {
    const of = (both: number, first: number, second: number, neither: number) =>
      likelihoodRatio({ both, first, second, neither });
    expect(of(1, 0, 0, 1)).toBeCloseTo(2.77259, 5);
    expect(of(10, 0, 0, 10)).toBeCloseTo(27.72589, 5);
    expect(of(5, 1_995, 0, 100_000)).toBeCloseTo(39.33052, 5);
    expect(of(1_000, 1_000, 1_000, 100_000)).toBeCloseTo(5_734.34252, 5);
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
