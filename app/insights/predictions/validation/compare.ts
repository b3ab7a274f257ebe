import { expectedNext } from "../models/expected.ts";
import type { Model } from "../models/model.ts";
import { chanceOfNext } from "../models/next-order.ts";
import { median } from "../history.ts";
import type { Held } from "./hold-out.ts";

/** Who is silent for so many of the usual gaps is lost, says the rule of thumb. */
const HIATUS = 1.5;
const BINS = 10;

/** Customers of like predictions, with how many orders each was expected to place and did, on average. */
export type Bin = { customers: number; expected: number; placed: number };

/** What was foretold of the held-out days beside what then came. Orders are days with a purchase. */
export type Comparison = {
  days: number;
  customers: number;
  placed: number;
  expected: number;
  /** How much more was placed for each order more that was expected: 1 is right. Null: all were expected to place the same. */
  slope: number | null;
  /** By how many orders a customer's prediction was off, on average: the model, "as in the days before", "at the customer's rate so far". */
  error: { model: number; asBefore: number; asEver: number };
  /** Of 100 pairs of one who came back and one who did not, how many were put in the right order. Null: there are no such pairs. */
  ranked: { model: number; hiatus: number } | null;
  /** How many the rule of thumb called lost, how many of them came back, and how many of as many whom the model held for least likely to. */
  lost: { customers: number; cameBack: { hiatus: number; model: number } };
  bins: Bin[];
};

/** Calibrated well enough to be told without a warning. */
export function isCalibrated({ slope }: Comparison): boolean {
  return slope !== null && slope >= 0.7 && slope <= 1.3;
}

export function compare(model: Model, held: readonly Held[], days: number): Comparison {
  const shopGap = median(held.flatMap(({ gap }) => gap ?? [])) ?? days;
  const rows = held.map(({ purchases, then, before, gap }) => ({
    then,
    expected: expectedNext(model, purchases, days),
    chance: chanceOfNext(model, purchases, days),
    asBefore: before,
    asEver: purchases.age === 0 ? 0 : (purchases.repeats / purchases.age) * days,
    silent: purchases.age - purchases.last > HIATUS * (gap ?? shopGap),
  }));
  const total = (of: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  const [placed, expected] = [total(({ then }) => then), total((row) => row.expected)];
  const [meanPlaced, meanExpected] = [placed / rows.length, expected / rows.length];
  const spread = total((row) => (row.expected - meanExpected) ** 2);
  const silent = rows.filter((row) => row.silent);
  const likeliest = rows.toSorted((a, b) => a.chance - b.chance);
  const came = (some: readonly { then: number }[]) => some.filter(({ then }) => then > 0).length;
  const byModel = rightlyRanked(rows.map(({ chance, then }) => ({ score: chance, hit: then > 0 })));
  const byRule = rightlyRanked(rows.map(({ silent: lost, then }) => ({ score: lost ? 0 : 1, hit: then > 0 })));
  return {
    days,
    customers: rows.length,
    placed,
    expected,
    slope: spread > 1e-12 ? total((row) => (row.expected - meanExpected) * (row.then - meanPlaced)) / spread : null,
    error: {
      model: total((row) => Math.abs(row.then - row.expected)) / rows.length,
      asBefore: total((row) => Math.abs(row.then - row.asBefore)) / rows.length,
      asEver: total((row) => Math.abs(row.then - row.asEver)) / rows.length,
    },
    ranked: byModel === null || byRule === null ? null : { model: byModel, hiatus: byRule },
    lost: { customers: silent.length, cameBack: { hiatus: came(silent), model: came(likeliest.slice(0, silent.length)) } },
    bins: binned(rows.toSorted((a, b) => a.expected - b.expected)),
  };
}

/** As many customers in each as in another; the last may have a few more. */
function binned(rows: readonly { expected: number; then: number }[]): Bin[] {
  const count = Math.min(BINS, rows.length);
  return Array.from({ length: count }, (_, index) => {
    const own = rows.slice(Math.floor((index * rows.length) / count), Math.floor(((index + 1) * rows.length) / count));
    const mean = (of: (row: { expected: number; then: number }) => number) =>
      own.reduce((sum, row) => sum + of(row), 0) / own.length;
    return { customers: own.length, expected: mean((row) => row.expected), placed: mean((row) => row.then) };
  });
}

/** Of all pairs of a hit and a miss, the share of those in which the hit has the higher score, in percent; equal scores are half right. */
export function rightlyRanked(cases: readonly { score: number; hit: boolean }[]): number | null {
  const hits = cases.filter(({ hit }) => hit).length;
  const misses = cases.length - hits;
  if (hits === 0 || misses === 0) return null;
  const sorted = cases.toSorted((a, b) => a.score - b.score);
  let [right, missesBelow] = [0, 0];
  for (let start = 0; start < sorted.length;) {
    let end = start;
    let [hitsHere, missesHere] = [0, 0];
    for (; end < sorted.length && sorted[end]?.score === sorted[start]?.score; end += 1)
      if (sorted[end]?.hit === true) hitsHere += 1;
      else missesHere += 1;
    right += hitsHere * (missesBelow + missesHere / 2);
    missesBelow += missesHere;
    start = end;
  }
  return (100 * right) / (hits * misses);
}
