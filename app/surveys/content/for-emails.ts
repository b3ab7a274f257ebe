import type { Survey } from "../surveys.server.ts";
import { scaleOf, surveyLanguages, wordsIn, type SurveyLanguage } from "./survey.ts";

/** What an email asks of a survey in one of its languages. Without answers, a button leads to the question. */
export type FirstQuestion = { question: string; answers: { id: string; label: string }[] };
export type SurveyChoice = { surveyId: number; name: string; version: number; first: Record<SurveyLanguage, FirstQuestion> };

/** The surveys that an email can ask. */
export function surveyChoices(surveys: readonly Pick<Survey, "surveyId" | "name" | "version" | "definition">[]): SurveyChoice[] {
  return surveys.flatMap(({ surveyId, name, version, definition: { questions } }) => {
    const [question] = questions;
    if (question === undefined) return [];
    const { type, ask, options } = question;
    const inLanguage = (language: SurveyLanguage): FirstQuestion => ({
      question: wordsIn(ask, language),
      answers:
        type === "choice"
          ? options.map(({ id, label }) => ({ id, label: wordsIn(label, language) }))
          : scaleOf(type).map((value) => ({ id: String(value), label: String(value) })),
    });
    const first = Object.fromEntries(surveyLanguages.map((language) => [language, inLanguage(language)]));
    return [{ surveyId, name, version, first: first as SurveyChoice["first"] }];
  });
}
