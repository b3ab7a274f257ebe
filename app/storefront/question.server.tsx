import { answerQuestion } from "../actions/shopper/answer-question.server.ts";
import { db } from "../db.server.ts";
import { linkSecrets } from "../env.server.ts";
import { findQuestion, type SentQuestion } from "../messages/answers/answers.server.ts";
import { AnswerPage } from "../messages/answers/page.tsx";
import { readClick, type ClickLink } from "../messages/clicks/token.ts";
import { oneLine } from "../messages/content/text.ts";
import { linkAnswer } from "../messages/links/answer.ts";
import { brokenLink } from "../messages/links/broken.tsx";
import { readForm } from "../shops/proxy/proxy-visit.server.ts";
import type { Shop } from "../shops/shop.ts";
import { receiveVisit } from "./visit.server.ts";

type AnswerLink = ClickLink & { target: { to: "answer" } };
const LONGEST_FORM = 1_024;

/** An answer that was clicked in an email: asks before it stores. */
export async function showQuestion(request: Request, shop: Shop, link: ClickLink): Promise<Response> {
  if (!isAnswer(link)) return brokenLink(request);
  const { question, answer } = link.target;
  const asked = await findQuestion(db(), shop.shopId, link.messageId, question);
  return asked === null ? brokenLink(request) : page(shop, asked, answer, false);
}

/** The answer that is sent: the one that is ticked. The link says who answers what; a form cannot. */
export async function takeAnswer(request: Request, token: string, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const form = await readForm(request, LONGEST_FORM);
  const visit = await receiveVisit(request, now);
  if (visit instanceof Response) return visit;
  const link = readClick(token, linkSecrets());
  if (link === null || !isAnswer(link) || link.shopId !== visit.shop.shopId) return brokenLink(request);
  const { messageId, target } = link;
  const answer = form?.get("answer") ?? target.answer;
  const asked = await answerQuestion(visit.shop, { messageId, question: target.question, answer });
  return asked === null ? brokenLink(request) : page(visit.shop, asked, answer, true);
}

function isAnswer(link: ClickLink): link is AnswerLink {
  return link.target.to === "answer";
}

function page(shop: Shop, { locale, question, answers }: SentQuestion, chosen: string, sent: boolean): Response {
  const view = { locale, shopName: oneLine(shop.name), question, answers, chosen, sent };
  return linkAnswer(<AnswerPage view={view} />, locale);
}
