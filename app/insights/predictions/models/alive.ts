import { chances, type Model } from "./model.ts";
import type { Purchases } from "./purchases.ts";

/** The chance that somebody with such a history is still a customer. Worked out in logarithms, so that no history overflows. */
export function aliveChance(model: Model, purchases: Purchases): number {
  const odds = logOddsOfGone(model, purchases);
  return odds > 0 ? Math.exp(-odds) / (1 + Math.exp(-odds)) : 1 / (1 + Math.exp(odds));
}

/** ln of gone : still there. */
export function logOddsOfGone({ kind, r, alpha, a, b }: Model, { repeats, last, age }: Purchases): number {
  const chance = chances(kind, repeats);
  if (chance === 0) return -Infinity;
  return Math.log(a) - Math.log(b + chance - 1) + (r + repeats) * (Math.log(alpha + age) - Math.log(alpha + last));
}

/** What is known of the rate and the leaving of somebody who is still there: a gamma and a beta distribution. */
export type Posterior = { readonly shape: number; readonly rate: number; readonly a: number; readonly b: number };

export function ifAlive({ kind, r, alpha, a, b }: Model, { repeats, age }: Purchases): Posterior {
  return { shape: r + repeats, rate: alpha + age, a, b: b + chances(kind, repeats) };
}
