import { addDays, instantIn, type CalendarDay } from "../lib/time.ts";
import type { DayUnit, DayValue } from "./language/query.ts";

/** The calendar day that a value of the segment language means on a given day. Months and years end where the shorter month ends. */
export function dayOf(value: DayValue, today: CalendarDay): CalendarDay {
  if (value.type === "day") return value.day;
  const { amount, unit } = value;
  switch (unit) {
    case "d":
      return addDays(today, amount);
    case "w":
      return addDays(today, amount * 7);
    case "m":
      return addMonths(today, amount);
    case "y":
      return addMonths(today, amount * 12);
  }
}

function addMonths({ year, month, day }: CalendarDay, months: number): CalendarDay {
  const first = addDays({ year, month: month + months, day: 1 }, 0);
  const last = addDays({ year: first.year, month: first.month + 1, day: 1 }, -1);
  return { ...first, day: Math.min(day, last.day) };
}

/**
 * A day's edge as an instant: conditions on dates are comparisons of instants with such edges, so that an index can serve them and the
 * shop's zone is applied once and not per customer. `after` names the first instant after the day.
 */
export type Edge = { value: DayValue; after: boolean };

export function instantOf({ value, after }: Edge, today: CalendarDay, timeZone: string): Date {
  return instantIn(addDays(dayOf(value, today), after ? 1 : 0), timeZone);
}

const daysPerUnit: Record<DayUnit, number> = { d: 1, w: 7, m: 31, y: 366 };
const farthest = 1_100;

/** How many days ahead an edge must be followed until it has passed every instant up to now, within reason. */
export function daysToFollow(value: DayValue): number {
  if (value.type === "day") return 0;
  return Math.min(farthest, Math.max(0, -value.amount) * daysPerUnit[value.unit] + 2);
}
