import { dayIn, instantIn } from "./time.ts";

/** A calendar month in the shop's zone. `key` is "2026-11"; `at` is noon of its first day, for showing its name. */
export type Month = { key: string; at: Date };

/** `count` months in a row, oldest first. @param first how many months after the one in which `now` falls; negative is before it */
export function monthsFrom(now: Date, timeZone: string, first: number, count: number): Month[] {
  const { year, month } = dayIn(now, timeZone);
  return Array.from({ length: count }, (_, index) => {
    const months = year * 12 + (month - 1) + first + index;
    const day = { year: Math.floor(months / 12), month: (months % 12) + 1, day: 1 };
    return { key: monthKey(day), at: instantIn(day, timeZone, 12) };
  });
}

/** The month in which an instant falls, as `Month` keys it. */
export function monthOf(instant: Date, timeZone: string): string {
  return monthKey(dayIn(instant, timeZone));
}

function monthKey({ year, month }: { year: number; month: number }): string {
  return `${year}-${String(month).padStart(2, "0")}`;
}
