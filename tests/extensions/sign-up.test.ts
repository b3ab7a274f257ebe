import { describe, expect, test } from "vitest";

import { consentTexts } from "../../app/messages/sign-ups/consent-text.ts";
import { shopperLocales } from "../../app/i18n/shopper/say.ts";
import type { Locale } from "../sandbox/storefront/objects.ts";
import { blockMarkup, textOf } from "./blocks.ts";
import { fullProgram, setProgram, testShop } from "./shop.ts";
import { themeFiles } from "./theme-files.ts";

const files = themeFiles();
const localeFile = (locale: string) => {
  const path = `locales/${locale === "en" ? "en.default" : locale}.json`;
  return JSON.parse(files.find((file) => file.path === path)?.text ?? "{}") as { sign_up?: { agree?: string; locale?: string } };
};

describe("the sign-up form", () => {
  test.each(shopperLocales)("%s: asks for the very words that are kept as proof", (locale) => {
    expect(localeFile(locale).sign_up?.agree).toBe(consentTexts[locale]);
    expect(localeFile(locale).sign_up?.locale).toBe(locale);
  });

  test("posts what the app expects, with nothing ticked beforehand, to where the proxy is", () => {
    const shop = testShop();
    setProgram(shop.shop, { ...fullProgram(), proxy: "/tools/points" });
    const html = blockMarkup(shop, "sign-up");
    expect(html).toContain('action="/tools/points/sign-up"');
    expect(html.match(/name="(\w+)"/g)).toEqual(['name="locale"', 'name="email"', 'name="website"', 'name="agree"']);
    expect(html).not.toContain("checked");
    expect(textOf(html)).toContain("Ja, Morgenrot darf mir Neuigkeiten und Angebote per E-Mail schicken.");
    expect(textOf(html)).toContain("+20 Punkte nach deiner Bestätigung");
  });

  test("posts the language of the words that are shown, also where the theme has none in the visitor's", () => {
    const shop = testShop();
    setProgram(shop.shop, fullProgram());
    for (const [locale, shown] of [
      ["nl", "nl"],
      ["pt", "en"],
    ] as const) {
      const html = blockMarkup(shop, "sign-up", { locale: locale as Locale });
      expect(html).toContain(`name="locale" value="${shown}"`);
      expect(textOf(html)).toContain(consentTexts[shown].replace("{{ shop }}", shop.shop.name));
    }
  });

  test("says nothing of points where the merchant wants that, or where no program runs; it works without one", () => {
    const shop = testShop();
    setProgram(shop.shop, fullProgram());
    expect(textOf(blockMarkup(shop, "sign-up", { settings: { show_points: false } }))).not.toContain("+20");
    setProgram(shop.shop, null);
    const html = blockMarkup(shop, "sign-up");
    expect(html).toContain('action="/apps/reprise/sign-up"');
    expect(textOf(html)).not.toContain("Punkte");
  });

  test("is not shown to who gets the emails already, and knows the address of who does not", () => {
    const shop = testShop();
    setProgram(shop.shop, fullProgram());
    const { lena } = shop;
    lena.emailConsent = { ...lena.emailConsent, state: "subscribed" };
    expect(blockMarkup(shop, "sign-up", { customer: lena })).not.toContain("<form");
    lena.emailConsent = { ...lena.emailConsent, state: "unsubscribed" };
    expect(blockMarkup(shop, "sign-up", { customer: lena })).toContain(`value="${lena.email}"`);
  });

  test("merchants' words and the shop's name are text", () => {
    const shop = testShop(undefined, { domain: "x.myshopify.com", name: '<b>"A&B"</b>' });
    const html = blockMarkup(shop, "sign-up", { settings: { heading: "<i>x</i>", text: "{{ shop }}<u>", policy: "" } });
    expect(html).not.toMatch(/<[biu]>/);
  });
});
