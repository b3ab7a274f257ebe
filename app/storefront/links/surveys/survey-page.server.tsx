import type { Answered } from "../../../actions/shopper/answers/answer-survey.server.ts";
import { oneLine } from "../../../messages/content/text.ts";
import { linkAnswer } from "../../../messages/links/answer.ts";
import type { Shop } from "../../../shops/shop.ts";
import { sheetOf } from "../../../surveys/asked/open.server.ts";
import { SurveyClosed, SurveyPage, type SurveyView } from "../../../surveys/asked/page.tsx";
import type { SurveyRequest } from "../../../surveys/asked/request.server.ts";
import { pathOf } from "../../../surveys/content/path.ts";
import type { Answer, Answers, Question } from "../../../surveys/content/survey.ts";

/** What a person has answered so far. */
export function own({ given }: SurveyRequest): Answers {
  return given === null || given.flag !== null ? {} : given.answers;
}

type Shown = { question: Question | null; chosen: Answer | null; said?: SurveyView["said"]; sheet?: string | null };

/** The page with one question, or with thanks. @param shown `sheet`: for an occasion that has none yet */
export function askingPage(shop: Shop, asked: SurveyRequest, shown: Shown, status = 200): Response {
  const { locale, defaultLocale, version, definition, given, occasion, customerId } = asked;
  const { question, chosen, said = null } = shown;
  const view: SurveyView = {
    ...{ locale, languages: [locale, defaultLocale], shopName: oneLine(shop.name), version, definition, question, chosen, said },
    ...{ step: stepOf(asked, question), sheet: sheetOf(occasion) ?? shown.sheet ?? null },
    change: occasion.way === "email" ? "email" : customerId === null || given === null ? null : "here",
  };
  return linkAnswer(<SurveyPage view={view} />, locale, status);
}

/** Which question of the way it is, from 1. */
export function stepOf({ definition, given }: SurveyRequest, question: Question | null): number {
  const { passed } = pathOf(definition, given?.answers ?? {});
  const at = passed.findIndex(({ id }) => id === question?.id);
  return question === definition.questions[0] ? 1 : (at < 0 ? passed.length : at) + 1;
}

/** What comes after an answer; null where that was of a question that there is not. */
export function answeredPage(shop: Shop, answered: Answered): Response | null {
  const { outcome, request: asked } = answered;
  if (outcome === "closed") return closedPage(shop, asked);
  const { question, chosen } = questionAfter(answered);
  if (outcome === "missing")
    return question === null ? null : askingPage(shop, asked, { question, chosen, said: "missing" }, 400);
  return askingPage(shop, asked, { question, chosen });
}

/** The question behind the one that was answered, also where that was answered before: who changes one goes through those that follow. The same again where it was not answered. */
export function questionAfter({ outcome, request: asked, question: of }: Answered): Pick<Shown, "question" | "chosen"> {
  const given = outcome === "missing" ? own(asked) : (asked.given?.answers ?? {});
  const { passed, next } = pathOf(asked.definition, given);
  const at = passed.findIndex(({ id }) => id === of);
  const same = asked.definition.questions.find(({ id }) => id === of) ?? null;
  const question = outcome === "missing" ? same : at < 0 ? next : (passed[at + 1] ?? next);
  return { question, chosen: question === null ? null : (given[question.id] ?? null) };
}

export function closedPage(shop: Shop, { locale }: SurveyRequest): Response {
  return linkAnswer(<SurveyClosed locale={locale} shopName={oneLine(shop.name)} />, locale);
}
