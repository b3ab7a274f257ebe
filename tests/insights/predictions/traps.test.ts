import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { aliveChance, ifAlive, logOddsOfGone } from "../../../app/insights/predictions/models/alive.ts";
import { countsNext } from "../../../app/insights/predictions/models/counts.ts";
import { expectedAfterFirst, expectedIfAlive, expectedNext } from "../../../app/insights/predictions/models/expected.ts";
import { fit } from "../../../app/insights/predictions/models/fit.ts";
import { negativeLogLikelihood } from "../../../app/insights/predictions/models/likelihood.ts";
import type { Kind, Model } from "../../../app/insights/predictions/models/model.ts";
import { chanceOfNext, timeToNextIfAlive } from "../../../app/insights/predictions/models/next-order.ts";
import { coarsen, countPeople, gather } from "../../../app/insights/predictions/models/purchases.ts";
import { minimizing, type Smooth } from "../../../app/insights/predictions/numbers/minimize.ts";
import { atOnce } from "../../../app/insights/predictions/numbers/steps.ts";
import { predictor } from "../../../app/insights/predictions/predict.ts";
import { expectedSpend, fitSpend } from "../../../app/insights/predictions/spend/gamma-gamma.ts";
import { CALIBRATED, purchasesUntil, readCdnow } from "./cdnow.ts";
import { rangeNext } from "./simulate.ts";

