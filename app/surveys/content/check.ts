import { kinds, type SurveyKind } from "./kinds.ts";
import { unreachable, wrongBranches } from "./path.ts";
import { surveyLanguages, wordsIn, type Definition } from "./survey.ts";

export type ProblemRule =
  "ask-missing" | "options-missing" | "option-empty" | "first-question" | "branch-wrong" | "never-asked" | "language-missing";

/** What keeps a survey from being saved, or, as a warning, is the merchant's to judge. `question`: its place from 1; null: of the whole. */
export type Problem = { rule: ProblemRule; severity: "error" | "warning"; question: number | null };

export function checkSurvey(kind: SurveyKind, definition: Definition): Problem[] {
  const { questions } = definition;
  const place = (id: string) => questions.findIndex((one) => one.id === id) + 1;
  const error = (rule: ProblemRule, question: number | null): Problem => ({ rule, severity: "error", question });
  const { first } = kinds[kind];
  const wrong = [...new Set(wrongBranches(definition).map(({ question }) => question))];
  return [
    ...(first === null || questions[0]?.type === first ? [] : [error("first-question", 1)]),
    ...questions.flatMap(({ type, ask, options }, at) => [
      ...(wordsIn(ask) === "" ? [error("ask-missing", at + 1)] : []),
      ...((type === "choice" || type === "several") && options.length < 2 ? [error("options-missing", at + 1)] : []),
      ...(options.some(({ label }) => wordsIn(label) === "") ? [error("option-empty", at + 1)] : []),
    ]),
    ...wrong.map((id) => error("branch-wrong", place(id))),
    ...unreachable(definition).map((id): Problem => ({ rule: "never-asked", severity: "warning", question: place(id) })),
    ...halfWritten(definition).map((at): Problem => ({ rule: "language-missing", severity: "warning", question: at })),
  ];
}

/** Questions that lack a language which others have. */
function halfWritten({ questions }: Definition): number[] {
  const textsOf = (at: number) => [questions[at]?.ask, ...(questions[at]?.options ?? []).map(({ label }) => label)];
  const has = (language: (typeof surveyLanguages)[number], at: number) =>
    textsOf(at).every((text) => text === undefined || text[language].trim() !== "");
  const all = questions.map((_, at) => at);
  const used = surveyLanguages.filter((language) => questions.some(({ ask }) => ask[language].trim() !== ""));
  return all.flatMap((at) => (used.every((language) => has(language, at)) ? [] : [at + 1]));
}

export function isSavable(problems: readonly Problem[]): boolean {
  return problems.every(({ severity }) => severity === "warning");
}
