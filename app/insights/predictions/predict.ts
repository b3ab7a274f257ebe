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
  // All rows behind each other: of a million customers in any order, finding one is most of the work.
  const pool = { rows: new Float64Array(ROOM), used: 0 };
  // One more than where the row of an age and a number of purchases begins.
  const places = new Int32Array(AGES * COUNTS);
  const placeOf = (purchases: Purchases): number => {
    const { age, repeats } = purchases;
    // Else something that hardly anybody has twice: its row is written over by the next.
    const key = Number.isInteger(age) && age < AGES && repeats < COUNTS ? age * COUNTS + repeats : null;
    const known = key === null ? 0 : (places[key] as number);
    if (known > 0) return known - 1;
    const row = staying(model, purchases);
    if (pool.used + row.length > MOST) {
      places.fill(0);
      pool.used = 0;
    }
    if (pool.used + row.length > pool.rows.length) {
      const more = new Float64Array(2 * (pool.used + row.length));
      more.set(pool.rows);
      pool.rows = more;
    }
    const place = pool.used;
    pool.rows.set(row, place);
    if (key === null) return place;
    pool.used += row.length;
    places[key] = place + 1;
    return place;
  };
  return (purchases) => {
    const place = placeOf(purchases);
    const { rows } = pool;
    const since = model.alpha + purchases.last;
    const alive = aliveAt(
      oddsAt(rows[place + ODDS] as number, rows[place + SHAPE] as number, rows[place + UNTIL] as number, since),
    );
    let at = place + AFTER;
    const expected = AHEAD.map((days): Expected => {
      const orders = alive * (rows[at] as number);
      const from = at + 2;
      at = from + (rows[at + 1] as number);
      const { low, high } = rangeAmong(rows, alive, from, at);
      return { days, orders, low, high };
    });
    const isLikely = alive * (rows[place + CHANCE] as number) >= LIKELY;
    return { alive, expected, nextInDays: isLikely ? (rows[place + NEXT] as number) : null };
  };
}

/** Eleven years of days, and so many purchases. */
const [AGES, COUNTS] = [2 ** 12, 2 ** 7];
/** Numbers of all rows: at first, and at most, which are 32 MB. */
const [ROOM, MOST] = [2 ** 10, 2 ** 22];

/** Where in a row of numbers stands what is to be expected of somebody who is still there; then, for each of the days ahead, the orders, how many chances there are, and these. */
const [ODDS, SHAPE, UNTIL, CHANCE, NEXT, AFTER] = [0, 1, 2, 3, 4, 5];

/** When the last purchase was tells only whether somebody is still there, and so is not in it. */
function staying(model: Model, purchases: Purchases): readonly number[] {
  const posterior = ifAlive(model, purchases);
  const { odds, shape, until } = oddsBefore(model, purchases);
  const ahead = AHEAD.flatMap((days) => {
    const upTo = chancesUpTo(posterior, days);
    return [expectedIfAlive(posterior, days), upTo.length, ...upTo];
  });
  const nextInDays = Math.max(1, Math.round(timeToNextIfAlive(posterior)));
  return [odds, shape, until, chanceOfNextIfAlive(posterior, HORIZON_DAYS), nextInDays, ...ahead];
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
