import { addDays, dayIn, instantIn, type CalendarDay } from "../../lib/time.ts";
import type { TierRules } from "../../program/rules/tier-rules.ts";

/** What counts for a tier, in the unit of the basis; negative where something was taken back. */
export type Contribution = { at: Date; amount: bigint };

/** The sum of what counts, as a list of instants (milliseconds) from which each total holds. */
export type Metric = readonly { from: number; total: bigint }[];

/**
 * When a contribution stops counting; null: never. Twelve months end with the same day a year later (29 February: with 28 February), a calendar year
 * with 31 December, both in the shop's zone.
 */
export function leavesAt(at: Date, window: TierRules["window"], timeZone: string): Date | null {
  if (window === "lifetime") return null;
  const day = dayIn(at, timeZone);
  if (window === "calendar-year") return instantIn({ year: day.year + 1, month: 1, day: 1 }, timeZone);
  return instantIn(addDays(aYearAfter(day), 1), timeZone);
}

function aYearAfter({ year, month, day }: CalendarDay): CalendarDay {
  return { year: year + 1, month, day: month === 2 && day === 29 ? 28 : day };
}

/** @param contributions in any order */
export function metricOf(contributions: readonly Contribution[], window: TierRules["window"], timeZone: string): Metric {
  const deltas = new Map<number, bigint>();
  const add = (at: Date, amount: bigint) => deltas.set(at.getTime(), (deltas.get(at.getTime()) ?? 0n) + amount);
  for (const { at, amount } of contributions) {
    if (amount === 0n) continue;
    add(at, amount);
    const end = leavesAt(at, window, timeZone);
    if (end !== null) add(end, -amount);
  }
  let total = 0n;
  return [...deltas].sort(([a], [b]) => a - b).map(([from, delta]) => ({ from, total: (total += delta) }));
}

/** What counts at an instant; never less than nothing. */
export function totalAt(metric: Metric, at: Date): bigint {
  const time = at.getTime();
  let low = 0;
  let high = metric.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((metric[middle]?.from ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  const total = metric[low - 1]?.total ?? 0n;
  return total > 0n ? total : 0n;
}
