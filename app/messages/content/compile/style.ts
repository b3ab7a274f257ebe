import type { Palette } from "../brand/palette.ts";
import type { Sheet } from "../parts/sheet.ts";

/** For programs that are dark, and for phones. What stands here is on top: without it the email reads as well, in light colors. */
export function styleOf(sheet: Sheet): string {
  return `:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) {
  .card { margin: 0 8px !important; }
  .b table, .b a { width: 100% !important; box-sizing: border-box !important; text-align: center !important; }
}
@media (prefers-color-scheme: dark) {
${rules(sheet.dark, sheet)}
}`;
}

function rules(dark: Palette, { brand }: Sheet): string {
  const plate =
    brand.logo !== null
      ? [
          `.logo img { background-color: ${brand.colors.card} !important; padding: 8px !important; box-sizing: border-box !important; }`,
        ]
      : [];
  return [
    `.page, .page > div { background-color: ${dark.page} !important; }`,
    `.card, .card > table { background-color: ${dark.card} !important; background: ${dark.card} !important; }`,
    `.t div, .t table, .t td, .k { color: ${dark.text} !important; }`,
    `.t a.l { color: ${dark.link} !important; }`,
    `.t a.a { color: ${dark.text} !important; border-color: ${dark.line} !important; }`,
    `.t td.x { border-color: ${dark.line} !important; }`,
    `.d p { border-top-color: ${dark.line} !important; }`,
    `.b td, .b a { background-color: ${dark.button} !important; background: ${dark.button} !important; color: ${dark.buttonText} !important; }`,
    `.b td { border-color: ${dark.buttonBorder} !important; }`,
    `.q div, .q a, .name a { color: ${dark.quiet} !important; }`,
    `.name a { color: ${dark.text} !important; }`,
    ...plate,
  ]
    .map((rule) => `  ${rule}`)
    .join("\n");
}
