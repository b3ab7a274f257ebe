import { addDays, dayIn, instantIn, timeIn } from "../lib/time.ts";

/** No advertising between 21:00 and 8:00 of the recipient's clock: what German shops keep for texts, kept for every promotional channel. */
const QUIET_FROM_HOUR = 21;
const QUIET_UNTIL_HOUR = 8;

/** Countries that live by one clock (or nearly: islands are at most an hour or two off). Customers elsewhere are taken to live by the shop's. */
const zones: Record<string, string> = {
  AT: "Europe/Vienna",
  BE: "Europe/Brussels",
  BG: "Europe/Sofia",
  CH: "Europe/Zurich",
  CY: "Asia/Nicosia",
  CZ: "Europe/Prague",
  DE: "Europe/Berlin",
  DK: "Europe/Copenhagen",
  EE: "Europe/Tallinn",
  ES: "Europe/Madrid",
  FI: "Europe/Helsinki",
  FR: "Europe/Paris",
  GB: "Europe/London",
  GR: "Europe/Athens",
  HR: "Europe/Zagreb",
  HU: "Europe/Budapest",
  IE: "Europe/Dublin",
  IL: "Asia/Jerusalem",
  IN: "Asia/Kolkata",
  IS: "Atlantic/Reykjavik",
  IT: "Europe/Rome",
  JP: "Asia/Tokyo",
  KR: "Asia/Seoul",
  LI: "Europe/Vaduz",
  LT: "Europe/Vilnius",
  LU: "Europe/Luxembourg",
  LV: "Europe/Riga",
  MT: "Europe/Malta",
  NL: "Europe/Amsterdam",
  NO: "Europe/Oslo",
  PL: "Europe/Warsaw",
  PT: "Europe/Lisbon",
  RO: "Europe/Bucharest",
  RS: "Europe/Belgrade",
  SE: "Europe/Stockholm",
  SG: "Asia/Singapore",
  SI: "Europe/Ljubljana",
  SK: "Europe/Bratislava",
  TR: "Europe/Istanbul",
  UA: "Europe/Kyiv",
  ZA: "Africa/Johannesburg",
};

/** The zone whose clock a recipient lives by, as far as the country tells. */
export function recipientTimeZone(countryCode: string | null, shopTimeZone: string): string {
  return zones[countryCode?.toUpperCase() ?? ""] ?? shopTimeZone;
}

/** When the quiet hours in which `instant` falls end, or null by day. */
export function quietUntil(instant: Date, timeZone: string): Date | null {
  const { hour } = timeIn(instant, timeZone);
  if (hour >= QUIET_UNTIL_HOUR && hour < QUIET_FROM_HOUR) return null;
  const today = dayIn(instant, timeZone);
  return instantIn(hour >= QUIET_FROM_HOUR ? addDays(today, 1) : today, timeZone, QUIET_UNTIL_HOUR);
}
