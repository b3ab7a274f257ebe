import { randomUUID } from "node:crypto";

import { z } from "zod";

import { answerSurvey, type Answered } from "../../actions/shopper/answers/answer-survey.server.ts";
import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { oneLine } from "../../messages/content/text.ts";
import { liveCustomer } from "../../points/ledger.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { findOpenRequest, nextOpenSurvey, sheetOf, type Comer } from "../../surveys/asked/open.server.ts";
import type { SurveyRequest } from "../../surveys/asked/request.server.ts";
import { surveyWords } from "../../surveys/asked/words.ts";
import { endsWith, pathOf } from "../../surveys/content/path.ts";
import { scaleOf, wordsIn, type Answer, type Question, type QuestionType } from "../../surveys/content/survey.ts";
import { questionAfter, stepOf } from "../links/surveys/survey-page.server.tsx";
import { strangersWithinRate } from "../limits.ts";
import type { Visitor } from "./call.server.ts";

/** One question of a survey, with all that an extension needs to ask it and to send the answer: the same fields as the page's form. */
export type SurveyQuestion = {
  survey: number;
  version: number;
  /** What the form is known by. */
  sheet: string;
  id: string;
  type: QuestionType;
  /** Above the first question; may be empty. */
  intro: string;
  ask: string;
  /** What can be chosen, of a scale its numbers; empty for words of their own. */
  options: { id: string; label: string }[];
  required: boolean;
  chosen: Answer | null;
  /** What stands around it, in the shopper's language. */
  words: { field: string; send: string };
};

/** `next`: what is asked then; null: nothing more, and `message` says thank you; absent: the same still, for nothing has been kept. */
export type SurveyAnswer = { ok: boolean; message: string; next?: SurveyQuestion | null };

const WAYS = ["account", "thanks"] as const;
const order = z.string().regex(/^[1-9]\d{0,17}$/);
const asked = z.object({ way: z.enum(WAYS), order: order.optional() });

/** What a survey asks who calls, in their account or after an order; null: nothing. @param query `way`, and the `order` that was placed */
export async function readOpenSurvey(
  visitor: Visitor,
  query: URLSearchParams,
  now: Date,
): Promise<{ question: SurveyQuestion | null }> {
  const read = asked.safeParse(Object.fromEntries(query));
  const comer = read.success ? await comerOf(visitor, read.data) : null;
  if (comer === null) return { question: null };
  const request = await nextOpenSurvey(db(), visitor.shop.shopId, comer, now);
  if (request === null) return { question: null };
  const { next } = pathOf(request.definition, request.given?.answers ?? {});
  return { question: next === null ? null : written(request, next, null, sheetOf(request.occasion) ?? randomUUID()) };
}

/** Of an answer that is sent: where it belongs, and the form's own fields. */
export const surveyFields = z
  .object({
    ...{ survey: z.string().regex(/^[1-9]\d{0,8}$/), sheet: z.string().max(40), way: z.enum(WAYS), order: order.optional() },
    ...{ version: z.string().max(10), question: z.string().max(40) },
  })
  .catchall(z.string().max(10_000));

/** One answer, and the question that follows from it. */
export async function takeOpenSurvey(visitor: Visitor & { fields: z.output<typeof surveyFields> }): Promise<SurveyAnswer> {
  const { shop, locale, fields } = visitor;
  const words = surveyWords[locale];
  const over = { ok: false, message: words.overText, next: null };
  const comer = await comerOf(visitor, fields);
  if (comer === null) return over;
  if (comer.customerId === null && !strangersWithinRate(String(shop.shopId), clock())) return { ok: false, message: words.busy };
  const { sheet } = fields;
  const answered = await answerSurvey(
    shop,
    async (db, posted, now) => {
      const found = await findOpenRequest(db, shop.shopId, Number(fields.survey), { ...comer, sheet, posted }, now);
      return found === "log-in" ? null : found;
    },
    new Map(Object.entries(fields)),
    false,
  );
  return answered === null ? over : told(shop, answered, sheet);
}

function told(shop: Shop, answered: Answered, sent: string): SurveyAnswer {
  const { outcome, request } = answered;
  const { locale, defaultLocale, definition, occasion } = request;
  const words = surveyWords[locale];
  if (outcome === "closed") return { ok: false, message: words.closedTitle, next: null };
  const { question, chosen } = questionAfter(answered);
  const next = question === null ? null : written(request, question, chosen, sheetOf(occasion) ?? sent);
  if (outcome === "missing") return { ok: false, message: words.missing, next };
  if (next !== null) return { ok: true, message: "", next };
  const thanks = wordsIn(definition.thanks, locale, defaultLocale);
  return { ok: true, message: thanks === "" ? `${words.thanks} ${words.thanksShort(oneLine(shop.name))}` : thanks, next };
}

/** Null for who is logged in and not known yet: whose answer it is could not be said. */
async function comerOf({ shop, customerId, locale }: Visitor, { way, order: of }: z.output<typeof asked>): Promise<Comer | null> {
  const known = customerId === null ? null : await liveCustomer(db(), shop.shopId, customerId);
  if (customerId !== null && known === null) return null;
  return { way, customerId: known, sheet: null, orderId: of === undefined ? null : BigInt(of), locale, posted: null };
}

function written(request: SurveyRequest, question: Question, chosen: Answer | null, sheet: string): SurveyQuestion {
  const { surveyId, version, definition, locale, defaultLocale } = request;
  const { id, type, required } = question;
  const words = surveyWords[locale];
  const said = (text: Question["ask"]) => wordsIn(text, locale, defaultLocale);
  const field = type === "text" ? words.own : type === "several" ? words.several : words.answer;
  const scale = scaleOf(type).map((value) => ({ id: String(value), label: String(value) }));
  return {
    ...{ survey: surveyId, version, sheet, id, type, required, chosen, ask: said(question.ask) },
    intro: stepOf(request, question) === 1 ? said(definition.intro) : "",
    options: scale.length > 0 ? scale : question.options.map((option) => ({ id: option.id, label: said(option.label) })),
    words: {
      field: required ? field : `${field} (${words.optional})`,
      send: endsWith(definition, question) ? words.send : words.next,
    },
  };
}
