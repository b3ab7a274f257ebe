import { aliveChance, ifAlive } from "./alive.ts";
import type { Model } from "./model.ts";
import type { Purchases } from "./purchases.ts";

/** Within so many days an order must be likelier than not, or none is expected. */
export const HORIZON_DAYS = 365;

/** The chance of at least one purchase within the next `time`. Until the next one nobody leaves, so only the rate counts. */
export function chanceOfNext(model: Model, purchases: Purchases, time: number): number {
  const { shape, rate } = ifAlive(model, purchases);
  return aliveChance(model, purchases) * -Math.expm1(shape * (Math.log(rate) - Math.log(rate + time)));
}

/**
 * How long it takes until half of those with such a history who are still there have bought again; null: an order within `horizon` is less likely than none, and
 * none is expected.
 */
export function timeToNext(model: Model, purchases: Purchases, horizon: number): number | null {
  if (chanceOfNext(model, purchases, horizon) < 0.5) return null;
  const { shape, rate } = ifAlive(model, purchases);
  return rate * Math.expm1(Math.LN2 / shape);
}
