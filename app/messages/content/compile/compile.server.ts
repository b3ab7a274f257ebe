import type { Brand } from "../brand/brand.ts";
import { languagesOf, type EmailDocument, type EmailLanguage, type Writing } from "../document/document.ts";
import type { Compiled, CompiledWriting } from "./compiled.ts";
import { page } from "./page.ts";
import type { Node } from "../parts/node.ts";
import { partOf } from "../parts/parts.ts";
import { createSheet } from "../parts/sheet.ts";

/**
 * Makes an email ready to be filled: done when it is published or shown, never when it is sent. MJML is loaded by the first who compiles, for it takes a while;
 * it reads only elements of ours, no files and nothing from elsewhere.
 * @throws when what it was made from is none of MJML's: a fault of ours
 */
export async function compile(document: EmailDocument, brand: Brand): Promise<Compiled> {
  const compiled: Compiled = {};
  for (const language of languagesOf(document)) {
    const writing = document[language];
    if (writing !== undefined) compiled[language] = await compileWriting(writing, brand, language);
  }
  return compiled;
}

async function compileWriting(writing: Writing, brand: Brand, language: EmailLanguage): Promise<CompiledWriting> {
  const sheet = createSheet(brand, language);
  const parts = writing.blocks.map((block) => partOf(block, sheet));
  const whole = page(parts, sheet, language);
  const html = await toHtml(whole.mjml);
  const line = (text: string) => sheet.release(sheet.take(text.replace(/\s+/g, " ").trim()), "text");
  return {
    ...{ subject: line(writing.subject), preheader: line(writing.preheader) },
    ...{ html: sheet.release(html, "html"), text: sheet.release(whole.text, "text") },
    ...{ links: sheet.links, rows: sheet.rows },
  };
}

/** @throws when it is none of MJML's */
export async function toHtml(mjml: Node): Promise<string> {
  const { default: mjml2html } = await import("mjml");
  const { html, errors } = await mjml2html(mjml, {
    ...{ fonts: {}, validationLevel: "strict", keepComments: false, ignoreIncludes: true, useMjmlConfigOptions: false },
  });
  if (errors.length > 0) throw new Error(`MJML refused: ${errors.map(({ formattedMessage }) => formattedMessage).join("; ")}`);
  return tidy(html);
}

/** What MJML writes of its own accord and nobody needs: usual values, and what some programs know and others do not. */
const NEEDLESS = [
  /#outlook a\s*\{[^}]*\}/g,
  /(?<=[;"{\s])(?:word-spacing|outline|cursor|table-layout):[^;"}]*;?/g,
  / (?:dir="auto"|aria-roledescription="[^"]*")/g,
  // Of the whole email, which has a title. Links that are only a sign are called by theirs.
  /(?<=<div[^>]*) aria-label="[^"]*"/g,
];

/** Without that, and without the spaces that MJML sets its lines in with: a third of an email. What merchants wrote is not in it yet. */
function tidy(html: string): string {
  return `${NEEDLESS.reduce((left, needless) => left.replace(needless, ""), html)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n")}\n`;
}
