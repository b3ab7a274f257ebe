import { AppProvider } from "@shopify/polaris";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";

import { AgreementCard } from "../../app/components/customer-groups/agreement-card.tsx";
import { GroupsCard } from "../../app/components/customer-groups/groups-card.tsx";
import { MapCard } from "../../app/components/customer-groups/map-card.tsx";
import { LanguageProvider } from "../../app/components/locale.tsx";
import { ScoreCard } from "../../app/components/predictions/score-card.tsx";
import type { Locale } from "../../app/i18n/translate.ts";

function show(locale: Locale, children: ReactElement): string {
  const shop = { name: "Morgenrot", domain: "m.myshopify.com", currency: "EUR", timeZone: "Europe/Berlin", pointsNames: {} };
  return renderToStaticMarkup(
    createElement(AppProvider, { i18n: {}, children: createElement(LanguageProvider, { locale, shop, children }) }),
  );
}

test("a customer's outlook comes with its reasons in plain words (issue 10, predictions)", () => {
  const spend = { minor: 12_345n, lowMinor: 0n, highMinor: 30_000n };
  const ahead = [
    { days: 30 as const, orders: 0.26, low: 0, high: 1, spend: null },
    { days: 365 as const, orders: 3.14, low: 0, high: 7, spend },
  ];
  const score = {
    ...{
      scoredOn: new Date("2026-11-10T11:00:00Z"),
      group: "AT_RISK" as const,
      scores: { recency: 2, frequency: 4, monetary: 4 },
    },
    ...{ purchaseDays: 6, silentDays: 61, medianGapDays: 38 },
    prediction: {
      ...{ alive: 0.42, ahead, nextOn: null, nextBy: null },
    },
  };
  const english = show("en", createElement(ScoreCard, { score }));
  for (const text of [
    "At risk",
    "Usually orders every 38 days. The last order was 61 days ago.",
    "30 days",
    "0.3 (0 – 1)",
    "3.1 (0 – 7)",
    "€123.45 (€0.00 – €300.00)",
    "In 8 of 10 cases",
    "there is no likely day for the next order",
  ])
    expect(english).toContain(text);
  const lost = { ...score.prediction, alive: 0.03, ahead: ahead.map((one) => ({ ...one, orders: 0.2, spend: null })) };
  expect(show("en", createElement(ScoreCard, { score: { ...score, prediction: lost } }))).toContain(
    "No order is expected within a year",
  );
  const german = show(
    "de",
    createElement(ScoreCard, { score: { ...score, medianGapDays: null, purchaseDays: 1, prediction: null } }),
  );
  for (const text of ["Hat einmal bestellt. Die letzte Bestellung war vor 61 Tagen.", "Was noch fehlt"])
    expect(german).toContain(text);
});

test("the map is a table with a name for each cell, and groups add up (insights B4)", () => {
  const cells = [
    { recency: 5, worth: 5, customers: 30, spentMinor: 300_000 },
    { recency: 1, worth: 1, customers: 10, spentMinor: 9_000 },
  ];
  const onChoose = () => undefined;
  expect(show("de", createElement(MapCard, { cells, onChoose }))).toMatch(/<td[^>]*shade-4.*?30.*?Beste/);
  const groups = show("en", createElement(GroupsCard, { summary: { cells, moves: [], outlook: null }, prospects: 60, onChoose }));
  for (const text of ["30%", "60%", "€3,000.00"]) expect(groups).toContain(text);
});

test("the comparison with Shopify's groups says of how many they are known, while that is not everybody (issue 10)", () => {
  const pairs = [{ ours: "LOYAL" as const, theirs: "LOYAL", customers: 5_000 }];
  const known = (locale: Locale, customers: number) => show(locale, createElement(AgreementCard, { pairs, customers }));
  expect(known("en", 750_000)).toContain("Shopify’s group is known for 0.7% of 750,000 customers so far");
  expect(known("de", 750_000)).toMatch(/Bei 0,7.% der Kundinnen und Kunden \(750\.000\) ist Shopifys Gruppe bisher bekannt/);
  expect(known("en", 5_000)).not.toContain("so far");
});
