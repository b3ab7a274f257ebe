import type { Interval } from "./newcombe.ts";
import { poisson, seeded, type Random } from "./random.ts";

/** How many customers brought in how much, in minor units. */
export type Histogram = readonly { amountMinor: number; customers: number }[];

const DRAWS = 2_000;
/** Above this share of all customers an amount counts as that of the one at it: one wholesale order must not decide. Fixed before anybody looks. */
const WINSORIZE_AT = 0.995;

export function meanOf(histogram: Histogram): number {
  let [sum, customers] = [0, 0];
  for (const bin of histogram) {
    sum += bin.amountMinor * bin.customers;
    customers += bin.customers;
  }
  return customers === 0 ? 0 : sum / customers;
}

/**
 * The 95 % interval of the difference of two means, first less second: bootstrap with Poisson(1) weights (a customer's weight in a draw), percentiles of 2,000
 * draws. Customers with the same amount share one draw, which is exact, so that a million of them cost no more than the amounts that there are.
 */
export function meanDifference(first: Histogram, second: Histogram, seed: number): Interval & { difference: number } {
  const random = seeded(seed);
  const drawn = Float64Array.from({ length: DRAWS }, () => drawMean(first, random) - drawMean(second, random)).sort();
  const at = (share: number) => drawn[Math.min(DRAWS - 1, Math.floor(share * DRAWS))] ?? 0;
  return { difference: meanOf(first) - meanOf(second), low: at(0.025), high: at(0.975) };
}

function drawMean(histogram: Histogram, random: Random): number {
  let [sum, weight] = [0, 0];
  for (const { amountMinor, customers } of histogram) {
    const times = poisson(customers, random);
    sum += times * amountMinor;
    weight += times;
  }
  return weight === 0 ? 0 : sum / weight;
}

/** Both groups with amounts cut at the same height. */
export function winsorized(first: Histogram, second: Histogram): [Histogram, Histogram] {
  const all = [...first, ...second].sort((a, b) => a.amountMinor - b.amountMinor);
  const customers = all.reduce((sum, bin) => sum + bin.customers, 0);
  let [seen, most] = [0, 0];
  for (const bin of all) {
    most = bin.amountMinor;
    seen += bin.customers;
    if (seen >= WINSORIZE_AT * customers) break;
  }
  const cut = (histogram: Histogram) => histogram.map((bin) => ({ ...bin, amountMinor: Math.min(bin.amountMinor, most) }));
  return [cut(first), cut(second)];
}
