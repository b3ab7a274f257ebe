import { answerQuestion } from "../../actions/shopper/answers/answer-question.server.ts";
import { db } from "../../db.server.ts";
import { findQuestion, type SentQuestion } from "../../messages/answers/answers.server.ts";
import { AnswerPage } from "../../messages/answers/page.tsx";
import type { LinkTarget } from "../../messages/links/target.ts";
import { oneLine } from "../../messages/content/text.ts";
import { linkAnswer } from "../../messages/links/answer.ts";
import { brokenLink } from "../../messages/links/broken.tsx";
import type { Shop } from "../../shops/shop.ts";

type AnswerLink = { messageId: bigint; target: Extract<LinkTarget, { to: "answer" }> };

/** An answer that was clicked in an email: asks before it stores. */
export async function showQuestion(request: Request, shop: Shop, { messageId, target }: AnswerLink): Promise<Response> {
  const { question, answer } = target;
  const asked = await findQuestion(db(), shop.shopId, messageId, question);
  return asked === null ? brokenLink(request) : page(shop, asked, answer, false);
}

/** The answer that is sent: the one that is ticked. */
export async function takeAnswer(
  request: Request,
  shop: Shop,
  { messageId, target }: AnswerLink,
  form: ReadonlyMap<string, string> | null,
): Promise<Response> {
  const answer = form?.get("answer") ?? target.answer;
  const asked = await answerQuestion(shop, { messageId, question: target.question, answer });
  return asked === null ? brokenLink(request) : page(shop, asked, answer, true);
}

function page(shop: Shop, { locale, question, answers }: SentQuestion, chosen: string, sent: boolean): Response {
  const view = { locale, shopName: oneLine(shop.name), question, answers, chosen, sent };
  return linkAnswer(<AnswerPage view={view} />, locale);
}
