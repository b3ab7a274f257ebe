import { describe, expect, it } from "vitest";

import { seeded } from "../../../app/insights/lift/random.ts";
import { median } from "../../../app/insights/predictions/history.ts";
import { learning } from "../../../app/insights/predictions/learn.ts";
import { countsNext } from "../../../app/insights/predictions/models/counts.ts";
import { expectedNext } from "../../../app/insights/predictions/models/expected.ts";
import { fit } from "../../../app/insights/predictions/models/fit.ts";
import type { Model } from "../../../app/insights/predictions/models/model.ts";
import { gather } from "../../../app/insights/predictions/models/purchases.ts";
import { regularity } from "../../../app/insights/predictions/models/regularity.ts";
import { nextByHabit } from "../../../app/insights/predictions/predict.ts";
import { fitSpend } from "../../../app/insights/predictions/spend/gamma-gamma.ts";
import { spendRange } from "../../../app/insights/predictions/spend/range.ts";
import { choose } from "../../../app/insights/predictions/validation/choose.ts";
import { compare, isCalibrated, rightlyRanked } from "../../../app/insights/predictions/validation/compare.ts";
import { daysHeldOut, holdOut } from "../../../app/insights/predictions/validation/hold-out.ts";
import { readCdnow } from "./cdnow.ts";
import { drawGamma, drawTimes, rangeNext } from "./simulate.ts";

const PEOPLE = 20_000;
const DAYS = { known: 700, ahead: 120 };
const WEEKS = { known: 52, ahead: 26 };

/** What customers as a model has them did up to a day, and after it. */
function shopOf(model: Model, { known: most, ahead }: typeof DAYS) {
  const random = seeded(4);
  return Array.from({ length: PEOPLE }, () => {
    const age = Math.ceil(random() * most);
    const times = drawTimes(model, age + ahead, random);
    const known = times.filter((time) => time <= age);
    return { repeats: known.length, last: known.at(-1) ?? 0, age, then: times.length - known.length };
  });
}

const models: readonly (readonly [Model, typeof DAYS])[] = [
  [{ kind: "bg", r: 0.85, alpha: 40, a: 0.8, b: 2.4 }, DAYS],
  [{ kind: "mbg", r: 0.85, alpha: 40, a: 0.8, b: 2.4 }, DAYS],
  // As BTYDplus has it, without its regularity.
  [{ kind: "mbg", r: 0.85, alpha: 1.45, a: 0.79, b: 2.42 }, WEEKS],
];

describe("shops whose customers are as a model has them", () => {
  for (const [model, span] of models) {
    const shop = shopOf(model, span);
    const { ahead } = span;
    it(`of ${model.kind} with alpha ${model.alpha} give its parameters back, and orders are as expected within 5 % (insights B1)`, () => {
      const found = fit(gather(shop), model.kind);
      if (!found.ok) throw new Error(found.why);
      expect(Math.abs(found.model.r / model.r - 1)).toBeLessThan(0.1);
      expect(Math.abs(found.model.alpha / model.alpha - 1)).toBeLessThan(0.1);
      const mean = ({ a, b }: Model) => a / (a + b);
      expect(Math.abs(mean(found.model) / mean(model) - 1)).toBeLessThan(0.1);
      for (const name of ["r", "alpha", "a", "b"] as const)
        expect(Math.abs(found.model[name] - model[name])).toBeLessThan(4 * found.errors[name]);
      const expected = shop.reduce((sum, one) => sum + expectedNext(found.model, one, ahead), 0);
      const placed = shop.reduce((sum, { then }) => sum + then, 0);
      expect(Math.abs(expected / placed - 1)).toBeLessThan(0.05);
      // At least 8 in 10 lie in the range: counts are whole, so it holds a little more.
      const within = shop.slice(0, 3_000).filter((one) => {
        const { low, high } = rangeNext(found.model, one, ahead);
        return one.then >= low && one.then <= high;
      }).length;
      expect(within / 3_000).toBeGreaterThan(0.8);
    });

    it(`of ${model.kind} with alpha ${model.alpha} are foretold by it at least as well as by the other, and ties go to MBG/NBD (insights B3)`, () => {
      const held = shop.slice(0, 6_000).map((one) => ({ purchases: one, then: one.then, before: 0, gap: null }));
      const choice = choose(held, ahead);
      if (choice === null) throw new Error("No choice");
      const { bg, mbg } = choice.scores;
      if (bg === null || mbg === null) throw new Error("A model is missing");
      expect(choice.model.kind).toBe(bg > mbg + 2 ? "bg" : "mbg");
      if (model.kind === "mbg") expect(choice.model.kind).toBe("mbg");
      expect(isCalibrated(compare(choice.model, held, ahead))).toBe(true);
    });
  }

  it("spend what is expected of them, in 8 of 10 cases within the range (insights B3)", () => {
    const random = seeded(3);
    const spend = { p: 6, q: 4, gamma: 1_500 };
    const people = Array.from({ length: 4_000 }, () => {
      const rate = drawGamma(spend.q, spend.gamma, random);
      const repeats = 1 + Math.floor(random() * 5);
      const draw = (count: number) =>
        Array.from({ length: count }, () => drawGamma(spend.p, rate, random)).reduce((a, b) => a + b, 0);
      return { repeats, mean: draw(repeats) / repeats, then: draw(3) };
    });
    const found = fitSpend(people);
    if (!found.ok) throw new Error(found.why);
    expect(Math.abs(found.model.p / spend.p - 1)).toBeLessThan(0.15);
    const inside = people.slice(0, 600).filter((one) => {
      const { low, high } = spendRange([0, 0, 0, 1], found.model, one);
      return one.then >= low && one.then <= high;
    }).length;
    expect(inside / 600).toBeGreaterThan(0.76);
    expect(inside / 600).toBeLessThan(0.84);
    const none = spendRange(
      countsNext({ kind: "mbg", r: 0.2, alpha: 50, a: 1, b: 1 }, { repeats: 0, last: 0, age: 900 }, 30),
      found.model,
      { repeats: 0, mean: 0 },
    );
    expect(none).toEqual({ low: 0, high: 0 });
  });
});

