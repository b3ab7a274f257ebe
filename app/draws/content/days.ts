import { addDays, DAY_MS, dayIn, instantIn, type CalendarDay } from "../../lib/time.ts";
import type { Terms } from "./terms.ts";

type Days = Pick<Terms, "from" | "until">;

/** By which clock a draw's days go: one that is over must not begin anew because the shop has moved. */
export function zoneOf({ timeZone }: { timeZone: string | null }, shop: { timeZone: string }): string {
  return timeZone ?? shop.timeZone;
}

/** A day that is written as ISO 8601, and its midnight. */
export function opensAt({ from }: Days, timeZone: string): Date {
  return instantIn(dayOf(from), timeZone);
}

/** The midnight after the last day. */
export function closesAt({ until }: Days, timeZone: string): Date {
  return instantIn(addDays(dayOf(until), 1), timeZone);
}

/** In which of the runs of days an instant lies, each of which lets everybody take part once: from 0, by days of the shop. */
export function periodAt({ from, everyDays }: Pick<Terms, "from" | "everyDays">, at: Date, timeZone: string): number {
  return everyDays === null ? 0 : Math.floor((daysSince1970(dayIn(at, timeZone)) - daysSince1970(dayOf(from))) / everyDays);
}

/** When a period has passed and who took part in it may again; null where there is no next. */
export function againAt(terms: Days & Pick<Terms, "everyDays">, period: number, timeZone: string): Date | null {
  if (terms.everyDays === null) return null;
  const next = instantIn(addDays(dayOf(terms.from), (period + 1) * terms.everyDays), timeZone);
  return next < closesAt(terms, timeZone) ? next : null;
}

function dayOf(iso: string): CalendarDay {
  const [year = 1970, month = 1, day = 1] = iso.split("-").map(Number);
  return { year, month, day };
}

function daysSince1970({ year, month, day }: CalendarDay): number {
  return Date.UTC(year, month - 1, day) / DAY_MS;
}
