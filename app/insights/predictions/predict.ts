import { aliveChance, ifAlive } from "./models/alive.ts";
import { chancesUpTo, rangeAmong } from "./models/counts.ts";
import { expectedIfAlive } from "./models/expected.ts";
import type { Model } from "./models/model.ts";
import { chanceOfNextIfAlive, HORIZON_DAYS, LIKELY, timeToNextIfAlive } from "./models/next-order.ts";
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

/** What is to be expected of somebody who is still there. When the last purchase was tells only whether they are. */
type Staying = {
  ahead: { days: Expected["days"]; orders: number; upTo: readonly number[] }[];
  /** The chance of an order within the horizon, and days until it. */
  chance: number;
  nextInDays: number;
};

/** Predicts for many customers; those of one age with as many purchases share what was worked out for the first. */
export function predictor(model: Model): (purchases: Purchases) => Prediction {
  const byAge = new Map<number, Map<number, Staying>>();
  let known = 0;
  const stayingOf = (purchases: Purchases) => {
    const found = byAge.get(purchases.age)?.get(purchases.repeats);
    if (found !== undefined) return found;
    if ((known += 1) > REMEMBERED) {
      byAge.clear();
      known = 1;
    }
    const made = staying(model, purchases);
    const ofAge = byAge.get(purchases.age) ?? new Map<number, Staying>();
    byAge.set(purchases.age, ofAge.set(purchases.repeats, made));
    return made;
  };
  return (purchases) => {
    const alive = aliveChance(model, purchases);
    const { ahead, chance, nextInDays } = stayingOf(purchases);
    return {
      alive,
      expected: ahead.map(({ days, orders, upTo }) => {
        const { low, high } = rangeAmong(upTo, alive);
        return { days, orders: alive * orders, low, high };
      }),
      nextInDays: alive * chance < LIKELY ? null : nextInDays,
    };
  };
}
const REMEMBERED = 50_000;

function staying(model: Model, purchases: Purchases): Staying {
  const posterior = ifAlive(model, purchases);
  return {
    ahead: AHEAD.map((days) => ({ days, orders: expectedIfAlive(posterior, days), upTo: chancesUpTo(posterior, days) })),
    chance: chanceOfNextIfAlive(posterior, HORIZON_DAYS),
    nextInDays: Math.max(1, Math.round(timeToNextIfAlive(posterior))),
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
