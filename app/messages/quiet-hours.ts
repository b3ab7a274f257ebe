import { addDays, DAY_MS, dayIn, instantIn, plusMs, timeIn } from "../lib/time.ts";
import { zonesOf } from "../lib/zones/zones-of.ts";

/** No advertising between 21:00 and 8:00 of the recipient's clock: what German shops keep for texts, kept for every promotional channel. */
const QUIET_FROM_HOUR = 21;
const QUIET_UNTIL_HOUR = 8;

/** The clocks that a recipient may live by, as far as the address tells; without one, the shop's. */
export function recipientZones(countryCode: string | null, provinceCode: string | null, shopTimeZone: string): readonly string[] {
  return zonesOf(countryCode, provinceCode) ?? [shopTimeZone];
}

/** When the quiet hours in which `instant` falls end, or null by day. */
export function quietUntil(instant: Date, timeZone: string): Date | null {
  const { hour } = timeIn(instant, timeZone);
  if (hour >= QUIET_UNTIL_HOUR && hour < QUIET_FROM_HOUR) return null;
  const today = dayIn(instant, timeZone);
  return instantIn(hour >= QUIET_FROM_HOUR ? addDays(today, 1) : today, timeZone, QUIET_UNTIL_HOUR);
}

/**
 * The first instant from `instant` on at which it is day by every one of these clocks. Null where their days never meet (Antarctica's stations).
 */
export function dayEverywhere(instant: Date, timeZones: readonly string[]): Date | null {
  let next = instant;
  // Each round leaves at least one night behind; in two days every clock's day has come round.
  while (next <= plusMs(instant, 2 * DAY_MS)) {
    const nights = timeZones.flatMap((timeZone) => quietUntil(next, timeZone) ?? []);
    if (nights.length === 0) return next;
    next = new Date(Math.max(...nights.map((end) => end.getTime())));
  }
  return null;
}
