import type { Request } from "express";

export type Locale = "de" | "en";

export const LOCALE_COOKIE = "sandbox_locale";

/** The language of the stand-in's own pages: what the person chose in the top bar, else what the browser asks for, else English. */
export function localeOf(request: Request): Locale {
  const chosen = /(?:^|;\s*)sandbox_locale=(de|en)\b/.exec(request.headers.cookie ?? "")?.[1];
  if (chosen === "de" || chosen === "en") return chosen;
  return request.acceptsLanguages("de", "en") === "de" ? "de" : "en";
}
