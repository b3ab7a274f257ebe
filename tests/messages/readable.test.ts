import { renderToStaticMarkup } from "react-dom/server";
import { createElement, type ReactElement } from "react";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { shopperLocales } from "../../app/i18n/shopper/say.ts";
import { PreferencePage } from "../../app/messages/preferences/page.tsx";
import { preview } from "../../app/messages/templates/preview.ts";
import { templateKeys } from "../../app/messages/templates/registry.ts";
import { UnsubscribePage, type UnsubscribeView } from "../../app/messages/unsubscribe/page.tsx";
import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser } from "../support/browser.ts";
import { variables } from "./render-stage.ts";

const browser = useBrowser();
/** Each is shown on one page, by day and by night: opening a page costs more than all that is asked of it. */
const shown = shopperLocales.flatMap((locale) => (["light", "dark"] as const).map((colorScheme) => ({ locale, colorScheme })));

const markup = (page: ReactElement) => `<!doctype html>${renderToStaticMarkup(page)}`;
/** Mail programs bring their own landmarks around an email. */
const IN_A_PROGRAM = { disable: ["region", "landmark-one-main", "page-has-heading-one"] };

describe("readable by anybody, on a narrow phone, by day and by night", () => {
  async function look(page: Page, name: string, html: string, axe: { disable?: string[] }, fullPage: boolean): Promise<void> {
    await page.setContent(html);
    expect([name, await sidewaysOverflow(page)]).toEqual([name, 0]);
    await expectNoAxeViolations(page, { ...axe, name });
    await picture(page, name, { fullPage });
  }

  it.each(templateKeys)("the email %s, in every language", async (template) => {
    const page = await browser.newPage({ viewport: NARROW });
    for (const { locale, colorScheme } of shown) {
      await page.emulateMedia({ colorScheme });
      const { html } = preview(template, locale, variables, new Date("2026-06-10T10:00:00Z"));
      await look(page, `email-${template}-${locale}-${colorScheme}`, html, IN_A_PROGRAM, true);
    }
  });

  it.each(shopperLocales)("the preference page in %s", async (locale) => {
    const about = { locale, shopName: "Morgenrot ".repeat(8), timeZone: "Europe/Berlin", topicsOff: ["news" as const] };
    const page = await browser.newPage({ viewport: NARROW });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const [subscribed, saved, pausedUntil] of [
        [true, false, null],
        [true, true, new Date("2026-07-10T10:00:00Z")],
        [false, true, null],
      ] as const) {
        const view = { ...about, names: {}, subscribed, saved, pausedUntil };
        const name = `preferences-${subscribed ? (saved ? "saved" : "ask") : "stopped"}-${locale}-${colorScheme}`;
        await look(page, name, markup(createElement(PreferencePage, { view })), {}, true);
      }
    }
  });

  it.each(shopperLocales)("the unsubscribe page in %s", async (locale) => {
    const page = await browser.newPage({ viewport: NARROW });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const kind of ["ask", "done", "failed"] as const) {
        const view: UnsubscribeView = kind === "failed" ? { kind, locale } : { kind, locale, shopName: "Morgenrot ".repeat(8) };
        await look(
          page,
          `unsubscribe-${kind}-${locale}-${colorScheme}`,
          markup(createElement(UnsubscribePage, { view })),
          {},
          false,
        );
      }
    }
  });
});
