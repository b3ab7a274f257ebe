import type { Locale } from "./locale.ts";
import { de } from "./texts-de.ts";
import { en } from "./texts-en.ts";

export type Texts = { [key in keyof typeof en]: string };

const texts: Record<Locale, Texts> = { en, de };

export function textsOf(locale: Locale): Texts {
  return texts[locale];
}

/** Puts values into a text's `{name}` places. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
