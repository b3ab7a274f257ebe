import { addDays, DAY_MS, dayIn, instantIn, type CalendarDay } from "../../lib/time.ts";
import type { Period } from "../content/terms.ts";

const DAYS_A_WEEK = 7;
/** 1 January 1970 was a Thursday; weeks begin on Monday, as ISO 8601 has it. */
const DAYS_BEFORE = 3;

/** Months or weeks of the shop's calendar, numbered one after another. */
export function periodOf(at: Date, every: Period, timeZone: string): number {
  const day = dayIn(at, timeZone);
  if (every === "month") return day.year * 12 + day.month - 1;
  return Math.floor((daysSince1970(day) + DAYS_BEFORE) / DAYS_A_WEEK);
}

/** When a period begins: a midnight of the shop. */
export function periodStart(period: number, every: Period, timeZone: string): Date {
  const day =
    every === "month"
      ? { year: Math.floor(period / 12), month: (period % 12) + 1, day: 1 }
      : addDays({ year: 1970, month: 1, day: 1 }, period * DAYS_A_WEEK - DAYS_BEFORE);
  return instantIn(day, timeZone);
}

/** The first instant that is no longer so many years after another: 29 February comes round on 1 March. */
export function yearsAfter(at: Date, years: number, timeZone: string): Date {
  const { year, month, day } = dayIn(at, timeZone);
  return instantIn(addDays({ year: year + years, month, day: 1 }, day - 1), timeZone);
}

/** A day that is written as ISO 8601, and its midnight. */
export function startOf(iso: string, timeZone: string): Date {
  return instantIn(dayOf(iso), timeZone);
}

/** The midnight after a day. */
export function endOf(iso: string, timeZone: string): Date {
  return instantIn(addDays(dayOf(iso), 1), timeZone);
}

function dayOf(iso: string): CalendarDay {
  const [year = 1970, month = 1, day = 1] = iso.split("-").map(Number);
  return { year, month, day };
}

function daysSince1970({ year, month, day }: CalendarDay): number {
  return Date.UTC(year, month - 1, day) / DAY_MS;
}
