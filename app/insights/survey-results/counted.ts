import { scaleOf, wordsIn, type Answers, type Definition, type Question } from "../../surveys/content/survey.ts";
import type { AnswerCount } from "./results.server.ts";

export type CountedQuestion = { id: string; ask: string; of: number; answers: { id: string; label: string; count: number }[] };

/** Each question of any version by its id, as the newest of them asks it, with every option that any of them had. @param versions by number */
export function questionsOf(versions: ReadonlyMap<number, Definition>): Question[] {
  const found = new Map<string, Question>();
  for (const [, { questions }] of [...versions].sort(([one], [other]) => other - one)) {
    for (const question of questions) {
      const newer = found.get(question.id);
      const more = question.options.filter(({ id }) => newer?.options.every((option) => option.id !== id));
      found.set(question.id, newer === undefined ? question : { ...newer, options: [...newer.options, ...more] });
    }
  }
  return [...found.values()];
}

/** How often each answer was given, in the reader's language. Questions in words are not counted. */
export function countedAnswers(
  questions: readonly Question[],
  counts: readonly AnswerCount[],
  locale: string,
): CountedQuestion[] {
  return questions.flatMap((question) => {
    const { id, type, ask, options } = question;
    if (type === "text") return [];
    const own = counts.filter((one) => one.question === id);
    const countOf = (answer: string) => own.find((one) => one.answer === answer)?.count ?? 0;
    const scale = scaleOf(type).map((value) => ({ id: String(value), label: String(value) }));
    const offered = scale.length > 0 ? scale : options.map((option) => ({ id: option.id, label: wordsIn(option.label, locale) }));
    const answers = offered.map((one) => ({ ...one, count: countOf(one.id) }));
    return [{ id, ask: wordsIn(ask, locale), of: answers.reduce((sum, { count }) => sum + count, 0), answers }];
  });
}

/** What somebody wrote in their own words, with what they were asked. @param definition of the version that they answered */
export function ownWords(definition: Definition | undefined, answers: Answers, locale: string): { ask: string; text: string }[] {
  return (definition?.questions ?? []).flatMap(({ id, type, ask }) => {
    const answer = answers[id];
    return type === "text" && typeof answer === "string" && answer !== "" ? [{ ask: wordsIn(ask, locale), text: answer }] : [];
  });
}
