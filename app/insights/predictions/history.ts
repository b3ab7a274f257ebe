import type { Purchases } from "./models/purchases.ts";
import type { Spender } from "./spend/gamma-gamma.ts";

/** The days on which a customer bought, oldest first, as days of the shop since 1970, and what was spent on each in minor units. */
export type History = { readonly days: readonly number[]; readonly spent: readonly number[] };

/** What the models know at the end of a day, in days; null: the customer was none yet. */
export function purchasesAt({ days }: History, today: number): Purchases | null {
  const first = days[0];
  if (first === undefined || first > today) return null;
  const count = countUntil(days, today);
  return { repeats: count - 1, last: (days[count - 1] ?? first) - first, age: today - first };
}

/** What repeat purchases up to the end of a day were worth; days on which nothing was left after refunds say nothing. */
export function spenderAt({ days, spent }: History, today: number): Spender {
  const paid = spent.slice(1, countUntil(days, today)).filter((amount) => amount > 0);
  return { repeats: paid.length, mean: paid.length === 0 ? 0 : paid.reduce((sum, amount) => sum + amount, 0) / paid.length };
}

/** Days between one purchase and the next, up to the end of a day. */
export function gapsUntil({ days }: History, today: number): number[] {
  return days.slice(1, Math.max(1, countUntil(days, today))).map((day, index) => day - (days[index] ?? day));
}

/** Of an even number the middle between the two in the middle; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** How many of the days, which are in order, are not after one. */
export function countUntil(days: readonly number[], today: number): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? Infinity) <= today) low = middle + 1;
    else high = middle;
  }
  return low;
}
