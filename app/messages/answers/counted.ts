import { emailLanguages, languagesOf, type EmailDocument } from "../content/document/document.ts";
import type { AnswerCount } from "./answers.server.ts";
import { askedIn, type Asked } from "./asked.ts";

export type AnsweredQuestion = { id: string; question: string; answers: { id: string; label: string; count: number }[] };

/**
 * The questions that an email asks, or has asked, each with how often its answers were given: those that it asks now in its order, then what was answered otherwise, in the words
 * of its time.
 * @param locales the reader's languages, in order of preference
 */
export function countedQuestions(
  document: EmailDocument,
  counts: readonly AnswerCount[],
  ...locales: (string | null)[]
): AnsweredQuestion[] {
  const blocks = languagesOf(document).flatMap((language) => document[language]?.blocks ?? []);
  const asking = blocks.flatMap(({ id, kind }) => (kind === "question" ? [id] : []));
  return [...new Set([...asking, ...counts.map(({ question }) => question)])].map((id) => {
    const own = counts.filter(({ question }) => question === id);
    const asked = askedIn(document, id, ...locales);
    const answers = (asked?.answers ?? []).map((one) => ({
      ...one,
      count: own.find(({ answer }) => answer === one.id)?.count ?? 0,
    }));
    const gone = own.filter(({ answer }) => answers.every((one) => one.id !== answer));
    return {
      ...{ id, question: asked?.question ?? own.map((one) => askedThen(one, ...locales)?.question).find(Boolean) ?? id },
      answers: [...answers, ...gone.map((one) => ({ id: one.answer, label: labelThen(one, ...locales), count: one.count }))],
    };
  });
}

function askedThen({ document, question }: AnswerCount, ...locales: (string | null)[]): Asked | null {
  return document === null ? null : askedIn(document, question, ...locales);
}

/** What an answer was called, in any of the email's languages where not in the reader's. */
function labelThen(given: AnswerCount, ...locales: (string | null)[]): string {
  for (const locale of [...locales, ...emailLanguages]) {
    const found = askedThen(given, locale)?.answers.find(({ id }) => id === given.answer);
    if (found !== undefined) return found.label;
  }
  return given.answer;
}
