import type { Palette } from "../brand/palette.ts";
import type { Sheet } from "../parts/sheet.ts";

/** For programs that are dark, and for phones. What stands here is on top: without it the email reads as well, in light colors. */
export function styleOf(sheet: Sheet): string {
  return `:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) {
  .card { margin: 0 8px !important; }
  .w { width: 100% !important; box-sizing: border-box !important; text-align: center !important; }
}
@media (prefers-color-scheme: dark) {
${rules(sheet.dark, sheet)}
}`;
}

function rules(dark: Palette, { brand }: Sheet): string {
  const plate =
    brand.logo !== null
      ? [
          `.logo { background-color: ${brand.colors.card} !important; padding: 8px !important; box-sizing: border-box !important; }`,
        ]
      : [];
  return [
    `.page { background-color: ${dark.page} !important; }`,
    `.card { background-color: ${dark.card} !important; background: ${dark.card} !important; }`,
    `.t, .k, .n { color: ${dark.text} !important; }`,
    `.l { color: ${dark.link} !important; }`,
    `.a { color: ${dark.text} !important; border-color: ${dark.line} !important; }`,
    `.x { border-color: ${dark.line} !important; }`,
    `.d { border-top-color: ${dark.line} !important; }`,
    `.f { background-color: ${dark.button} !important; background: ${dark.button} !important; color: ${dark.buttonText} !important; }`,
    `.e { border-color: ${dark.buttonBorder} !important; }`,
    `.q { color: ${dark.quiet} !important; }`,
    ...plate,
  ]
    .map((rule) => `  ${rule}`)
    .join("\n");
}
