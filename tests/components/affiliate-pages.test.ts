import { readFileSync } from "node:fs";

import { AppProvider, BlockStack } from "@shopify/polaris";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";

import { usualPlan } from "../../app/affiliates/setup/plan.ts";
import { planDraftOf, readPlanDraft } from "../../app/affiliates/setup/plan-form.ts";
import { readSettingsDraft, settingsDraftOf } from "../../app/affiliates/setup/settings-form.ts";
import { usualSettings } from "../../app/affiliates/setup/settings.ts";
import { AffiliateList } from "../../app/components/affiliates/affiliate-list.tsx";
import { DecisionCard } from "../../app/components/affiliates/decision-card.tsx";
import { Facts, OrderList } from "../../app/components/affiliates/facts.tsx";
import { PlanEditor } from "../../app/components/affiliates/plan-editor.tsx";
import { SettingsFields } from "../../app/components/affiliates/settings-fields.tsx";
import { LanguageProvider } from "../../app/components/locale.tsx";
import type { Locale } from "../../app/i18n/translate.ts";
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

const AT = new Date("2026-03-02T12:00:00Z");
const terms = {
  ...usualPlan,
  overrides: [{ of: "product" as const, id: "17", rate: { kind: "amount" as const, minor: 250 } }],
  steps: [{ fromMinor: 100_000, bp: 1_250 }],
};
const draft = planDraftOf("Partner", terms, "EUR");
const rows = [
  { affiliateId: 1n, name: "<b>Anna</b> Berger", state: "approved" as const, code: "ANNA10", appliedAt: AT },
  { affiliateId: 2n, name: "Ben", state: "applied" as const, code: null, appliedAt: AT },
  { affiliateId: 3n, name: null, state: "ended" as const, code: "CEM10", appliedAt: AT },
];
const balance = {
  affiliateId: 1n,
  pending: 1_250n,
  due: -300n,
  paid: 9_900n,
  clicks: 41,
  orders: 1,
  turnover: 12_500n,
  ...{ recruited: 2, broughtMinor: 0n, recruitedMinor: 300n },
};
const order = {
  orderId: 9n,
  name: "#1009",
  placedAt: AT,
  netMinor: 5_000n,
  commission: 500n,
  dueAt: new Date("2026-04-01T12:00:00Z"),
  recruited: false,
};
const orders = [
  { ...order, way: "code" as const, reason: null },
  { ...order, orderId: 10n, way: "link" as const, reason: "self" as const },
  { ...order, orderId: 11n, way: "code" as const, reason: null, recruited: true },
];

const parts = () => [
  createElement(AffiliateList, { key: 1, rows, balances: [balance] }),
  createElement(DecisionCard, {
    ...{ key: 2, plans: [{ planId: 1n, name: "Partner", discountPercent: 10 }], suggested: "BEN10", reapplyDays: 180 },
    ...{ busy: false, wrongCode: undefined, onPost: () => undefined },
  }),
  createElement(Facts, { key: 3, title: "Ben", facts: [["A", "https://example.com/ben"] as const, ["B", null] as const] }),
  createElement(OrderList, { key: 4, orders, now: AT }),
  createElement(PlanEditor, { key: 5, draft, issues: { steps: true }, onType: () => undefined }),
  createElement(SettingsFields, {
    ...{ key: 6, draft: settingsDraftOf({ enabled: true, settings: usualSettings }, "EUR") },
    ...{ issues: { iban: true }, creditWorks: false, onType: () => undefined },
  }),
];

test("the pages about affiliates say what is so, in both languages, and names are text", () => {
  const german = show("de", createElement(BlockStack, { children: parts() }));
  for (const words of [
    ...["&lt;b&gt;Anna&lt;/b&gt; Berger", "Vorgemerkt 12,50 € · fällig -3,00 € · ausgezahlt 99,00 €", "41 Klicks · 1 Bestellung"],
    ...["Beworben am 2. März 2026", "Gelöscht", "fällig am 1. Apr. 2026", "eigener Einkauf: keine Provision", "12.5"],
  ])
    expect(german).toContain(words);
  expect(show("en", createElement(BlockStack, { children: parts() }))).toContain("Pending €12.50 · due -€3.00 · paid €99.00");
});

test("what a merchant typed comes back as it was saved, and what is wrong is named", () => {
  expect(readPlanDraft(draft, "EUR")).toEqual({ ok: true, name: "Partner", terms });
  const wrong = {
    ...{ ...draft, name: " ", rateValue: "101", waitDays: "-1", discountPercent: "0", customerDays: "x" },
    overrides: [{ of: "product" as const, id: "all", kind: "percent" as const, value: "5" }],
    steps: [{ from: "0", percent: "5" }],
  };
  expect(readPlanDraft(wrong, "EUR")).toEqual({
    ok: false,
    issues: {
      name: true,
      rateValue: true,
      waitDays: true,
      discountPercent: true,
      customerDays: true,
      overrides: true,
      steps: true,
    },
  });
  const settings = settingsDraftOf({ enabled: true, settings: usualSettings }, "EUR");
  expect(readSettingsDraft(settings, "EUR")).toEqual({ ok: true, enabled: true, settings: usualSettings });
  expect(
    readSettingsDraft({ ...settings, iban: "DE00", minimum: "-5", notePrefix: "GS/", country: "Deutschland" }, "EUR"),
  ).toEqual({
    ok: false,
    issues: { iban: true, minimum: true, notePrefix: true, country: true },
  });
});

test.each([
  ["en", "wide", WIDE],
  ["de", "narrow", NARROW],
] as const)("no fault of accessibility, nothing too wide: %s, %s", async (locale, width, viewport) => {
  const page = await browser.newPage({ viewport });
  await page.setContent(
    `<html lang="${locale}"><head><title>Affiliates</title><style>${styles.join("\n")}</style></head><body><main><h1>Affiliates</h1>${show(locale, createElement(BlockStack, { gap: "400", children: parts() }))}</main></body></html>`,
  );
  await expectNoAxeViolations(page);
  expect(await sidewaysOverflow(page.mainFrame())).toBe(0);
  await picture(page, `affiliate-admin-${width}-${locale}`, { fullPage: true });
});
