import { describe, expect, it } from "vitest";

import { meanDifference, meanOf, winsorized, type Histogram } from "../../../app/insights/lift/bootstrap.ts";
import { liftOf } from "../../../app/insights/lift/lift.ts";
import { customersNeeded, waitFor } from "../../../app/insights/lift/needed.ts";
import { shareDifference } from "../../../app/insights/lift/newcombe.ts";
import { poisson, seeded } from "../../../app/insights/lift/random.ts";

describe("the difference of two shares", () => {
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 20, 0.6791, 1],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [1350, 9000, 120, 1000, 0.0072, 0.0502],
  ])("is as Newcombe printed it for %d/%d and %d/%d (issue 9, measurement)", (a, m, b, n, low, high) => {
    const found = shareDifference({ of: m, with: a }, { of: n, with: b });
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
    expect(found.difference).toBeCloseTo(a / m - b / n, 12);
  });

  it("is not told without anybody to compare with (issue 9, measurement)", () => {
    expect(() => shareDifference({ of: 10, with: 1 }, { of: 0, with: 0 })).toThrow(RangeError);
  });
});

describe("how many customers are needed", () => {
  it.each([
    [0.1, 0.05, 0.06, 42_202],
    [0.1, 0.1, 0.12, 19_963],
    [0.5, 0.1, 0.12, 7_677],
    [0.1, 0.1, 0.11, 79_179],
  ])("is as worked out with %d held out, from %d to %d (issue 9, measurement)", (holdout, base, better, needed) => {
    expect(Math.abs(customersNeeded(holdout, base, better) - needed)).toBeLessThanOrEqual(1);
  });

  it("becomes weeks by who enters, and by how long each is looked at (issue 9, measurement)", () => {
    const of = { holdout: 10, base: 0.1, perWeek: 1_000, horizonDays: 28 };
    expect(waitFor({ ...of, have: 0 })).toEqual({ needed: 19_963, weeks: 24 });
    expect(waitFor({ ...of, have: 19_963 })).toEqual({ needed: 19_963, weeks: 4 });
    expect(waitFor({ ...of, have: 0, perWeek: 0 })).toEqual({ needed: 19_963, weeks: null });
    // Where nothing is known of a shop, one in twenty orders.
    expect(waitFor({ ...of, base: null, have: 0 }).needed).toBe(42_201);
  });
});

describe("a goal that hardly anybody reaches on their own (goal, trap 1)", () => {
  const nobody = { holdout: 10, have: 0, perWeek: 500, horizonDays: 30 };
  const group = (customers: number, reached: number) => ({ customers, reached, revenue: [{ amountMinor: 0, customers }] });
  const about = { holdout: 10, horizonDays: 30, perWeek: 500, seed: 1 };

  it("waits for a difference of one in a hundred, not for a fifth of nothing", () => {
    expect(waitFor({ ...nobody, base: 0 }).needed).toBeLessThan(12_000);
    // The rarer it is, the fewer are needed, down to a floor; and a fifth is a fifth again where that is more.
    const needed = [0, 0.0001, 0.01, 0.02, 0.05].map((base) => waitFor({ ...nobody, base }).needed);
    expect(needed).toEqual([...needed].sort((a, b) => a - b));
    expect(needed[0]).toBe(needed[2]);
    expect(needed[4]).toBe(customersNeeded(0.1, 0.05, 0.06));
    expect(waitFor({ ...nobody, base: 1 }).needed).toBeGreaterThan(0);
  });

  it("is measured when so many have come, with nobody of the holdout", () => {
    const lift = liftOf({ ...about, entered: 12_000, treated: group(10_800, 216), heldOut: group(1_200, 0) });
    expect(lift).toMatchObject({ kind: "measured", share: { difference: expect.closeTo(0.02, 9) as number } });
    if (lift.kind === "measured") expect(lift.share.low).toBeGreaterThan(0.01);
  });

  it("says where the difference lies so far, once both groups are large enough for that, and calls it no verdict", () => {
    const early = liftOf({ ...about, entered: 600, treated: group(540, 60), heldOut: group(60, 0) });
    expect(early).toMatchObject({ kind: "too-early", have: 600, soFar: { difference: expect.closeTo(1 / 9, 9) as number } });
    if (early.kind === "too-early") expect(early.soFar?.low).toBeGreaterThan(0);
    expect(liftOf({ ...about, entered: 400, treated: group(360, 60), heldOut: group(40, 0) })).toMatchObject({ soFar: null });
    expect(liftOf({ ...about, entered: 60, treated: group(0, 0), heldOut: group(60, 0) })).toMatchObject({ soFar: null });
  });
});

