import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { shopperLocale, shopperLocales } from "../../app/i18n/shopper/say.ts";
import { isAddress } from "../../app/messages/channels/email/address.ts";
import { firstNameOrNull, oneLine } from "../../app/messages/content/text.ts";
import { preview } from "../../app/messages/templates/preview.ts";
import { templates } from "../../app/messages/templates/registry.ts";
import { renderEmail, tellings, variables, winBack } from "./render-stage.ts";

const everyEmail = tellings.flatMap((telling) => shopperLocales.map((locale) => [telling.template, locale, telling] as const));

describe("every email", () => {
  it.each(everyEmail)("%s in %s is complete in both its forms", (template, locale, telling) => {
    const email = renderEmail(telling, locale);
    // What is decided at the click leads through a link of its own.
    const led = template !== "photo-permission";
    expect(email.html).toMatch(new RegExp(`^<!doctype html>\\s*<html lang="${locale}">`));
    for (const body of [email.html, email.text]) {
      for (const part of ["Morgenrot GmbH", "Musterstraße 1", "10115 Berlin", "Jürgen", ...(led ? [variables.links.home] : [])])
        expect(body).toContain(part);
      expect(body.includes("https://reprise.example/unsubscribe?t=")).toBe(templates[template].purpose === "marketing");
      expect(body).not.toMatch(/\{\{|\{%|undefined|\[object/);
    }
    expect(email.html).toContain(`<a href="${variables.links.home}`);
    expect(email.html).toContain("color-scheme");
    expect(email.html).not.toMatch(/<(table|script|img|link|form)\b/);
    expect(email.subject.length).toBeLessThan(60);
    expect(email.text).not.toMatch(/<[a-z]/i);
    expect(Buffer.byteLength(email.html)).toBeLessThan(20_000);
  });

  it.each(shopperLocales)("points back after a refund are told in %s without calling the reward void (shopper 29)", (locale) => {
    const data = { redemptionId: 7, title: { de: "5 € Rabatt" }, points: 250 };
    const of = (reason: string) => renderEmail({ template: "reward-released", data: { ...data, reason } }, locale);
    const [refunded, undone] = [of("refunded"), of("undone")];
    for (const part of ["250", "5 € Rabatt"]) expect(refunded.text).toContain(part);
    expect(refunded.preheader).not.toContain("5 € Rabatt");
    expect(undone.preheader).toContain("5 € Rabatt");
    expect(refunded.text).not.toBe(undone.text);
  });

  it.each(shopperLocales)("winning back offers no discount in %s", (locale) => {
    expect(winBack(locale).text).not.toMatch(
      /%|rabatt|gutschein|discount|voucher|\bcode\b|réduction|remise|descuento|cupón|sconto|buono|korting/i,
    );
  });

  it.each<[string, Partial<Parameters<typeof renderEmail>[2]>, Partial<Record<string, string>>]>([
    [
      "enough points",
      { account: { available: 500n, pending: 0n, expiring: null } },
      {
        en: "turn your points into a reward, for example: €5 off.",
        de: "gegen eine Prämie einlösen, zum Beispiel: 5 € Rabatt.",
        fr: "échanger vos points contre une récompense, par exemple\u00a0: 5 € Rabatt.",
        es: "canjear tus puntos por una recompensa, por ejemplo: 5 € Rabatt.",
        it: "scegliere un premio, ad esempio: 5 € Rabatt.",
        nl: "je punten inwisselen voor een beloning, bijvoorbeeld: 5 € Rabatt.",
      },
    ],
    [
      "one point too few",
      { account: { available: 499n, pending: 0n, expiring: null } },
      {
        en: "You need 1 point more for this reward: €5 off.",
        de: "Für diese Prämie fehlt dir noch 1 Punkt: 5 € Rabatt.",
        fr: "Il vous manque 1 point pour cette récompense\u00a0: 5 € Rabatt.",
        es: "Te falta 1 punto para esta recompensa: 5 € Rabatt.",
        it: "Per questo premio ti manca ancora 1 punto: 5 € Rabatt.",
        nl: "Voor deze beloning heb je nog 1 punt nodig: 5 € Rabatt.",
      },
    ],
    ["no reward", { cheapest: null }, {}],
    ["no account", { account: null }, {}],
  ])("points that expire promise only what is possible: %s (shopper 5)", (_, changes, said) => {
    for (const locale of shopperLocales) {
      const telling = {
        template: "points-expiring" as const,
        data: { points: 240, expiresAt: "2026-12-31T22:59:59Z", days: 30 },
      };
      const { text, preheader } = renderEmail(telling, locale, changes);
      const sentence = said[locale];
      if (sentence === undefined)
        expect(text + preheader).not.toMatch(
          /reward, |more for|Prämie (einlösen|fehl)|löse|last|récompense\u00a0|manque|à temps|recompensa[,:]|falta|a tiempo|premio[,:]|manca|in tempo|beloning[,:]|nodig|op tijd/i,
        );
      else expect(text).toContain(sentence);
      expect(preheader).not.toBe("");
    }
  });

  it("speaks German to Germans and English to others", () => {
    const german = winBack("de");
    expect(german.subject).toBe("Lange nicht gesehen, Jürgen");
    expect(german.text).toContain("Hallo Jürgen,");
    expect(german.text).toContain("deine letzte Bestellung bei Morgenrot");
    expect(german.text).toContain("Abmelden: https://reprise.example/unsubscribe?t=e1-2-abc");
    const english = winBack("en");
    expect(english.text).toContain("Hi Jürgen,");
    expect(english.text).toContain("since your last order at Morgenrot");
    expect(english.text).toContain("Unsubscribe: https://");
  });

  it("greets without a name where there is none to use", () => {
    for (const firstName of [
      null,
      "",
      "   ",
      "anna@example.com",
      "1234",
      "https://spam.example",
      "x".repeat(60),
      "<b>Anna</b>",
      "{{ shop_name }}",
    ]) {
      const email = winBack("de", { firstName });
      expect(email.subject).toBe("Lange nicht gesehen");
      expect(email.text).toMatch(/^Hallo,\n/);
    }
    expect(winBack("en", { firstName: null }).text).toMatch(/^Hi there,\n/);
  });

  it("asks for an answer only if somebody reads it", () => {
    expect(winBack("de").text).toContain("Antworte einfach");
    const silent = winBack("de", { canReply: false });
    expect(silent.text).not.toContain("Antworte");
    expect(silent.html).not.toMatch(/<p[^>]*>\s*<\/p>/);
  });

  it("names the shop where the merchant has not said more", () => {
    expect(winBack("de", { imprint: " \n " }).text.trimEnd()).toMatch(/\nMorgenrot$/);
  });

  it("shows the merchant a sample", () => {
    const sample = preview("win-back", "de", variables, new Date("2026-06-10T10:00:00Z"));
    expect(sample.html).toContain("Hallo Anna,");
    expect(sample.html).not.toContain("unsubscribe?t=");
  });
});

describe("what people typed", () => {
  it("is never mark-up and never Liquid", () => {
    const hostile = [
      "<script>alert(1)</script>",
      '"><img src=x onerror=alert(1)>',
      "{{ unsubscribe_url }}",
      "{% raw %}",
      "{% include 'x' %}",
      "'; drop table messages; --",
    ];
    for (const text of hostile) {
      const email = winBack("en", { firstName: text, shopName: text, imprint: `${text}\n${text}` });
      expect(email.html).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
      expect(email.text).toContain(text);
      expect(email.html.split("unsubscribe?t=")).toHaveLength(2);
    }
  });

  it("cannot break a subject line", () => {
    // Breaks and marks that turn the direction, often: among all characters there is hardly ever one.
    const breaks = fc.constantFrom(
      "\r\n",
      "\n",
      "\r",
      "\0",
      "\u0085",
      "\u2028",
      "\u2029",
      "\u202e",
      "\r\nBcc: x@example.com\r\n\r\n",
    );
    const names = fc
      .array(fc.oneof(breaks, fc.string({ unit: "binary", maxLength: 10 })), { maxLength: 6 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(names, names, (shopName, firstName) => {
        const email = winBack("en", { shopName, firstName });
        // A subject that has a merchant's own words in it.
        const tier = renderEmail({ template: "tier-reached", data: { tierKey: "gold", tier: shopName } }, "en", { shopName });
        for (const { subject } of [email, tier]) expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u);
        expect(email.html.split(/<script|<img/)).toHaveLength(1);
      }),
    );
  });

  it("loses control characters, not letters", () => {
    expect(oneLine("Anna\r\nBcc: x@example.com\u2028\u202e")).toBe("Anna Bcc: x@example.com");
    for (const name of ["Anna", "Jean-Luc", "O’Brien", "Zoë", "Łukasz", "明美", "María José"])
      expect(firstNameOrNull(name)).toBe(name);
  });
});

describe("language", () => {
  it.each([
    ["de", "en", "de"],
    ["de-AT", "en", "de"],
    ["DE_CH", "en", "de"],
    ["en-GB", "de", "en"],
    ["fr", "de", "fr"],
    ["pl", "de", "de"],
    ["pl", "en", "en"],
    [null, "de", "de"],
    [null, null, "en"],
    ["den", "fr", "fr"],
    ["den", "pl", "en"],
  ])("customer %s, shop %s: %s", (customer, shop, expected) => {
    expect(shopperLocale(customer, shop)).toBe(expected);
  });
});

describe("addresses", () => {
  it.each(["anna@example.com", "a.b+c@sub.example.co.uk", "o'brien@example.ie", "jürgen@müller.de", "x_y@example.museum"])(
    "takes %s",
    (address) => {
      expect(isAddress(address)).toBe(true);
    },
  );
  it.each([
    "",
    "anna",
    "anna@",
    "@example.com",
    "a@b",
    "a b@example.com",
    "a@example.com,b@example.com",
    "a@example..com",
    "<a@example.com>",
    "a@example.com\n",
    "a@-x.com",
    `${"a".repeat(250)}@example.com`,
    'a"b@example.com',
    "a@[127.0.0.1]",
  ])("refuses %j", (address) => {
    expect(isAddress(address)).toBe(false);
  });
});
