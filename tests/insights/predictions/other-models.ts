import { logGamma } from "../../../app/insights/predictions/numbers/gamma.ts";
import type { Groups, Purchases } from "../../../app/insights/predictions/models/purchases.ts";

/** Pareto/NBD and BG/BB, which the app does without (decision 496): here so that what is published of them is held, too, and what CDNOW says of our choice. */
export type Pareto = { r: number; alpha: number; s: number; beta: number };

/** ₂F₁ of a small argument. */
function hypergeometric(a: number, b: number, c: number, z: number): number {
  let [term, sum] = [1, 1];
  for (let k = 0; k < 10_000 && Math.abs(term) > 1e-17 * Math.abs(sum); k += 1) {
    term *= ((a + k) * (b + k) * z) / ((c + k) * (k + 1));
    sum += term;
  }
  return sum;
}

/** ln of s / (r + s + x) · A₀ (Fader and Hardie, 2005), the part of those who have left. */
function logGone({ r, alpha, s, beta }: Pareto, { repeats, last, age }: Purchases): number {
  const all = r + s + repeats;
  const [more, less] = alpha >= beta ? [alpha, beta] : [beta, alpha];
  const second = alpha >= beta ? s + 1 : r + repeats;
  const part = (at: number) =>
    Math.log(hypergeometric(all, second, all + 1, (more - less) / (more + at))) - all * Math.log(more + at);
  const [soon, late] = [part(last), part(age)];
  return Math.log(s / all) + soon + Math.log(-Math.expm1(late - soon));
}

function logHere({ r, alpha, s, beta }: Pareto, { repeats, age }: Purchases): number {
  return -(r + repeats) * Math.log(alpha + age) - s * Math.log(beta + age);
}

export function paretoLogLikelihood(model: Pareto, { repeats, last, age, people }: Groups): number {
  const { r, alpha, s, beta } = model;
  let sum = 0;
  for (let row = 0; row < people.length; row += 1) {
    const one = { repeats: repeats[row] ?? 0, last: last[row] ?? 0, age: age[row] ?? 0 };
    const [here, gone] = [logHere(model, one), one.age > one.last ? logGone(model, one) : -Infinity];
    const most = Math.max(here, gone);
    const both = most + Math.log(Math.exp(here - most) + Math.exp(gone - most));
    sum += (people[row] ?? 0) * (logGamma(r + one.repeats) - logGamma(r) + r * Math.log(alpha) + s * Math.log(beta) + both);
  }
  return sum;
}

export function paretoAlive(model: Pareto, one: Purchases): number {
  return one.age > one.last ? 1 / (1 + Math.exp(logGone(model, one) - logHere(model, one))) : 1;
}

/** Purchases that somebody who is there with a rate of `shape` and a lifetime of `s` makes within `time`. */
function paretoExpected(shape: number, rate: number, s: number, beta: number, time: number): number {
  return ((shape * beta) / (rate * (s - 1))) * (1 - (beta / (beta + time)) ** (s - 1));
}

export function paretoAfterFirst({ r, alpha, s, beta }: Pareto, time: number): number {
  return paretoExpected(r, alpha, s, beta, time);
}

export function paretoNext(model: Pareto, one: Purchases, time: number): number {
  const { r, alpha, s, beta } = model;
  return paretoAlive(model, one) * paretoExpected(r + one.repeats, alpha + one.age, s, beta + one.age, time);
}

export type BetaBeta = { alpha: number; beta: number; gamma: number; delta: number };

const beta = (a: number, b: number) => Math.exp(logGamma(a) + logGamma(b) - logGamma(a + b));

/** BG/BB (Fader, Hardie and Shang, 2010): the chance of x of n occasions, the last of which was `last`. */
export function discreteLikelihood(model: BetaBeta, x: number, last: number, n: number): number {
  const { alpha, beta: b, gamma, delta } = model;
  let gone = 0;
  for (let i = 0; i < n - last; i += 1) gone += beta(alpha + x, b + last - x + i) * beta(gamma + 1, delta + last + i);
  return (beta(alpha + x, b + n - x) * beta(gamma, delta + n) + gone) / (beta(alpha, b) * beta(gamma, delta));
}

export function discreteAlive(model: BetaBeta, x: number, last: number, n: number): number {
  const { alpha, beta: b, gamma, delta } = model;
  const here = (beta(alpha + x, b + n - x) * beta(gamma, delta + n + 1)) / (beta(alpha, b) * beta(gamma, delta));
  return here / discreteLikelihood(model, x, last, n);
}

export function discreteNext(model: BetaBeta, x: number, last: number, n: number, ahead: number): number {
  const { alpha, beta: b, gamma, delta } = model;
  const fall = (at: number) => Math.exp(logGamma(1 + delta + at) - logGamma(gamma + delta + at));
  const share = (beta(alpha + x + 1, b + n - x) / beta(alpha, b)) * (delta / (gamma - 1));
  const scale = Math.exp(logGamma(gamma + delta) - logGamma(1 + delta));
  return (share * scale * (fall(n) - fall(n + ahead))) / discreteLikelihood(model, x, last, n);
}
