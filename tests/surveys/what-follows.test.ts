import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { answerSurvey } from "../../app/actions/shopper/answers/answer-survey.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { findRequest } from "../../app/surveys/asked/request.server.ts";
import { createSurvey } from "../../app/surveys/surveys.server.ts";
import { useFlows, days } from "../flows/flow-stage.ts";
import { stageCustomer } from "../messages/stage.ts";
import { addSegment, members } from "../segments/support.ts";
import { useDatabase } from "../support/database.ts";
import { email } from "../support/flows.ts";
import { sendMessage } from "./stage.ts";

const database = useDatabase();
const stage = useFlows(database, { trigger: { kind: "event", event: "survey-answered" }, steps: [email("value")] });

beforeAll(() => createQueues());
afterAll(() => stopEngine());

async function staged() {
  await stageCustomer(database.db, stage.shop, 1n);
  await stage.switchOn();
  const surveyId = (await createSurvey(stage.shop.shopId, "nps", "en", "test", days(0))) ?? 0;
  const messageId = await sendMessage(database.db, stage.shop, { at: days(0) });
  const answer = (score: number, more: Record<string, string> = {}, at = days(1)) => {
    const form = new Map(Object.entries({ version: "1", question: "recommend", answer: String(score), ...more }));
    const asked = { messageId, surveyId, sent: 1 };
    return answerSurvey(
      stage.shop,
      (db, posted, now) => findRequest(db, stage.shop.shopId, { ...asked, posted }, now),
      form,
      false,
      () => at,
    );
  };
  return { surveyId, answer };
}

describe("what follows from an answer", () => {
  it("begins the flows that listen to it, once however often its reader changes their mind", async () => {
    const { answer } = await staged();
    await answer(9);
    await answer(3);
    expect(await stage.runsOf(1n)).toHaveLength(1);
  });

  it("begins nothing when it looks like a program's", async () => {
    const { answer } = await staged();
    await answer(9, { website: "x" });
    expect(await stage.runsOf(1n)).toEqual([]);
  });

  it("moves its reader into segments and out of them, in the same transaction", async () => {
    const { answer, surveyId } = await staged();
    const { shopId } = stage.shop;
    await addSegment(database.db, shopId, "detractors", `survey_answered MATCHES (kind = 'NPS', score <= 6)`);
    await addSegment(database.db, shopId, "answered", `survey_answered MATCHES (survey_id = ${surveyId})`);
    await answer(2);
    expect(await members(database.db, shopId)).toEqual(["1:answered", "1:detractors"]);
    await answer(9);
    expect(await members(database.db, shopId)).toEqual(["1:answered"]);
  });

  it("earns no points, whatever it says", async () => {
    const { answer } = await staged();
    for (const score of [0, 10]) await answer(score);
    const { rows } = await sql`select from ledger_entries where shop_id = ${stage.shop.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
  });
});
