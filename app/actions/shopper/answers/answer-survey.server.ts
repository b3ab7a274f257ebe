import { now as clock } from "../../../clock.server.ts";
import { db, type Db } from "../../../db.server.ts";
import { change } from "../../../pipeline/change.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { pathOf } from "../../../surveys/content/path.ts";
import { flagOf } from "../../../surveys/asked/flag.ts";
import { readPosted, versionIn } from "../../../surveys/asked/read-answer.ts";
import { isChangeable, type SurveyRequest } from "../../../surveys/asked/request.server.ts";
import { answersWith, saveAnswers } from "../../../surveys/asked/save.server.ts";

/** Finds what somebody is asked. @param posted the version that their form is of */
export type Asking = (db: Db, posted: number, now: Date) => Promise<SurveyRequest | null>;
/** `saved`: what was sent, whether it counts or not; `closed`: no answer is taken any more, or not yet again; `missing`: it was no answer. */
export type Answered = { outcome: "saved" | "closed" | "missing"; request: SurveyRequest; question: string };

/**
 * Somebody answers a question of a survey. The same again changes nothing; what looks like a program's is kept, flagged, and never takes the place of a person's. Its sender is told
 * the same.
 * @returns null where the request, or the question's version, is not there
 */
export async function answerSurvey(
  shop: Shop,
  asking: Asking,
  form: ReadonlyMap<string, string>,
  byProgram: boolean,
  now = clock,
): Promise<Answered | null> {
  const version = versionIn(form);
  if (version === null) return null;
  const before = await asking(db(), version, now());
  if (before === null) return null;
  const posted = readPosted(form, version, before.definition);
  const question = posted?.question ?? form.get("question") ?? "";
  if (posted === null) return { outcome: "missing", request: before, question };
  return change(
    shop,
    async (tx, at) => {
      const request = await asking(tx, version, at);
      if (request === null) return { result: null };
      if (!isChangeable(request, at)) return { result: { outcome: "closed", request, question } };
      const { opened, hidden, customerId } = request;
      const flag = flagOf({ trap: posted.trap, program: byProgram, hidden, opened });
      const answers = answersWith(request, posted, flag);
      // Before its turn there is nothing to answer: what comes first is asked.
      const turn = pathOf(request.definition, answers).next?.id ?? "";
      if (!Object.hasOwn(answers, posted.question)) return { result: { outcome: "missing", request, question: turn } };
      const changed = await saveAnswers(tx, shop.shopId, request, answers, flag, at);
      const given = { version, answers, flag, answeredAt: request.given?.answeredAt ?? at };
      const result: Answered = { outcome: "saved", request: { ...request, given }, question };
      return changed && customerId !== null ? { result, touched: [customerId] } : { result };
    },
    now,
  );
}
