import type { Brand } from "./brand.ts";

/** How well one color is read on another by WCAG 2.2: 1 to 21. Colors as "#1d2024". */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}

/** What text needs (WCAG 1.4.3), and what the shape of a button needs (1.4.11). */
export const READABLE = 4.5;
export const VISIBLE = 3;

const WHITE = "#ffffff";
const INK = "#16181b";

/** White or ink, whichever is read better; where neither is read well, black is. */
function onTop(color: string): string {
  const better = contrast(WHITE, color) >= contrast(INK, color) ? WHITE : INK;
  return contrast(better, color) >= READABLE ? better : "#000000";
}

export type Palette = {
  page: string;
  card: string;
  text: string;
  /** For what is beside the point: the footer, which stands on the page. */
  quiet: string;
  /** What stands apart within the card: a code, an answer. */
  line: string;
  link: string;
  button: string;
  buttonText: string;
  /** Of the button, where its fill is hardly told from the card. */
  buttonBorder: string;
};

/** All colors of an email in a light program: of the brand's, and what follows from them. */
export function lightPalette({ colors }: Brand): Palette {
  return paletteOf(colors.page, colors.card, colors.text, colors.accent);
}

/** The same in a dark one. The accent stays where it can be seen there. */
export function darkPalette({ colors }: Brand): Palette {
  const [page, card, text] = [INK, "#212429", "#f1f2f3"];
  return paletteOf(page, card, text, contrast(colors.accent, card) >= VISIBLE ? colors.accent : text);
}

function paletteOf(page: string, card: string, text: string, accent: string): Palette {
  return {
    ...{ page, card, text, button: accent, buttonText: onTop(accent) },
    quiet: mixUntilReadable(text, page),
    line: mix(text, card, 0.55),
    link: contrast(accent, card) >= READABLE ? accent : text,
    buttonBorder: contrast(accent, card) >= VISIBLE ? accent : text,
  };
}

/** The text's color, as pale as it may be. */
function mixUntilReadable(text: string, page: string): string {
  const shares = [0.65, 0.7, 0.75, 0.8, 0.9];
  return shares.map((share) => mix(text, page, share)).find((color) => contrast(color, page) >= READABLE + 0.3) ?? text;
}

/** @param share of the first color, 0 to 1 */
function mix(one: string, other: string, share: number): string {
  const [a, b] = [channels(one), channels(other)];
  const mixed = a.map((value, at) => Math.round(value * share + (b[at] ?? 0) * (1 - share)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
