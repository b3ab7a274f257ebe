import { addDays, dayIn, instantIn, type CalendarDay } from "../../lib/time.ts";

export type YearDay = { month: number; day: number };
export type Period = "ever" | "year" | "month" | "day";

/** The day of a year on which it comes round. Whoever was born on 29 February has completed a year on 1 March of a common year (§ 188 BGB). */
export function yearDayIn(year: number, { month, day }: YearDay): CalendarDay {
  return addDays({ year, month, day: 1 }, day - 1);
}

/** Whether the calendar has such a day in some year. */
export function isYearDay({ month, day }: YearDay): boolean {
  if (!Number.isInteger(month) || !Number.isInteger(day) || month < 1 || month > 12 || day < 1) return false;
  // A leap year has them all.
  return addDays({ year: 2024, month, day: 1 }, day - 1).month === month;
}

export type Occasion = { year: number; at: Date };

/** When the day comes round from `from` until `until`, both included, as the instants at which it begins in the zone. */
export function occasionsBetween(yearDay: YearDay, from: Date, until: Date, timeZone: string): Occasion[] {
  const found: Occasion[] = [];
  for (let { year } = dayIn(from, timeZone); year <= dayIn(until, timeZone).year; year += 1) {
    const at = instantIn(yearDayIn(year, yearDay), timeZone);
    if (at >= from && at <= until) found.push({ year, at });
  }
  return found;
}

/** The first time that the day comes round after an instant. */
export function nextOccasion(yearDay: YearDay, after: Date, timeZone: string): Occasion {
  const { year: first } = dayIn(after, timeZone);
  for (let year = first; ; year += 1) {
    const at = instantIn(yearDayIn(year, yearDay), timeZone);
    if (at > after) return { year, at };
  }
}

/**
 * The day on which a birthday counts for the first time: the first that begins after it was told, with so many days' notice.
 * @returns null where that is the very next one, as everybody expects
 */
export function lateFirst(yearDay: YearDay, toldAt: Date, noticeDays: number, timeZone: string): CalendarDay | null {
  const told = dayIn(toldAt, timeZone);
  const inTime = addDays(told, noticeDays);
  for (let { year } = told, passed = false; ; year += 1) {
    const day = yearDayIn(year, yearDay);
    if (compareDays(day, told) < 0) continue;
    if (instantIn(day, timeZone) >= toldAt && compareDays(inTime, day) <= 0) return passed ? day : null;
    passed = true;
  }
}

/** When the period of the shop's calendar that holds an instant began; null: there was no beginning. */
export function periodStart(period: Period, at: Date, timeZone: string): Date | null {
  const { year, month, day } = dayIn(at, timeZone);
  switch (period) {
    case "ever":
      return null;
    case "year":
      return instantIn({ year, month: 1, day: 1 }, timeZone);
    case "month":
      return instantIn({ year, month, day: 1 }, timeZone);
    case "day":
      return instantIn({ year, month, day }, timeZone);
  }
}

export function compareDays(a: CalendarDay, b: CalendarDay): number {
  return a.year - b.year || a.month - b.month || a.day - b.day;
}
