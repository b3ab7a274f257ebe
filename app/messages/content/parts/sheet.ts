import { darkPalette, lightPalette, type Palette } from "../brand/palette.ts";
import { fontStacks, type Brand } from "../brand/brand.ts";
import type { EmailLanguage } from "../document/document.ts";
import { readLink, type Link } from "../document/link.ts";
import { readPlaceholders, type Piece } from "../document/placeholders.ts";
import { isKnown, isSure } from "../document/variables.ts";
import type { LinkSlot, Row } from "../compile/compiled.ts";
import { createHeld, withoutMarks, type Held } from "./held.ts";
import { frameWords, type FrameWords } from "../compile/words.ts";

/** What is shared by the parts of one email while it is compiled. */
export type Sheet = Held & {
  brand: Brand;
  light: Palette;
  dark: Palette;
  font: string;
  words: FrameWords;
  /** Takes a link up. @returns what stands in its place: in HTML and in the text the same */
  slot: (slot: LinkSlot) => string;
  /** The same for one that was typed; what leads nowhere (check.ts says so) leads to the shop. */
  href: (typed: string) => string;
  hrefOf: (link: Link) => string;
  row: (row: Row) => string;
  /** Text of the merchant's with its placeholders held; those that cannot be read (check.ts) stand as they are. */
  take: (text: string) => string;
  links: LinkSlot[];
  rows: Row[];
};

export function createSheet(brand: Brand, language: EmailLanguage): Sheet {
  const held = createHeld();
  const links: LinkSlot[] = [];
  const rows: Row[] = [];
  const slot = (one: LinkSlot) => held.hold(`{{ links[${links.push(one) - 1}] }}`);
  const hrefOf = (link: Link) =>
    link.kind === "direct"
      ? link.url
      : slot(link.kind === "url" ? { to: "url", url: link.url } : { to: "place", place: link.place });
  return {
    ...held,
    ...{ brand, links, rows, slot, hrefOf, font: fontStacks[brand.font], words: frameWords(language, brand.form) },
    ...{ light: lightPalette(brand), dark: darkPalette(brand) },
    href: (typed) => hrefOf(readLink(typed) ?? { kind: "place", place: "shop" }),
    row: (row) => `rows[${rows.push(row) - 1}]`,
    take: (text) =>
      piecesOf(text)
        .map((piece) => (piece.kind === "text" ? piece.text : held.hold(piece.source)))
        .join(""),
  };
}

/** Line by line: a condition ends on the line on which it begins, so that whatever holds, whole lines are left. */
function piecesOf(text: string): Piece[] {
  return withoutMarks(text)
    .split("\n")
    .flatMap((line, at) => {
      const { pieces, problems } = readPlaceholders(line, { isKnown, isSure });
      const own: Piece[] = problems.length > 0 ? [{ kind: "text", text: line }] : pieces;
      return at === 0 ? own : [{ kind: "text" as const, text: "\n" }, ...own];
    });
}
