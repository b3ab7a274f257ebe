import type { Question, Terms } from "../content/terms.ts";

/** What was chosen of each question, by key. */
export type Given = ReadonlyMap<string, ReadonlySet<string>>;
/** `wrong`: keys of questions. */
export type Grade = { correct: number; wrong: string[]; passed: boolean };

/** Whether more than one answer is right, and several can be chosen. */
export function takesSeveral({ answers }: Question): boolean {
  return answers.filter(({ right }) => right).length > 1;
}

/** Questions of which nothing that can be answered was chosen. */
export function missingIn({ questions }: Terms, given: Given): string[] {
  return questions.filter(({ key, answers }) => !answers.some((answer) => given.get(key)?.has(answer.key))).map(({ key }) => key);
}

/** A question is right when exactly its right answers were chosen. */
export function gradeOf({ questions, needed }: Terms, given: Given): Grade {
  const wrong = questions
    .filter(({ key, answers }) => answers.some((answer) => answer.right !== (given.get(key)?.has(answer.key) ?? false)))
    .map(({ key }) => key);
  const correct = questions.length - wrong.length;
  return { correct, wrong, passed: correct >= needed };
}

/** The name of a field: of one answer of several, or of the question. */
export function fieldOf(question: string, answer?: string): string {
  return answer === undefined ? question : `${question}-${answer}`;
}

/** What a form says. What is no answer of the question is none. */
export function givenIn({ questions }: Terms, form: ReadonlyMap<string, string>): Given {
  return new Map(
    questions.map((question) => {
      const { key, answers } = question;
      const isChosen = (answer: string) =>
        takesSeveral(question) ? form.get(fieldOf(key, answer)) === "on" : form.get(fieldOf(key)) === answer;
      return [key, new Set(answers.map((answer) => answer.key).filter(isChosen))];
    }),
  );
}
