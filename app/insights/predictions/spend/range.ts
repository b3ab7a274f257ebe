import { betaShare } from "../numbers/gamma.ts";
import type { Spender, SpendModel } from "./gamma-gamma.ts";

/** Chances of more purchases than are worked out one by one are less than this. */
const NEGLIGIBLE = 1e-4;

/**
 * Between which amounts `share` of the chance lies of what a customer will spend in all, given the chances of 0, 1, 2 … purchases. So many purchases together are gamma, their rate gamma
 * given what is known of the customer: total / (total + scale) is beta, so nothing is simulated.
 */
export function spendRange(
  counts: Iterable<number>,
  model: SpendModel,
  spender: Spender,
  share = 0.8,
): { low: number; high: number } {
  const chances: number[] = [];
  let sum = 0;
  for (const chance of counts) {
    chances.push(chance);
    if ((sum += chance) >= 1 - NEGLIGIBLE) break;
  }
  const known = spender.mean > 0 ? spender.repeats : 0;
  const shape = model.q + model.p * known;
  const scale = model.gamma + (known === 0 ? 0 : known * spender.mean);
  const below = (odds: number) => {
    const part = odds / (1 + odds);
    return (
      chances.reduce((total, chance, count) => total + chance * (count === 0 ? 1 : betaShare(part, model.p * count, shape)), 0) /
      sum
    );
  };
  const amount = (wanted: number) => ((chances[0] ?? 0) / sum >= wanted ? 0 : scale * inverse(below, wanted));
  return { low: amount((1 - share) / 2), high: amount((1 + share) / 2) };
}

/** Where a rising function of all positive numbers reaches a value, to a millionth. */
function inverse(rising: (at: number) => number, wanted: number): number {
  let [low, high] = [0, 1];
  while (rising(high) < wanted && high < 1e12) [low, high] = [high, high * 4];
  for (let step = 0; step < 60 && high - low > 1e-6 * high; step += 1) {
    const middle = (low + high) / 2;
    if (rising(middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
