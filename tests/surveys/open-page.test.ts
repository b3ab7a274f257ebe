import { randomUUID } from "node:crypto";

import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { now as present } from "../../app/clock.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { LONGEST_TEXT } from "../../app/surveys/content/survey.ts";
import { archiveSurvey } from "../../app/surveys/surveys.server.ts";
import { stageCustomer, stageShop, timelineOf } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { come, keptIn, openSurvey, sheetIn, type Coming } from "./open-stage.ts";

const database = useDatabase();
const installed = plusMs(present(), -400 * DAY_MS);
let shop: Shop;
let survey: number;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeEach(async () => {
  shop = await stageShop(database.db, installed);
  await stageCustomer(database.db, shop, 1n);
  await stageCustomer(database.db, shop, 2n);
  survey = await openSurvey(shop, installed);
});

const nps = (answer: string, more: Record<string, string> = {}) => ({
  ...{ version: "2", question: "recommend", answer, sheet: randomUUID(), ...more },
});
const post = (body: Coming["body"], more: Coming = {}) =>
  come(shop, survey, { method: "POST", ...(body === undefined ? {} : { body }), ...more });
const kept = () => keptIn(database.db, shop);
const scores = async () => (await kept()).map(({ score }) => score);
const later = (days: number) =>
  sql`update survey_responses set answered_at = answered_at - make_interval(days => ${days}) where shop_id = ${shop.shopId}`.execute(
    database.db,
  );

