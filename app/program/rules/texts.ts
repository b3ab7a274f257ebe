import { z } from "zod";

/** Merchants' own words, by language ("de", "en", "fr" …): at least one. Shoppers read their language, else the shop's, else any. */
export const textsSchema = z
  .record(z.string().regex(/^[a-z]{2}$/), z.string().trim().min(1).max(500))
  .refine((texts) => Object.keys(texts).length > 0, "empty");

export type Texts = z.infer<typeof textsSchema>;

/** A text in each of its languages, for what holds no nested values: `{"title.de": …, "title.en": …}`. */
export function textFields<Name extends string>(name: Name, texts: Texts): { [Field in `${Name}.${string}`]: string } {
  const fields = Object.entries(texts).map(([locale, text]) => [`${name}.${locale}`, text]);
  return Object.fromEntries(fields) as { [Field in `${Name}.${string}`]: string };
}

/** @param locales in order of preference, BCP 47 ("de-AT") */
export function textIn(texts: Texts, ...locales: (string | null)[]): string {
  for (const locale of locales) {
    const text = texts[(locale ?? "").toLowerCase().split(/[-_]/)[0] ?? ""];
    if (text !== undefined) return text;
  }
  return Object.values(texts)[0] ?? "";
}
