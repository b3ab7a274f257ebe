import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { DEFAULT_BRAND } from "../../../app/messages/content/brand/brand.ts";
import { contrast, darkPalette, lightPalette, READABLE, VISIBLE } from "../../../app/messages/content/brand/palette.ts";
import { checkBrand } from "../../../app/messages/content/checks/check.ts";
import { compiledOf, german, text } from "./content-stage.ts";

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);
const brandOf = (colors: Partial<typeof DEFAULT_BRAND.colors>) => ({
  ...DEFAULT_BRAND,
  colors: { ...DEFAULT_BRAND.colors, ...colors },
});

describe("a brand's colors (flows 27)", () => {
  it("leave text readable and the button visible, light and dark, whatever the accent is", () => {
    fc.assert(
      fc.property(color, (accent) => {
        for (const palette of [lightPalette(brandOf({ accent })), darkPalette(brandOf({ accent }))]) {
          expect(contrast(palette.text, palette.card)).toBeGreaterThanOrEqual(READABLE);
          expect(contrast(palette.link, palette.card)).toBeGreaterThanOrEqual(READABLE);
          expect(contrast(palette.quiet, palette.page)).toBeGreaterThanOrEqual(READABLE);
          expect(contrast(palette.buttonText, palette.button)).toBeGreaterThanOrEqual(READABLE);
          // By its fill, or by its border.
          const seen = Math.max(contrast(palette.button, palette.card), contrast(palette.buttonBorder, palette.card));
          expect(seen).toBeGreaterThanOrEqual(VISIBLE);
        }
      }),
    );
  });

  it.each([
    ["ours", DEFAULT_BRAND],
    ["black on white", brandOf({ text: "#000000", card: "#ffffff", page: "#ffffff", accent: "#000000" })],
  ])("%s can be read and the button be seen in programs that turn all colors around", (_, brand) => {
    const turned = (shown: string) => `#${(0xffffff - Number.parseInt(shown.slice(1), 16)).toString(16).padStart(6, "0")}`;
    const palette = lightPalette(brand);
    const on = (one: keyof typeof palette, other: keyof typeof palette) => contrast(turned(palette[one]), turned(palette[other]));
    expect(
      Math.min(on("text", "card"), on("link", "card"), on("quiet", "page"), on("buttonText", "button")),
    ).toBeGreaterThanOrEqual(READABLE);
    expect(Math.max(on("button", "card"), on("buttonBorder", "card"))).toBeGreaterThanOrEqual(VISIBLE);
  });

  it("that cannot be read on each other are told of; black on white and white on black can", () => {
    expect(checkBrand(brandOf({ text: "#777777", card: "#888888" })).map(({ rule }) => rule)).toEqual(["contrast"]);
    for (const [words, card] of [
      ["#000000", "#ffffff"],
      ["#ffffff", "#000000"],
    ] as const)
      expect(checkBrand(brandOf({ text: words, card, page: card, accent: words }))).toEqual([]);
  });

  it("give a dark logo a plate in dark programs", async () => {
    const logo = { url: "https://cdn.shopify.com/s/files/1/logo.png", width: 160 };
    const { html } = await compiledOf(german([text("x")]), { ...DEFAULT_BRAND, logo });
    expect(html).toMatch(/prefers-color-scheme: ?dark[^]*\.logo \{ background-color: #ffffff !important/);
  });
});
