import { contrast, READABLE } from "../brand/palette.ts";
import type { Brand } from "../brand/brand.ts";
import type { CompiledWriting } from "../compile/compiled.ts";
import { emailLanguages, languagesOf, type EmailDocument, type EmailLanguage, type Writing } from "../document/document.ts";
import { fill } from "../filling/fill.ts";
import { LIMITS } from "../filling/liquid.ts";
import type { EmailValues } from "../filling/fill.ts";
import { checkBlock, checkLines } from "./check-blocks.ts";
import { finding, type Finding } from "./finding.ts";

/** Characters that email programs on phones show of a subject. */
const LONG_SUBJECT = 60;
/** Gmail cuts an email off at about 102 kB. In kB of 1,000 bytes. */
export const SIZES = { warn: 90, refuse: 100 };

/** What can be said of an email without making it: in the order in which it is read. */
export function checkDocument(document: EmailDocument, brand: Brand): Finding[] {
  const languages = languagesOf(document);
  if (languages.length === 0) return [finding("no-words", null)];
  return [
    ...languages.flatMap((language) => checkWriting(document[language], language)),
    ...emailLanguages
      .filter((language) => !languages.includes(language))
      .map((language) => finding("language-missing", { language, block: null, field: "language" }, language)),
    ...checkBrand(brand),
  ];
}

function checkWriting(writing: Writing | undefined, language: EmailLanguage): Finding[] {
  if (writing === undefined) return [];
  const { subject, preheader, blocks } = writing;
  const at = (field: string) => ({ language, block: null, field });
  return [
    ...(subject.trim() === "" ? [finding("subject-missing", at("subject"))] : checkLines(subject, at("subject"))),
    ...(subject.length > LONG_SUBJECT && !/\{[{%]/.test(subject)
      ? [finding("subject-long", at("subject"), String(subject.length))]
      : []),
    ...(preheader.trim() === "" ? [finding("preheader-missing", at("preheader"))] : checkLines(preheader, at("preheader"))),
    ...(blocks.some(({ kind }) => kind !== "divider" && kind !== "image") ? [] : [finding("no-text-part", at("blocks"))]),
    ...blocks.flatMap((block) => checkBlock(block, (field) => ({ language, block: block.id, field }))),
  ];
}

/** What follows from the brand in dark programs is made readable (brand/palette.ts); what it says itself may not be. */
export function checkBrand({ colors }: Brand): Finding[] {
  const worst = Math.min(contrast(colors.text, colors.card), contrast(colors.text, colors.page));
  return worst >= READABLE ? [] : [finding("contrast", null, (Math.floor(worst * 10) / 10).toFixed(1))];
}

/** How large an email is at its largest. In kB of 1,000 bytes, of the HTML part. */
export function sizeOf(compiled: CompiledWriting, fullest: EmailValues): number {
  const { html } = fill(compiled, fullest, () => LONG_LINK);
  return new TextEncoder().encode(html).length / 1_000;
}

/** Links that are counted lead through the shop's own domain, with a signature. */
const LONG_LINK = `https://www.example.com/apps/reprise/l/${"x".repeat(280)}`;

export function checkSize(kilobytes: number, compiled: CompiledWriting, language: EmailLanguage): Finding[] {
  const place = { language, block: null, field: "size" };
  const what = kilobytes.toFixed(0);
  if (kilobytes >= SIZES.refuse || compiled.html.length > LIMITS.parseLimit) return [finding("too-large", place, what)];
  return kilobytes >= SIZES.warn ? [finding("large", place, what)] : [];
}