const customers = purchasesUntil(readCdnow(), CALIBRATED);
const cdnow: Model = { kind: "bg", r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const kinds: readonly Kind[] = ["bg", "mbg"];

const anyModel = fc.record({
  kind: fc.constantFrom(...kinds),
  r: fc.double({ min: 0.02, max: 20, noNaN: true }),
  alpha: fc.double({ min: 0.05, max: 500, noNaN: true }),
  a: fc.double({ min: 0.02, max: 20, noNaN: true }),
  b: fc.double({ min: 0.02, max: 50, noNaN: true }),
});
const anyHistory = fc
  .tuple(
    fc.integer({ min: 0, max: 500 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 2_000, noNaN: true }),
  )
  .map(([repeats, share, age]) => ({ repeats, last: repeats === 0 ? 0 : share * age, age }));

describe("a search", () => {
  it("ends where rounding hides whether the value falls, as sums over very many customers do (insights B2)", () => {
    const blurred: Smooth = (at, into) => {
      const x = (at[0] ?? 0) - 1;
      const y = (at[1] ?? 0) + 2;
      into[0] = 2 * x + 0.4 * y;
      into[1] = 0.6 * y + 0.4 * x;
      return 6 + x ** 2 + 0.3 * y ** 2 + 0.4 * x * y + 3e-13 * Math.sin(1e9 * (x + 2 * y));
    };
    for (const start of [
      [0, 0],
      [3, 1],
      [-4, 5],
      [1.3, -2.2],
    ]) {
      const { at, converged, evaluations } = atOnce(minimizing(blurred, Float64Array.from(start)));
      expect(converged).toBe(true);
      expect(evaluations).toBeLessThan(20);
      expect(at[0]).toBeCloseTo(1, 6);
      expect(at[1]).toBeCloseTo(-2, 6);
    }
  });
});

describe("the models stay sound", () => {
  it("for a thousand purchases long ago: gone, without overflow (insights B2)", () => {
    const history = { repeats: 1_000, last: 10, age: 100 };
    for (const kind of kinds) {
      expect(logOddsOfGone({ ...cdnow, kind }, history)).toBeGreaterThan(1_000);
      expect(aliveChance({ ...cdnow, kind }, history)).toBe(0);
      expect(expectedNext({ ...cdnow, kind }, history, 39)).toBe(0);
      expect(rangeNext({ ...cdnow, kind }, history, 39)).toEqual({ low: 0, high: 0 });
    }
  });

  it("where two densities are below the smallest number: their likelihood is finite (insights B2)", () => {
    const groups = gather([
      { repeats: 400, last: 5, age: 6 },
      { repeats: 1_000, last: 10, age: 100 },
      { repeats: 132, last: 200, age: 200 },
    ]);
    for (const kind of kinds) {
      const gradient = new Float64Array(4);
      const value = negativeLogLikelihood(groups, kind)(Float64Array.from([0.1, 0.1, 0.1, 0.1]), gradient);
      expect(Number.isFinite(value)).toBe(true);
      expect([...gradient].every(Number.isFinite)).toBe(true);
    }
  });

  it("and a search that goes nowhere is refused, not told as a fit at its start (insights B2)", () => {
    // Everybody buys again at once and never again: the likelihood grows without end.
    const endless = gather([
      { repeats: 1, last: 0, age: 30 },
      { repeats: 1, last: 0, age: 30 },
      { repeats: 1, last: 0, age: 20 },
    ]);
    for (const kind of kinds) expect(fit(endless, kind).ok).toBe(false);
    expect(fit(gather([{ repeats: 0, last: 0, age: 30 }]), "bg")).toEqual({ ok: false, why: "no-history" });
    expect(fit(gather([{ repeats: 3, last: 0, age: 0 }]), "mbg")).toEqual({ ok: false, why: "no-history" });
  });

  it("for one-timers where a + b < 1: no logarithm of a negative number (insights B2)", () => {
    const model: Model = { kind: "bg", r: 0.11, alpha: 2.24, a: 0.31, b: 0.5 };
    expect(expectedNext(model, { repeats: 0, last: 0, age: 1 }, 30)).toBeCloseTo(0.564589, 6);
  });

  it("at a = 1, and close to it (insights B2)", () => {
    const of = (a: number) => expectedAfterFirst({ kind: "bg", r: 0.243, alpha: 4.414, a, b: 2.426 }, 39);
    expect(of(0.999)).toBeCloseTo(1.084755, 6);
    expect(of(1)).toBeCloseTo(1.084279, 6);
    expect(of(1.001)).toBeCloseTo(1.083804, 6);
    expect(of(1 + 1e-9)).toBeCloseTo(of(1), 8);
    const together = (b: number) => expectedAfterFirst({ kind: "bg", r: 0.243, alpha: 4.414, a: 0.4, b }, 39);
    expect(together(0.6)).toBeCloseTo((together(0.6 - 1e-6) + together(0.6 + 1e-6)) / 2, 8);
  });

  it("for four hundred purchases, where ₂F₁ is 1e235 (insights B2)", () => {
    const history = { repeats: 400, last: 5, age: 6 };
    const model: Model = { kind: "bg", r: 0.1, alpha: 50.16, a: 0.4, b: 0.81 };
    expect(expectedNext(model, history, 30)).toBeCloseTo(83.9864, 4);
  });

  it("for a first purchase today, and for a last one after today as the clocks of two zones make it (insights B2)", () => {
    const today = { repeats: 0, last: 0, age: 0 };
    const at = Float64Array.from([cdnow.r, cdnow.alpha, cdnow.a, cdnow.b], Math.log);
    expect(negativeLogLikelihood(gather([today]), "bg")(at, new Float64Array(4))).toBeCloseTo(0, 12);
    expect(expectedNext(cdnow, today, 30)).toBeCloseTo(expectedAfterFirst(cdnow, 30), 12);
    expect(expectedNext(cdnow, today, 30)).toBeCloseTo(0.9992, 4);
    const groups = gather([
      { repeats: 2, last: 10.04, age: 10 },
      { repeats: 2, last: 10, age: 10 },
    ]);
    expect([...groups.last]).toEqual([10]);
    expect([...groups.people]).toEqual([2]);
    expect(() => gather([{ repeats: -1, last: 0, age: 3 }])).toThrow(RangeError);
    expect(() => gather([{ repeats: 1, last: 0, age: NaN }])).toThrow(RangeError);
  });

  it("and agree by hour, day and week (insights B2)", () => {
    const weeks = fit(gather(customers), "mbg");
    for (const unit of [7, 168]) {
      const other = fit(gather(customers.map((one) => ({ ...one, last: one.last * unit, age: one.age * unit }))), "mbg");
      if (!weeks.ok || !other.ok) throw new Error("No fit");
      expect(other.model.alpha / unit).toBeCloseTo(weeks.model.alpha, 4);
      expect(other.model.b).toBeCloseTo(weeks.model.b, 4);
      const history = { repeats: 2, last: 30, age: 38 };
      expect(expectedNext(other.model, { repeats: 2, last: 30 * unit, age: 38 * unit }, 39 * unit)).toBeCloseTo(
        expectedNext(weeks.model, history, 39),
        5,
      );
    }
  });

  it("for neighbours of many purchases: one more is one more, no jump (insights B2)", () => {
    const of = (repeats: number) => expectedNext(cdnow, { repeats, last: 200, age: 200 }, 10);
    for (let repeats = 100; repeats < 300; repeats += 1) {
      const step = of(repeats + 1) - of(repeats);
      expect(step).toBeGreaterThan(0.03);
      expect(step).toBeLessThan(0.06);
    }
  });

  it("for any parameters and any history: chances are chances, counts agree with expectations (insights B2)", () => {
    fc.assert(
      fc.property(anyModel, anyHistory, fc.double({ min: 0.1, max: 400, noNaN: true }), (model, history, time) => {
        const alive = aliveChance(model, history);
        expect(alive).toBeGreaterThanOrEqual(0);
        expect(alive).toBeLessThanOrEqual(1);
        const expected = expectedNext(model, history, time);
        // Never less than nothing, nor more than at the customer's own rate without leaving.
        const { shape, rate } = ifAlive(model, history);
        expect(expected).toBeGreaterThanOrEqual(-1e-9);
        expect(expected).toBeLessThanOrEqual(((alive * shape * time) / rate) * (1 + 1e-6) + 1e-9);
        expect(expectedNext(model, history, time * 1.5)).toBeGreaterThanOrEqual(expected - 1e-9 * (1 + expected));
        const { low, high } = rangeNext(model, history, time);
        expect(low).toBeLessThanOrEqual(high);
        const next = chanceOfNext(model, history, time);
        const [none = 0] = countsNext(model, history, time);
        expect(1 - none).toBeCloseTo(next, 8);
      }),
      { numRuns: 500 },
    );
  });

  it("and what customers of one age share says of each what their own history says (insights B2)", () => {
    const histories = fc.array(fc.tuple(anyHistory, fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(anyModel, histories, (model, drawn) => {
        const predict = predictor(model);
        for (const history of drawn.flatMap(([one, sooner]) => [one, { ...one, last: one.last * sooner }])) {
          const { alive, expected, nextInDays } = predict(history);
          expect(alive).toBe(aliveChance(model, history));
          expect(nextInDays === null).toBe(chanceOfNext(model, history, 365) < 0.5);
          for (const { days, orders, low, high } of expected) {
            expect(orders).toBe(expectedNext(model, history, days));
            const sums: number[] = [];
            for (const chance of countsNext(model, history, days)) {
              sums.push((sums.at(-1) ?? 0) + chance);
              if (sums.length > high + 1) break;
            }
            // Each is the first count with so much chance up to it, but for what rounding leaves open.
            for (const [at, share] of [
              [low, 0.1],
              [high, 0.9],
            ] as const) {
              expect(sums[at] ?? 1).toBeGreaterThan(share - 1e-9);
              expect(at === 0 ? 0 : (sums[at - 1] ?? 1)).toBeLessThan(share + 1e-9);
            }
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it("and the expectation is the integral over the chance to leave (insights B2)", () => {
    const by = (shape: number, rate: number, a: number, b: number, time: number) => {
      // Midpoints in the logit of p, with the beta density.
      let [sum, weight] = [0, 0];
      for (let x = -120; x <= 120; x += 0.01) {
        const p = 1 / (1 + Math.exp(-x));
        const density = Math.exp(-a * Math.log1p(Math.exp(-x)) - b * Math.log1p(Math.exp(x)));
        if (!(density > 0)) continue;
        sum += (density * -Math.expm1(-shape * Math.log1p((p * time) / rate))) / p;
        weight += density;
      }
      return sum / weight;
    };
    for (const [shape, rate, a, b, time] of [
      [0.243, 4.414, 0.793, 2.426, 39],
      [12.3, 60, 1, 4, 26],
      [3.1, 0.8, 0.45, 0.3, 365],
      [80, 400, 5, 9, 365],
    ] as const)
      expect(expectedIfAlive({ shape, rate, a, b }, time) / by(shape, rate, a, b, time)).toBeCloseTo(1, 6);
  });

  it("whose gradient is the slope of the likelihood (insights B3)", () => {
    const groups = gather(customers.slice(0, 300));
    for (const kind of kinds) {
      const smooth = negativeLogLikelihood(groups, kind);
      const at = Float64Array.from([-0.7, 1.1, -0.2, 0.6]);
      const gradient = new Float64Array(4);
      smooth(at, gradient);
      for (let axis = 0; axis < 4; axis += 1) {
        const moved = (by: number) => at.map((part, index) => part + (index === axis ? by : 0));
        const unused = new Float64Array(4);
        const slope = (smooth(moved(1e-6), unused) - smooth(moved(-1e-6), unused)) / 2e-6;
        expect(gradient[axis]).toBeCloseTo(slope, 6);
      }
    }
  });
});

describe("groups", () => {
  it("are the same customers in a coarser unit, and the fit hardly moves (insights B3)", () => {
    const groups = gather(customers);
    const coarse = coarsen(groups, 1);
    expect(countPeople(coarse)).toBe(customers.length);
    expect(coarse.people.length).toBeLessThan(groups.people.length);
    const [fine, rough] = [fit(groups, "bg"), fit(coarse, "bg")];
    if (!fine.ok || !rough.ok) throw new Error("No fit");
    expect(rough.model.r).toBeCloseTo(fine.model.r, 1);
  });
});

describe("the next order", () => {
  it("is when half of those who are still there have bought, by the same chance that counts orders (insights B3)", () => {
    const history = { repeats: 6, last: 34, age: 36 };
    const time = timeToNextIfAlive(ifAlive(cdnow, history));
    expect(chanceOfNext(cdnow, history, time)).toBeCloseTo(aliveChance(cdnow, history) / 2, 10);
  });

  it("is not expected where none in a year is likelier (insights B3)", () => {
    const predict = predictor({ ...cdnow, alpha: cdnow.alpha * 7 });
    expect(predict({ repeats: 0, last: 0, age: 38 * 7 }).nextInDays).toBeNull();
    expect(predict({ repeats: 20, last: 10 * 7, age: 38 * 7 }).nextInDays).toBeNull();
    expect(predict({ repeats: 6, last: 34 * 7, age: 36 * 7 }).nextInDays).toBe(
      Math.round(timeToNextIfAlive(ifAlive(cdnow, { repeats: 6, last: 34, age: 36 })) * 7),
    );
  });
});

describe("amounts", () => {
  it("of nothing and below are left out, and one-timers have the shop's mean (insights B2)", () => {
    const clean = fitSpend(customers);
    const dirty = fitSpend([...customers, { repeats: 3, mean: 0 }, { repeats: 2, mean: -4 }, { repeats: 1, mean: NaN }]);
    expect(dirty).toEqual(clean);
    if (!clean.ok) throw new Error(clean.why);
    const mean = expectedSpend(clean.model, { repeats: 0, mean: 0 });
    expect(expectedSpend(clean.model, { repeats: 4, mean: -12 })).toBe(mean);
    for (const one of customers) expect(expectedSpend(clean.model, one)).toBeGreaterThan(0);
  });

  it("without a mean are refused: q of at most one (insights B2)", () => {
    // Half spend next to nothing, half without limit.
    const wild = Array.from({ length: 400 }, (_, index) => ({
      repeats: 1 + (index % 3),
      mean: Math.exp(((index * 7919) % 400) / 25 - 8),
    }));
    const found = fitSpend(wild);
    expect(found.ok).toBe(false);
  });

  it("in another currency are the same model (insights B2)", () => {
    const [dollars, cents] = [fitSpend(customers), fitSpend(customers.map((one) => ({ ...one, mean: one.mean * 100 })))];
    if (!dollars.ok || !cents.ok) throw new Error("No fit");
    expect(cents.model.gamma / 100).toBeCloseTo(dollars.model.gamma, 3);
    expect(cents.model.q).toBeCloseTo(dollars.model.q, 3);
  });
});
