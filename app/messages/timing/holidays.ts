import type { CalendarDay } from "../../lib/time.ts";

/**
 * Public holidays of a whole country, as its laws say in 2026. Substitutes for days that fall on a weekend are left out: they are workdays off, not holidays.
 * Regional ones are left out, because Shopify's addresses name no region in most of these countries. Written as "01-06" (a date), "E+39" (days from Easter Sunday),
 * "1Mon05" (the first Monday in May; L for the last), "Sat06-20" (the first Saturday from then on). Switzerland's are those of nearly all cantons, Great
 * Britain's those of England and Wales but for August. Ireland's of February is taken for a Monday in each year.
 */
const RULES: Readonly<Record<string, string>> = {
  DE: "01-01 E-2 E+1 05-01 E+39 E+50 10-03 12-25 12-26",
  AT: "01-01 01-06 E+1 05-01 E+39 E+50 E+60 08-15 10-26 11-01 12-08 12-25 12-26",
  CH: "01-01 E-2 E+1 E+39 E+50 08-01 12-25 12-26",
  LI: "01-01 01-06 E+1 05-01 E+39 E+50 E+60 08-15 09-08 11-01 12-08 12-25 12-26",
  LU: "01-01 E+1 05-01 05-09 E+39 E+50 06-23 08-15 11-01 12-25 12-26",
  FR: "01-01 E+1 05-01 05-08 E+39 E+50 07-14 08-15 11-01 11-11 12-25",
  BE: "01-01 E+1 05-01 E+39 E+50 07-21 08-15 11-01 11-11 12-25",
  NL: "01-01 E+1 04-27 E+39 E+50 12-25 12-26",
  IT: "01-01 01-06 E+1 04-25 05-01 06-02 08-15 10-04 11-01 12-08 12-25 12-26",
  ES: "01-01 01-06 E-2 05-01 08-15 10-12 11-01 12-06 12-08 12-25",
  PT: "01-01 E-2 04-25 05-01 E+60 06-10 08-15 10-05 11-01 12-01 12-08 12-25",
  PL: "01-01 01-06 E+1 05-01 05-03 E+60 08-15 11-01 11-11 12-24 12-25 12-26",
  CZ: "01-01 E-2 E+1 05-01 05-08 07-05 07-06 09-28 10-28 11-17 12-24 12-25 12-26",
  DK: "01-01 E-3 E-2 E+1 E+39 E+50 12-25 12-26",
  SE: "01-01 01-06 E-2 E+1 05-01 E+39 06-06 Sat06-20 Sat10-31 12-25 12-26",
  GB: "01-01 E-2 E+1 1Mon05 LMon05 12-25 12-26",
  IE: "01-01 1Mon02 03-17 E+1 1Mon05 1Mon06 1Mon08 LMon10 12-25 12-26",
  US: "01-01 3Mon01 3Mon02 LMon05 06-19 07-04 1Mon09 2Mon10 11-11 4Thu11 12-25",
};

/** Countries, as ISO 3166-1, whose public holidays are known. */
export const holidayCountries: readonly string[] = Object.keys(RULES);

/** Whether a day is a public holiday in the whole country; never where its holidays are not known. Holidays that are always a Sunday are Sundays here. */
export function isHoliday(day: CalendarDay, countryCode: string): boolean {
  return holidaysOf(countryCode.toUpperCase(), day.year).has(textOf(day.month, day.day));
}

const known = new Map<string, ReadonlySet<string>>();

function holidaysOf(country: string, year: number): ReadonlySet<string> {
  const key = `${country} ${year}`;
  let days = known.get(key);
  // Only countries with rules are kept, so that what an address says cannot fill the memory.
  if (days === undefined) {
    const rules = Object.hasOwn(RULES, country) ? RULES[country] : undefined;
    days = new Set(rules?.split(" ").map((rule) => dayOf(rule, year)) ?? []);
    if (rules !== undefined) known.set(key, days);
  }
  return days;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function dayOf(rule: string, year: number): string {
  const [, offset] = /^E([+-]\d+)$/.exec(rule) ?? [];
  if (offset !== undefined) {
    const date = new Date(easterSunday(year) + Number(offset) * 86_400_000);
    return textOf(date.getUTCMonth() + 1, date.getUTCDate());
  }
  const [, from] = /^Sat(\d\d-\d\d)$/.exec(rule) ?? [];
  if (from !== undefined) {
    const first = new Date(`${year}-${from}T00:00:00Z`);
    const date = new Date(first.getTime() + (6 - first.getUTCDay()) * 86_400_000);
    return textOf(date.getUTCMonth() + 1, date.getUTCDate());
  }
  const [, nth, weekday = "", month] = /^([1-4L])([A-Z][a-z]{2})(\d\d)$/.exec(rule) ?? [];
  if (nth === undefined) return rule;
  const lengthOfMonth = new Date(Date.UTC(year, Number(month), 0)).getUTCDate();
  const days = Array.from({ length: lengthOfMonth }, (_, index) => index + 1).filter(
    (day) => new Date(Date.UTC(year, Number(month) - 1, day)).getUTCDay() === WEEKDAYS.indexOf(weekday),
  );
  return textOf(Number(month), days.at(nth === "L" ? -1 : Number(nth) - 1) ?? 0);
}

/** Midnight in UTC, in milliseconds. The Gregorian computus in the form of Meeus ("Astronomical Algorithms", chapter 8). */
function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * late + 114;
  return Date.UTC(year, Math.floor(days / 31) - 1, (days % 31) + 1);
}

const textOf = (month: number, day: number) => `${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
