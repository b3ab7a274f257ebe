import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { now as present } from "../../app/clock.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { countAnswers } from "../../app/messages/answers/answers.server.ts";
import { countedQuestions } from "../../app/messages/answers/counted.ts";
import { signClick, type ClickLink } from "../../app/messages/clicks/token.ts";
import { documentOf } from "../../app/messages/content/presets/preset.ts";
import { presets } from "../../app/messages/content/presets/registry.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { action, loader } from "../../app/routes/proxy.r.$token.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { useDatabase } from "../support/database.ts";
import * as pipeline from "../support/pipeline.ts";
import { LINK_SECRET as secret } from "./links.ts";
import { stageCustomer, stageShop, timelineOf } from "./stage.ts";

const database = useDatabase();
const document = documentOf(presets["win-back-4"], "du");
const QUESTION = document.de?.blocks.find(({ kind }) => kind === "question")?.id ?? "";
const PROXY_SECRET = "test-client-secret-0123456789";
let shop: Shop;
let messageId: bigint;
let keys = 0;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeEach(async () => {
  const installed = plusMs(present(), -400 * DAY_MS);
  shop = await stageShop(database.db, installed);
  await stageCustomer(database.db, shop, 1n);
  await sql`
    insert into emails (shop_id, email_id, name, latest, published, created_at, updated_at)
    values (${shop.shopId}, 7, 'Win-back 4', 1, 1, ${installed}, ${installed})
  `.execute(database.db);
  await sql`
    insert into email_versions (shop_id, email_id, version, document, created_at, created_by)
    values (${shop.shopId}, 7, 1, ${JSON.stringify(document)}::jsonb, ${installed}, 'test')
  `.execute(database.db);
  messageId = await sent();
});

async function sent(locale = "de", data: object = { emailId: 7, version: 1 }): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    insert into messages (shop_id, customer_id, template, key, locale, state, recipient, subject, data, due_at, sent_at, created_at)
    values (${shop.shopId}, 1, 'flow-email', ${`q:${++keys}`}, ${locale}, 'sent', 'c1@example.com', 'Hallo', ${JSON.stringify(data)}::jsonb,
      ${present()}, ${present()}, ${present()}) returning message_id as id
  `.execute(database.db);
  return rows[0]?.id ?? 0n;
}

type Way = {
  method?: string;
  domain?: string;
  body?: Record<string, string> | string;
  link?: Partial<ClickLink>;
  spoilt?: boolean;
};

/** Opens the link of an answer, or posts the form behind it. */
async function ask(answer: string, way: Way = {}): Promise<{ status: number; html: string }> {
  const { method = "GET", domain = shop.domain, body, spoilt = false } = way;
  const target = { to: "answer" as const, question: QUESTION, answer };
  const token = signClick({ shopId: shop.shopId, messageId, index: 3, target, ...way.link }, secret);
  const query = new URLSearchParams({
    ...{ shop: domain, logged_in_customer_id: "", path_prefix: "/apps/reprise" },
    timestamp: String(Math.floor(present().getTime() / 1000)),
  });
  const request = new Request(`http://127.0.0.1:3000/proxy/r/x?${signQuery(query, PROXY_SECRET).toString()}`, {
    method,
    headers: { "user-agent": "Mozilla/5.0 (iPhone)", "accept-language": "de" },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : new URLSearchParams(body) }),
  });
  const args = { request, params: { token: spoilt ? `${token.slice(0, -1)}_` : token }, context: {} };
  const response = await (method === "GET" || method === "HEAD" ? loader(args) : action(args));
  return { status: response.status, html: await response.text() };
}
const post = (answer: string, body: Way["body"] = { answer }, more: Way = {}) => ask(answer, { method: "POST", body, ...more });

