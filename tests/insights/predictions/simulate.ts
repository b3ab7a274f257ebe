import type { Random } from "../../../app/insights/lift/random.ts";
import { aliveChance, ifAlive } from "../../../app/insights/predictions/models/alive.ts";
import { chancesUpTo, rangeAmong, type Range } from "../../../app/insights/predictions/models/counts.ts";
import type { Kind, Model } from "../../../app/insights/predictions/models/model.ts";
import type { Purchases } from "../../../app/insights/predictions/models/purchases.ts";

/** A draw of the gamma distribution with a rate (Marsaglia and Tsang, 2000). */
export function drawGamma(shape: number, rate: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, rate, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const bell = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + bell / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < bell ** 2 / 2 + d - d * v + d * Math.log(v)) return (d * v) / rate;
  }
}

function drawBeta(a: number, b: number, random: Random): number {
  const [x, y] = [drawGamma(a, 1, random), drawGamma(b, 1, random)];
  return x / (x + y);
}

/** When somebody of a shop whose customers are as the model says makes repeat purchases, up to an age. */
export function drawTimes(model: Model, age: number, random: Random): number[] {
  const rate = drawGamma(model.r, model.alpha, random);
  const leaves = drawBeta(model.a, model.b, random);
  const times: number[] = [];
  if (leavesAtFirst(model.kind) && random() < leaves) return times;
  for (let at = 0; ;) {
    at -= Math.log(1 - random()) / rate;
    if (at > age) return times;
    times.push(at);
    if (random() < leaves) return times;
  }
}

function leavesAtFirst(kind: Kind): boolean {
  return kind === "mbg";
}

/** Between which numbers purchases within the next `time` will be in 8 of 10 cases. */
export function rangeNext(model: Model, purchases: Purchases, time: number): Range {
  return rangeAmong(chancesUpTo(ifAlive(model, purchases), time), aliveChance(model, purchases));
}
