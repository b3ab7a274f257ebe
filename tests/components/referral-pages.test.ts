import { readFileSync } from "node:fs";

import { AppProvider } from "@shopify/polaris";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";

import { LanguageProvider } from "../../app/components/locale.tsx";
import { ReferralsCard } from "../../app/components/referrals/customer-card.tsx";
import { ReferralFields } from "../../app/components/referrals/fields.tsx";
import { FiguresSoFar } from "../../app/components/referrals/figures.tsx";
import { OfferPreview } from "../../app/components/referrals/preview.tsx";
import { ReferralList } from "../../app/components/referrals/review-list.tsx";
import type { Locale } from "../../app/i18n/translate.ts";
import { draftOf } from "../../app/referrals/form.ts";
import type { ListedReferral } from "../../app/referrals/review.server.ts";
import { usualTerms } from "../../app/referrals/terms.ts";
import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";

const browser = useBrowser();
const shop = { name: "Morgenrot", domain: "m.myshopify.com", currency: "EUR", timeZone: "Europe/Berlin", pointsNames: {} };
const styles = ["node_modules/@shopify/polaris/build/esm/styles.css", "app/styles/admin.css"].map((file) =>
  readFileSync(file, "utf8"),
);

function show(locale: Locale, children: ReactElement): string {
  return renderToStaticMarkup(
    createElement(AppProvider, { i18n: {}, children: createElement(LanguageProvider, { locale, shop, children }) }),
  ).replaceAll(/[\u00a0\u202f]/g, " ");
}

const waiting: ListedReferral = {
  referralId: 7n,
  advocate: { customerId: 1n, firstName: "Anna", lastName: "Berger", email: null },
  friend: { customerId: 2n, firstName: "<b>Tom</b>", lastName: "Berger", email: null },
  order: { orderId: 10n, name: "#1010" },
  orderedAt: new Date("2026-03-02T12:00:00Z"),
  netMinor: 4_990n,
  flags: ["same-household", "many-claims"],
  advocateGets: { kind: "points", points: 500 },
  dueAt: new Date("2026-04-01T12:00:00Z"),
  reviewUntil: new Date("2026-04-15T12:00:00Z"),
  ...{ decision: null, decidedAt: null, decidedBy: null, missed: false },
};
const figures = {
  advocates: 41,
  codes: 30,
  orders: 12,
  revenueMinor: 61_200n,
  paid: 8,
  points: 3_900n,
  rewards: 1,
  waiting: 4,
  rejected: 3,
};
const made = {
  referralId: 7n,
  friendId: 2n,
  state: "rejected",
  reason: "existing-customer",
  at: new Date("2026-03-02T12:00:00Z"),
  points: 0n,
};

const parts = () => [
  createElement(FiguresSoFar, { key: "figures", figures }),
  createElement(ReferralFields, {
    key: "fields",
    draft: draftOf(true, { ...usualTerms, minSpendMinor: 2_000 }, (minor) => (minor / 100).toFixed(2)),
    issues: { points: "range" },
    currency: "EUR",
    rewards: [],
    onType: () => undefined,
  }),
  createElement(OfferPreview, { key: "preview", offer: { shop, terms: { ...usualTerms, minSpendMinor: 2_000 } } }),
  createElement(ReferralList, { key: "list", referrals: [waiting], busy: false, onDecide: () => undefined }),
  createElement(ReferralsCard, { key: "card", referrals: { codes: ["7KX2M9QP"], made: [made], by: 3n } }),
];

test.each<[Locale, string[]]>([
  [
    "en",
    [
      ...["40% of the codes; 4 are waiting", "3 did not count", "€612.00", "For 7 referrals", "And 1 reward"],
      ...[
        "Anna recommends Morgenrot to you",
        "10% off your first order",
        "Advertising: if you order with the code, Anna gets a reward",
        ...["Your email address", "Show my code"],
      ],
      ...["They have the same last name and live in the same region", "Decide by Apr 15, 2026", "&lt;b&gt;Tom&lt;/b&gt; Berger"],
      ...["Not counted", "had ordered before", "Came by a recommendation", "This number is too small or too large."],
    ],
  ],
  [
    "de",
    [
      ...["40 % der Codes; 4 warten", "3 zählten nicht", "612,00 €", "Für 7 Empfehlungen", "Dazu 1 Prämie"],
      ...["Anna empfiehlt dir Morgenrot", "10 % Rabatt auf deine erste Bestellung", "Werbung: Wenn du mit dem Code bestellst"],
      ...["Deine E-Mail-Adresse", "Code anzeigen"],
      ...["Beide haben denselben Nachnamen", "Bis 15. Apr. 2026", "sonst wird sie nicht belohnt"],
      ...["Zählt nicht", "hatte schon bestellt", "Kam durch eine Empfehlung", "Diese Zahl ist zu klein oder zu groß."],
    ],
  ],
])("what merchants see of referrals, wide and narrow: %s (issue 12)", async (locale, texts) => {
  const markup = show(locale, createElement("div", null, parts()));
  for (const text of texts) expect(markup).toContain(text);
  expect(markup).not.toContain("<b>Tom");
  const html = `<!doctype html><html lang="${locale}"><head><title>Referrals</title><style>${styles.join("\n")}</style></head><body><main style="padding:16px"><h1>Referrals</h1>${markup}</main></body></html>`;
  for (const [name, viewport] of [
    ["wide", WIDE],
    ["narrow", NARROW],
  ] as const) {
    const page = await browser.newPage({ viewport });
    await page.setContent(html);
    await expectNoAxeViolations(page);
    expect(await sidewaysOverflow(page.mainFrame())).toBe(0);
    await picture(page, `referral-parts-${name}-${locale}`, { fullPage: true });
    await page.close();
  }
});
