import { dutch } from "./dutch.ts";
import { english } from "./english.ts";
import { french } from "./french.ts";
import { german } from "./german.ts";
import { italian } from "./italian.ts";
import type { PointsName, ShopperWords } from "./shopper-words.ts";
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

/** What a merchant calls points, by language; where there is none, the plain word. */
export type PointsNames = Partial<Record<ShopperLocale, PointsName>>;

/** The language that a shopper is spoken to in, and what points are called in this shop. */
export type Voice = { locale: ShopperLocale; names: PointsNames };

export function voiceOf({ pointsNames }: { pointsNames: PointsNames }, locale: ShopperLocale): Voice {
  return { locale, names: pointsNames };
}

export function pointsName({ locale, names }: Voice): PointsName {
  return names[locale] ?? shopperWords[locale].points;
}

/** A text with what points are called. What stands there is the merchant's, and text like any other: escaped by whoever shows it. */
export function naming(text: string, { one, many }: PointsName): string {
  const words: Record<string, string> = { point: one, points: many, Points: startOf(many) };
  return text.replace(/\[([Pp]oints?)\]/g, (place, name: string) => words[name] ?? place);
}

/** As a sentence begins. */
function startOf(text: string): string {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** What the app itself says to shoppers, in a shop's own words for points. */
export function shopperSays(voice: Voice): ShopperWords {
  const { refusals, points, ...words } = shopperWords[voice.locale];
  const name = pointsName(voice);
  const named = <Texts extends Record<string, string>>(texts: Texts) =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, naming(text, name)])) as Texts;
  return { ...named(words), points, refusals: named(refusals) };
}

/** "1 point", "1,250 points". */
export function pointsText(points: number | bigint, voice: Voice): string {
  const { one, many } = pointsName(voice);
  const noun = new Intl.PluralRules(voice.locale).select(Number(points)) === "one" ? one : many;
  return `${new Intl.NumberFormat(voice.locale, { useGrouping: "always" }).format(points)} ${noun}`;
}
