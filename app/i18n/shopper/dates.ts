import type { ShopperLocale } from "./say.ts";

/** A day as shoppers read it: "December 31, 2026", "31. Dezember 2026", "1er janvier 2027". */
export function dayText(instant: Date, timeZone: string, locale: ShopperLocale): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "long" }).formatToParts(instant);
  // French counts the first of a month, and only that one; Intl does not.
  const first = (type: string, value: string) => locale === "fr" && type === "day" && value === "1";
  return parts.map(({ type, value }) => (first(type, value) ? "1er" : value)).join("");
}

/** "May 2026", for an instant of that month in UTC. */
export function monthText(instant: Date, locale: ShopperLocale): string {
  return new Intl.DateTimeFormat(locale, { timeZone: "UTC", year: "numeric", month: "long" }).format(instant);
}
