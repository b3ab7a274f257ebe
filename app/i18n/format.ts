import { continental, international, type Dialect } from "../lib/csv.ts";
import { moneyFormat } from "../lib/money.ts";
import type { Locale } from "./translate.ts";

export type Format = {
  number: (value: number | bigint) => string;
  /** With a sign: +10, −5. */
  signed: (value: number | bigint) => string;
  /** 0.25 is 25 %. */
  percent: (share: number) => string;
  /** A change by a share, with its sign: 0.25 is +25 %. */
  change: (share: number) => string;
  /** Minor units of shop money. */
  money: (minor: bigint) => string;
  date: (instant: Date) => string;
  /** Day and month, for charts. */
  day: (instant: Date) => string;
  /** Month and year. */
  month: (instant: Date) => string;
  /** The month alone, short, for charts. */
  monthName: (instant: Date) => string;
  dateTime: (instant: Date) => string;
  /** An hour of the day: 10 is "10 a.m.", in German "10". */
  hour: (hour: number) => string;
};

const SMALLEST = 0.001;

/** Numbers, money and dates as the reader's language writes them, in the shop's money and time zone. */
export function createFormat(locale: string, shop: { currency: string; timeZone: string }): Format {
  const { timeZone } = shop;
  const number = new Intl.NumberFormat(locale);
  const signed = new Intl.NumberFormat(locale, { signDisplay: "exceptZero" });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const change = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" });
  const money = moneyFormat(shop.currency, locale);
  const date = new Intl.DateTimeFormat(locale, { timeZone, year: "numeric", month: "short", day: "numeric" });
  const day = new Intl.DateTimeFormat(locale, { timeZone, month: "short", day: "numeric" });
  const month = new Intl.DateTimeFormat(locale, { timeZone, year: "numeric", month: "long" });
  const monthName = new Intl.DateTimeFormat(locale, { timeZone, month: "short" });
  const time = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: "short" });
  return {
    number: (value) => number.format(value),
    signed: (value) => signed.format(value),
    percent: (share) => plainSpaces(share > 0 && share < SMALLEST ? `< ${percent.format(SMALLEST)}` : percent.format(share)),
    change: (share) => plainSpaces(change.format(share)),
    money: (minor) => plainSpaces(money(minor)),
    date: (instant) => plainSpaces(date.format(instant)),
    day: (instant) => plainSpaces(day.format(instant)),
    month: (instant) => plainSpaces(month.format(instant)),
    monthName: (instant) => plainSpaces(monthName.format(instant)),
    // Put together: Intl would write German's day in figures as soon as a time goes with it.
    dateTime: (instant) => plainSpaces(`${date.format(instant)}, ${time.format(instant)}`),
    hour: (hour) => (locale === "en" ? `${hour % 12 || 12} ${hour < 12 ? "a.m." : "p.m."}` : String(hour)),
  };
}

/** How the reader's spreadsheet wants its files: Excel in German opens only semicolons as columns and takes 1.5 for the first of May. */
export function spreadsheetOf(locale: Locale): Dialect {
  return locale === "de" ? continental : international;
}

/** Browsers and Node differ in which thin or no-break space they print; one kind keeps the server's markup and the browser's alike. */
function plainSpaces(text: string): string {
  return text.replace(/[\u202f\u2009]/g, "\u00a0");
}
