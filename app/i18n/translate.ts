/**
 * A typed dictionary instead of a library: keys, variables and plural forms are checked by the compiler, so that a text can be neither
 * missing nor misspelt in one language. Used by the server and the browser alike.
 */
import { dictionaries, type English } from "./dictionary.ts";

export const locales = ["en", "de"] as const;
export type Locale = (typeof locales)[number];

type Value = string | number | bigint;
type Texts<Entry> = Entry extends string
  ? Entry
  : Entry extends { one: infer One; other: infer Other }
    ? (One | Other) & string
    : never;
type Variables<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Variables<Rest> : never;

/** Every key, as `area.name`. */
export type Key = { [Area in keyof English]: `${Area}.${Extract<keyof English[Area], string>}` }[keyof English];
type Entry<K extends Key> = K extends `${infer Area}.${infer Name}`
  ? Area extends keyof English
    ? Name extends keyof English[Area]
      ? English[Area][Name]
      : never
    : never
  : never;
type Needs<K extends Key> = Variables<Texts<Entry<K>>>;
type Arguments<K extends Key> = [Needs<K>] extends [never] ? [] : [values: Record<Needs<K>, Value>];

/** Keys whose text needs no values: what tables of words by state or reason are made of. */
export type PlainKey = { [K in Key]: [Needs<K>] extends [never] ? K : never }[Key];

/** The text of a key; numbers are written as the language writes them, `count` chooses the plural form. */
export type Translate = <K extends Key>(key: K, ...values: Arguments<K>) => string;

/** The language for a tag such as `de-AT`; null where we do not speak it. */
export function findLocale(tag: string | null | undefined): Locale | null {
  const language = tag?.toLowerCase().split(/[-_,;]/)[0];
  return locales.find((locale) => locale === language) ?? null;
}

const translators = new Map<Locale, Translate>();

export function translator(locale: Locale): Translate {
  const known = translators.get(locale);
  if (known !== undefined) return known;
  const made = createTranslator(locale);
  translators.set(locale, made);
  return made;
}

function createTranslator(locale: Locale): Translate {
  const words: Record<string, Record<string, string | { one: string; other: string }>> = dictionaries[locale];
  const numbers = new Intl.NumberFormat(locale);
  const plurals = new Intl.PluralRules(locale);
  return (key, ...[values]) => {
    const [area = "", name = ""] = key.split(".");
    const entry = words[area]?.[name] ?? key;
    const given: Record<string, Value> = values ?? {};
    const text = typeof entry === "string" ? entry : plurals.select(Number(given["count"])) === "one" ? entry.one : entry.other;
    return text.replace(/\{(\w+)\}/g, (slot, variable: string) => {
      const value = given[variable];
      return value === undefined ? slot : typeof value === "string" ? value : numbers.format(value);
    });
  };
}
