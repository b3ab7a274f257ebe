import { dayIn, instantIn, timeIn } from "../lib/time.ts";

/** "2026-11-27T00:00" on the shop's clocks as an instant; null for what is no such time. */
export function localInstant(typed: string, timeZone: string): Date | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::\d\d)?$/.exec(typed.trim());
  if (found === null) return null;
  const [year, month, day, hour, minute] = found.slice(1).map(Number) as [number, number, number, number, number];
  const stands = new Date(Date.UTC(year, month - 1, day));
  const real = stands.getUTCMonth() === month - 1 && stands.getUTCDate() === day && hour <= 23 && minute <= 59;
  return real && year >= 1970 ? instantIn({ year, month, day }, timeZone, hour, minute) : null;
}

/** An instant as the shop's clocks show it, for `<input type="datetime-local">`. */
export function localText(instant: Date, timeZone: string): string {
  const { year, month, day } = dayIn(instant, timeZone);
  const { hour, minute } = timeIn(instant, timeZone);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}
