import { aliveChance, ifAlive, type Posterior } from "./alive.ts";
import { chances, type Model } from "./model.ts";
import type { Purchases } from "./purchases.ts";

const PRECISE = 1e-15;
const MOST_TERMS = 200_000;

/** Repeat purchases that a customer with such a history is expected to make within the next `time`. */
export function expectedNext(model: Model, purchases: Purchases, time: number): number {
  return aliveChance(model, purchases) * expectedIfAlive(ifAlive(model, purchases), time);
}

/** Repeat purchases that anybody is expected to make within `time` of the first one. */
export function expectedAfterFirst(model: Model, time: number): number {
  const { kind, r, alpha, a, b } = model;
  const leaves = chances(kind, 0);
  const stays = leaves === 0 ? 1 : b / (a + b);
  return stays * expectedIfAlive({ shape: r, rate: alpha, a, b: b + leaves }, time);
}

/**
 * The mean of (1 - exp(-λpt))/p over both distributions. The published form is (a+b-1)/(a-1) · [1 - w^s ₂F₁(s, b; a+b-1; 1-w)] with w = rate/(rate+t), in which ₂F₁ reaches
 * 1e235 for a good customer, takes the logarithm of a negative number for a+b < 1 and divides by zero at a = 1. By Euler's transformation w^s ₂F₁ becomes
 * w^(a-1) ₂F₁(a+b-1-s, a-1; a+b-1; 1-w), whose terms stay small; every term but the first has the factor a-1, which cancels, and a+b-1 goes into the sum.
 */
export function expectedIfAlive({ shape, rate, a, b }: Posterior, time: number): number {
  const z = time / (rate + time);
  const logW = Math.log(rate) - Math.log(rate + time);
  const exponent = a - 1;
  const c = a + b - 1;
  const first = c - shape;
  // Terms (first)ₖ (a)ₖ₋₁ / ((c+1)ₖ₋₁ k!) zᵏ.
  let term = first * z;
  let sum = term;
  for (let k = 1; k < MOST_TERMS && Math.abs(term) > PRECISE * Math.abs(sum); k += 1) {
    term *= ((first + k) * (exponent + k) * z) / ((c + k) * (k + 1));
    sum += term;
  }
  return -c * logW * growth(exponent * logW) - Math.exp(exponent * logW) * sum;
}

/** (exp(u) - 1) / u. */
function growth(u: number): number {
  return Math.abs(u) < 1e-12 ? 1 : Math.expm1(u) / u;
}