async function kept(): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select customer_id || ' ' || question || ' ' || answer as line from email_answers where shop_id = ${shop.shopId} order by message_id
  `.execute(database.db);
  return rows.map(({ line }) => line);
}

describe("a question in an email", () => {
  it("opening an answer only asks: programs open links, too", async () => {
    for (const method of ["GET", "HEAD", "GET"]) {
      const { status, html } = await ask("a2", { method });
      expect(status).toBe(200);
      expect(html).toContain("Woran lag es, dass du länger nicht bestellt hast?");
      expect(html).toMatch(/<input type="radio" name="answer" required="" checked="" value="a2"\/>/);
    }
    expect(await kept()).toEqual([]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual([]);
  });

  it("the button keeps it, once however often it is pressed; who answers anew has changed their mind", async () => {
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post("a2")));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers[0]?.html).toContain("Morgenrot hat deine Antwort: „Es war mir zu teuer“.");
    expect(await kept()).toEqual([`1 ${QUESTION} a2`]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["question.answered"]);
    // Clicked one, ticked another.
    await post("a2", { answer: "a5" });
    expect(await kept()).toEqual([`1 ${QUESTION} a5`]);
    expect(await timelineOf(database.db, shop, 1n)).toEqual(["question.answered"]);
    const { rows: told } =
      await sql`select data->>'answer' as answer from timeline_events where shop_id = ${shop.shopId}`.execute(database.db);
    expect(told).toEqual([{ answer: "Ich kaufe inzwischen woanders" }]);
    const [question] = countedQuestions(document, await countAnswers(database.db, shop.shopId, 7), "en");
    expect(question?.answers.map(({ label, count }) => [label, count]).at(-1)).toEqual(["I buy somewhere else now", 1]);
  });

  it("what an email no longer asks is counted under the words that it had", async () => {
    await post("a2");
    const without = structuredClone(document);
    for (const { blocks } of [without.de, without.en].flatMap((one) => one ?? []))
      for (const block of blocks) if (block.kind === "question") block.answers = block.answers.filter(({ id }) => id !== "a2");
    const counts = await countAnswers(database.db, shop.shopId, 7);
    expect(countedQuestions(without, counts, "de")[0]?.answers.at(-1)).toEqual({
      id: "a2",
      label: "Es war mir zu teuer",
      count: 1,
    });
    const none = { de: { subject: "", preheader: "", blocks: [] } };
    expect(countedQuestions(none, counts, "de")).toEqual([
      {
        id: QUESTION,
        question: "Eine Frage noch: Woran lag es, dass du länger nicht bestellt hast?",
        answers: [{ id: "a2", label: "Es war mir zu teuer", count: 1 }],
      },
    ]);
  });

  it("the same answer again does not wait for what else changes the shop's customers", async () => {
    await post("a2");
    await pipeline.inShop(shop.shopId, async () => {
      expect((await post("a2")).status).toBe(200);
    });
  });

  it("a form that is sent again and again is asked to wait, and changes nothing; other messages are not", async () => {
    for (let count = 0; count < 20; count += 1) expect((await post("a2")).status).toBe(200);
    const { status, html } = await post("a3");
    expect([status, html]).toEqual([429, expect.stringContaining("Bitte versuch es in einer Minute noch einmal.")]);
    expect(await kept()).toEqual([`1 ${QUESTION} a2`]);
    messageId = await sent();
    expect((await post("a3")).status).toBe(200);
  });

  it("is asked in the language of the message", async () => {
    messageId = await sent("en");
    expect((await ask("a1")).html).toContain("what kept you from ordering again?");
    messageId = await sent("nl");
    expect((await ask("a1")).html).toContain("Antwoord versturen");
  });

  it("belongs to whom its reader became, and is gone with them", async () => {
    await post("a1");
    await stageCustomer(database.db, shop, 2n);
    const merged = { kind: "customers-merged" as const, keptId: 2n, goneId: 1n, at: present() };
    await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, [merged], present()));
    expect(await kept()).toEqual([`2 ${QUESTION} a1`]);
    await post("a3");
    expect(await kept()).toEqual([`2 ${QUESTION} a3`]);
    await sql`update customers set redacted_at = ${present()} where shop_id = ${shop.shopId} and customer_id = 2`.execute(
      database.db,
    );
    expect((await post("a4")).status).toBe(404);
    expect(await kept()).toEqual([`2 ${QUESTION} a3`]);
  });

  it.each<[string, () => Promise<{ status: number }>, number]>([
    ["a signature that is not ours", () => post("a1", {}, { spoilt: true }), 404],
    ["an answer that the question does not have", () => post("a1", { answer: "a6" }), 404],
    ["an answer that is markup", () => post("a1", { answer: "<script>" }), 404],
    ["a link to a question that the email does not ask", () => post("a9"), 404],
    ["another shop's message", () => post("a1", {}, { link: { shopId: 99_999 } }), 404],
    ["a message that there is not", () => post("a1", {}, { link: { messageId: 9_000_000n } }), 404],
    ["a link to somewhere else", () => post("a1", {}, { link: { target: { to: "url", url: "https://a.example/" } } }), 404],
    ["an email without a version", async () => ((messageId = await sent("de", {})), post("a1")), 404],
    [
      "an email whose version is no number",
      async () => ((messageId = await sent("de", { emailId: 7, version: "x" })), post("a1")),
      404,
    ],
    ["another method", () => ask("a1", { method: "PUT", body: "answer=a1" }), 405],
  ])("%s changes nothing (hostile: links)", async (_name, attempt, status) => {
    expect((await attempt()).status).toBe(status);
    expect(await kept()).toEqual([]);
  });

  it("a form that nobody can read, or a huge one, sends the answer that was clicked, not another", async () => {
    await post("a4", `answer=${"a".repeat(21_000)}`);
    expect(await kept()).toEqual([`1 ${QUESTION} a4`]);
  });
});
