import { chances, type Model } from "./model.ts";
import type { Purchases } from "./purchases.ts";

/** The chance that somebody with such a history is still a customer. Worked out in logarithms, so that no history overflows. */
export function aliveChance(model: Model, purchases: Purchases): number {
  return aliveAt(logOddsOfGone(model, purchases));
}

/** @param odds ln of gone : still there */
export function aliveAt(odds: number): number {
  const small = Math.exp(odds > 0 ? -odds : odds);
  return (odds > 0 ? small : 1) / (1 + small);
}

/** ln of gone : still there. */
export function logOddsOfGone(model: Model, purchases: Purchases): number {
  const { odds, shape, until } = oddsBefore(model, purchases);
  return oddsAt(odds, shape, until, model.alpha + purchases.last);
}

/** What the odds are made of before it is known when the last purchase was: their part that is always there, and what the time since then counts, from its end in logarithms. */
export function oddsBefore(
  { kind, r, alpha, a, b }: Model,
  { repeats, age }: Pick<Purchases, "repeats" | "age">,
): { odds: number; shape: number; until: number } {
  const chance = chances(kind, repeats);
  const odds = chance === 0 ? -Infinity : Math.log(a) - Math.log(b + chance - 1);
  return { odds, shape: r + repeats, until: Math.log(alpha + age) };
}

/** @param since alpha and the time of the last purchase */
export function oddsAt(odds: number, shape: number, until: number, since: number): number {
  return odds + shape * (until - Math.log(since));
}

/** What is known of the rate and the leaving of somebody who is still there: a gamma and a beta distribution. */
export type Posterior = { readonly shape: number; readonly rate: number; readonly a: number; readonly b: number };

export function ifAlive({ kind, r, alpha, a, b }: Model, { repeats, age }: Purchases): Posterior {
  return { shape: r + repeats, rate: alpha + age, a, b: b + chances(kind, repeats) };
}
