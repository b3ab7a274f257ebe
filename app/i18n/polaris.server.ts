import german from "@shopify/polaris/locales/de.json" with { type: "json" };
import english from "@shopify/polaris/locales/en.json" with { type: "json" };

import type { Locale } from "./translate.ts";

/** Polaris' own words. Sent with the page, so that a browser loads one language and not all. */
export function polarisWords(locale: Locale): typeof english {
  return locale === "de" ? german : english;
}