describe("the difference of two means", () => {
  const group = (amounts: readonly number[]): Histogram => amounts.map((amountMinor) => ({ amountMinor, customers: 1 }));
  const random = seeded(7);
  const bell = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

  it("has about the width of the normal interval where that holds (issue 9, measurement)", () => {
    const first = group(Array.from({ length: 900 }, () => 5_000 + 1_000 * bell()));
    const second = group(Array.from({ length: 400 }, () => 4_800 + 1_000 * bell()));
    const found = meanDifference(first, second, 1);
    const width = 2 * 1.96 * 1_000 * Math.sqrt(1 / 900 + 1 / 400);
    expect(found.difference).toBe(meanOf(first) - meanOf(second));
    expect(found.high - found.low).toBeGreaterThan(0.85 * width);
    expect(found.high - found.low).toBeLessThan(1.15 * width);
    expect(found.low).toBeLessThan(found.difference);
    expect(found.high).toBeGreaterThan(found.difference);
  });

  it("is the same for the same seed, and for customers counted together (issue 9, measurement)", () => {
    const first = [
      { amountMinor: 0, customers: 900_000 },
      { amountMinor: 4_000, customers: 90_000 },
    ];
    const second = [
      { amountMinor: 0, customers: 92_000 },
      { amountMinor: 4_000, customers: 8_000 },
    ];
    expect(meanDifference(first, second, 3)).toEqual(meanDifference(first, second, 3));
    const { low, high } = meanDifference(first, second, 3);
    // 4,000 × (90/990 - 8/100) = 43.6; its standard error is 4,000 × sqrt(.08 × .92 / 100,000 + …) = 3.6.
    expect(high - low).toBeGreaterThan(12);
    expect(high - low).toBeLessThan(16.5);
  });

  it("holds the truth in about 95 of 100 samples (issue 9, measurement)", () => {
    const draw = (of: number): Histogram => {
      const amounts = Array.from({ length: of }, () => (random() < 0.2 ? 2_000 + 3_000 * random() : 0)).filter(
        (amount) => amount > 0,
      );
      return [{ amountMinor: 0, customers: of - amounts.length }, ...group(amounts)];
    };
    const hits = Array.from({ length: 100 }, (_, at) => meanDifference(draw(150), draw(100), at)).filter(
      ({ low, high }) => low <= 0 && high >= 0,
    );
    expect(hits.length).toBeGreaterThanOrEqual(88);
  });

  it("does not hang on one wholesale order once it is cut (issue 9, measurement)", () => {
    const usual = Array.from({ length: 999 }, (_, at) => ({ amountMinor: at < 900 ? 0 : 5_000, customers: 1 }));
    const [cut] = winsorized([...usual, { amountMinor: 10_000_000, customers: 1 }], []);
    expect(Math.max(...cut.map(({ amountMinor }) => amountMinor))).toBe(5_000);
    expect(meanOf(cut)).toBe(500);
  });

  it("draws weights whose mean and variance are Poisson's (issue 9, measurement)", () => {
    for (const mean of [1, 5, 63, 400]) {
      const drawn = Array.from({ length: 20_000 }, () => poisson(mean, random));
      const average = drawn.reduce((sum, one) => sum + one, 0) / drawn.length;
      const variance = drawn.reduce((sum, one) => sum + (one - average) ** 2, 0) / drawn.length;
      expect(average / mean).toBeCloseTo(1, 1);
      expect(variance / mean).toBeCloseTo(1, 1);
    }
  });
});
