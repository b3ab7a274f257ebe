import { addDays, type CalendarDay } from "../../lib/time.ts";
import type { DayValue, TestOf } from "../language/query.ts";
import { dayOf } from "./days.ts";

/** What is asked of the days of a year. */
export type YearTest = Exclude<TestOf["anniversary"], { operator: "IS NULL" | "IS NOT NULL" }>;

/** Every day that a year can have, as month * 100 + day. */
const KEYS = Array.from({ length: 366 }, (_, index) => keyOf(addDays({ year: 2024, month: 1, day: 1 }, index)));
const PLACES = new Map(KEYS.map((key, place) => [key, place]));

function keyOf({ month, day }: CalendarDay): number {
  return month * 100 + day;
}

/**
 * The days of the year that a test names on a given day (`!=`: does not name), years ignored: a span may run over the end of a year. Who was born on
 * 29 February has the 28th in common years: a span that ends, moving with today, on such a 28th names both.
 */
export function keysOf(test: YearTest, today: CalendarDay): number[] {
  const [low, high] = test.operator === "BETWEEN" ? [test.low, test.high] : [test.value, test.value];
  if (low.type === "offset" && high.type === "offset") {
    const [first, last] = [dayOf(low, today), dayOf(high, today)];
    if (orderOf(last) < orderOf(first)) return [];
    if (orderOf(last) >= orderOf(addDays({ ...first, year: first.year + 1 }, -1))) return [...KEYS];
  }
  const from = PLACES.get(keyOf(dayOf(low, today))) ?? 0;
  const to = PLACES.get(lastKey(high, today)) ?? 0;
  return from <= to ? KEYS.slice(from, to + 1) : [...KEYS.slice(from), ...KEYS.slice(0, to + 1)];
}

function lastKey(value: DayValue, today: CalendarDay): number {
  const day = dayOf(value, today);
  const next = addDays(day, 1);
  return value.type === "offset" && keyOf(day) === 228 && keyOf(next) === 301 ? 229 : keyOf(day);
}

function orderOf({ year, month, day }: CalendarDay): number {
  return year * 10_000 + month * 100 + day;
}

/** Whether a test names other days tomorrow. */
export function movesWithToday(test: TestOf["anniversary"]): boolean {
  if (test.operator === "IS NULL" || test.operator === "IS NOT NULL") return false;
  const values = test.operator === "BETWEEN" ? [test.low, test.high] : [test.value];
  return values.some(({ type }) => type === "offset");
}

/** For each day of the year: in how many days a test first thinks otherwise of it than today; null when not within a year and a day. */
export function daysToChange(test: YearTest, today: CalendarDay): { key: number; days: number | null }[] {
  const now = new Set(keysOf(test, today));
  const found = new Map<number, number>();
  for (let days = 1; days <= 367 && found.size < KEYS.length; days += 1) {
    const then = new Set(keysOf(test, addDays(today, days)));
    for (const key of KEYS) if (!found.has(key) && then.has(key) !== now.has(key)) found.set(key, days);
  }
  return KEYS.map((key) => ({ key, days: found.get(key) ?? null }));
}
