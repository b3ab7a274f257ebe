import type { BlockOf } from "../content/document/blocks.ts";
import { languageFor, type EmailDocument } from "../content/document/document.ts";
import { oneLine } from "../content/text.ts";

/** A question as somebody was asked it. */
export type Asked = { question: string; answers: { id: string; label: string }[] };

/** The question of an email in its reader's language; null where the email has none of that name. What is filled in for each reader is left out of its words. @param locales in order of preference */
export function askedIn(document: EmailDocument, blockId: string, ...locales: (string | null)[]): Asked | null {
  const language = languageFor(document, ...locales);
  const blocks = language === null ? [] : (document[language]?.blocks ?? []);
  const found = blocks.find((block): block is BlockOf<"question"> => block.kind === "question" && block.id === blockId);
  if (found === undefined) return null;
  return {
    question: plain(found.question),
    answers: found.answers.map(({ id, label }) => ({ id, label: plain(label) })).filter(({ label }) => label !== ""),
  };
}

function plain(text: string): string {
  return oneLine(text.replace(/\{\{.*?\}\}|\{%.*?%\}/gs, " ")).trim();
}
