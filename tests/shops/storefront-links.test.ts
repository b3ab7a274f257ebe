import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { linksOf, primaryUrlOf, type Storefront } from "../../app/shops/storefront/storefront-links.ts";

const shop: Storefront = {
  domain: "morgenrot.myshopify.com",
  primaryUrl: "https://www.morgenrot.de",
  primaryLocale: "de",
  publishedLocales: ["en", "pt-BR", "pt-PT"],
  rewardsPath: "/pages/praemien",
  proxyPath: null,
};

describe("links into a shop (shopper 28)", () => {
  it.each<[string, Partial<Storefront>, string]>([
    ["de", {}, "https://www.morgenrot.de"],
    ["de-AT", {}, "https://www.morgenrot.de"],
    ["en", {}, "https://www.morgenrot.de/en"],
    ["EN-gb", {}, "https://www.morgenrot.de/en"],
    ["pt-pt", {}, "https://www.morgenrot.de/pt-pt"],
    ["pt", {}, "https://www.morgenrot.de/pt-br"],
    // Not published: no folder that might not exist.
    ["fr", {}, "https://www.morgenrot.de"],
    ["en", { publishedLocales: [] }, "https://www.morgenrot.de"],
    ["en", { primaryLocale: "en-US", publishedLocales: ["en"] }, "https://www.morgenrot.de"],
    ["en", { primaryUrl: null }, "https://morgenrot.myshopify.com/en"],
  ])("in %s with %j begin at %s", (locale, changes, home) => {
    const links = linksOf({ ...shop, ...changes }, locale);
    expect(links).toMatchObject({ home, rewards: `${home}/pages/praemien`, account: `${home}/account` });
  });

  it("put a code into the cart at its one address, and go on in the reader's language", () => {
    expect(linksOf(shop, "en").withCode("PT-1&2")).toBe("https://www.morgenrot.de/discount/PT-1%262?redirect=/en/");
    expect(linksOf(shop, "de").withCode("PT-1")).toBe("https://www.morgenrot.de/discount/PT-1?redirect=/");
  });

  it("lead to the home page where no page with the rewards is known", () => {
    expect(linksOf({ ...shop, rewardsPath: null }, "en").rewards).toBe("https://www.morgenrot.de/en");
  });

  it("take only hosts from Shopify, so that nothing else can come into an email", () => {
    expect(primaryUrlOf("WWW.Morgenrot.de")).toBe("https://www.morgenrot.de");
    for (const odd of [null, "", "localhost", "a b.de", "evil.example/x", "evil.example:80", "x@evil.example", "-a.de", "<b>.de"])
      expect(primaryUrlOf(odd)).toBeNull();
    fc.assert(
      fc.property(fc.string(), (text) => {
        const url = primaryUrlOf(text);
        if (url !== null) expect(new URL(url).origin).toBe(url);
      }),
    );
  });
});
