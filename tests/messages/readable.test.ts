import { renderToStaticMarkup } from "react-dom/server";
import { createElement } from "react";
import { describe, expect, it } from "vitest";

import { shopperLocales } from "../../app/i18n/shopper/say.ts";
import { PreferencePage } from "../../app/messages/preferences/page.tsx";
import { preview } from "../../app/messages/templates/preview.ts";
import { templateKeys } from "../../app/messages/templates/registry.ts";
import { UnsubscribePage, type UnsubscribeView } from "../../app/messages/unsubscribe/page.tsx";
import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser } from "../support/browser.ts";
import { variables } from "./render-stage.ts";

const browser = useBrowser();
const schemes = ["light", "dark"] as const;
const cases = shopperLocales.flatMap((locale) => schemes.map((colorScheme) => [locale, colorScheme] as const));
const emails = templateKeys.flatMap((template) => cases.map((rest) => [template, ...rest] as const));

describe("readable by anybody, on a narrow phone, by day and by night", () => {
  it.each(emails)("the email %s in %s, %s", async (template, locale, colorScheme) => {
    const page = await browser.newPage({ viewport: NARROW, colorScheme });
    await page.setContent(preview(template, locale, variables, new Date("2026-06-10T10:00:00Z")).html);
    expect(await sidewaysOverflow(page)).toBe(0);
    // Mail programs bring their own landmarks around an email.
    await expectNoAxeViolations(page, { disable: ["region", "landmark-one-main", "page-has-heading-one"] });
    await picture(page, `email-${template}-${locale}-${colorScheme}`, { fullPage: true });
  });

  const pages = shopperLocales.flatMap((locale) => schemes.map((colorScheme) => [locale, colorScheme] as const));
  it.each(pages)("the preference page in %s, %s", async (locale, colorScheme) => {
    const about = { locale, shopName: "Morgenrot ".repeat(8), timeZone: "Europe/Berlin", topicsOff: ["news" as const] };
    for (const [subscribed, saved, pausedUntil] of [
      [true, false, null],
      [true, true, new Date("2026-07-10T10:00:00Z")],
      [false, true, null],
    ] as const) {
      const page = await browser.newPage({ viewport: NARROW, colorScheme, javaScript: true });
      const view = { ...about, subscribed, saved, pausedUntil };
      await page.setContent(`<!doctype html>${renderToStaticMarkup(createElement(PreferencePage, { view }))}`);
      expect(await sidewaysOverflow(page)).toBe(0);
      await expectNoAxeViolations(page);
      await picture(page, `preferences-${subscribed ? (saved ? "saved" : "ask") : "stopped"}-${locale}-${colorScheme}`, {
        fullPage: true,
      });
    }
  });

  it.each(pages)("the unsubscribe page in %s, %s", async (locale, colorScheme) => {
    for (const kind of ["ask", "done", "failed"] as const) {
      const view: UnsubscribeView = kind === "failed" ? { kind, locale } : { kind, locale, shopName: "Morgenrot ".repeat(8) };
      const page = await browser.newPage({ viewport: NARROW, colorScheme, javaScript: true });
      await page.setContent(`<!doctype html>${renderToStaticMarkup(createElement(UnsubscribePage, { view }))}`);
      expect(await sidewaysOverflow(page)).toBe(0);
      await expectNoAxeViolations(page);
      await picture(page, `unsubscribe-${kind}-${locale}-${colorScheme}`);
    }
  });
});
