import {
  alike,
  MOST_OPTIONS,
  surveyLanguages,
  type Question,
  type QuestionType,
  type SurveyLanguage,
} from "../../../surveys/content/survey.ts";
import { answersOf, freshId } from "../../email-editor/blocks/answers-of.ts";

/**
 * A question whose options were typed in one language, one a line. Answers and branches name an option by its id, so an option is known by its label (answersOf), and its words in the other language go with it. By
 * its line it is known only where this language does not name it yet, or no longer. A language in which nothing was written takes no options away. What came after an option that is gone is gone, too.
 * @param fresh makes an id that nothing has ever had
 */
export function withOptions(
  question: Question,
  typed: string,
  language: SurveyLanguage,
  fresh = () => `o-${freshId()}`,
): Question {
  const known = question.options;
  const byId = new Map(known.map((option) => [option.id, option]));
  const before = known.map(({ id, label }) => ({ id, label: label[language] }));
  const elsewhere = (at: number) => surveyLanguages.some((other) => other !== language && known[at]?.label[other] !== "");
  const lines = typed === "" ? [] : answersOf(typed, before, fresh, MOST_OPTIONS);
  const taken = new Set(lines.map(({ id }) => id));
  const placed = lines.map((line, at) => {
    const there = before[at];
    if (there === undefined || byId.has(line.id) || taken.has(there.id)) return line;
    const emptied = line.label === "" && lines.length === before.length && elsewhere(at);
    return there.label === "" || emptied ? { ...line, id: there.id } : line;
  });
  const unwritten = before.every(({ label }) => label === "");
  const left = unwritten ? before.filter(({ id }, at) => elsewhere(at) && placed.every((line) => line.id !== id)) : [];
  const options = [...placed, ...left].slice(0, MOST_OPTIONS).map(({ id, label }) => {
    const words = byId.get(id)?.label ?? { de: "", en: "" };
    return { id, label: { ...words, [language]: label } };
  });
  const kept = Object.entries(question.next).filter(([outcome]) => options.some(({ id }) => id === outcome));
  return { ...question, options, next: question.type === "choice" ? Object.fromEntries(kept) : question.next };
}

/**
 * Questions of which one is of another kind now. It is another question then, with an id of its own, so that its answers are not counted among those of the other kind; what led to it still does. What followed an
 * answer of the other kind follows none of this one.
 * @param newId its id, where it needs one
 */
export function withType(questions: readonly Question[], changed: string, type: QuestionType, newId: string): Question[] {
  const known = questions.find(({ id }) => id === changed);
  if (known === undefined || known.type === type) return [...questions];
  const id = alike(known.type).includes(type) ? changed : newId;
  const listed = type === "choice" || type === "several";
  return questions.map((one) => {
    if (one.id === changed) return { ...one, id, type, next: {}, options: listed ? one.options : [] };
    const next = Object.entries(one.next).map(([outcome, target]) => [outcome, target === changed ? id : target] as const);
    return { ...one, next: Object.fromEntries(next) };
  });
}
