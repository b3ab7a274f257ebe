import { expect, test } from "vitest";

import { blockMarkup, textOf } from "./blocks.ts";
import { PROGRAM, setProgram, testShop } from "./shop.ts";

const shop = testShop();
setProgram(shop.shop, PROGRAM);
const markup = (settings: Record<string, unknown>, page: Parameters<typeof blockMarkup>[2] = {}) =>
  blockMarkup(shop, "survey", { ...page, settings });

test("a survey on a page of the theme: nothing before it is named, then the way to it, in the page's language", () => {
  for (const survey of [null, "", 0, "x"]) expect(textOf(markup({ survey }))).toBe("");
  const html = markup({ survey: 7 });
  expect(textOf(html)).toBe("Was meinst du? Jetzt antworten");
  expect(html).toContain('href="/apps/reprise/survey/7"');
  expect(textOf(markup({ survey: 7 }, { locale: "en" }))).toBe("What do you think? Answer now");
});

test("a merchant's heading stays text, and a number is a number", () => {
  const html = markup({ survey: 7, heading: "<b>{{ shop }}</b>" });
  expect(html).not.toContain("<b>");
  expect(html).toContain("{{ shop }}");
  expect(markup({ survey: `7"><script>` })).not.toContain("<script>");
});
