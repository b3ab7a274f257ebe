import { DAY_MS, HOUR_MS, MINUTE_MS } from "./time.ts";

/** Zones are at most this far from UTC, and a little more. */
const FARTHEST_MS = 15 * HOUR_MS;

const calendars = new Map<string, Intl.DateTimeFormat>();

/** What a calendar on the wall of the zone shows at an instant: "2026-03-29". */
export function dayIn(instant: Date, timeZone: string): string {
  let calendar = calendars.get(timeZone);
  if (calendar === undefined) {
    // Sweden writes its days as ISO 8601 does.
    calendar = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    calendars.set(timeZone, calendar);
  }
  return calendar.format(instant);
}

/** The first minute of which the zone's calendar shows the day. The calendar itself is asked, so that no clock change has to be computed. @param day "2026-03-29" */
export function dayStart(day: string, timeZone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  let [before, since] = [(midnight - FARTHEST_MS) / MINUTE_MS, (midnight + FARTHEST_MS) / MINUTE_MS];
  while (since - before > 1) {
    const middle = Math.floor((before + since) / 2);
    if (dayIn(new Date(middle * MINUTE_MS), timeZone) < day) before = middle;
    else since = middle;
  }
  return new Date(since * MINUTE_MS);
}

/** The day after: "2026-03-29" to "2026-03-30". */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}
