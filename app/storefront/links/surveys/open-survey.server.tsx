import { randomUUID } from "node:crypto";

import { answerSurvey, type Asking } from "../../../actions/shopper/answers/answer-survey.server.ts";
import { db } from "../../../db.server.ts";
import { shopperLocale, type ShopperLocale } from "../../../i18n/shopper/say.ts";
import { MINUTE_MS } from "../../../lib/time.ts";
import { isProgram } from "../../../messages/clicks/automatic.ts";
import { oneLine } from "../../../messages/content/text.ts";
import { linkAnswer } from "../../../messages/links/answer.ts";
import { liveCustomer } from "../../../points/ledger.server.ts";
import { readForm } from "../../../shops/proxy/proxy-visit.server.ts";
import { createRateGuard } from "../../../shops/proxy/rate-guard.ts";
import type { Shop } from "../../../shops/shop.ts";
import { readStorefront } from "../../../shops/shops.server.ts";
import { linksOf } from "../../../shops/storefront/storefront-links.ts";
import { findOpenRequest, type Comer } from "../../../surveys/asked/open.server.ts";
import { SurveyLogIn, SurveyOver } from "../../../surveys/asked/page.tsx";
import { readPosted, versionIn } from "../../../surveys/asked/read-answer.ts";
import { isChangeable } from "../../../surveys/asked/request.server.ts";
import { LONGEST_SURVEY_BODY, strangersWithinRate } from "../../limits.ts";
import { receiveVisit } from "../../visit.server.ts";
import { visitorWithinRate } from "../../visitor.server.ts";
import { answeredPage, askingPage, closedPage, own } from "./survey-page.server.tsx";

/** What changes customers waits in one line with everything else of the shop, which one of them must not fill. */
const customerWithinRate = createRateGuard(20, MINUTE_MS);

type Visit = { shop: Shop; comer: Comer };

/** A survey that is asked by an open link, `/apps/reprise/survey/<id>`: opening it stores nothing, however often and by whom. */
export async function showOpenSurvey(request: Request, surveyId: number, now: Date): Promise<Response> {
  const visit = await receiveComer(request, now);
  if (visit instanceof Response) return visit;
  const { shop, comer } = visit;
  const asked = await findOpenRequest(db(), shop.shopId, surveyId, comer, now);
  if (asked === "log-in") return logIn(shop, comer.locale);
  const question = asked?.definition.questions[0];
  if (asked === null || question === undefined) return over(comer.locale);
  if (!isChangeable(asked, now)) return closedPage(shop, asked);
  return askingPage(shop, asked, { question, chosen: own(asked)[question.id] ?? null, sheet: randomUUID() });
}

/** One answer that is sent, and the question that follows from it. Where too many come at once, the form comes back with what it said. */
export async function takeOpenSurvey(request: Request, surveyId: number, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const form = await readForm(request, LONGEST_SURVEY_BODY);
  const visit = await receiveComer(request, now);
  if (visit instanceof Response) return visit;
  const { shop, comer } = visit;
  const sheet = form?.get("sheet") ?? null;
  if (form === null || sheet === null) return over(comer.locale);
  if ((await findOpenRequest(db(), shop.shopId, surveyId, comer, now)) === "log-in") return logIn(shop, comer.locale);
  if (!mayCome(shop, comer.customerId, request, now)) return again(shop, surveyId, { ...comer, sheet }, form, now);
  const asking: Asking = async (at, posted, moment) => {
    const found = await findOpenRequest(at, shop.shopId, surveyId, { ...comer, sheet, posted }, moment);
    return found === "log-in" ? null : found;
  };
  const answered = await answerSurvey(shop, asking, form, isProgram(request.headers));
  return (answered === null ? null : answeredPage(shop, answered)) ?? over(comer.locale);
}

async function receiveComer(request: Request, now: Date): Promise<Visit | Response> {
  const visit = await receiveVisit(request, now);
  if (visit instanceof Response) return visit;
  const { shop, customerId: asked } = visit;
  const wanted = request.headers.get("accept-language")?.split(",")[0]?.trim() ?? null;
  const customerId = asked === null ? null : await liveCustomer(db(), shop.shopId, asked);
  const locale = shopperLocale(wanted, shop.primaryLocale);
  return { shop, comer: { way: "link", customerId, sheet: null, orderId: null, locale, posted: null } };
}

function mayCome(shop: Shop, customerId: bigint | null, request: Request, now: Date): boolean {
  if (customerId !== null) return customerWithinRate(`${shop.shopId}:${customerId}`, now);
  return visitorWithinRate(shop, request, now) && strangersWithinRate(String(shop.shopId), now);
}

/** The same form with what was sent: nothing is lost by waiting. */
async function again(
  shop: Shop,
  surveyId: number,
  comer: Comer & { sheet: string },
  form: ReadonlyMap<string, string>,
  now: Date,
): Promise<Response> {
  const version = versionIn(form);
  const asked = await findOpenRequest(db(), shop.shopId, surveyId, { ...comer, posted: version }, now);
  if (asked === null || asked === "log-in" || version === null) return over(comer.locale);
  const posted = readPosted(form, version, asked.definition);
  const question = asked.definition.questions.find(({ id }) => id === form.get("question"));
  if (question === undefined) return over(comer.locale);
  const answer = askingPage(shop, asked, { question, chosen: posted?.answer ?? null, said: "busy", sheet: comer.sheet }, 429);
  answer.headers.set("Retry-After", String(MINUTE_MS / 1_000));
  return answer;
}

function over(locale: ShopperLocale): Response {
  return linkAnswer(<SurveyOver locale={locale} />, locale, 404);
}

async function logIn(shop: Shop, locale: ShopperLocale): Promise<Response> {
  const { account } = linksOf(await readStorefront(db(), shop), locale);
  return linkAnswer(<SurveyLogIn locale={locale} shopName={oneLine(shop.name)} account={account} />, locale);
}