describe("how regularly customers buy", () => {
  const gaps = (shape: number) => {
    const random = seeded(5);
    return Array.from({ length: 4_000 }, () => {
      const rate = drawGamma(2, 1, random);
      return [drawGamma(shape, rate, random), drawGamma(shape, rate, random)] as const;
    });
  };

  it("is told by two gaps in a row, whatever each customer's rate (insights B3)", () => {
    expect(regularity(gaps(1))).toBeGreaterThan(0.85);
    expect(regularity(gaps(1))).toBeLessThan(1.15);
    expect(regularity(gaps(3))).toBeGreaterThan(2.6);
    expect(regularity(gaps(3))).toBeLessThan(3.4);
    expect(regularity(gaps(3).slice(0, 20))).toBeNull();
  });

  it("lets a regular buyer's own gap say when the next order is, tomorrow at the soonest (insights B3)", () => {
    const prediction = { alive: 0.9, expected: [], nextInDays: 25 };
    const habit = { regularity: 3, gaps: 4, medianGap: 30, silentDays: 12 };
    expect(nextByHabit(prediction, habit)).toBe(18);
    expect(nextByHabit(prediction, { ...habit, silentDays: 45 })).toBe(1);
    expect(nextByHabit(prediction, { ...habit, regularity: 1.2 })).toBeNull();
    expect(nextByHabit(prediction, { ...habit, gaps: 2 })).toBeNull();
    expect(nextByHabit({ ...prediction, nextInDays: null }, habit)).toBeNull();
  });
});

describe("the days held out", () => {
  const histories = readCdnow().map((days) => ({
    days: days.map(({ day }) => day),
    spent: days.map(({ amount }) => amount * 100),
  }));
  const today = Date.UTC(1998, 5, 30) / 86_400_000;

  it("of CDNOW: nine months are foretold better than by either rule of the naive, and ranked better than by the pause (insights B3)", () => {
    const held = histories.flatMap((history) => holdOut(history, today, 273) ?? []);
    expect(held).toHaveLength(2_357);
    const choice = choose(held, 273);
    if (choice === null) throw new Error("No choice");
    const told = compare(choice.model, held, 273);
    expect(told.placed).toBe(1_882);
    expect(told.expected).toBeCloseTo(1_576.7, 0);
    expect(told.error.model).toBeLessThan(told.error.asBefore);
    expect(told.error.model).toBeLessThan(told.error.asEver);
    expect(told.ranked?.model).toBeGreaterThan((told.ranked?.hiatus ?? 100) + 10);
    expect(told.lost.cameBack.model).toBeLessThan(told.lost.cameBack.hiatus);
    expect(isCalibrated(told)).toBe(true);
    expect(told.bins.reduce((sum, { customers }) => sum + customers, 0)).toBe(2_357);
  });

  it("are learned from and told in one pass, with what is missing where there is too little (insights B3)", async () => {
    const learn = async (some: typeof histories, end = today) => {
      const { add, finish } = learning({ today: end, firstDay: end - 500, lastDay: today, buyers: some.length });
      for (const history of some) add(history);
      return finish();
    };
    const all = await learn(histories);
    expect(all).toMatchObject({ missing: [], missingForSpend: [], amounts: { buyers: 2_357 } });
    expect(all.model?.kind).toBe("mbg");
    expect(all.comparison?.days).toBe(90);
    expect(all.spend?.q).toBeGreaterThan(1);
    const few = await learn(histories.slice(0, 400));
    expect(few.model).toBeNull();
    expect(few.missing).toEqual([{ what: "buyers", have: 400, need: 500 }]);
    const silent = await learn(histories, today + 31);
    expect(silent.missing).toEqual([{ what: "lastOrderDays", have: 31, need: 30 }]);
    const never = await learn(histories.map(({ days, spent }) => ({ days: days.slice(0, 1), spent: spent.slice(0, 1) })));
    expect(never.missing).toEqual([{ what: "thirdOrder", have: 0, need: 1 }]);
  });

  it("stop at every step of their searches, so that the process answers others meanwhile (weekly fit)", async () => {
    const { add, finish } = learning({ today, firstDay: today - 500, lastDay: today, buyers: histories.length });
    for (const history of histories) add(history);
    let turns = 0;
    let over = false;
    const others = () => {
      turns += 1;
      if (!over) setImmediate(others);
    };
    setImmediate(others);
    const fitted = await finish();
    over = true;
    expect(fitted.spend).not.toBeNull();
    // Between one search and the next alone there would be a handful.
    expect(turns).toBeGreaterThan(100);
  });

  it("are a quarter of the history, ninety at most (insights B3)", () => {
    expect([10, 200, 360, 4_000].map(daysHeldOut)).toEqual([2, 50, 90, 90]);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1])).toBe(2.5);
    expect(median([])).toBeNull();
  });

  it("rank pairs, equal scores half right (insights B3)", () => {
    const of = (...cases: [number, boolean][]) => rightlyRanked(cases.map(([score, hit]) => ({ score, hit })));
    expect(of([1, false], [2, true])).toBe(100);
    expect(of([2, false], [1, true])).toBe(0);
    expect(of([1, false], [1, true])).toBe(50);
    expect(of([1, true])).toBeNull();
  });
});
