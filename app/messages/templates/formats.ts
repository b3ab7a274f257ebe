/** Facts in the email's language. */
import { dayText, monthText } from "../../i18n/shopper/dates.ts";
import { pointsText, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { formatMoney } from "../../lib/money.ts";
import { plusMs } from "../../lib/time.ts";
import { worthMinor, type ProgramRules } from "../../program/rules/rules.ts";
import { textIn } from "../../program/rules/texts.ts";
import { oneLine } from "../content/text.ts";
import type { Context } from "./template.ts";

type MerchantWords = string | Record<string, string>;

/** The merchant's words on one line. */
export function wordsOf(texts: MerchantWords, { locale, shopLocale }: Context): string {
  return oneLine(typeof texts === "string" ? texts : textIn(texts, locale, shopLocale));
}

/** The merchant's words line by line, without empty ones. */
export function linesOf(texts: MerchantWords, { locale, shopLocale }: Context): string[] {
  const text = typeof texts === "string" ? texts : textIn(texts, locale, shopLocale);
  return text
    .split(/\r\n|\r|\n/)
    .map(oneLine)
    .filter((line) => line !== "");
}

/** "1 point", "1,240 points". */
export function pointsOf(points: bigint, { locale, pointsNames }: Context): string {
  return pointsText(points, { locale, names: pointsNames });
}

const orders: Record<ShopperLocale, { one: string; other: string }> = {
  en: { one: "order", other: "orders" },
  de: { one: "Bestellung", other: "Bestellungen" },
  fr: { one: "commande", other: "commandes" },
  es: { one: "pedido", other: "pedidos" },
  it: { one: "ordine", other: "ordini" },
  nl: { one: "bestelling", other: "bestellingen" },
};

/** What is missing for a tier, in the unit of its basis. */
export function missingOf(missing: bigint, basis: "points" | "spend" | "orders", context: Context): string {
  const { locale, currency } = context;
  if (basis === "points") return pointsOf(missing, context);
  if (basis === "spend") return formatMoney(missing, currency, locale);
  const { one, other } = orders[locale];
  const noun = new Intl.PluralRules(locale).select(Number(missing)) === "one" ? one : other;
  return `${new Intl.NumberFormat(locale, { useGrouping: "always" }).format(missing)} ${noun}`;
}

/** What points are worth in shop money; empty where that is nothing, or not known. */
export function worthOf(points: bigint, rules: ProgramRules | null, { currency, locale }: Context): string {
  const minor = rules === null ? 0n : worthMinor(points, rules, currency);
  return minor > 0n ? formatMoney(minor, currency, locale) : "";
}

export function decimalOf(value: number, { locale }: Context): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
}

/** The last day before an end: what ends as a day begins is good until the day before. */
export function lastDayOf(end: Date, { locale, timeZone }: Context): string {
  return dayText(plusMs(end, -1), timeZone, locale);
}

/** @param month "2026-05" */
export function monthOf(month: string, { locale }: Context): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return monthText(new Date(Date.UTC(year, number - 1, 15)), locale);
}
