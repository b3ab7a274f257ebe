import { describe, expect, test } from "vitest";

import type { ShownReview } from "../../app/reviews/shown/theme-reviews.ts";
import type { Product } from "../sandbox/world/types.ts";
import { blockMarkup, textOf } from "./blocks.ts";
import { PROGRAM, setProgram, setReviews, testShop } from "./shop.ts";

const shop = testShop();
setProgram(shop.shop, PROGRAM);
const { coffee, lena } = shop;

const said: ShownReview = {
  ...{ id: "1", stars: 4, title: "Gut", text: "Erste Zeile\nZweite", name: "Kim L.", on: "2026-11-20", lang: "de" },
  ...{ verified: true, rewarded: false, reply: "", photos: [] },
};

const tell = (product: Product, reviews: readonly ShownReview[]) => setReviews(shop, product, reviews);

const markup = (block: "reviews" | "stars", page: Parameters<typeof blockMarkup>[2] = {}) =>
  blockMarkup(shop, block, { product: coffee, ...page });
const dataIn = (html: string): unknown =>
  JSON.parse(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "null");

describe("reviews in the theme, without script", () => {
  test("nothing is rated before somebody has reviewed it, and whoever is logged in may begin", () => {
    shop.shop.metafields.delete(`gid://shopify/Product/${coffee.id}`);
    expect(textOf(markup("stars"))).toBe("");
    const html = markup("reviews", { customer: lena });
    expect(textOf(html)).toMatch(
      /^Bewertungen Dieses Produkt hat noch niemand bewertet\. Bewertung schreiben Bewerten kann hier nur/,
    );
    expect(html).toContain(`href="/apps/reprise/review?product=${coffee.id}&amp;locale=de"`);
    expect(dataIn(html)).toBeNull();
    expect(markup("reviews")).not.toContain("/apps/reprise/review?");
  });

  test("the mean, the reviews, the shop's answer, and what search engines read", () => {
    tell(coffee, [
      { ...said, rewarded: true, reply: "Danke!", photos: ["7"] },
      { ...said, id: "2", stars: 1, verified: false },
    ]);
    expect(textOf(markup("stars", { locale: "en" }))).toBe("★★★★★ 2.50 of 5 stars (2)");
    const html = markup("reviews");
    expect(textOf(html)).toContain("2,50 von 5 Sternen (2)");
    expect(textOf(html)).toContain(
      "Kim L., 20. November 2026, Verifizierter Kauf. Dafür gab es Punkte, unabhängig davon, wie die Bewertung ausfällt",
    );
    expect(textOf(html)).toContain("Kauf nicht verifiziert");
    expect(textOf(html)).toContain("Antwort von Morgenrot Danke!");
    expect(html).toContain('aria-label="1 von 5 Sternen"');
    expect(html).toContain('src="/apps/reprise/photo/7-s"');
    expect(html).toMatch(/Erste Zeile<br \/>\s*Zweite/);
    expect(dataIn(html)).toMatchObject({
      ...{ "@type": "Product", aggregateRating: { ratingValue: "2.50", reviewCount: 2 } },
      review: [{ author: { name: "Kim L." }, reviewRating: { ratingValue: 4 } }, { reviewRating: { ratingValue: 1 } }],
    });
    expect(dataIn(markup("reviews", { settings: { data: false } }))).toBeNull();
  });

  test("what an author writes stays text, in markup and in the data", () => {
    const evil = `</script><img src=x onerror=alert(1)><!--<script>{{ shop.name }}{% if %}"&quot;`;
    tell(coffee, [{ ...said, title: evil, text: evil, name: evil, reply: evil, lang: `de" onload="x` }]);
    for (const locale of ["de", "en", "fr", "es", "it", "nl"] as const) {
      const html = markup("reviews", { locale });
      expect(html).not.toMatch(/<img src=x|<!--|onload="x|<script>/);
      expect(html.match(/<script/g)).toHaveLength(1);
      expect(dataIn(html)).toMatchObject({ review: [{ name: evil, reviewBody: evil, author: { name: evil } }] });
      expect(html).toContain("{{ shop.name }}");
    }
  });
});
