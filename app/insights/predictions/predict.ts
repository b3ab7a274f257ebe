import { aliveAt, ifAlive, oddsAt, oddsBefore } from "./models/alive.ts";
import { chancesUpTo, rangeAmong } from "./models/counts.ts";
import { expectedIfAlive } from "./models/expected.ts";
import type { Model } from "./models/model.ts";
import { chanceOfNextIfAlive, HORIZON_DAYS, LIKELY, timeToNextIfAlive } from "./models/next-order.ts";
import type { Purchases } from "./models/purchases.ts";
import { REGULAR } from "./models/regularity.ts";

/** Days ahead for which something is told. */
export const AHEAD = [30, 90, 365] as const;
/** From so many gaps on a customer has a habit of their own. */
const HABIT = 3;

/** Orders within so many days: how many are expected, and between which numbers they will be in 8 of 10 cases. */
export type Expected = { days: (typeof AHEAD)[number]; orders: number; low: number; high: number };
export type Prediction = {
  /** The chance that the customer is one still. */
  alive: number;
  expected: Expected[];
  /** Days from today to the next order; null: none is expected within a year. */
  nextInDays: number | null;
};

/** Predicts for many customers; those of one age with as many purchases share what was worked out for the first. */
export function predictor(model: Model): (purchases: Purchases) => Prediction {
  // By age and number of purchases.
  let known: (Float64Array | undefined)[][] = [];
  let remembered = 0;
  const rowOf = (purchases: Purchases) => {
    const { age, repeats } = purchases;
    // Else something that hardly anybody has twice.
    if (!(Number.isInteger(age) && age < AGES && repeats < COUNTS)) return staying(model, purchases);
    if (remembered >= REMEMBERED) [known, remembered] = [[], 0];
    const ofAge = (known[age] ??= []);
    let row = ofAge[repeats];
    if (row === undefined) {
      remembered += 1;
      ofAge[repeats] = row = staying(model, purchases);
    }
    return row;
  };
  return (purchases) => {
    const row = rowOf(purchases);
    const [chance, nextInDays] = [row[CHANCE] as number, row[NEXT] as number];
    const alive = aliveAt(oddsAt(row[ODDS] as number, row[SHAPE] as number, row[UNTIL] as number, model.alpha + purchases.last));
    let at = AFTER;
    const expected = AHEAD.map((days) => {
      const orders = alive * (row[at] as number);
      const from = at + 2;
      at = from + (row[at + 1] as number);
      const { low, high } = rangeAmong(row, alive, from, at);
      return { days, orders, low, high };
    });
    return { alive, expected, nextInDays: alive * chance < LIKELY ? null : nextInDays };
  };
}
const REMEMBERED = 50_000;

/** Of whole days and counts up to these. */
const [AGES, COUNTS] = [2 ** 14, 2 ** 10];

/** Where in a row of numbers stands what is to be expected of somebody who is still there; then, for each of the days ahead, the orders, how many chances there are, and these. */
const [ODDS, SHAPE, UNTIL, CHANCE, NEXT, AFTER] = [0, 1, 2, 3, 4, 5];

/** One row lies together in memory: of a million customers in any order, finding it is most of the work. When the last purchase was tells only whether somebody is still there. */
function staying(model: Model, purchases: Purchases): Float64Array {
  const posterior = ifAlive(model, purchases);
  const { odds, shape, until } = oddsBefore(model, purchases);
  const ahead = AHEAD.flatMap((days) => {
    const upTo = chancesUpTo(posterior, days);
    return [expectedIfAlive(posterior, days), upTo.length, ...upTo];
  });
  const nextInDays = Math.max(1, Math.round(timeToNextIfAlive(posterior)));
  return Float64Array.from([odds, shape, until, chanceOfNextIfAlive(posterior, HORIZON_DAYS), nextInDays, ...ahead]);
}
/**
 * When a customer who buys regularly does so next: a median gap after the last time, and no sooner than tomorrow. Null: the shop's customers do not buy regularly, this one has no habit yet, or
 * the model expects no order.
 */
export function nextByHabit(
  { nextInDays }: Prediction,
  habit: { regularity: number | null; gaps: number; medianGap: number | null; silentDays: number },
): number | null {
  if (nextInDays === null || habit.medianGap === null || habit.gaps < HABIT || (habit.regularity ?? 0) < REGULAR) return null;
  return Math.max(1, Math.round(habit.medianGap - habit.silentDays));
}
