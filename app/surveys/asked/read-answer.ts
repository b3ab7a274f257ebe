import { isAnswer } from "../content/path.ts";
import { LONGEST_TEXT, type Answer, type Definition, type Question } from "../content/survey.ts";

/** What a form of the page says: which question of which version, and what was answered. */
export type Posted = { version: number; question: string; answer: Answer; trap: boolean };

const PLACE = /^[1-9]\d{0,8}$/;

/** What a form calls the tick of an option. */
export const tickOf = (option: string): string => `answer-${option}`;

type Form = ReadonlyMap<string, string>;

/** Which version a form is of; null where it does not say so. */
export function versionIn(form: Form): number | null {
  const version = form.get("version") ?? "";
  return PLACE.test(version) ? Number(version) : null;
}

/** Null for a form that is not the page's, and for one that leaves out what has to be answered: then nothing is kept. @param definition of the form's version */
export function readPosted(form: Form, version: number, definition: Definition): Posted | null {
  const question = definition.questions.find(({ id }) => id === form.get("question"));
  const answer = question === undefined ? null : answerIn(form, question);
  if (question === undefined || answer === null) return null;
  return { version, question: question.id, answer, trap: (form.get("website") ?? "") !== "" };
}

function answerIn(form: Form, question: Question): Answer | null {
  const { type, required, options } = question;
  if (type === "several") {
    const chosen = options.flatMap(({ id }) => (form.get(tickOf(id)) === "on" ? [id] : []));
    return chosen.length > 0 || !required ? chosen : null;
  }
  const only = form.get("answer");
  if (type === "text") {
    const text = cleaned(only ?? "");
    return text === "" && required ? null : text;
  }
  const answer = only === undefined ? null : type === "choice" ? only : /^\d{1,2}$/.test(only) ? Number(only) : null;
  return answer !== null && isAnswer(question, answer) ? answer : null;
}

/** Without what nobody can see: control characters but for line breaks, and marks that turn the direction of what follows. */
function cleaned(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{C}\n\u200d]/gu, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
    .slice(0, LONGEST_TEXT)
    .replace(/[\ud800-\udbff]$/, "");
}
