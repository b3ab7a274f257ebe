import { describe, expect, it } from "vitest";

import { fit } from "../../../app/insights/predictions/models/fit.ts";
import { gather } from "../../../app/insights/predictions/models/purchases.ts";
import { searchBySimplex } from "../../../app/insights/predictions/numbers/nelder-mead.ts";
import { CALIBRATED, purchasesUntil, readCdnow } from "./cdnow.ts";
import * as other from "./other-models.ts";

const groups = gather(purchasesUntil(readCdnow(), CALIBRATED));
const published: other.Pareto = { r: 0.55315, alpha: 10.57633, s: 0.60625, beta: 11.6715 };
/** Those of BTYD's manual, of which its values are. */
const manual: other.Pareto = { r: 0.55, alpha: 10.56, s: 0.61, beta: 11.64 };
const valueAt = (at: Float64Array) => {
  const [r = 0, alpha = 0, s = 0, beta = 0] = at.map(Math.exp);
  return -other.paretoLogLikelihood({ r, alpha, s, beta }, groups);
};

describe("Pareto/NBD, which is not built (insights B1, decision 496)", () => {
  it("fits CDNOW as published, thirteen below both models that are", () => {
    const { at, value } = searchBySimplex(valueAt, Float64Array.from([1, 10, 1, 10], Math.log));
    // The top is flat: where the published search ended it is as likely to the fifth place.
    const found = at.map(Math.exp);
    for (const [index, part] of [published.r, published.alpha, published.s, published.beta].entries())
      expect(Math.abs((found[index] ?? 0) / part - 1)).toBeLessThan(5e-4);
    expect(valueAt(Float64Array.from([published.r, published.alpha, published.s, published.beta], Math.log))).toBeCloseTo(
      9_594.976,
      3,
    );
    expect(value).toBeCloseTo(9_594.9762, 4);
    for (const kind of ["bg", "mbg"] as const) {
      const ours = fit(groups, kind);
      if (!ours.ok) throw new Error(ours.why);
      expect(ours.logLikelihood + value).toBeGreaterThan(12);
    }
  });

  it("has the published standard errors", () => {
    const top = Float64Array.from([published.r, published.alpha, published.s, published.beta]);
    const of = (moves: readonly (readonly [axis: number, by: number])[]) => {
      const at = Float64Array.from(top);
      for (const [axis, by] of moves) at[axis] = (at[axis] ?? 0) + by;
      return valueAt(at.map(Math.log));
    };
    const steps = [...top].map((part) => part * 2e-3);
    const hessian = steps.map((one, i) =>
      steps.map((two, j) => {
        const corner = (a: number, b: number) =>
          of([
            [i, a * one],
            [j, b * two],
          ]);
        return (corner(1, 1) - corner(1, -1) - corner(-1, 1) + corner(-1, -1)) / (4 * one * two);
      }),
    );
    const found = inverse(hessian).map((row, index) => Math.sqrt(row[index] ?? 0));
    for (const [index, error] of [0.0476264, 0.8427222, 0.1872594, 6.2105448].entries())
      expect((found[index] ?? 0) / error).toBeCloseTo(1, 2);
  });

  it("expects what is published", () => {
    const after = [0.05077821, 0.09916088, 0.14542507, 0.1897993, 0.23247466, 0.27361274, 0.31335159, 0.35181024, 0.38909211];
    for (const [index, value] of after.entries()) expect(other.paretoAfterFirst(manual, index + 1)).toBeCloseTo(value, 8);
    const one = { repeats: 26, last: 30.86, age: 31 };
    expect(other.paretoNext(published, one, 52)).toBeCloseTo(25.46, 2);
    expect(other.paretoAlive(published, one)).toBeCloseTo(0.9979, 4);
  });

  it("does not jump between neighbors where plain powers underflow (insights B2)", () => {
    const plain: other.Pareto = { r: 0.55, alpha: 10.58, s: 0.61, beta: 11.67 };
    const of = (repeats: number) => other.paretoNext(plain, { repeats, last: 200, age: 200 }, 10);
    expect([of(132).toFixed(4), of(133).toFixed(4)]).toEqual(["6.2061", "6.2529"]);
  });
});

describe("BG/BB, which is not built (insights B1, decision 496)", () => {
  const model: other.BetaBeta = { alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783 };
  /** Donors of 1995 by gifts in the six years after, and the last of these years. */
  const donors = [
    ...[
      [6, 6, 1203],
      [5, 6, 728],
      [4, 6, 512],
      [3, 6, 357],
      [2, 6, 234],
      [1, 6, 129],
      [5, 5, 335],
      [4, 5, 284],
    ],
    ...[
      [3, 5, 225],
      [2, 5, 173],
      [1, 5, 119],
      [4, 4, 240],
      [3, 4, 181],
      [2, 4, 155],
      [1, 4, 78],
      [3, 3, 322],
    ],
    ...[
      [2, 3, 255],
      [1, 3, 129],
      [2, 2, 613],
      [1, 2, 277],
      [1, 1, 1091],
      [0, 0, 3464],
    ],
  ].map(([x = 0, last = 0, people = 0]) => ({ x, last, people }));

  it("says of the donors what is published", () => {
    expect(donors.reduce((sum, { people }) => sum + people, 0)).toBe(11_104);
    const alive = [
      [0, 0],
      [2, 4],
      [6, 6],
    ].map(([x = 0, last = 0]) => other.discreteAlive(model, x, last, 6).toFixed(2));
    expect(alive).toEqual(["0.11", "0.59", "0.93"]);
    const next = donors.reduce((sum, { x, last, people }) => sum + people * other.discreteNext(model, x, last, 6, 5), 0);
    expect(next / 12_884.2).toBeCloseTo(1, 3);
    const chance = (x: number) =>
      Array.from({ length: 7 }, (_, last) => last)
        .filter((last) => ways(x, last) > 0)
        .reduce((sum, last) => sum + ways(x, last) * other.discreteLikelihood(model, x, last, 6), 0);
    // Of the parameters to three digits, as printed.
    expect(Math.abs((11_104 * chance(0)) / 3_454.9 - 1)).toBeLessThan(1e-3);
    expect(Math.abs((11_104 * chance(6)) / 1_253.1 - 1)).toBeLessThan(1e-3);
  });

  /** In how many orders x gifts can fall into the years up to the last of them. */
  function ways(x: number, last: number): number {
    if (x === 0 || last === 0) return x === 0 && last === 0 ? 1 : 0;
    let many = 1;
    for (let k = 1; k < x; k += 1) many = (many * (last - k)) / k;
    return last < x ? 0 : Math.round(many);
  }
});

/** Of a small matrix, by elimination. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < size; i += 1) {
    const pivot = rows[i] ?? [];
    const by = pivot[i] ?? NaN;
    rows[i] = pivot.map((part) => part / by);
    for (let k = 0; k < size; k += 1) {
      if (k === i) continue;
      const factor = rows[k]?.[i] ?? 0;
      rows[k] = (rows[k] ?? []).map((part, j) => part - factor * (rows[i]?.[j] ?? 0));
    }
  }
  return rows.map((row) => row.slice(size));
}
