import { AppProvider } from "@shopify/polaris";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { createMemoryRouter, RouterProvider } from "react-router-dom";
import { expect, test } from "vitest";

import { draftOf } from "../../app/achievements/content/draft.ts";
import { presets, presetTerms } from "../../app/achievements/content/presets.ts";
import { AchievementList, Gallery } from "../../app/components/achievements/achievement-list.tsx";
import { BringsPart } from "../../app/components/achievements/brings-part.tsx";
import { AchievementsCard } from "../../app/components/achievements/customer-card.tsx";
import { GoalPart } from "../../app/components/achievements/goal-part.tsx";
import { LookPart } from "../../app/components/achievements/look-part.tsx";
import { ForecastCard, PreviewCard } from "../../app/components/achievements/preview-card.tsx";
import { FixedCard, StateCard } from "../../app/components/achievements/state-card.tsx";
import { LanguageProvider } from "../../app/components/locale.tsx";
import type { Locale } from "../../app/i18n/translate.ts";
import { badge, challenge } from "../achievements/terms.ts";

const AT = new Date("2026-03-10T12:00:00Z");
const NOTHING = () => undefined;

function show(locale: Locale, children: ReactElement): string {
  const shop = { name: "Morgenrot", domain: "m.myshopify.com", currency: "EUR", timeZone: "Europe/Berlin", pointsNames: {} };
  const element = createElement(AppProvider, { i18n: {}, children: createElement(LanguageProvider, { locale, shop, children }) });
  const router = createMemoryRouter([{ path: "*", element }]);
  return renderToStaticMarkup(createElement(RouterProvider, { router })).replaceAll(/[\u00a0\u202f]/g, " ");
}

const spend = challenge("spend", 15_000, { points: 300 }, { winners: 50, tier: "gold" });
const tiers = [{ value: "gold", label: "Gold" }];
const choices = { segments: [], tiers, rewards: [] };
const draft = draftOf(spend, "EUR");

test("the list says what each is, who has it and what it cost, and a challenge that is over says so", () => {
  const figures = { held: 3, points: 900n, rewards: 0 };
  const listed = [{ achievementId: 7, state: "active" as const, terms: spend, figures, takingPart: 12 }];
  const german = show("de", createElement(AchievementList, { listed, at: AT }));
  for (const text of ["Ein Abzeichen", "Challenge · Einkäufe für 150,00 € · 1. März 2026 bis 31. März 2026", "Aktiv"])
    expect(german).toContain(text);
  expect(german).toContain("3 Kundinnen und Kunden haben es · 12 nehmen teil · 900 Punkte bisher");
  expect(show("en", createElement(AchievementList, { listed, at: new Date("2026-03-31T22:00:00Z") }))).toContain("Over");
  expect(show("en", createElement(AchievementList, { listed, at: new Date("2026-02-01T00:00:00Z") }))).toContain("Begins later");
  expect(show("en", createElement(AchievementList, { listed: [], at: AT }))).toContain("nobody sees it until you switch it on");
});

test.each(["en", "de"] as const)("every ready-made one is offered by name and what it asks, in %s", (locale) => {
  const ready = presets.map((preset) => ({ preset, terms: presetTerms(preset, () => "2026-03-20", 100) }));
  const markup = show(locale, createElement(Gallery, { ready, busy: false, onAdd: NOTHING }));
  for (const { terms } of ready) expect(markup).toContain(terms.title[locale]);
  expect(markup.match(/<button/g)).toHaveLength(presets.length);
});

test("the form has a field for each part of the goal, and says beside it what is wrong", () => {
  const german = show(
    "de",
    createElement("div", null, [
      createElement(LookPart, {
        key: 1,
        draft,
        errors: {},
        onType: NOTHING,
        locale: "de",
        onLocale: NOTHING,
        languages: ["en", "de"],
      }),
      createElement(GoalPart, { key: 2, draft, errors: { until: "before", target: "ambiguous" }, onType: NOTHING, ...choices }),
      createElement(BringsPart, { key: 3, draft, errors: { points: "too-large" }, onType: NOTHING, rewards: [] }),
    ]),
  );
  for (const text of ["Betrag (EUR)", "Erster Tag", "Zahl der Plätze", "Gold", "Der letzte Tag liegt vor dem ersten."])
    expect(german).toContain(text);
  for (const text of ["Trennt das Komma oder der Punkt", "Das ist mehr, als möglich ist.", "Bild statt des Symbols"])
    expect(german).toContain(text);
});

test("the preview is what a customer reads, and the forecast what it would cost", () => {
  const preview = show("en", createElement(PreviewCard, { terms: spend, locale: "en", rewards: [] }));
  for (const text of ["A badge", "€75.00 of €150.00", "+300 Points", "50 places: the first to get there win"])
    expect(preview).toContain(text);
  expect(show("en", createElement(PreviewCard, { terms: null, locale: "en", rewards: [] }))).toContain(
    "once all fields make sense",
  );
  const likely = show("de", createElement(ForecastCard, { likely: { customers: 20, days: 90 }, terms: spend }));
  for (const text of ["haben das 20 in den letzten 90 Tagen geschafft", "6.000 Punkte"]) expect(likely).toContain(text);
});

test("what is on is told and can no longer be typed over", () => {
  const fixed = show("en", createElement(FixedCard, { terms: spend, ...choices }));
  for (const text of ["Challenge: €150.00 spent", "Tier: Gold", "Number of winners: 50", "Points: 300", "make a copy"])
    expect(fixed).toContain(text);
  const card = (state: "draft" | "active", at: Date) =>
    show("en", createElement(StateCard, { state, terms: spend, at, changed: true, busy: false, send: NOTHING }));
  const state = card("draft", AT);
  expect(state).toContain("Save your changes first.");
  expect(state).toMatch(/<button[^>]*disabled[^>]*>.*Switch on/);
  const over = card("active", new Date("2027-01-01T00:00:00Z"));
  expect(over).toContain("State: Over");
  expect(over).not.toContain("Pause");
});

test("a customer's page says what they have and what they are at", () => {
  const { title, icon, picture } = badge("orders", 1);
  const held = [{ achievementId: 1, kind: "streak" as const, title, icon, picture, at: AT, times: 2 }];
  const going = [
    { achievementId: 2, goal: "spend" as const, title, progress: 7_500n, target: 15_000n, aliveUntil: null, full: false },
  ];
  const german = show("de", createElement(AchievementsCard, { held, going }));
  for (const text of ["Serie, 2-mal, zuletzt am 10. März 2026", "75,00 € von 150,00 €"]) expect(german).toContain(text);
});
