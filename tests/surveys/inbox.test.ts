import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { handleFeedback } from "../../app/actions/merchant/handle-feedback.server.ts";
import { answerSurvey } from "../../app/actions/shopper/answers/answer-survey.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { enqueue } from "../../app/messages/outbox.server.ts";
import { readRecipients } from "../../app/messages/sending/claim-facts.server.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { readReply, readTags } from "../../app/surveys/inbox/case.ts";
import { findRequest } from "../../app/surveys/asked/request.server.ts";
import { readHandling, type Handling } from "../../app/surveys/inbox/handling.ts";
import { countOpen, listCases, listTags, type CaseFilter } from "../../app/surveys/inbox/inbox.server.ts";
import { archiveSurvey, createSurvey } from "../../app/surveys/surveys.server.ts";
import { noon, useOutbox } from "../messages/outbox-stage.ts";
import { messagesOf, stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { addFlow, oneEmail } from "../support/flows.ts";
import { rowsRead } from "../support/rows-read.ts";
import { sendMessage } from "./stage.ts";

const database = useDatabase();
const stage = useOutbox(database);
const KEY = "6f1c2a34-0000-4000-8000-000000000001";
let surveyId: number;
let messageId: bigint;
let queued = 0;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeEach(async () => {
  await createDefaultProgram(stage.shop.shopId, stage.shop.installedAt);
  await stageCustomer(database.db, stage.shop, 1n);
  surveyId = (await createSurvey(stage.shop.shopId, "nps", "de", "test", noon)) ?? 0;
  messageId = await sendMessage(database.db, stage.shop, { at: plusMs(noon, -72 * HOUR_MS) });
});

const post = (fields: Record<string, string>, at = noon) =>
  answerSurvey(
    stage.shop,
    (db, posted, now) => findRequest(db, stage.shop.shopId, { messageId, surveyId, sent: 1, posted }, now),
    new Map(Object.entries({ version: "1", ...fields })),
    false,
    () => at,
  );
const score = (value: number, more: Record<string, string> = {}) =>
  post({ question: "recommend", answer: String(value), ...more });
/** Of the answer to the latest message. */
async function answerId(): Promise<bigint> {
  const { rows } = await sql<{
    id: bigint;
  }>`select response_id as id from survey_responses where message_id = ${messageId}`.execute(database.db);
  return rows[0]?.id ?? 1_000_000n;
}
const handle = async (handling: Record<string, unknown> & Pick<Handling, "intent">, of = stage.shop, now?: () => Date) =>
  handleFeedback(of, { responseId: await answerId(), seen: noon, ...handling } as unknown as Handling, "merchant:42", now);
const list = async (filter: Partial<CaseFilter> = {}, at = noon) => {
  const asked = { closed: false, to: null, tag: null, ...filter };
  return (await listCases(database.db, stage.shop.shopId, asked, { limit: 10, offset: 0 }, at)).cases;
};
const open = () => list();

/** What becomes of a flow's email to the customer at noon. */
async function advertise(more: { flowId?: number; template?: "win-back" } = {}): Promise<string> {
  const message = {
    customerId: 1n,
    template: "win-back" as const,
    key: `i:${++queued}`,
    locale: "de" as const,
    data: {},
    ...more,
  };
  await enqueue(database.db, stage.shop.shopId, [message], noon);
  await stage.send(noon);
  return state();
}
async function state(): Promise<string> {
  const last = (await messagesOf(database.db, stage.shop, 1n)).at(-1) ?? expect.fail();
  return [last.state, last.reason].filter((word) => word !== null).join(" ");
}
async function liveFlow(): Promise<number> {
  const flowId = await addFlow(database.db, stage.shop, oneEmail, noon);
  await sql`update flows set state = 'live' where shop_id = ${stage.shop.shopId}`.execute(database.db);
  return flowId;
}

describe("the inbox", () => {
  it("has dissatisfied answers and what was written, not the rest, nor a program's", async () => {
    await score(9);
    expect(await open()).toEqual([]);
    await post({ question: "like", answer: "Alles" });
    expect(await open()).toMatchObject([{ unread: true, detractor: false, pauses: false }]);
    await score(6);
    expect(await open()).toMatchObject([{ unread: true, detractor: true, pauses: true }]);
    expect(await list({}, plusMs(noon, 31 * DAY_MS))).toMatchObject([{ pauses: false }]);
    expect(await countOpen(database.db, stage.shop.shopId)).toEqual({ open: 1, unread: 1 });
    messageId = await sendMessage(database.db, stage.shop);
    await score(0, { website: "x" });
    expect(await countOpen(database.db, stage.shop.shopId)).toEqual({ open: 1, unread: 1 });
  });

  it("is read, taken on, tagged, closed and opened again", async () => {
    await score(2);
    await handle({ intent: "read" });
    await handle({ intent: "take" });
    await handle({ intent: "tag", tags: ["Lieferung"] });
    expect(await open()).toMatchObject([{ unread: false, assignedTo: "merchant:42", tags: ["Lieferung"] }]);
    await handle({ intent: "assign", to: "" });
    await handle({ intent: "close" });
    expect(await open()).toEqual([]);
    expect(await list({ closed: true })).toMatchObject([{ closedBy: "merchant:42", assignedTo: null, pauses: false }]);
    await handle({ intent: "reopen" });
    expect(await open()).toMatchObject([{ closedAt: null, pauses: true }]);
  });

  it("is assigned to a colleague who is known, and to nobody else (issue 12)", async () => {
    await score(2);
    const other = await stageShop(database.db, noon);
    await sql`insert into staff_members (shop_id, user_id, name, asked_at) values (${stage.shop.shopId}, 77, 'Ada', ${noon})`.execute(
      database.db,
    );
    expect(await handle({ intent: "assign", to: "77" })).toMatchObject({ outcome: "done" });
    expect(await handle({ intent: "assign", to: "78" })).toMatchObject({ outcome: "invalid" });
    expect(await handle({ intent: "assign", to: "77" }, other)).toMatchObject({ outcome: "invalid" });
    expect(await open()).toMatchObject([{ assignedTo: "merchant:77" }]);
    expect(await handle({ intent: "assign", to: "42" })).toMatchObject({ outcome: "done" });
    expect(await open()).toMatchObject([{ assignedTo: "merchant:42" }]);
  });

  it("is shown by whose it is and by its tags, each alone and together (issue 12)", async () => {
    await score(2);
    await handle({ intent: "tag", tags: ["Lieferung", "Preis"] });
    await handle({ intent: "take" });
    messageId = await sendMessage(database.db, stage.shop);
    await score(3);
    await handle({ intent: "tag", tags: ["Preis"] });
    const counts = async (filter: Partial<CaseFilter>) => (await list(filter)).length;
    expect(await counts({ to: "merchant:42" })).toBe(1);
    expect(await counts({ to: "nobody" })).toBe(1);
    expect(await counts({ to: "merchant:4" })).toBe(0);
    expect(await counts({ tag: "Preis" })).toBe(2);
    expect(await counts({ tag: "Lieferung", to: "nobody" })).toBe(0);
    expect(await counts({ tag: "' or true --" })).toBe(0);
    expect(await listTags(database.db, stage.shop.shopId, false)).toEqual(["Preis", "Lieferung"]);
    expect(await listTags(database.db, stage.shop.shopId, true)).toEqual([]);
  });

  it("an answer that its reader changes is new again", async () => {
    await score(2);
    await handle({ intent: "close" });
    await post({ question: "better", answer: "Noch etwas" });
    expect(await open()).toMatchObject([{ unread: true, closedAt: null }]);
  });

  it("replies by email, as service, in the reader's language, once however often it is sent", async () => {
    await sql`update customers set email_consent = 'unsubscribed' where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await score(2);
    await post({ question: "better", answer: "Es kam zu spät." });
    const reply = { intent: "reply" as const, key: KEY, text: "Das tut uns leid.\n<b>Wirklich</b> {{ shop_name }}" };
    await Promise.all([handle(reply), handle(reply), handle(reply)]);
    await stage.send(plusMs(new Date(), HOUR_MS));
    const emails = (await stage.server.emails()).filter(({ subject }) => subject === "Morgenrot zu deiner Rückmeldung");
    expect(emails).toHaveLength(1);
    const [email] = emails;
    expect(email?.text).toContain("Du hast geschrieben: „Es kam zu spät.“");
    expect(email?.text).toContain("<b>Wirklich</b> {{ shop_name }}");
    expect(email?.html).toContain("&lt;b&gt;Wirklich&lt;/b&gt;");
    expect(email?.headers.some(({ key }) => key === "list-unsubscribe")).toBe(false);
    expect(await open()).toMatchObject([{ unread: false, replies: [{ actor: "merchant:42", state: "sent" }] }]);
  });

  it("does nothing about words that nobody of the team has seen (issue 12)", async () => {
    await score(2);
    await post({ question: "recommend", answer: "0" }, plusMs(noon, HOUR_MS));
    for (const act of [{ intent: "close" }, { intent: "read" }, { intent: "reply", key: KEY, text: "Danke!" }] as const)
      expect((await handle(act)).outcome).toBe("changed");
    expect(await open()).toMatchObject([{ unread: true, closedAt: null, replies: [] }]);
    const [shown] = await open();
    expect(await handle({ intent: "close", seen: shown?.changedAt })).toEqual({ did: "close", outcome: "done" });
  });

  it("a reply whose answer was lost counts as sent only in the same words (issue 12)", async () => {
    await score(2);
    await handle({ intent: "reply", key: KEY, text: "Hallo" });
    await post({ question: "recommend", answer: "0" }, plusMs(noon, HOUR_MS));
    expect((await handle({ intent: "reply", key: KEY, text: "Hallo" })).outcome).toBe("done");
    expect((await handle({ intent: "reply", key: KEY, text: "Hallo Anna" })).outcome).toBe("otherwise");
    expect(await open()).toMatchObject([{ replies: [{ text: "Hallo" }] }]);
  });

  it.each<[string, () => Promise<{ outcome: string }>, string]>([
    ["another shop's", async () => handle({ intent: "close" }, await stageShop(database.db, noon)), "gone"],
    ["one that there is not", () => handle({ intent: "close", responseId: 999_999n }), "gone"],
    ["a reply without words", () => handle({ intent: "reply", key: KEY, text: null }), "invalid"],
    ["too many tags", () => handle({ intent: "tag", tags: null }), "invalid"],
  ])("does nothing about %s (hostile: inbox)", async (_name, act, outcome) => {
    await score(2);
    expect((await act()).outcome).toBe(outcome);
    expect(await open()).toMatchObject([{ closedAt: null, replies: [], tags: [] }]);
  });

  it.each<[string, Record<string, string>]>([
    ["another intent", { intent: "delete" }],
    ["no word of what was seen", { intent: "close", seen: "" }],
    ["a time that is none", { intent: "close", seen: "yesterday" }],
    ["no answer", { intent: "close", responseId: "" }],
    ["a number that is too long", { intent: "close", responseId: "9".repeat(30) }],
    ["a number below nought", { intent: "close", responseId: "-1" }],
    ["somebody who is no number", { intent: "assign", to: "merchant:1" }],
    ["a change that is none", { intent: "mark", changeId: "1; drop" }],
    ["an answer that belongs to nobody by a script", { intent: "unmark", changeId: "{}" }],
    ["a reply without a key", { intent: "reply", text: "Hallo" }],
    ["a key that is none", { intent: "reply", text: "Hallo", key: "x'; --" }],
    ["tags of a megabyte", { intent: "tag", tags: "a".repeat(1_000_000) }],
  ])("takes no form with %s (hostile: inbox)", (_name, fields) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ responseId: "1", seen: noon.toISOString(), ...fields })) form.set(name, value);
    expect(readHandling(form)).toBeNull();
  });

  it.each([false, true])("is read by its page, however much there is (closed: %s; issue 12)", async (closed) => {
    await sql`
      insert into survey_responses (shop_id, occasion, survey_id, version, customer_id, answers, complete, answered_at, changed_at, attention, closed_at)
      select ${stage.shop.shopId}, 'test:' || n, ${surveyId}, 1, 1, '{}', true, ${noon}::timestamptz - make_interval(mins => n), ${noon}, true,
        case n % 2 when 0 then ${noon}::timestamptz end
      from generate_series(1, 6000) n
    `.execute(database.db);
    await database.pool.query("vacuum analyze survey_responses");
    const read = await rowsRead(database.db, "survey_responses", (tx) =>
      listCases(tx, stage.shop.shopId, { closed, to: null, tag: null }, { limit: 10, offset: 0 }, noon),
    );
    expect(read).toBeLessThan(50);
  });

  it("reads tags and replies as they are meant", () => {
    expect(readTags(" Lieferung, lieferung ,, Preis\n\u202e ")).toEqual(["lieferung", "Preis"]);
    expect(readTags(Array.from({ length: 11 }, (_, at) => `t${at}`).join())).toBeNull();
    expect(readReply(" \r\n ")).toBeNull();
    expect(readReply("Hallo\r\n\r\n\r\nAnna\u0000")).toBe("Hallo\nAnna");
    expect(readReply("x".repeat(5_001))).toBeNull();
  });

  it("is forgotten with its person, and follows a merge", async () => {
    await score(2);
    await handle({ intent: "reply", key: KEY, text: "Hallo" });
    const { surveys } = await import("../../app/surveys/noun.server.ts");
    await stageCustomer(database.db, stage.shop, 2n);
    await surveys.merge?.(database.db, stage.shop, { goneId: 1n, keptId: 2n }, noon);
    expect(await open()).toMatchObject([{ customerId: 2n, replies: [{ text: "Hallo" }] }]);
    await surveys.forget(database.db, stage.shop.shopId, { customerIds: [2n], emails: [] }, noon);
    const { rows } = await sql`select from survey_replies where shop_id = ${stage.shop.shopId}`.execute(database.db);
    expect([await open(), rows]).toEqual([[], []]);
  });
});

describe("who would not recommend the shop", () => {
  it("gets no advertising of flows until the answer is closed, and then at once (issue 12)", async () => {
    const flowId = await liveFlow();
    await score(6);
    expect(await advertise({ flowId })).toBe("queued feedback-open");
    await handle({ intent: "close" }, stage.shop, () => noon);
    expect(await open()).toEqual([]);
    await stage.send(noon);
    expect(await state()).toBe("sent");
  });

  it.each<[string, () => Promise<unknown>]>([
    ["a passive", () => score(7)],
    ["a program's answer", () => score(0, { website: "x" })],
    [
      "a survey that does not ask for it",
      async () => {
        await sql`update surveys set pauses = false where shop_id = ${stage.shop.shopId}`.execute(database.db);
        return score(0);
      },
    ],
    [
      "one of a month ago, which nobody has closed (issue 12)",
      () => post({ question: "recommend", answer: "0" }, plusMs(noon, -31 * DAY_MS)),
    ],
    [
      "one to a survey that was put away since (issue 12)",
      async () => {
        await score(0);
        return archiveSurvey(stage.shop.shopId, surveyId, noon);
      },
    ],
  ])("%s pauses nothing", async (_name, answer) => {
    const flowId = await liveFlow();
    await answer();
    expect(await advertise({ flowId })).toBe("sent");
  });

  it("is held back in forecasts of flows, as in life, and in none of campaigns (issue 12)", async () => {
    await score(0);
    const until = async (sender: "flow" | "campaign") => {
      const read = database.db.transaction();
      const known = await read.execute((tx) => readRecipients(tx, stage.shop.shopId, sender, "email", [1n], noon));
      return known.get(1n)?.recipient.feedbackUntil;
    };
    expect([await until("flow"), await until("campaign")]).toEqual([plusMs(noon, 30 * DAY_MS), null]);
  });

  it("gets it at once after another answer (issue 12)", async () => {
    const flowId = await liveFlow();
    await score(6);
    expect(await advertise({ flowId })).toBe("queued feedback-open");
    await score(9);
    await stage.send(noon);
    expect(await state()).toBe("sent");
  });

  it("still gets what no flow sends", async () => {
    await score(0);
    expect(await advertise()).toBe("sent");
  });
});
