import { DAY_MS, dayIn, instantIn } from "../../lib/time.ts";

/** Days since 1970 of the shop's day at an instant. */
export function shopDay({ timeZone }: { timeZone: string }, at: Date): number {
  const { year, month, day } = dayIn(at, timeZone);
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

/** Noon of such a day in the shop's zone, for writing its date. */
export function noonOf({ timeZone }: { timeZone: string }, day: number): Date {
  return instantIn(dayIn(new Date(day * DAY_MS), "UTC"), timeZone, 12);
}

/** When such a day begins. */
export function midnightOf({ timeZone }: { timeZone: string }, day: number): Date {
  return instantIn(dayIn(new Date(day * DAY_MS), "UTC"), timeZone);
}
