import { AppProvider } from "@shopify/polaris";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";

import { LanguageProvider } from "../../app/components/locale.tsx";
import { Comments } from "../../app/components/surveys/results/comments.tsx";
import { QuestionCard } from "../../app/components/surveys/editor/question-card.tsx";
import { BreakdownCard } from "../../app/components/surveys/results/breakdown.tsx";
import { Results } from "../../app/components/surveys/results/results.tsx";
import type { Locale } from "../../app/i18n/translate.ts";
import { scored } from "../../app/insights/survey-results/score.ts";
import { kinds } from "../../app/surveys/content/kinds.ts";

function show(locale: Locale, children: ReactElement): string {
  const shop = { name: "Morgenrot", domain: "m.myshopify.com", currency: "EUR", timeZone: "Europe/Berlin", pointsNames: {} };
  return renderToStaticMarkup(
    createElement(AppProvider, { i18n: {}, children: createElement(LanguageProvider, { locale, shop, children }) }),
  ).replaceAll(/[\u00a0\u202f]/g, " ");
}
const totals = { people: 40, strangers: 0, emailed: 40, flagged: 2, sent: 160 };
const question = { id: "recommend", ask: "Empfehlung?", of: 40, answers: [{ id: "9", label: "9", count: 30 }] };

test("a score comes with its interval, its groups and what was left out; of too few it says what is missing (issue 12)", () => {
  const counts = [
    { score: 9, count: 30 },
    { score: 3, count: 10 },
  ];
  const german = show(
    "de",
    createElement(Results, { totals, who: "customers", type: "score", score: scored("score", counts), questions: [question] }),
  );
  for (const text of ["50", "Mit 95 % Sicherheit zwischen 21 und 74", "9 oder 10 (Fans): 30 (75 %)", "gehalten: 2.", "25 %"])
    expect(german).toContain(text);
  const few = scored("score", [{ score: 9, count: 29 }]);
  const english = show("en", createElement(Results, { totals, who: "customers", type: "score", score: few, questions: [] }));
  expect(english).toContain("1 more answer is needed before a score says anything (29 of 30).");
  const cells = [{ key: "link", label: null, of: 29, score: null }];
  const parts = show("en", createElement(BreakdownCard, { cells, by: "way", type: "score", isScored: true, onBy: null }));
  for (const text of ["Open link", "29", "too few"]) expect(parts).toContain(text);
});

test("what customers wrote is text, with why it does not count (issue 12)", () => {
  const comment = {
    ...{
      id: "1",
      customerId: "7",
      customer: null,
      way: "email" as const,
      flag: "burst" as const,
      answeredAt: "2026-11-15T12:00:00Z",
      answer: "3",
    },
    words: [{ ask: "Was war los?", text: "<b>Zu spät</b>" }],
  };
  const german = show("de", createElement(Comments, { comments: [comment], most: 50 }));
  for (const text of ["Kundin oder Kunde", "&lt;b&gt;Zu spät&lt;/b&gt;", "Mehrere Antworten innerhalb von Sekunden geöffnet"])
    expect(german).toContain(text);
});

test("a question says what follows from each answer, and leads forward only (issue 12)", () => {
  const [first] = kinds.nps.definition.questions;
  if (first === undefined) return expect.fail();
  const props = { question: first, place: 1, language: "de" as const, fixed: true, last: false };
  const does = { onChange: () => undefined, onType: () => undefined, onMove: () => undefined, onRemove: () => undefined };
  const later = [{ id: "better", place: 2 }];
  const german = show("de", createElement(QuestionCard, { ...props, ...does, later }));
  for (const text of ["Nach „0 bis 6“", "Nach „9 oder 10“", "Frage 2", "Das Ende", "deshalb steht ihre Art fest"])
    expect(german).toContain(text);
  expect(german).not.toContain(">Frage 1</option>");
});
