import type { MetaFunction } from "@remix-run/node";

import { findLocale, translator } from "../../i18n/translate.ts";
import { pageAt, pages, sectionOf } from "../../pages.ts";

/** The document's title in the admin's language, for the layout, to which Remix does not tell the matches below it. */
export const meta: MetaFunction = ({ matches, location }) => {
  const key = pageAt(location.pathname);
  if (key === null) return [{ title: "Reprise" }];
  const layout = matches.find(({ id }) => id === "routes/app")?.data;
  const tag = typeof layout === "object" && layout !== null && "locale" in layout ? layout.locale : null;
  const t = translator(findLocale(typeof tag === "string" ? tag : null) ?? "en");
  const names = [t(pages[key].word), t(sectionOf(key).word)];
  return [{ title: [...new Set(names), "Reprise"].join(" · ") }];
};
