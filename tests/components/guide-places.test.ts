import { AppProvider } from "@shopify/polaris";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";

import { ACCOUNT_PLACES, OTHER_PLACES, Places } from "../../app/components/home/guide/places.tsx";
import { LanguageProvider } from "../../app/components/locale.tsx";
import type { Locale } from "../../app/i18n/translate.ts";
import { extensions, FOLDERS } from "../sandbox/extension-host/bundle.ts";

function show(locale: Locale): string {
  const shop = { name: "Morgenrot", domain: "m.myshopify.com", currency: "EUR", timeZone: "Europe/Berlin", pointsNames: {} };
  const list = createElement(Places, { places: [...ACCOUNT_PLACES, ...OTHER_PLACES] });
  const language = createElement(LanguageProvider, { locale, shop, children: list });
  return renderToStaticMarkup(createElement(AppProvider, { i18n: {}, children: language })).replaceAll("&#x27;", "'");
}

test.each(["en", "de"] as const)(
  "the guide names in %s every extension that a merchant has to place (issue 11, must show 6)",
  (locale) => {
    const named = show(locale).replaceAll("’", "'");
    // Actions of the admin are there by themselves.
    const placed = FOLDERS.flatMap((folder) => extensions(folder))
      .filter(({ targeting }) => targeting.some(({ target }) => !/\.action\.|-action\./.test(target)))
      .map(({ name = "" }) => name);
    expect(placed.length).toBeGreaterThan(5);
    expect(placed.filter((name) => !named.includes(name))).toEqual([]);
  },
);
