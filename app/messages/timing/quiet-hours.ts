import { addDays, DAY_MS, hourIn, instantIn, plusMs, type CalendarDay } from "../../lib/time.ts";
import { zonesOf } from "../../lib/zones/zones-of.ts";

/** No advertising between 21:00 and 8:00 of the recipient's clock: what German shops keep for texts, kept for every promotional channel. */
const QUIET_FROM_HOUR = 21;
const QUIET_UNTIL_HOUR = 8;
/** In this time every clock's day has come round, also past Christmas and a Sunday. */
const LONGEST_MS = 14 * DAY_MS;

/** Whether nothing is sent on a day, whatever the hour. */
export type IsRest = (day: CalendarDay) => boolean;
export const never: IsRest = () => false;

/** The clocks that a recipient may live by, as far as the address tells; without one, the shop's. */
export function recipientZones(countryCode: string | null, provinceCode: string | null, shopTimeZone: string): readonly string[] {
  return zonesOf(countryCode, provinceCode) ?? [shopTimeZone];
}

/** When the quiet hours or the day of rest in which `instant` falls end, at the earliest; null where it is neither. */
export function quietUntil(instant: Date, timeZone: string, isRest: IsRest = never): Date | null {
  const { day: today, hour } = hourIn(instant, timeZone);
  if (isRest(today) || hour >= QUIET_FROM_HOUR) return instantIn(addDays(today, 1), timeZone, QUIET_UNTIL_HOUR);
  return hour < QUIET_UNTIL_HOUR ? instantIn(today, timeZone, QUIET_UNTIL_HOUR) : null;
}

/**
 * The first instant from `instant` on at which it is day by every one of these clocks, and a day of rest by none. Null where their days never meet
 * (Antarctica's stations).
 */
export function dayEverywhere(instant: Date, timeZones: readonly string[], isRest: IsRest = never): Date | null {
  let next = instant;
  while (next <= plusMs(instant, LONGEST_MS)) {
    const nights = timeZones.flatMap((timeZone) => quietUntil(next, timeZone, isRest) ?? []);
    if (nights.length === 0) return next;
    next = new Date(Math.max(...nights.map((end) => end.getTime())));
  }
  return null;
}
