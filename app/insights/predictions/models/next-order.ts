import { aliveChance, ifAlive, type Posterior } from "./alive.ts";
import type { Model } from "./model.ts";
import type { Purchases } from "./purchases.ts";

/** Within so many days an order must be likelier than not, or none is expected. */
export const HORIZON_DAYS = 365;
export const LIKELY = 0.5;

/** The chance of at least one purchase within the next `time`. Until the next one nobody leaves, so only the rate counts. */
export function chanceOfNext(model: Model, purchases: Purchases, time: number): number {
  return aliveChance(model, purchases) * chanceOfNextIfAlive(ifAlive(model, purchases), time);
}

export function chanceOfNextIfAlive({ shape, rate }: Posterior, time: number): number {
  return -Math.expm1(shape * (Math.log(rate) - Math.log(rate + time)));
}

/** How long it takes until half of those who are still there have bought again. */
export function timeToNextIfAlive({ shape, rate }: Posterior): number {
  return rate * Math.expm1(Math.LN2 / shape);
}
