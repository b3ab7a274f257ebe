import type { Brand } from "../brand/brand.ts";
import { languagesOf, type EmailDocument, type EmailLanguage, type Writing } from "../document/document.ts";
import type { Compiled, CompiledWriting } from "./compiled.ts";
import { page } from "./page.ts";
import type { Node } from "../parts/node.ts";
import { partOf } from "../parts/parts.ts";
import { createSheet } from "../parts/sheet.ts";
import { tidy } from "./tidy.ts";

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
