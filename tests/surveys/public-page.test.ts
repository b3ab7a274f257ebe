import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { now as present } from "../../app/clock.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { TRAP } from "../../app/messages/links/target.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { kinds, type SurveyKind } from "../../app/surveys/content/kinds.ts";
import { LONGEST_TEXT, type Definition } from "../../app/surveys/content/survey.ts";
import { archiveSurvey, createSurvey, keepSurvey } from "../../app/surveys/surveys.server.ts";
import { stageCustomer, stageShop, timelineOf } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import * as pipeline from "../support/pipeline.ts";
import { sendMessage, visit, type Page, type Way } from "./stage.ts";

const database = useDatabase();
const installed = plusMs(present(), -400 * DAY_MS);
let shop: Shop;
let survey: number;
let messageId: bigint;

const create = async (kind: SurveyKind) => (await createSurvey(shop.shopId, kind, "de", "merchant:1", installed)) ?? 0;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeEach(async () => {
  shop = await stageShop(database.db, installed);
  await stageCustomer(database.db, shop, 1n);
  survey = await create("nps");
  messageId = await sendMessage(database.db, shop);
});

const open = (answer = "", way: Way = {}) => visit(shop, messageId, { survey, answer }, way);
const nps = (answer: string, more: Record<string, string> = {}) => ({ version: "1", question: "recommend", answer, ...more });
const post = (body: Way["body"], way: Way = {}, answer = "") =>
  visit(shop, messageId, { survey, answer }, { method: "POST", ...(body === undefined ? {} : { body }), ...way });

type Kept = {
  customer: string;
  version: number;
  answers: Record<string, unknown>;
  score: number | null;
  flag: string | null;
  complete: boolean;
};
async function kept(): Promise<Kept[]> {
  const { rows } = await sql<Kept>`
    select customer_id::text as customer, version, answers, score, flag, complete from survey_responses where shop_id = ${shop.shopId} order by message_id
  `.execute(database.db);
  return rows;
}
const scores = async () => (await kept()).map(({ score }) => score);

/** Time passes for what was answered. */
const later = (ms: number) =>
  sql`update survey_responses set answered_at = ${plusMs(present(), -ms)} where shop_id = ${shop.shopId}`.execute(database.db);

