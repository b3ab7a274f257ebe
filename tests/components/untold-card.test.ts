import { AppProvider } from "@shopify/polaris";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";

import { LanguageProvider } from "../../app/components/locale.tsx";
import { UntoldCard } from "../../app/components/webhooks/untold-card.tsx";
import type { UntoldConsent } from "../../app/customers/consent/push-problems.server.ts";
import type { UntoldSignUp } from "../../app/messages/sign-ups/untold.server.ts";
import type { Locale } from "../../app/i18n/translate.ts";

const at = new Date("2026-06-01T10:00:00Z");
const anna: UntoldConsent = {
  ...{ customerId: 11n, firstName: "Anna", lastName: "Beck", email: "anna@example.com", state: "unsubscribed", since: at },
  ...{ problem: "refused", answer: "The input value is <invalid>", nextAt: new Date("2026-06-01T14:00:00Z") },
};

function show(locale: Locale, consents: UntoldConsent[], total: number, signUps: UntoldSignUp[] = []): string {
  const shop = { name: "Morgenrot", domain: "m.myshopify.com", currency: "EUR", timeZone: "Europe/Berlin", pointsNames: {} };
  const card = createElement(UntoldCard, { consents, signUps, total, busy: false, retry: () => undefined });
  const language = createElement(LanguageProvider, { locale, shop, children: card });
  return renderToStaticMarkup(createElement(AppProvider, { i18n: {}, children: language }));
}

test("the list says whose consent Shopify refused, why, since when, and where to set it (real-store B10)", () => {
  const english = show("en", [anna], 21);
  for (const text of ["Anna Beck", "The input value is &lt;invalid&gt;", "Unsubscribed since", "and 20 more", "Try again now"])
    expect(english).toContain(text);
  expect(english).toContain('href="/app/customers/11"');
  expect(english).toContain('href="shopify://admin/customers/11"');
  const german = show("de", [{ ...anna, problem: "access", answer: null }], 1);
  for (const text of ["Abgemeldet seit", "Die App darf Kundendaten nicht ändern", "Jetzt erneut versuchen"])
    expect(german).toContain(text);
  expect(show("en", [], 0)).not.toContain("Try again now");
});

test("the list names new subscribers whom Shopify has not taken (issue 9, consent)", () => {
  const mira: UntoldSignUp = { signUpId: 5n, email: "mira@example.com", since: at, problem: "access", nextAt: at };
  const german = show("de", [], 1, [mira]);
  for (const text of ["mira@example.com hat sich", "Die App darf Kundendaten nicht ändern", "Bestätigt am"])
    expect(german).toContain(text);
});
