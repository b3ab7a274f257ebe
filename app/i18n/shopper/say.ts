import { dutch } from "./dutch.ts";
import { english } from "./english.ts";
import { french } from "./french.ts";
import { german } from "./german.ts";
import { italian } from "./italian.ts";
import type { ShopperWords } from "./shopper-words.ts";
import { spanish } from "./spanish.ts";

/** The languages that the theme blocks speak; extensions/reprise-theme/locales has theirs. */
export const shopperWords = { en: english, de: german, fr: french, es: spanish, it: italian, nl: dutch } satisfies Record<
  string,
  ShopperWords
>;
export type ShopperLocale = keyof typeof shopperWords;
export const shopperLocales = Object.keys(shopperWords) as ShopperLocale[];

/** The first of these languages (BCP 47) that we speak, else English. */
export function shopperLocale(...wanted: (string | null)[]): ShopperLocale {
  for (const locale of wanted) {
    const language = (locale ?? "").toLowerCase().split(/[-_]/)[0] ?? "";
    const known = shopperLocales.find((candidate) => candidate === language);
    if (known !== undefined) return known;
  }
  return "en";
}

/** Puts values into the places that a text keeps for them: `{title}`. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

/** "1 point", "1,250 points". */
export function pointsText(points: number | bigint, locale: ShopperLocale): string {
  const { one, other } = shopperWords[locale].points;
  const noun = new Intl.PluralRules(locale).select(Number(points)) === "one" ? one : other;
  return `${new Intl.NumberFormat(locale, { useGrouping: "always" }).format(points)} ${noun}`;
}
