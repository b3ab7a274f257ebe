import { host } from "./host.ts";
import type { View } from "./api.ts";

type Values = Readonly<Record<string, string | number>>;

/** What the merchant calls points in the page's language, as the app's last answer said; null: points. */
let name: { one: string; many: string } | null = null;

/** @param header of an answer: JSON, with what is not ASCII escaped */
export function callPoints(header: string | null): void {
  name = header === null ? null : (JSON.parse(decodeURIComponent(header)) as typeof name);
}

/** A text of `locales/`, which are the theme's own words wherever both have them. Places for what points are called are filled as in the theme. */
export function t(key: string, values?: Values): string {
  return named(host().i18n.translate(key, values));
}

function named(text: string): string {
  return text.replace(/\[([Pp])oint(s?)\]/g, (_, first: string, several: string) => {
    const word =
      several === "" ? (name?.one ?? host().i18n.translate("name.one")) : (name?.many ?? host().i18n.translate("name.many"));
    return first === "P" ? word.charAt(0).toUpperCase() + word.slice(1) : word;
  });
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

/** A day and a time, from ISO 8601, on the clocks of a zone. */
export function moment(iso: string, timeZone: string): string {
  return host().i18n.formatDate(new Date(iso), { dateStyle: "long", timeStyle: "short", timeZone });
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
  return named(texts[language] ?? texts[program.locale] ?? Object.values(texts)[0] ?? "");
}
