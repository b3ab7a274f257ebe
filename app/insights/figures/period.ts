import { DAY_MS } from "../../lib/time.ts";
import { monthOf, startOf } from "./cohorts.ts";

/** The first and the last day, both included, as days of the shop since 1970. */
export type Period = { readonly first: number; readonly last: number };

/** Lengths that are always kept. */
export const LENGTHS = [30, 90, 365] as const;
export type Length = (typeof LENGTHS)[number];
/** Complete months that are kept, for how figures have moved. */
const MONTHS = 13;

export function lastDays(days: number, last: number): Period {
  return { first: last - days + 1, last };
}

export function lengthOf({ first, last }: Period): number {
  return last - first + 1;
}

/** As many days, up to the day before. */
function before({ first, last }: Period): Period {
  return { first: first - (last - first + 1), last: first - 1 };
}

/** The same days of the calendar a year earlier; the 29th of February is the 28th there. */
function yearBefore({ first, last }: Period): Period {
  return { first: dayYearBefore(first), last: dayYearBefore(last) };
}

function dayYearBefore(day: number): number {
  const date = new Date(day * DAY_MS);
  const [year, month, of] = [date.getUTCFullYear() - 1, date.getUTCMonth(), date.getUTCDate()];
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(of, lastOfMonth)) / DAY_MS;
}

/** A period, the one before it and that of the year before: what a page compares. */
export function compared(period: Period): [Period, Period, Period] {
  return [period, before(period), yearBefore(period)];
}

/** The complete months up to a day, oldest first. */
export function monthsUntil(last: number, count = MONTHS): Period[] {
  const next = monthOf(last + 1);
  return Array.from({ length: count }, (_, index) => {
    const month = next - count + index;
    return { first: startOf(month), last: startOf(month + 1) - 1 };
  });
}

/** The periods of each length that is always kept, with what they are compared with. */
export function comparedLengths(last: number): Period[] {
  return LENGTHS.flatMap((days) => compared(lastDays(days, last)));
}

/** All that is worked out every night, up to the last complete day; each once. */
export function standing(last: number): Period[] {
  const all = [...comparedLengths(last), ...monthsUntil(last)];
  return [...new Map(all.map((period) => [keyOf(period), period])).values()];
}

/** The name under which a period's figures are kept. */
export function keyOf({ first, last }: Period): string {
  return `period:${first}:${last}`;
}
