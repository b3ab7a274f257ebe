import { logGamma } from "../numbers/gamma.ts";
import { aliveChance, ifAlive, type Posterior } from "./alive.ts";
import { chances, type Model } from "./model.ts";
import type { Purchases } from "./purchases.ts";

/** Beyond so many purchases nobody is asked for the chance of one more. */
const MOST = 20_000;

/** A chance below this has lost digits, or all of them: the next one does not follow from it. */
const TINY = 1e-280;

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

/** The least and the most purchases between which `SHARE` of the chance lies, with equal chances outside on both sides. */
export type Range = { low: number; high: number };
const SHARE = 0.8;
const BELOW = (1 - SHARE) / 2;

/** The chances of at most 0, 1, 2 … purchases within the next `time` of somebody who is still there, as far as a range needs them. */
export function chancesUpTo(posterior: Posterior, time: number): number[] {
  const sums: number[] = [];
  let sum = 0;
  for (const chance of counts(posterior, time, 1)) {
    sums.push((sum += chance));
    if (sum >= 1 - BELOW) break;
  }
  return sums;
}

/** @param upTo as `chancesUpTo` tells them, between two places of a list; who is not there any more buys nothing */
export function rangeAmong(upTo: ArrayLike<number>, alive: number, from = 0, to = upTo.length): Range {
  // 1 - alive + alive · chance is below a share exactly while the chance itself is below this.
  const [least, most] = [1 - (1 - BELOW) / alive, 1 - BELOW / alive];
  let low = from;
  while (low < to && (upTo[low] as number) < least) low += 1;
  let high = low;
  while (high < to && (upTo[high] as number) < most) high += 1;
  return { low: low - from, high: high - from };
}

/**
 * Fader, Hardie and Lee (2005), equation 8, for any gamma and beta distribution: y purchases, and still there; or the last of y was the end. Each part follows from the one
 * before it; while the chance of a negative binomial is too small a number, as w^shape is for good customers, it is worked out from its logarithm.
 */
function* counts({ shape, rate, a, b }: Posterior, time: number, alive: number): Generator<number> {
  if (time <= 0) {
    yield 1;
    return;
  }
  const logW = Math.log(rate) - Math.log(rate + time);
  const logZ = Math.log(time) - Math.log(rate + time);
  const z = time / (rate + time);
  // B(a, b + y) / B(a, b): survived y chances to leave.
  let [survived, soFar] = [1, 0];
  let many = Math.exp(shape * logW);
  yield 1 - alive + alive * many;
  for (let y = 1; y < MOST; y += 1) {
    soFar += many;
    many =
      many > TINY
        ? (many * (shape + y - 1) * z) / y
        : Math.exp(logGamma(shape + y) - logGamma(shape) - logGamma(y + 1) + shape * logW + y * logZ);
    const before = survived;
    survived *= (b + y - 1) / (a + b + y - 1);
    const left = (before * a) / (a + b + y - 1);
    yield alive * (survived * many + left * Math.max(0, 1 - soFar));
  }
}
