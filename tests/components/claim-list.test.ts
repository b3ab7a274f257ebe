import { AppProvider } from "@shopify/polaris";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";

import type { ListedClaim } from "../../app/bonuses/claims/claims-list.server.ts";
import { ClaimList } from "../../app/components/claims/claim-list.tsx";
import { LanguageProvider } from "../../app/components/locale.tsx";
import { StaffProvider } from "../../app/components/words/staff.tsx";

const at = new Date("2026-06-01T10:00:00Z");
const claim: ListedClaim = {
  ...{ claimId: 5n, customerId: 11n, firstName: "Petra", lastName: "Huber", email: "p@example.com", rule: "stars" },
  ...{ productId: 900n, productTitle: "Yirgacheffe", productHandle: "yirgacheffe", order: { id: "4886", name: "#4886" } },
  ...{ state: "waiting", note: "Came <fast>, was packed well.", submittedAt: at, decidedAt: null, decidedBy: null },
};

function show(claims: ListedClaim[]): string {
  const shop = { name: "Morgenrot", domain: "m.myshopify.com", currency: "EUR", timeZone: "Europe/Berlin", pointsNames: {} };
  const list = createElement(ClaimList, {
    ...{ claims, rules: [], home: "https://morgenrot.example", busy: false, onDecide: () => undefined },
  });
  const staffed = createElement(StaffProvider, { staff: { 7: "Anna Berg" }, children: list });
  const language = createElement(LanguageProvider, { locale: "en", shop, children: staffed });
  return renderToStaticMarkup(createElement(AppProvider, { i18n: {}, children: language }));
}

test("who approves a review has before them what was written, of which product, and the order that it came of (merchant 17)", () => {
  const markup = show([claim]);
  for (const part of ["Petra Huber", "Came &lt;fast&gt;, was packed well.", "Yirgacheffe", "#4886"])
    expect(markup).toContain(part);
  expect(markup).toContain('href="https://morgenrot.example/products/yirgacheffe"');
  expect(markup).toContain('href="shopify://admin/orders/4886"');
  expect(markup).not.toContain("Undo");
});

test("what somebody decided says who, by name, and can be undone; what was decided by itself cannot (merchant 16, merchant 17)", () => {
  const decided = { ...claim, state: "approved" as const, decidedAt: at };
  const byAnna = show([{ ...decided, decidedBy: "merchant:7" }]);
  expect(byAnna).toContain("Anna Berg");
  expect(byAnna).toMatch(/aria-label="[^"]*Petra Huber[^"]*"/);
  expect(show([{ ...decided, decidedBy: "system" }])).not.toContain("<button");
});
