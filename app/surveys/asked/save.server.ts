import { sql } from "kysely";

import { takeBack, tell } from "../../customers/timeline.server.ts";
import type { Tx } from "../../db.server.ts";
import { releaseDeferred } from "../../messages/outbox.server.ts";
import { FEEDBACK_OPEN } from "../../messages/policy.ts";
import { pathOf, pruned } from "../content/path.ts";
import { answerWords, type Answer, type Answers } from "../content/survey.ts";
import { weightOf } from "../inbox/case.ts";
import { replaces, type Flag } from "./flag.ts";
import type { SurveyRequest } from "./request.server.ts";

/** What is answered once a question is: what no longer stands on the way is gone. Another version begins anew, and so does a person where a program was before. */
export function answersWith(
  { given, version, definition }: SurveyRequest,
  { question, answer }: { question: string; answer: Answer },
  flag: Flag | null,
): Answers {
  const taken = flag === null && given !== null && given.flag !== null && question === definition.questions[0]?.id;
  const before = given?.version === version && !taken ? given.answers : {};
  return pruned(definition, { ...before, [question]: answer });
}

/** Keeps answers: the same again changes nothing, others take their place. The customer is locked by the caller's change, and nobody has a program's answer told. */
export async function saveAnswers(
  tx: Tx,
  shopId: number,
  request: SurveyRequest,
  answers: Answers,
  flag: Flag | null,
  now: Date,
): Promise<boolean> {
  const { occasion, surveyId, version, customerId, definition, given } = request;
  if (!replaces(flag, given, now)) return false;
  const [first] = definition.questions;
  const value = first === undefined ? undefined : answers[first.id];
  const score = typeof value === "number" ? value : null;
  const weight = weightOf(request.kind, definition, answers);
  // Nobody can be answered whom nobody knows.
  const [detractor, attention] = customerId === null ? [false, false] : [weight.detractor, weight.attention];
  const complete = pathOf(definition, answers).next === null;
  // What a program has answered does not begin the day in which it may be changed.
  const begun = given === null || given.flag !== null ? now : given.answeredAt;
  const { key, way, messageId, orderId } = occasion;
  const { numAffectedRows } = await sql`
    insert into survey_responses as r (shop_id, survey_id, occasion, way, message_id, order_id, version, customer_id, answers, score, complete, flag, answered_at, changed_at, detractor, attention)
    values (${shopId}, ${surveyId}, ${key}, ${way}, ${messageId}, ${orderId}, ${version}, ${customerId}, ${JSON.stringify(answers)}::jsonb, ${score}::int, ${complete}, ${flag}, ${begun}, ${now}, ${detractor}, ${attention})
    on conflict (shop_id, survey_id, occasion) do update set version = excluded.version, answers = excluded.answers, score = excluded.score,
      complete = excluded.complete, flag = excluded.flag, answered_at = excluded.answered_at, changed_at = excluded.changed_at,
      detractor = excluded.detractor, attention = excluded.attention, read_at = null, closed_at = null, closed_by = null
      where (r.version, r.answers, r.flag) is distinct from (excluded.version, excluded.answers, excluded.flag)
        and r.customer_id is not distinct from excluded.customer_id
  `.execute(tx);
  if (numAffectedRows !== 1n) return false;
  if (customerId === null) return true;
  // What the answer before held back may leave now; the policy decides about it again.
  if (given !== null && (flag !== null || !detractor)) await releaseDeferred(tx, shopId, [FEEDBACK_OPEN], now, customerId);
  if (flag !== null) {
    if (given?.flag === null) await takeBack(tx, shopId, [keyOf(request)]);
    return true;
  }
  await tellAnswer(tx, shopId, { ...request, customerId }, answers, score, begun, now);
  return true;
}

/** One line for each occasion, however often its reader changes their mind. */
async function tellAnswer(
  tx: Tx,
  shopId: number,
  request: SurveyRequest & { customerId: bigint },
  answers: Answers,
  score: number | null,
  occurredAt: Date,
  now: Date,
): Promise<void> {
  const { surveyId, kind, name, definition, customerId, defaultLocale } = request;
  const [first] = definition.questions;
  const said = first === undefined ? "" : answerWords(first, answers[first.id], defaultLocale);
  const data = { surveyId, survey: name, surveyKind: kind, score, answer: said.slice(0, 200) };
  await tell(tx, shopId, [{ customerId, kind: "survey.answered", key: keyOf(request), occurredAt, data }], now);
}

function keyOf({ occasion: { messageId, key }, surveyId }: Pick<SurveyRequest, "occasion" | "surveyId">): string {
  return `survey:${messageId ?? key}:${surveyId}`;
}
