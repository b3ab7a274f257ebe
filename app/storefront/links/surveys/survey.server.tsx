import { answerSurvey } from "../../../actions/shopper/answers/answer-survey.server.ts";
import { db } from "../../../db.server.ts";
import { isProgram } from "../../../messages/clicks/automatic.ts";
import { brokenLink } from "../../../messages/links/broken.tsx";
import type { LinkTarget } from "../../../messages/links/target.ts";
import type { Shop } from "../../../shops/shop.ts";
import { findRequest, isChangeable } from "../../../surveys/asked/request.server.ts";
import { isAnswer } from "../../../surveys/content/path.ts";
import type { Answer, Question } from "../../../surveys/content/survey.ts";
import { answeredPage, askingPage, closedPage, own } from "./survey-page.server.tsx";

type SurveyLink = { messageId: bigint; target: Extract<LinkTarget, { to: "survey" }> };

const idsOf = ({ messageId, target }: SurveyLink) => ({ messageId, surveyId: target.survey, sent: target.version });

/** An answer that was clicked in an email: asks before it stores. */
export async function showSurvey(request: Request, shop: Shop, link: SurveyLink, now: Date): Promise<Response> {
  const asked = await findRequest(db(), shop.shopId, { ...idsOf(link), posted: null }, now);
  const question = asked?.definition.questions[0];
  if (asked === null || question === undefined) return brokenLink(request);
  if (!isChangeable(asked, now)) return closedPage(shop, asked);
  const clicked = clickedIn(link.target.answer, question);
  return askingPage(shop, asked, { question, chosen: clicked ?? own(asked)[question.id] ?? null });
}

/** One answer that is sent, and the question that follows from it. */
export async function takeSurvey(
  request: Request,
  shop: Shop,
  link: SurveyLink,
  form: ReadonlyMap<string, string> | null,
): Promise<Response> {
  if (form === null) return brokenLink(request);
  const answered = await answerSurvey(
    shop,
    (db, posted, now) => findRequest(db, shop.shopId, { ...idsOf(link), posted }, now),
    form,
    isProgram(request.headers),
  );
  return (answered === null ? null : answeredPage(shop, answered)) ?? brokenLink(request);
}

function clickedIn(answer: string, question: Question): Answer | null {
  const read = question.type === "choice" ? answer : /^\d{1,2}$/.test(answer) ? Number(answer) : null;
  return read !== null && isAnswer(question, read) && question.type !== "text" ? read : null;
}
