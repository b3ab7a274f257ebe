import { currencyDigits } from "../../lib/money.ts";
import { dayIn, type CalendarDay } from "../../lib/time.ts";

/** Minor units as Liquid counts all money: in hundredths, whatever the currency. */
export function hundredths(minor: bigint | number, currency: string): number {
  const digits = currencyDigits(currency);
  const scaled = digits <= 2 ? BigInt(minor) * 10n ** BigInt(2 - digits) : BigInt(minor) / 10n ** BigInt(digits - 2);
  return Number(scaled);
}

/** The way back: minor units of what Liquid counts in hundredths. */
export function fromHundredths(amount: bigint | number, currency: string): bigint {
  const digits = currencyDigits(currency);
  return digits <= 2 ? BigInt(amount) / 10n ** BigInt(2 - digits) : BigInt(amount) * 10n ** BigInt(digits - 2);
}

/** The shop's calendar day of an instant, "2026-12-05". */
export function dayOf(instant: Date, timeZone: string): string {
  return dayText(dayIn(instant, timeZone));
}

export function dayText({ year, month, day }: CalendarDay): string {
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** Seconds since 1970, as Liquid's `date: '%s'` counts. */
export function epochSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1_000);
}
