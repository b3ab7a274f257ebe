import { addDays, instantIn, plusMs, SECOND_MS, type CalendarDay } from "../../lib/time.ts";
import type { DayUnit, DayValue, TestOf } from "../language/query.ts";

/** The calendar day that a value of the segment language means on a given day. Months and years end where the shorter month ends. */
export function dayOf(value: DayValue, today: CalendarDay): CalendarDay {
  if (value.type !== "offset") return value.day;
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
 * shop's zone is applied once and not per customer. `after` names the first instant after the day, or after the second that a moment is.
 */
export type Edge = { value: DayValue; after: boolean };

/** The instants between which a date test holds (`!=`: does not hold): from inclusive, until exclusive. */
export function edges(test: Exclude<TestOf["date"], { operator: "IS NULL" | "IS NOT NULL" }>): {
  from: Edge | null;
  until: Edge | null;
} {
  switch (test.operator) {
    case "=":
    case "!=":
      return { from: { value: test.value, after: false }, until: { value: test.value, after: true } };
    case "<":
      return { from: null, until: { value: test.value, after: false } };
    case "<=":
      return { from: null, until: { value: test.value, after: true } };
    case ">":
      return { from: { value: test.value, after: true }, until: null };
    case ">=":
      return { from: { value: test.value, after: false }, until: null };
    case "BETWEEN":
      return { from: { value: test.low, after: false }, until: { value: test.high, after: true } };
  }
}

export function instantOf({ value, after }: Edge, today: CalendarDay, timeZone: string): Date {
  if (value.type === "moment") {
    const { hour, minute, second } = value.clock;
    return plusMs(instantIn(value.day, timeZone, hour, minute), (second + (after ? 1 : 0)) * SECOND_MS);
  }
  return startOf(addDays(dayOf(value, today), after ? 1 : 0), timeZone);
}

const starts = new Map<string, Map<number, Date>>();
const REMEMBERED = 5_000;

/** The first instant of a day in a zone. Remembered, because the zone's rules are slow to ask and the same days are asked for again and again. */
export function startOf(day: CalendarDay, timeZone: string): Date {
  let known = starts.get(timeZone);
  if (known === undefined || known.size >= REMEMBERED) starts.set(timeZone, (known = new Map<number, Date>()));
  const key = day.year * 10_000 + day.month * 100 + day.day;
  const start = known.get(key) ?? instantIn(day, timeZone);
  known.set(key, start);
  return start;
}

const fewestDays: Record<DayUnit, number> = { d: 1, w: 7, m: 28, y: 365 };
const mostDays: Record<DayUnit, number> = { d: 1, w: 7, m: 31, y: 366 };
const farthest = 1_100;

/** How many days ahead a moving edge must be followed until it has passed every instant up to now, within reason. */
export function daysToFollow(value: DayValue): number {
  return value.type !== "offset" ? 1 : Math.min(farthest, Math.max(0, -value.amount) * mostDays[value.unit] + 2);
}

/** At most so many days lie between an edge and the day to which it belongs, with room for zones and the changes of their clocks. */
export function daysAhead(value: DayValue): number {
  return value.type !== "offset" ? 3 : value.amount * (value.amount < 0 ? fewestDays : mostDays)[value.unit] + 3;
}
