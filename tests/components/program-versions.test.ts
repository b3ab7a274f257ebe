import { AppProvider } from "@shopify/polaris";
import { createElement, type FunctionComponent } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";

import { LanguageProvider } from "../../app/components/locale.tsx";
import { PreviewCards } from "../../app/components/program/preview-cards.tsx";
import { VersionList } from "../../app/components/program/version-list.tsx";
import { StaffProvider } from "../../app/components/words/staff.tsx";
import type { Locale } from "../../app/i18n/translate.ts";
import type { Preview } from "../../app/preview/preview.ts";
import type { Version } from "../../app/program/history.server.ts";
import { multiplierSchema } from "../../app/program/rules/multiplier.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";

const plain = programRulesSchema.parse(DEFAULT_RULES);
const weekend = multiplierSchema.parse({
  ...{ key: "weekend", name: "Double weekend", perMille: 2_000 },
  ...{ from: "2026-12-04T23:00:00Z", until: "2026-12-07T23:00:00Z" },
});
const doubled = { ...plain, multipliers: [weekend] };

function show<Props extends object>(locale: Locale, component: FunctionComponent<Props>, props: Props): string {
  const shop = { name: "Morgenrot", domain: "m.myshopify.com", currency: "EUR", timeZone: "Europe/Berlin", pointsNames: {} };
  const card = createElement(component, props);
  const staffed = createElement(StaffProvider, { staff: { 7: "Anna Berg" }, children: card });
  const language = createElement(LanguageProvider, { locale, shop, children: staffed });
  return renderToStaticMarkup(createElement(AppProvider, { i18n: {}, children: language })).replaceAll("\u00a0", " ");
}

const at = new Date("2026-12-01T09:00:00Z");
const versions: Version[] = [
  {
    ...{ version: 2, effectiveFrom: at, rules: doubled, state: "in-force", changed: ["multipliers"] },
    ...{ createdAt: at, createdBy: "merchant:7", activatedAt: at },
  },
  {
    ...{ version: 1, effectiveFrom: new Date(0), rules: plain, state: "past", changed: null },
    ...{ createdAt: new Date("2026-01-01T09:00:00Z"), createdBy: "system", activatedAt: at },
  },
];

test.each<[Locale, string[]]>([
  ["en", ["Changed: Multipliers", "Double weekend", "by Anna Berg", "Use again"]],
  ["de", ["Double weekend", "Anna Berg"]],
])(
  "a version says what it changed, before and after, with dates, by whom, and can be used again: %s (merchant 16, merchant 27)",
  (locale, texts) => {
    const markup = show(locale, VersionList, { versions, busy: false, onCancel: () => undefined, onReuse: () => undefined });
    for (const text of texts) expect(markup).toContain(text);
    const [, differences = ""] = /<details[^>]*>([\s\S]*?)<\/details>/.exec(markup) ?? [];
    expect(differences).toContain("Double weekend");
    // When it runs stands beside it.
    expect(differences).toContain(locale === "en" ? "×2, Dec 5, 2026" : "5. Dez. 2026");
  },
);

test.each<[Locale, string]>([
  ["en", "4.2%"],
  ["de", "4,2 %"],
])("the preview says what points cost as a share of sales: %s (merchant 30)", (locale, share) => {
  const figures: Preview = {
    ...{ live: true, orders: 12, salesMinor: 1_000_000n, ahead: [], examples: [], tierMoves: null, expiry: null },
    ...{ before: { points: 4_200n, worthMinor: 42_000n }, after: { points: 8_400n, worthMinor: 84_000n } },
    liability: { points: 0n, beforeMinor: 0n, afterMinor: 0n },
  };
  const markup = show(locale, PreviewCards, { figures, before: plain, after: doubled });
  expect(markup).toContain(share);
});
