import { AppProvider } from "@shopify/polaris";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";

import { Figures } from "../../app/components/flows/page/figures.tsx";
import { StepFigures } from "../../app/components/flows/page/step-figures.tsx";
import { EditorProvider, type Editor } from "../../app/components/flows/timeline/editor.ts";
import { LanguageProvider } from "../../app/components/locale.tsx";
import type { FlowRow } from "../../app/flows/flows.server.ts";
import type { Locale } from "../../app/i18n/translate.ts";
import type { LiveStep } from "../../app/insights/flow-figures.server.ts";
import { email } from "../flows/editing/build.ts";

const shop = { name: "Morgenrot", domain: "m.myshopify.com", currency: "EUR", timeZone: "Europe/Berlin", pointsNames: {} };
const row: FlowRow = {
  ...{ flowId: 3, preset: null, name: "Mine", state: "live", liveSince: null, hasDraft: false },
  ...{ waiting: 0, active: 0, entered: 50, sent: 50, dropped: 0 },
};
const step = (stepId: string, of: Partial<LiveStep>): LiveStep => ({
  ...{ stepId, waiting: 0, sent: 20, delivered: null, unsubscribed: 0, complained: 0, deferred: [], notSent: [] },
  ...{ clicks: 0, orders: 0, revenueMinor: 0n, reached: 0, ...of },
});

function show(locale: Locale, children: ReactElement): string {
  return renderToStaticMarkup(
    createElement(AppProvider, { i18n: {}, children: createElement(LanguageProvider, { locale, shop, children }) }),
  ).replaceAll(/[\u00a0\u202f]/g, " ");
}
const pairs = (html: string) =>
  [...html.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(([, name, value]) => `${name}: ${value?.replaceAll(/<[^>]*>/g, "")}`);

test("a flow's page adds up what became of the emails of all its steps", () => {
  const told = step("a", { delivered: 19, unsubscribed: 2, complained: 1, clicks: 5, orders: 4, reached: 2 });
  const live = [told, step("b", { delivered: 18, unsubscribed: 1, clicks: 4 }), step("c", { clicks: 1 })];
  expect(pairs(show("en", createElement(Figures, { row, live })))).toEqual([
    "Sent: 60",
    "Delivered: 37",
    "Clicked: 10",
    "Orders: 4",
    "Goal reached: 2",
    "Unsubscribed: 3",
    "Reported as spam: 1",
  ]);
  // Each leads to whom it counts, of the same days; where there is nobody it leads nowhere.
  const figures = ["sent", "delivered", "clicked", "ordered", "reached", "unsubscribed", "complained"];
  const linked = [...show("en", createElement(Figures, { row, live })).matchAll(/figure=([a-z-]+)&amp;recent=1"/g)].map(
    ([, one]) => one,
  );
  expect(linked).toEqual(figures);
  // A provider that tells nothing: nobody says that nothing has arrived.
  expect(pairs(show("de", createElement(Figures, { row, live: live.slice(2) })))).toEqual([
    ...["Gesendet: 20", "Geklickt: 1", "Bestellungen: 0", "Ziel erreicht: 0"],
  ]);
  expect(pairs(show("en", createElement(Figures, { row, live: [] })))).toEqual([]);
});

test("the revenue of a step leads to who has ordered", () => {
  const shown = (orders: number) => {
    const figures = new Map([["a", step("a", { orders, revenueMinor: BigInt(orders) * 1_250n })]]);
    const value = { flowId: 3, figures } as unknown as Editor;
    return show("en", createElement(EditorProvider, { value, children: createElement(StepFigures, { step: email("a") }) }));
  };
  const [revenue] = /<dt>Revenue<\/dt><dd>.*?<\/dd>/.exec(shown(2)) ?? [""];
  expect(revenue).toContain("figure=ordered&amp;step=a");
  expect(revenue).toContain("€25.00");
  expect(shown(0)).toContain("<dt>Revenue</dt><dd>€0.00</dd>");
});
