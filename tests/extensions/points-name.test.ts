import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { naming, pointsText, shopperLocales, shopperSays, type ShopperLocale } from "../../app/i18n/shopper/say.ts";
import { readPointsNames } from "../../app/shops/settings/points-names.ts";
import { renderEmail, tellings } from "../messages/render-stage.ts";
import { textsIn } from "../sandbox/extension-host/bundle.ts";
import { LOCALES } from "../sandbox/storefront/objects.ts";
import { add } from "../sandbox/storefront/cart.ts";
import { extension } from "../sandbox/storefront/render.ts";
import { blockMarkup, textOf } from "./blocks.ts";
import { fullProgram, setLoyalty, setPoints, setProgram, testShop } from "./shop.ts";
import { EXTENSION } from "./theme-files.ts";

/** A name that would be markup, Liquid, a pattern of a replacement and the beginning of another place, were it not text. */
const NAME = { one: `<i>"Sonne"</i>`, many: "sonnen & {{ shop }} $& <b>" };
const ESCAPED = "sonnen &amp; {{ shop }} $&amp; &lt;b&gt;";

/** The plain word in each language: nobody reads it in a shop that has a name of its own. */
const PLAIN: Record<ShopperLocale, RegExp> = {
  en: /\bpoints?\b/i,
  de: /punkt/i,
  fr: /\bpoints?\b/i,
  es: /\bpuntos?\b/i,
  it: /\bpunt[oi]\b/i,
  nl: /\bpunt(en)?\b/i,
};

const names = Object.fromEntries(shopperLocales.map((locale) => [locale, NAME]));
const shop = testShop();
setProgram(shop.shop, { ...fullProgram(), names, ways: fullProgram().ways.filter(({ kind }) => kind !== "review") });
setPoints(shop.shop, shop.lena, 1250n, 1n);
setLoyalty(shop.shop, shop.lena, {});
const cart = { lines: [] };
add(shop.shop, cart, shop.coffee.variants[0]?.id ?? 0n, 2);

describe("points by a name of the merchant's (issue 11, the merchant's pages)", () => {
  const blocks = [...extension.blocks.keys()];

  test.each(LOCALES.flatMap((locale) => blocks.map((block) => [locale, block] as const)))(
    "block, in %s: %s says it everywhere, as text, and the plain word nowhere",
    (locale, block) => {
      for (const customer of [null, shop.lena]) {
        const markup = blockMarkup(shop, block, { locale, customer, cart, product: shop.coffee });
        expect(markup).not.toMatch(/\[points?\]/i);
        expect(markup).not.toContain("<i>");
        expect(textOf(markup)).not.toMatch(PLAIN[locale]);
        const labels = [...markup.matchAll(/(?:aria-label|data-ask|data-ask-chosen)="([^"]*)"/g)].map(([, label = ""]) => label);
        for (const label of labels) expect(label).not.toMatch(PLAIN[locale]);
      }
      const markup = blockMarkup(shop, block, { locale, customer: shop.lena, cart, product: shop.coffee });
      if (!["tiers", "sign-up", "visits", "reviews", "stars", "photo-wall", "survey"].includes(block))
        expect(markup.toLowerCase()).toContain(ESCAPED);
    },
  );

  test("is the plain word in a language that the merchant has not named, or where nothing is known of the program", () => {
    const own = testShop();
    setProgram(own.shop, { ...fullProgram(), names: { de: NAME } });
    setPoints(own.shop, own.lena, 1n, 0n);
    const read = (given: typeof own, locale: "de" | "en") =>
      textOf(blockMarkup(given, "points", { locale, customer: given.lena, settings: { show_worth: false } }));
    expect(read(own, "en")).toContain("Your points 1 point");
    expect(read(own, "de")).toContain("1 &lt;i&gt;&quot;Sonne&quot;&lt;/i&gt;");
    setProgram(own.shop, null);
    expect(read(own, "de")).toContain("Deine Punkte 1 Punkt");
  });

  test("is the English one where the theme's texts are, in a language that we do not speak", () => {
    const own = testShop();
    setProgram(own.shop, { ...fullProgram(), names: { en: { one: "Star", many: "Stars" } } });
    setPoints(own.shop, own.lena, 5n, 0n);
    const block = { locale: "pt-BR" as "en", customer: own.lena, settings: { show_worth: false } };
    expect(textOf(blockMarkup(own, "points", block))).toContain("5 Stars");
  });

  test.each(shopperLocales)("what the app itself says in %s, and its emails, have it too", (locale) => {
    const voice = { locale, names };
    const { points, refusals, ...words } = shopperSays(voice);
    for (const text of [...Object.values(words), ...Object.values(refusals)]) {
      expect(text).not.toMatch(/\[points?\]/i);
      expect(text.replace(/\{\w+\}/g, "")).not.toMatch(PLAIN[locale]);
    }
    expect(points.one).toMatch(PLAIN[locale]);
    expect(pointsText(1, voice)).toBe(`1 ${NAME.one}`);
    for (const telling of tellings) {
      const { subject, text, html } = renderEmail(telling, locale, { pointsNames: names });
      expect(subject).not.toMatch(PLAIN[locale]);
      expect(text).not.toMatch(PLAIN[locale]);
      expect(html).not.toContain("<i>");
    }
  });

  test.each(shopperLocales)(
    "the texts of theme and account in %s have places for it, and the plain word only where it is said",
    (locale) => {
      const theme = JSON.parse(
        readFileSync(join(EXTENSION, "locales", locale === "en" ? "en.default.json" : `${locale}.json`), "utf8"),
      ) as object;
      for (const [key, text] of [...flat(theme), ...Object.entries(textsIn("reprise-account", locale))]) {
        const said = text.replace(/\{\{.*?\}\}|\[(?:points?|Points)\]|<[^>]*>/g, "");
        expect(said).not.toMatch(/[[\]]/);
        if (!key.startsWith("name.")) expect([key, said]).toEqual([key, expect.not.stringMatching(PLAIN[locale])]);
      }
    },
  );

  test("begins a sentence with a capital letter, and is never a place itself", () => {
    expect(naming("[Points] and [points], 1 [point]", { one: "sun", many: "élans" })).toBe("Élans and élans, 1 sun");
    expect(naming("[Points]", { one: "x", many: "[points]" })).toBe("[points]");
    expect(naming("[Pointed] [constructor]", { one: "x", many: "y" })).toBe("[Pointed] [constructor]");
  });

  test.each([
    [{ "de.one": " Sonne ", "de.many": "Son\u202Enen\n" }, { de: { one: "Sonne", many: "Son nen" } }],
    [{ "de.one": "[points]", "de.many": "a\u0000b" }, { de: { one: "points", many: "a b" } }],
    [{ "de.one": "", "de.many": " " }, {}],
    [{ "xx.one": "a", "xx.many": "b", "__proto__.one": "c" }, {}],
    [{ "de.one": "Sonne" }, { "de.many": "required" }],
    [{ "de.many": "Sonnen" }, { "de.one": "required" }],
    [{ "de.one": "x".repeat(41), "de.many": "y" }, { "de.one": "too-long" }],
    [{ "de.one": "x".repeat(40), "de.many": "y" }, { de: { one: "x".repeat(40), many: "y" } }],
  ])("a form says %o", (fields, expected) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const read = readPointsNames(form);
    expect(read.ok ? read.names : read.issues).toEqual(expected);
  });
});

function flat(tree: object, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "string" ? [[prefix + key, value] as [string, string]] : flat(value as object, `${prefix}${key}.`),
  );
}
