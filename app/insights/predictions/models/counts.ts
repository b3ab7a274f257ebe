import { logGamma } from "../numbers/gamma.ts";
import { aliveChance, ifAlive, type Posterior } from "./alive.ts";
import { chances, type Model } from "./model.ts";
import type { Purchases } from "./purchases.ts";

/** Beyond so many purchases nobody is asked for the chance of one more. */
const MOST = 20_000;

/** The chances of 0, 1, 2 … repeat purchases within `time` of the first one. */
export function countsAfterFirst(model: Model, time: number): Iterable<number> {
  const { kind, r, alpha, a, b } = model;
  const leaves = chances(kind, 0);
  return counts({ shape: r, rate: alpha, a, b: b + leaves }, time, leaves === 0 ? 1 : b / (a + b));
}

/** The chances of 0, 1, 2 … purchases within the next `time`, of a customer with such a history. */
export function countsNext(model: Model, purchases: Purchases, time: number): Iterable<number> {
  return counts(ifAlive(model, purchases), time, aliveChance(model, purchases));
}

/** The least and the most purchases between which `share` of the chance lies, with equal chances outside on both sides. */
export function rangeNext(model: Model, purchases: Purchases, time: number, share = 0.8): { low: number; high: number } {
  const below = (1 - share) / 2;
  let [sum, count, low] = [0, 0, -1];
  for (const chance of countsNext(model, purchases, time)) {
    sum += chance;
    if (low < 0 && sum >= below) low = count;
    if (sum >= 1 - below) break;
    count += 1;
  }
  return { low: Math.max(0, low), high: count };
}

/**
 * Fader, Hardie and Lee (2005), equation 8, for any gamma and beta distribution: y purchases, and still there; or the last of y was the end. Each part follows from the one
 * before it; the chance of a negative binomial is carried as a logarithm, because w^shape is too small a number for good customers.
 */
function* counts({ shape, rate, a, b }: Posterior, time: number, alive: number): Generator<number> {
  const logW = Math.log(rate) - Math.log(rate + time);
  const logZ = Math.log(time) - Math.log(rate + time);
  if (time <= 0) {
    yield 1;
    return;
  }
  // B(a, b + y) / B(a, b): survived y chances to leave.
  let [survived, soFar] = [1, 0];
  for (let y = 0; y < MOST; y += 1) {
    const many = Math.exp(logGamma(shape + y) - logGamma(shape) - logGamma(y + 1) + shape * logW + y * logZ);
    if (y === 0) yield 1 - alive + alive * many;
    else {
      const before = survived;
      survived *= (b + y - 1) / (a + b + y - 1);
      const left = (before * a) / (a + b + y - 1);
      yield alive * (survived * many + left * Math.max(0, 1 - soFar));
    }
    soFar += many;
  }
}
