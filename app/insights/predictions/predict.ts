import { aliveChance } from "./models/alive.ts";
import { rangeNext } from "./models/counts.ts";
import { expectedNext } from "./models/expected.ts";
import type { Model } from "./models/model.ts";
import { HORIZON_DAYS, timeToNext } from "./models/next-order.ts";
import type { Purchases } from "./models/purchases.ts";
import { REGULAR } from "./models/regularity.ts";

/** Days ahead for which something is told. */
const AHEAD = [30, 90, 365] as const;
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

/** Predicts for many customers; those with like histories share what was worked out for the first. */
export function predictor(model: Model): (purchases: Purchases) => Prediction {
  const known = new Map<string, Prediction>();
  return (purchases) => {
    const key = `${purchases.repeats} ${purchases.last} ${purchases.age}`;
    let prediction = known.get(key);
    if (prediction === undefined) {
      prediction = predict(model, purchases);
      if (known.size >= REMEMBERED) known.clear();
      known.set(key, prediction);
    }
    return prediction;
  };
}
const REMEMBERED = 20_000;

function predict(model: Model, purchases: Purchases): Prediction {
  const next = timeToNext(model, purchases, HORIZON_DAYS);
  return {
    alive: aliveChance(model, purchases),
    expected: AHEAD.map((days) => ({ days, orders: expectedNext(model, purchases, days), ...rangeNext(model, purchases, days) })),
    nextInDays: next === null ? null : Math.max(1, Math.round(next)),
  };
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
