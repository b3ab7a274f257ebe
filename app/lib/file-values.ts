import { currencyDigits, toMinor } from "./money.ts";
import { parseInstant } from "./time.ts";

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/;
const WRITTEN = /^([A-Z][a-z]{2})[a-z]* (\d{1,2}),? (\d{4})\b/;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A date of another program's file: "2026-02-01", with a time or without, or "Feb 1, 2026". A day without a time is its noon, so that it is that day in most of the world. Null for what is none. */
export function dateOf(text: string): Date | null {
  const [, name = "", date = "", of = ""] = WRITTEN.exec(text) ?? [];
  const two = (number: number | string) => String(number).padStart(2, "0");
  const iso = MONTHS.includes(name) ? `${of}-${two(MONTHS.indexOf(name) + 1)}-${two(date)}` : text;
  const [, year, month, day, hour = "12", minute = "00", second = "00", zone = "Z"] = DATE.exec(iso) ?? [];
  if (year === undefined) return null;
  const offset = zone === "UTC" || zone === "Z" ? "Z" : zone.replace(/(\d\d):?(\d\d)$/, "$1:$2");
  const found = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  return Number.isNaN(found.getTime()) || parseInstant(`${year}-${month}-${day}T12:00:00Z`).getUTCDate() !== Number(day)
    ? null
    : found;
}

/** A guard that our own exports put before what a spreadsheet would take for a formula. */
export function unguarded(cell: string): string {
  return cell.replace(/^'(?=[=+\-@])/, "").trim();
}

const AMOUNT = /^([+\-−]?)(\d{1,15}|\d{1,3}(?:[.,'’\s]\d{3}){1,4})(?:([.,])(\d+))?$/;
/** What stands around an amount: a sign or the code of a currency. */
const CURRENCY = /^\p{Sc}\s*|\s*\p{Sc}$|^[A-Z]{3}\s+|\s+[A-Z]{3}$/gu;

/**
 * An amount of money as programs and spreadsheets write it: "1234.5", "1.234,50 €", "$1,234.50". Null for what is none, for what has parts of the smallest unit, and where a point could part thousands or fractions ("1.234").
 */
export function amountOf(text: string, currency: string): bigint | null {
  const bare = unguarded(text).replace(CURRENCY, "").trim();
  const [, sign = "", whole = "", point, fraction = ""] = AMOUNT.exec(bare) ?? [];
  if (whole === "") return null;
  const parting = new Set(whole.replace(/\d/g, ""));
  const digits = currencyDigits(currency);
  if (parting.size > 1 || (point !== undefined && parting.has(point))) return null;
  // One group of three after one sign is thousands or fractions: who is owed must not get a thousandth of it, nor a thousandfold.
  if (
    digits !== 3 &&
    (parting.size === 1) !== (point !== undefined) &&
    /^\d{1,3}[.,]\d{3}$/.test(`${whole}${point ?? ""}${fraction}`)
  )
    return null;
  if (/[1-9]/.test(fraction.slice(digits))) return null;
  const minor = toMinor(`${whole.replace(/\D/g, "")}.${fraction.slice(0, digits) || "0"}`, currency);
  return sign === "" || sign === "+" ? minor : -minor;
}
