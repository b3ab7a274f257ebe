import { now as clock } from "../../../clock.server.ts";
import { db } from "../../../db.server.ts";
import { change } from "../../../pipeline/change.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { pathOf } from "../../../surveys/content/path.ts";
import { flagOf } from "../../../surveys/asked/flag.ts";
import { readPosted, versionIn } from "../../../surveys/asked/read-answer.ts";
import {
  answersWith,
  findRequest,
  isChangeable,
  saveAnswers,
  type SurveyRequest,
} from "../../../surveys/asked/request.server.ts";

type Link = { messageId: bigint; surveyId: number; sent: number };
/** `saved`: what was sent, whether it counts or not; `closed`: the day in which it could be changed is over; `missing`: it was no answer. */
export type Answered = { outcome: "saved" | "closed" | "missing"; request: SurveyRequest; question: string };

/**
 * A reader answers a question of a survey. The same again changes nothing; what looks like a program's is kept, flagged, and never takes the place of a person's. Its sender is told
 * the same.
 * @returns null where the request, or the question's version, is not there
 */
export async function answerSurvey(
  shop: Shop,
  link: Link,
  form: ReadonlyMap<string, string>,
  byProgram: boolean,
  now = clock,
): Promise<Answered | null> {
  const version = versionIn(form);
  if (version === null) return null;
  const asked = { ...link, posted: version };
  const before = await findRequest(db(), shop.shopId, asked, now());
  if (before === null) return null;
  const posted = readPosted(form, version, before.definition);
  const question = posted?.question ?? form.get("question") ?? "";
  if (posted === null) return { outcome: "missing", request: before, question };
  return change(
    shop,
    async (tx, at) => {
      const request = await findRequest(tx, shop.shopId, asked, at);
      if (request === null) return { result: null };
      if (!isChangeable(request, at)) return { result: { outcome: "closed", request, question } };
      const { opened, hidden } = request;
      const flag = flagOf({ trap: posted.trap, program: byProgram, hidden, opened });
      const answers = answersWith(request, posted, flag);
      // Before its turn there is nothing to answer: what comes first is asked.
      const turn = pathOf(request.definition, answers).next?.id ?? "";
      if (!Object.hasOwn(answers, posted.question)) return { result: { outcome: "missing", request, question: turn } };
      const changed = await saveAnswers(tx, shop.shopId, request, answers, flag, at);
      const given = { version, answers, flag, answeredAt: request.given?.answeredAt ?? at };
      const result: Answered = { outcome: "saved", request: { ...request, given }, question };
      return changed ? { result, touched: [request.customerId] } : { result };
    },
    now,
  );
}
