import type { MetaFunction } from "@remix-run/node";

import { findLocale, translator, type PlainKey } from "../../i18n/translate.ts";

/** The document's title in the admin's language: `export const meta = pageTitle("home.title")`. */
export function pageTitle(key: PlainKey): MetaFunction {
  return ({ matches }) => {
    const layout = matches.find(({ id }) => id === "routes/app")?.data;
    const tag = typeof layout === "object" && layout !== null && "locale" in layout ? layout.locale : null;
    return [{ title: `${translator(findLocale(typeof tag === "string" ? tag : null) ?? "en")(key)} · Reprise` }];
  };
}