describe("a survey behind a link of an email", () => {
  it("opening an answer only asks, with that answer chosen: programs open links, too (issue 12: 3)", async () => {
    for (const method of ["GET", "HEAD", "GET"]) {
      const { status, html } = await open("9", { method });
      expect(status).toBe(200);
      expect(html).toContain("Wie wahrscheinlich ist es, dass du uns weiterempfiehlst?");
      expect(html.match(/checked=""/g)).toHaveLength(1);
      expect(html).toMatch(/checked="" value="9"/);
    }
    expect(await kept()).toEqual([]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual([]);
  });

  it("a scanner that fetches every answer of an email twice changes nothing, and a person's answer before it stays (issue 12: 3)", async () => {
    await post(nps("9"));
    await later(MINUTE_MS);
    const before = await kept();
    for (let fetched = 0; fetched < 22; fetched += 1) {
      const link = { index: fetched % 11 };
      await visit(shop, messageId, { survey, answer: String(fetched % 11) }, { link });
      await visit(shop, messageId, { survey, answer: String(fetched % 11) }, { link, method: "HEAD" });
    }
    expect(await kept()).toEqual(before);
    // One that sends forms, too: what it says comes after so many were opened, and does not take a person's place.
    for (let score = 0; score <= 10; score += 1) await post(nps(String(score)));
    expect(await kept()).toEqual(before);
  });

  it("stores what is sent, asks what follows from it, and says thank you at the end", async () => {
    const second = await post(nps("4"), {}, "4");
    expect(second.html).toContain("Was ist schiefgelaufen?");
    expect(second.html).toContain("Antwort senden");
    expect(await kept()).toEqual([
      { customer: "1", version: 1, answers: { recommend: 4 }, score: 4, flag: null, complete: false },
    ]);
    const end = await post({ version: "1", question: "better", answer: "Zu spät\r\ngeliefert" });
    expect(end.html).toContain("Morgenrot hat deine Antwort.");
    expect(await kept()).toMatchObject([{ answers: { recommend: 4, better: "Zu spät\ngeliefert" }, complete: true }]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["survey.answered"]);
  });

  it("who answers anew has changed their mind: what followed from the other answer is gone, and there is still one", async () => {
    await post(nps("4"));
    await post({ version: "1", question: "better", answer: "Zu spät" });
    const { html } = await post(nps("10"));
    expect(html).toContain("Was gefällt dir am besten?");
    expect(await kept()).toMatchObject([{ answers: { recommend: 10 }, score: 10 }]);
    const { rows } = await sql`select data->'score' as score from timeline_events where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    expect(rows).toEqual([{ score: 10 }]);
  });

  it("five at once are one answer", async () => {
    const pages = await Promise.all([1, 2, 3, 4, 5].map(() => post(nps("7"))));
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await scores()).toEqual([7]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["survey.answered"]);
  });

  it("the answer can be changed for a day, and not after that", async () => {
    await post(nps("7"));
    await later(DAY_MS - 60_000);
    expect((await post(nps("8"))).html).toContain("Was fehlt dir zu einer 10?");
    await later(DAY_MS);
    for (const page of [await post(nps("2")), await open("2")]) expect(page.html).toContain("Du hast schon geantwortet");
    expect(await scores()).toEqual([8]);
  });

  it("each request has an answer of its own", async () => {
    await post(nps("7"));
    messageId = await sendMessage(database.db, shop);
    await post(nps("3"));
    expect(await scores()).toEqual([7, 3]);
  });

  it.each([
    ["en", "How likely are you to recommend us"],
    ["fr", "Suivant"],
    ["es", "Siguiente"],
    ["it", "Avanti"],
    ["nl", "Volgende"],
  ])("speaks %s", async (locale, words) => {
    messageId = await sendMessage(database.db, shop, { locale });
    const { html } = await open();
    expect(html).toContain(words);
    expect(html).toContain(`<html lang="${locale}">`);
    // What the merchant has written is in one of two languages, and the choice is called by its question, too.
    expect(html).toContain(`<h1 id="title" lang="${locale === "en" ? "en" : "de"}">`);
    expect(html).toContain('<fieldset aria-labelledby="title kind"><legend id="kind">');
  });

  it("belongs to whom its reader became, and is gone with them", async () => {
    await post(nps("7"));
    await stageCustomer(database.db, shop, 2n);
    const merged = { kind: "customers-merged" as const, keptId: 2n, goneId: 1n, at: present() };
    await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, [merged], present()));
    expect(await kept()).toMatchObject([{ customer: "2", score: 7 }]);
    await sql`update customers set redacted_at = ${present()} where shop_id = ${shop.shopId} and customer_id = 2`.execute(
      database.db,
    );
    expect((await post(nps("1"))).status).toBe(404);
    expect(await scores()).toEqual([7]);
  });
});

describe("answers belong to the questions that were asked", () => {
  const change = (alter: (definition: Definition) => void) => {
    const definition = structuredClone(kinds.nps.definition);
    alter(definition);
    return keepSurvey(
      shop.shopId,
      survey,
      1,
      { name: "NPS", quietDays: 90, pauses: false, ways: [], anonymous: false, definition, actor: "merchant:1" },
      present(),
    );
  };
  const second = (definition: Definition) => definition.questions[1] ?? expect.fail();
  const first = (definition: Definition) => definition.questions[0] ?? expect.fail();

  it("a link asks the newest version that begins with its question", async () => {
    await change((definition) => (second(definition).ask.de = "Was war los?"));
    const { html } = await open("4");
    expect(html).toContain('name="version" value="2"');
    expect((await post({ ...nps("4"), version: "2" })).html).toContain("Was war los?");
    expect(await kept()).toMatchObject([{ version: 2, answers: { recommend: 4 } }]);
  });

  it("else the version of the email", async () => {
    await change((definition) => (first(definition).id = "anew"));
    const { html } = await open("4");
    expect(html).toContain('name="version" value="1"');
    await post(nps("4"));
    expect(await kept()).toMatchObject([{ version: 1, answers: { recommend: 4 } }]);
  });

  it("who had opened it before the change answers what they saw, and goes on with it", async () => {
    await open("4");
    await change((definition) => (second(definition).ask.de = "Was war los?"));
    expect((await post(nps("4"))).html).toContain("Was ist schiefgelaufen?");
    expect((await open("4")).html).toContain('name="version" value="1"');
    expect(await kept()).toMatchObject([{ version: 1 }]);
  });

  it("one that was put away asks nobody any more", async () => {
    await archiveSurvey(shop.shopId, survey, present());
    expect([(await open("4")).status, (await post(nps("4"))).status]).toEqual([404, 404]);
    expect(await kept()).toEqual([]);
  });
});

describe("what looks like a program's answer is kept, flagged, and told nobody", () => {
  const flagged = async () => (await kept()).map(({ flag }) => flag);

  it.each<[string, () => Promise<Page>, string]>([
    ["a field that nobody sees is filled in", () => post(nps("9", { website: "https://spam.example" })), "trap"],
    [
      "a known program",
      () => post(nps("9"), { agent: "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)" }),
      "program",
    ],
    ["a program without a name", () => post(nps("9"), { agent: "" }), "program"],
    [
      "three answers opened within seconds",
      async () => {
        for (const index of [1, 2, 3]) await visit(shop, messageId, { survey, answer: String(index) }, { link: { index } });
        return post(nps("9"));
      },
      "burst",
    ],
  ])("%s", async (_name, send, flag) => {
    // It hears the same as everybody.
    expect((await send()).html).toContain("Was gefällt dir am besten?");
    expect(await flagged()).toEqual([flag]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual([]);
  });

  it("what opens and sends one answer after the other leaves nothing that counts (issue 12)", async () => {
    for (const index of [0, 1, 2, 3, 4]) {
      await visit(shop, messageId, { survey, answer: String(index) }, { link: { index } });
      await post(nps(String(index)));
    }
    expect(await kept()).toMatchObject([{ score: 4, flag: "burst" }]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual([]);
  });

  it("what says that it is a program is counted against no person; the link that nobody sees is a sign alone (issue 12)", async () => {
    const agent = "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)";
    for (const index of [1, 2, 3]) await visit(shop, messageId, { survey, answer: String(index) }, { link: { index }, agent });
    await post(nps("9"));
    expect(await flagged()).toEqual([null]);
    messageId = await sendMessage(database.db, shop);
    await visit(shop, messageId, { survey }, { link: { index: TRAP } });
    await post(nps("9"));
    expect(await flagged()).toEqual([null, "hidden"]);
  });

  it("a person's answer takes its place, a program's never that of a person", async () => {
    await post(nps("0", { website: "x" }));
    await post(nps("9"));
    expect(await kept()).toMatchObject([{ score: 9, flag: null }]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["survey.answered"]);
    await post(nps("0", { website: "x" }));
    expect(await kept()).toMatchObject([{ score: 9, flag: null }]);
  });

  it("shuts nobody out and leaves nothing behind: a person may answer days later, and from the beginning", async () => {
    await post(nps("0", { website: "x" }));
    await post({ version: "1", question: "better", answer: "Buy pills", website: "x" });
    expect(await kept()).toMatchObject([{ answers: { recommend: 0, better: "Buy pills" }, flag: "trap" }]);
    await later(10 * DAY_MS);
    expect((await open()).html).not.toContain('checked=""');
    expect((await post(nps("2"))).html).not.toContain("Buy pills");
    expect(await kept()).toMatchObject([{ answers: { recommend: 2 }, flag: null }]);
  });

  it("who mistaps once is no program", async () => {
    for (const index of [8, 9]) await visit(shop, messageId, { survey, answer: String(index) }, { link: { index } });
    await post(nps("9"));
    expect(await flagged()).toEqual([null]);
  });
});

const huge = (length: number) => "ä".repeat(length);

describe("hostile: the public form", () => {
  it.each<[string, () => Promise<Page>, number]>([
    ["a signature that is not ours", () => post(nps("9"), { spoilt: true }), 404],
    ["another shop's message", () => post(nps("9"), { link: { shopId: 99_999 } }), 404],
    ["a message that there is not", () => post(nps("9"), { link: { messageId: 9_000_000n } }), 404],
    ["a link to somewhere else", () => post(nps("9"), { link: { target: { to: "url", url: "https://a.example/" } } }), 404],
    [
      "a link to a question of an email",
      () => post(nps("9"), { link: { target: { to: "answer", question: "q", answer: "a" } } }),
      404,
    ],
    ["a survey that there is not", () => visit(shop, messageId, { survey: 999_999 }, { method: "POST", body: nps("9") }), 404],
    ["a version that there is not yet", () => post({ ...nps("9"), version: "2" }), 404],
    [
      "a version from before the link",
      () => visit(shop, messageId, { survey, version: 2 }, { method: "POST", body: nps("9") }),
      404,
    ],
    ["a version that is no number", () => post({ ...nps("9"), version: "1e3" }), 404],
    ["a version of all numbers", () => post({ ...nps("9"), version: "99999999999999999999" }), 404],
    ["a version that is SQL", () => post({ ...nps("9"), version: "1 or 1=1" }), 404],
    ["no version", () => post({ question: "recommend", answer: "9" }), 404],
    ["no question", () => post({ version: "1", answer: "9" }), 404],
    ["a question that there is not", () => post({ ...nps("9"), question: "nobody" }), 404],
    ["a question that is a prototype", () => post({ ...nps("9"), question: "__proto__" }), 404],
    ["a question that is a constructor", () => post({ ...nps("9"), question: "constructor" }), 404],
    ["no answer", () => post({ version: "1", question: "recommend" }), 400],
    ["an empty answer", () => post(nps("")), 400],
    ["a score above the scale", () => post(nps("11")), 400],
    ["a score below the scale", () => post(nps("-1")), 400],
    ["a broken score", () => post(nps("9.5")), 400],
    ["a score in hexadecimal", () => post(nps("0x9")), 400],
    ["a score with a sign", () => post(nps("+9")), 400],
    ["a score in other digits", () => post(nps("٩")), 400],
    ["a score of a thousand digits", () => post(nps("9".repeat(1_000))), 400],
    ["a score that is infinite", () => post(nps("Infinity")), 400],
    ["a score that is none", () => post(nps("NaN")), 400],
    ["markup for a score", () => post(nps("<script>alert(1)</script>")), 400],
    ["SQL for a score", () => post(nps("9'; drop table survey_responses; --")), 400],
    ["a list for a score", () => post(new URLSearchParams("version=1&question=recommend&answer[]=9")), 400],
    ["JSON", () => post(JSON.stringify(nps("9")), { type: "application/json" }), 404],
    ["a form of several parts", () => post("--x\r\n", { type: "multipart/form-data; boundary=x" }), 404],
    ["no body", () => post(undefined), 404],
    ["a body without a type", () => post("version=1&question=recommend&answer=9", { type: "text/plain" }), 404],
    ["a form of 21,000 characters", () => post(nps("9", { website: "a".repeat(21_000) })), 404],
    [
      "bytes that are no text",
      () => post("version=1&question=%ff%fe&answer=%00", { type: "application/x-www-form-urlencoded" }),
      404,
    ],
    ["PUT", () => open("9", { method: "PUT", body: nps("9") }), 405],
    ["DELETE", () => open("9", { method: "DELETE" }), 405],
    ["PATCH", () => open("9", { method: "PATCH", body: nps("9") }), 405],
  ])("%s keeps nothing", async (_name, send, status) => {
    expect((await send()).status).toBe(status);
    expect(await kept()).toEqual([]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual([]);
  });

  it.each(["12", "-1", "x", "<b>", "9.0", "%", "constructor"])(
    "a link that says %s opens with nothing chosen",
    async (answer) => {
      if (!/^[a-z0-9-]*$/.test(answer)) return expect(() => visit(shop, messageId, { survey, answer })).rejects.toThrow();
      const { status, html } = await open(answer);
      expect([status, html.includes('checked=""')]).toEqual([200, false]);
    },
  );

  it("a question that is answered before its turn is not kept", async () => {
    const early = await post({ version: "1", question: "like", answer: "alles" });
    expect([early.status, early.html.includes("Wie wahrscheinlich ist es")]).toEqual([400, true]);
    expect(await kept()).toEqual([]);
    await post(nps("9"));
    expect((await post({ version: "1", question: "better", answer: "gar nichts" })).html).toContain("Was gefällt dir am besten?");
    expect(await kept()).toMatchObject([{ answers: { recommend: 9 } }]);
  });

  it("words are kept without what nobody can see, cut to their length, and are never markup", async () => {
    await post(nps("4"));
    const text = `\u202eevil\u0000 <img src=x onerror=alert(1)> 👨‍👩‍👧 ${huge(LONGEST_TEXT)}`;
    await post({ version: "1", question: "better", answer: text });
    const [row] = await kept();
    const said = String(row?.answers["better"]);
    expect(said.startsWith("evil <img src=x onerror=alert(1)> 👨‍👩‍👧 ä")).toBe(true);
    expect(said.length).toBe(LONGEST_TEXT);
    const again = await post(nps("4"));
    expect(again.html).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(again.html).not.toContain("<img");
  });

  it("of several answers only those that there are are kept, each once", async () => {
    const product = await create("product");
    const at = { survey: product };
    await visit(shop, messageId, at, { method: "POST", body: { version: "1", question: "product", answer: "5" } });
    const body = new URLSearchParams(
      "version=1&question=about&answer-o2=on&answer-o2=on&answer-o9=on&answer-o1=maybe&answer-__proto__=on",
    );
    await visit(shop, messageId, at, { method: "POST", body });
    expect(await kept()).toMatchObject([{ answers: { product: 5, about: ["o2"] } }]);
  });

  it("a merchant's words are text, in the page and in what it is called", async () => {
    const definition = structuredClone(kinds.nps.definition);
    definition.intro.de = "<script>alert(1)</script>";
    for (const question of definition.questions) question.ask.de = `</title><script>alert(2)</script>${question.id}`;
    await keepSurvey(
      shop.shopId,
      survey,
      1,
      { name: "x", quietDays: 0, pauses: false, ways: [], anonymous: false, definition, actor: "merchant:1" },
      present(),
    );
    const { html, headers } = await open("9");
    expect(html).not.toContain("<script");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect([headers.get("cache-control"), headers.get("referrer-policy"), headers.get("x-robots-tag")]).toEqual([
      ...["private, no-store", "no-referrer", "noindex"],
    ]);
  });

  it("a form that is sent again and again is asked to wait; other messages are not", async () => {
    for (let count = 0; count < 20; count += 1) expect((await post(nps("7"))).status).toBe(200);
    expect((await post(nps("3"))).status).toBe(429);
    expect(await scores()).toEqual([7]);
    messageId = await sendMessage(database.db, shop);
    expect((await post(nps("3"))).status).toBe(200);
  });
});
