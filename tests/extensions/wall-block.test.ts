import { describe, expect, test } from "vitest";

import { MOST_ON_WALL, type WallPhoto } from "../../app/reviews/wall/wall.server.ts";
import { blockMarkup, textOf } from "./blocks.ts";
import { PROGRAM, setProgram, setWall, testShop } from "./shop.ts";

const shop = testShop();
setProgram(shop.shop, PROGRAM);

const photo: WallPhoto = { id: "7", width: 900, height: 600, name: "Kim L.", product: "Espresso", handle: "espresso-morgenrot" };
const markup = (photos: readonly WallPhoto[], page: Parameters<typeof blockMarkup>[2] = {}) => {
  setWall(shop, photos);
  return blockMarkup(shop, "photo-wall", page);
};

describe("the photo wall in the theme, without script", () => {
  test("shows nothing while there is no photo, and says why in the theme editor", () => {
    expect(textOf(markup([]))).toBe("");
    const edited = markup([], { locale: "en", globals: { request: { design_mode: true, locale: { iso_code: "en" } } } });
    expect(textOf(edited)).toContain("Photos that you put on the wall in Reprise appear here.");
  });

  test("leads to each photo's product in the page's language, and to the photo where there is none", () => {
    const html = markup([photo, { ...photo, id: "8", handle: null }]);
    expect(textOf(html)).toBe("Fotos aus unserer Kundschaft Kim L. Kim L.");
    expect(html).toContain('href="/products/espresso-morgenrot"');
    expect(html).toContain('href="/apps/reprise/photo/8"');
    expect(html).toContain('src="/apps/reprise/photo/7" width="900" height="600" loading="lazy" alt="Espresso, Foto von Kim L."');
    expect(markup([photo], { locale: "en" })).toContain('href="/en/products/espresso-morgenrot"');
  });

  test("what authors and products are called stays text", () => {
    const html = markup([{ ...photo, name: `"><script>alert(1)</script>{{ shop }}`, product: `"onerror="x`, handle: `"><i>` }]);
    expect(html).not.toMatch(/<script>|<i>|"onerror="/);
    expect(html).toContain("{{ shop }}");
  });

  test("shows as many as the merchant wants", () => {
    const many = Array.from({ length: MOST_ON_WALL }, (_, at) => ({ ...photo, id: String(at + 1) }));
    expect(markup(many).match(/<img/g)).toHaveLength(12);
    expect(markup(many, { settings: { count: 24 } }).match(/<img/g)).toHaveLength(MOST_ON_WALL);
  });
});
