import { host } from "./host.ts";
import type { View } from "./api.ts";

type Values = Readonly<Record<string, string | number>>;

/** A text of `locales/`, which are the theme's own words wherever both have them. */
export function t(key: string, values?: Values): string {
  return host().i18n.translate(key, values);
}

/** A text in singular or plural, with the number written as the language writes it. */
export function counted(key: string, count: number, values: Values = {}): string {
  return t(key, { ...values, count, points: integer(count), orders: integer(count) });
}

/** With a real minus sign, as the theme writes it. */
export function integer(value: number): string {
  return host().i18n.formatNumber(value, { useGrouping: "always" }).replace("-", "−");
}

/** Money of the shop, from hundredths; never more than there is. @param isShort without ",00" */
export function money(hundredths: number, { currency }: Pick<View, "currency">, isShort = false): string {
  const short = isShort ? ({ trailingZeroDisplay: "stripIfInteger" } as const) : {};
  return host().i18n.formatCurrency(hundredths / 100, { currency, roundingMode: "trunc", ...short });
}

/** A calendar day, from ISO 8601. */
export function day(iso: string): string {
  return host().i18n.formatDate(new Date(`${iso}T12:00:00Z`), { dateStyle: "long", timeZone: "UTC" });
}

/** A day of no year, such as a birthday. */
export function dayOfYear(month: number, dayOfMonth: number): string {
  const date = new Date(Date.UTC(2000, month - 1, dayOfMonth, 12));
  return host().i18n.formatDate(date, { day: "numeric", month: "long", timeZone: "UTC" });
}

export function monthName(month: number): string {
  return host().i18n.formatDate(new Date(Date.UTC(2000, month - 1, 15)), { month: "long", timeZone: "UTC" });
}

/** 1250 per mille is "1.25". */
export function factor(perMille: number): string {
  return host().i18n.formatNumber(perMille / 1_000, { maximumFractionDigits: 3 });
}

/** A merchant's own words: in the page's language, else the shop's, else in any. */
export function own(texts: Readonly<Record<string, string>> | null | undefined, { program }: Pick<View, "program">): string {
  if (texts == null) return "";
  const language = host().localization.language.value.isoCode.toLowerCase().split("-")[0] ?? "";
  return texts[language] ?? texts[program.locale] ?? Object.values(texts)[0] ?? "";
}