describe("a survey behind an open link (issue 12)", () => {
  it("opening it stores nothing, however often and by whom", async () => {
    for (const coming of [{}, { method: "HEAD" }, { customer: 1n }, { agent: "curl/8" }] as Coming[]) {
      const { status, html } = await come(shop, survey, coming);
      expect(status).toBe(200);
      expect(html).toContain("Wie wahrscheinlich ist es");
    }
    expect(await kept()).toEqual([]);
  });

  it("who is logged in answers once, under their name, and can change that for a day", async () => {
    const page = await come(shop, survey, { customer: 1n });
    const sheet = sheetIn(page);
    expect((await post(nps("4", { sheet }), { customer: 1n })).html).toContain("Was ist schiefgelaufen?");
    await post({ version: "2", question: "better", answer: "Zu spät", sheet }, { customer: 1n });
    expect(await kept()).toEqual([
      { customer: "1", way: "link", score: 4, flag: null, complete: true, answers: { recommend: 4, better: "Zu spät" } },
    ]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["survey.answered"]);
    // Another tab, another form: still the same answer.
    const again = await come(shop, survey, { customer: 1n });
    expect(again.html).toMatch(/checked="" value="4"/);
    await post(nps("9"), { customer: 1n });
    expect(await scores()).toEqual([9]);
    await later(1);
    expect((await come(shop, survey, { customer: 1n })).html).toContain("Du hast schon geantwortet");
    expect((await post(nps("1"), { customer: 1n })).html).toContain("Du hast schon geantwortet");
    await later(90);
    await post(nps("2"), { customer: 1n });
    expect(await scores()).toEqual([9, 2]);
  });

  it("without a quiet period it is answered once for all", async () => {
    survey = await openSurvey(shop, installed, { kind: "free" });
    const free = () => post({ version: "2", question: "first", answer: "o1", sheet: randomUUID() }, { customer: 1n });
    await free();
    await later(700);
    expect((await free()).html).toContain("Du hast schon geantwortet");
    expect(await kept()).toHaveLength(1);
  });

  it("who is not logged in is counted apart, told to nobody, and answers once for each form", async () => {
    const sheet = sheetIn(await come(shop, survey));
    await post(nps("3", { sheet }));
    const end = await post({ version: "2", question: "better", answer: "Zu teuer", sheet });
    expect(end.html).toContain("hat deine Antwort");
    expect(end.html).not.toContain("Einen Tag lang");
    await post(nps("8", { sheet }));
    expect(await kept()).toMatchObject([{ customer: null, score: 8, answers: { recommend: 8 } }]);
    const { rows } = await sql`select from timeline_events where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
    const { rows: open } = await sql`select from survey_responses where shop_id = ${shop.shopId} and attention`.execute(
      database.db,
    );
    expect(open).toEqual([]);
  });

  it("where only customers may answer, others are asked to log in, and nothing of theirs is kept", async () => {
    survey = await openSurvey(shop, installed, { anonymous: false });
    for (const page of [await come(shop, survey), await post(nps("9"))]) {
      expect(page.html).toContain("Melde dich bitte erst an");
      expect(page.html).toContain("/account");
    }
    expect(await kept()).toEqual([]);
    await post(nps("9"), { customer: 1n });
    expect(await scores()).toEqual([9]);
  });

  it("five at once are one answer, of a customer and of a form", async () => {
    await Promise.all([1, 2, 3, 4, 5].map(() => post(nps("7"), { customer: 1n })));
    const sheet = randomUUID();
    await Promise.all([1, 2, 3, 4, 5].map(() => post(nps("6", { sheet }))));
    expect(await scores()).toEqual([7, 6]);
  });

  it("a flood is slowed, and what was typed stays in the form", async () => {
    const address = "203.0.113.7";
    let slowed = 0;
    for (let sent = 0; sent < 70; sent += 1) {
      const page = await post(nps(String(sent % 11)), { address });
      if (page.status === 429) slowed += 1;
    }
    expect(slowed).toBeGreaterThanOrEqual(10);
    expect(await kept()).toHaveLength(70 - slowed);
    const sheet = randomUUID();
    const page = await post({ version: "2", question: "better", answer: "Bitte <b>leiser</b>", sheet }, { address });
    expect([page.status, page.headers.get("retry-after")]).toEqual([429, "60"]);
    for (const text of ["Deine steht noch hier", "Bitte &lt;b&gt;leiser&lt;/b&gt;", sheet]) expect(page.html).toContain(text);
    // Others are not slowed by it.
    expect((await post(nps("9"), { customer: 1n, address })).status).toBe(200);
  });
});

describe("hostile: the open form", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["a form without what it is known by", () => post({ version: "2", question: "recommend", answer: "9" })],
    ["one that is no UUID", () => post(nps("9", { sheet: "1" }))],
    ["SQL in its place", () => post(nps("9", { sheet: "'; drop table survey_responses; --" }))],
    ["a megabyte in its place", () => post(nps("9", { sheet: "a".repeat(1_000_000) }))],
    ["upper case, which is another name for the same", () => post(nps("9", { sheet: randomUUID().toUpperCase() }))],
    ["a number that is none of the scale", () => post(nps("11"))],
    ["a number with a sign", () => post(nps("-1"))],
    ["a question that comes later", () => post({ version: "2", question: "better", answer: "x", sheet: randomUUID() })],
    ["a question of the prototype", () => post({ version: "2", question: "__proto__", answer: "x", sheet: randomUUID() })],
    ["a version that there is not yet", () => post(nps("9", { version: "3" }))],
    ["version nought", () => post(nps("9", { version: "0" }))],
    ["no version", () => post({ question: "recommend", answer: "9", sheet: randomUUID() })],
    ["nothing", () => post({})],
    ["no form", () => post("9", { type: "text/plain" })],
    ["JSON", () => post(JSON.stringify(nps("9")), { type: "application/json" })],
    ["another method", () => come(shop, survey, { method: "PUT", body: nps("9") })],
    [
      "a survey that is not asked by link",
      async () => {
        survey = await openSurvey(shop, installed, { ways: ["account", "thanks"] });
        await post(nps("9"), { customer: 1n });
      },
    ],
    [
      "one that was put away",
      async () => {
        await archiveSurvey(shop.shopId, survey, present());
        await post(nps("9"));
      },
    ],
    [
      "another shop's survey",
      async () => {
        const other = await stageShop(database.db, installed);
        survey = await openSurvey(other, installed);
        await post(nps("9"));
        expect(await keptIn(database.db, other)).toEqual([]);
      },
    ],
    ["survey nought", () => come(shop, 0, { method: "POST", body: nps("9") })],
    ["a survey that is no number", () => come(shop, "1e3", { method: "POST", body: nps("9") })],
    ["a signature that somebody changed to be a customer", () => post(nps("9"), { spoilt: true })],
  ])("%s keeps nothing", async (_name, attack) => {
    await attack();
    expect(await kept()).toEqual([]);
  });

  it("a form of somebody else's is nobody's to change, logged in or not", async () => {
    const sheet = randomUUID();
    await post(nps("9", { sheet }), { customer: 1n });
    for (const customer of [2n, null]) expect((await post(nps("0", { sheet }), { customer })).status).toBe(404);
    expect(await kept()).toMatchObject([{ customer: "1", score: 9 }]);
    const strangers = randomUUID();
    await post(nps("8", { sheet: strangers }));
    expect((await post(nps("0", { sheet: strangers }), { customer: 2n })).status).toBe(404);
    expect(await scores()).toEqual([9, 8]);
  });

  it("what looks like a program's is kept, flagged, and told nobody; a person's takes its place", async () => {
    await post(nps("0", { website: "x" }), { customer: 1n });
    await post(nps("1"), { agent: "python-requests/2.31" });
    expect((await kept()).map(({ flag }) => flag)).toEqual(["trap", "program"]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual([]);
    await post(nps("9"), { customer: 1n });
    expect(await kept()).toMatchObject([{ customer: "1", score: 9, flag: null }, { flag: "program" }]);
  });

  it("words are kept as words, without what nobody can see, and cut where they are too long", async () => {
    const sheet = randomUUID();
    await post(nps("3", { sheet }));
    await post({ version: "2", question: "better", answer: `\u202e<script>\u0000${"ä".repeat(3_000)}`, sheet });
    const [row] = await kept();
    const said = (row?.answers as { better: string }).better;
    expect([said.startsWith("<script>ä"), said.length]).toEqual([true, LONGEST_TEXT]);
    const page = await come(shop, survey);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});
