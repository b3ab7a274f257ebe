import { answerSurvey } from "../../actions/shopper/answers/answer-survey.server.ts";
import { db } from "../../db.server.ts";
import { oneLine } from "../../messages/content/text.ts";
import { linkAnswer } from "../../messages/links/answer.ts";
import { brokenLink } from "../../messages/links/broken.tsx";
import type { LinkTarget } from "../../messages/links/target.ts";
import { isProgram } from "../../messages/clicks/automatic.ts";
import type { Shop } from "../../shops/shop.ts";
import { SurveyClosed, SurveyPage } from "../../surveys/asked/page.tsx";
import { findRequest, isChangeable, type SurveyRequest } from "../../surveys/asked/request.server.ts";
import { isAnswer, pathOf } from "../../surveys/content/path.ts";
import type { Answer, Answers, Question } from "../../surveys/content/survey.ts";

type SurveyLink = { messageId: bigint; target: Extract<LinkTarget, { to: "survey" }> };

const idsOf = ({ messageId, target }: SurveyLink) => ({ messageId, surveyId: target.survey, sent: target.version });

/** An answer that was clicked in an email: asks before it stores. */
export async function showSurvey(request: Request, shop: Shop, link: SurveyLink, now: Date): Promise<Response> {
  const asked = await findRequest(db(), shop.shopId, { ...idsOf(link), posted: null }, now);
  const question = asked?.definition.questions[0];
  if (asked === null || question === undefined) return brokenLink(request);
  if (!isChangeable(asked, now)) return closed(shop, asked);
  const clicked = clickedIn(link.target.answer, question);
  return page(shop, asked, { question, chosen: clicked ?? own(asked)[question.id] ?? null, missing: false });
}

/** One answer that is sent, and the question that follows from it. */
export async function takeSurvey(
  request: Request,
  shop: Shop,
  link: SurveyLink,
  form: ReadonlyMap<string, string> | null,
): Promise<Response> {
  if (form === null) return brokenLink(request);
  const answered = await answerSurvey(shop, idsOf(link), form, isProgram(request.headers));
  if (answered === null) return brokenLink(request);
  const { outcome, request: asked } = answered;
  if (outcome === "closed") return closed(shop, asked);
  const { questions } = asked.definition;
  const given = asked.given?.answers ?? {};
  if (outcome === "missing") {
    const same = questions.find(({ id }) => id === answered.question);
    if (same === undefined) return brokenLink(request);
    return page(shop, asked, { question: same, chosen: own(asked)[same.id] ?? null, missing: true }, 400);
  }
  // The one behind it, also where that was answered before: who changes one goes through those that follow.
  const { passed, next } = pathOf(asked.definition, given);
  const at = passed.findIndex(({ id }) => id === answered.question);
  const question = at < 0 ? next : (passed[at + 1] ?? next);
  return page(shop, asked, { question, chosen: question === null ? null : (given[question.id] ?? null), missing: false });
}

/** What a person has answered so far. */
function own({ given }: SurveyRequest): Answers {
  return given === null || given.flag !== null ? {} : given.answers;
}

function clickedIn(answer: string, question: Question): Answer | null {
  const read = question.type === "choice" ? answer : /^\d{1,2}$/.test(answer) ? Number(answer) : null;
  return read !== null && isAnswer(question, read) && question.type !== "text" ? read : null;
}

type Shown = { question: Question | null; chosen: Answer | null; missing: boolean };

function page(shop: Shop, asked: SurveyRequest, shown: Shown, status = 200): Response {
  const { locale, defaultLocale, version, definition, given } = asked;
  const { passed } = pathOf(definition, given?.answers ?? {});
  const at = passed.findIndex(({ id }) => id === shown.question?.id);
  const step = shown.question === definition.questions[0] ? 1 : (at < 0 ? passed.length : at) + 1;
  const view = { locale, languages: [locale, defaultLocale], shopName: oneLine(shop.name), version, definition, step, ...shown };
  return linkAnswer(<SurveyPage view={view} />, locale, status);
}

function closed(shop: Shop, { locale }: SurveyRequest): Response {
  return linkAnswer(<SurveyClosed locale={locale} shopName={oneLine(shop.name)} />, locale);
}
