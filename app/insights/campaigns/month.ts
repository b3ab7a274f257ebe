import { addDays, instantIn, type CalendarDay } from "../../lib/time.ts";

/** `2026-12`. */
export type MonthKey = string;

export const dayKey = ({ year, month, day }: CalendarDay): string =>
  `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

const monthKey = (year: number, month: number): MonthKey => dayKey({ year, month, day: 1 }).slice(0, 7);

/** The month that an address asks for, else that of a day. */
export function monthOf(asked: string | null, today: CalendarDay): { year: number; month: number } {
  const [, year, month] = /^(20\d\d)-(0[1-9]|1[0-2])$/.exec(asked ?? "") ?? [];
  return year === undefined ? { year: today.year, month: today.month } : { year: Number(year), month: Number(month) };
}

export type Month = {
  key: MonthKey;
  previous: MonthKey;
  next: MonthKey;
  /** Its days, and those of its first and last week that are a neighbor's: whole weeks from Monday on. */
  days: { key: string; day: number; inMonth: boolean }[];
  /** From the first of these days until the end of the last one, by a zone's clock. */
  from: Date;
  until: Date;
};

export function monthDays({ year, month }: { year: number; month: number }, timeZone: string): Month {
  const first = { year, month, day: 1 };
  const start = addDays(first, -mondaysAgo(first));
  const last = addDays({ year: month === 12 ? year + 1 : year, month: (month % 12) + 1, day: 1 }, -1);
  const weeks = Math.ceil((mondaysAgo(first) + last.day) / 7);
  const days = Array.from({ length: weeks * 7 }, (_, at) => addDays(start, at));
  return {
    key: monthKey(year, month),
    previous: month === 1 ? monthKey(year - 1, 12) : monthKey(year, month - 1),
    next: month === 12 ? monthKey(year + 1, 1) : monthKey(year, month + 1),
    days: days.map((day) => ({ key: dayKey(day), day: day.day, inMonth: day.month === month })),
    from: instantIn(start, timeZone),
    until: instantIn(addDays(start, weeks * 7), timeZone),
  };
}

/** Days since Monday. */
function mondaysAgo({ year, month, day }: CalendarDay): number {
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
}
