import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Context, Liquid } from "liquidjs";

import { escapeHtml, text } from "./filters.ts";
import { fromNumeric, toNumeric } from "./number.ts";

export type Messages = { [key: string]: string | Messages };
export type Locales = { fallback: string; messages: Map<string, Messages> };

/** The locale files of a theme or extension: `de.json`, `en.default.json` (the default). Schema files are the editor's. */
export function loadLocales(folder: string): Locales {
  const messages = new Map<string, Messages>();
  let fallback: string | undefined;
  for (const file of readdirSync(folder)) {
    if (!file.endsWith(".json") || file.endsWith(".schema.json")) continue;
    const [locale = "", mark] = file.split(".");
    messages.set(locale, JSON.parse(readFileSync(join(folder, file), "utf8")) as Messages);
    if (mark === "default") fallback = locale;
  }
  if (fallback === undefined) throw new Error(`${folder} has no default locale`);
  return { fallback, messages };
}

/**
 * Shopify's `t`: plural forms by `count`, interpolation, HTML escaped unless the key ends in `_html`. The default locale steps in for a
 * missing key. Unlike on Shopify, where the page then shows "translation missing", a key that no locale has is an error.
 */
export function translate(locales: Locales, locale: string, key: string, values: ReadonlyMap<string, unknown>): string {
  const candidates = [locale, locale.split("-")[0] ?? locale, locales.fallback];
  for (const candidate of candidates) {
    const found = find(locales.messages.get(candidate), key, candidate, values.get("count"));
    if (found === undefined) continue;
    const html = key.endsWith("_html") || key.endsWith(".html");
    return found.replace(/\{\{\s*(\w+)\s*\}\}/g, (_all, name: string) => {
      if (!values.has(name)) throw new Error(`The translation ${key} needs a value for ${name}`);
      return html ? text(values.get(name)) : escapeHtml(text(values.get(name)));
    });
  }
  throw new Error(`Translation missing: ${locale}.${key}`);
}

function find(messages: Messages | undefined, key: string, locale: string, count: unknown): string | undefined {
  let node: string | Messages | undefined = messages;
  for (const part of key.split(".")) node = typeof node === "object" ? node[part] : undefined;
  if (typeof node === "string") return node;
  if (node === undefined || count === undefined) return undefined;
  const number = Number(fromNumeric(toNumeric(count)));
  const form = node[new Intl.PluralRules(locale).select(number)] ?? node["other"];
  return typeof form === "string" ? form : undefined;
}

export function registerTranslate(engine: Liquid, locales: Locales): void {
  const filter = function (this: { context: Context }, key: unknown, ...pairs: unknown[]) {
    const locale = text(this.context.getSync(["request", "locale", "iso_code"]));
    const values = new Map(pairs.filter((pair): pair is [string, unknown] => Array.isArray(pair)));
    return translate(locales, locale, text(key), values);
  };
  engine.registerFilter("t", filter);
  engine.registerFilter("translate", filter);
}
