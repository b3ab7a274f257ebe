import { randomUUID } from "node:crypto";

import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { now as present } from "../../app/clock.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { action, loader } from "../../app/routes/storefront.v1.surveys.ts";
import type { Shop } from "../../app/shops/shop.ts";
import type { SurveyAnswer, SurveyQuestion } from "../../app/storefront/api/survey.server.ts";
import { strangersWithinRate } from "../../app/storefront/limits.ts";
import { archiveSurvey } from "../../app/surveys/surveys.server.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { createIdentity, signedToken } from "../sandbox/identity.ts";
import { useDatabase } from "../support/database.ts";
import { keptIn, openSurvey } from "./open-stage.ts";

const database = useDatabase();
const SECRET = "test-client-secret-0123456789";
const CLIENT = "test-client-id";
const identity = createIdentity({ clientId: CLIENT, clientSecret: SECRET });
const installed = plusMs(present(), -400 * DAY_MS);
let shop: Shop;
let survey: number;
let next = 1n;
let customer: bigint;

beforeAll(() => createQueues());
afterAll(() => stopEngine());
beforeEach(async () => {
  shop = await stageShop(database.db, installed);
  // Of their own, since each may call so often a minute.
  customer = next += 1n;
  await stageCustomer(database.db, shop, customer);
  survey = await openSurvey(shop, installed, { ways: ["account", "thanks"], anonymous: false });
});

type Call = { of?: Shop; as?: bigint | null; token?: string | null; locale?: string; address?: string };
function request(
  query: Record<string, string>,
  { of = shop, as = customer, token, locale = "de", address = "" }: Call,
  body?: string,
): Request {
  const given = token === undefined ? identity.shopperToken(of.domain, as) : token;
  return new Request(`http://127.0.0.1:3000/storefront/v1/surveys?${new URLSearchParams({ ...query, locale }).toString()}`, {
    ...(body === undefined ? {} : { method: "POST", body }),
    headers: {
      ...(given === null ? {} : { authorization: `Bearer ${given}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(address === "" ? {} : { "x-forwarded-for": address }),
    },
  });
}
async function ask(
  query: Record<string, string> = { way: "account" },
  call: Call = {},
): Promise<SurveyQuestion | null | undefined> {
  const response = await loader({ request: request(query, call), params: {}, context: {} });
  return ((await response.json()) as { question?: SurveyQuestion | null }).question;
}
async function answer(fields: unknown, call: Call = {}): Promise<SurveyAnswer & { status: number }> {
  const body = typeof fields === "string" ? fields : JSON.stringify(fields);
  const response = await action({ request: request({}, call, body), params: {}, context: {} });
  return { status: response.status, ...((await response.json()) as SurveyAnswer) };
}
const nps = (given: string, more: Record<string, unknown> = {}) => ({
  ...{ survey: String(survey), version: "2", sheet: randomUUID(), way: "account", question: "recommend", answer: given, ...more },
});
const kept = () => keptIn(database.db, shop);
const later = (days: number) =>
  sql`update survey_responses set answered_at = answered_at - make_interval(days => ${days}) where shop_id = ${shop.shopId}`.execute(
    database.db,
  );
/** An email that asks the survey has left, just now. */
async function emailAsks(): Promise<void> {
  const compiled = JSON.stringify({ de: { links: [{ to: "survey", survey, version: 2, answer: "" }] } });
  await sql`
    insert into email_versions (shop_id, email_id, version, document, compiled, published_at, created_at, created_by)
    values (${shop.shopId}, 1, 1, '{}', ${compiled}::jsonb, ${installed}, ${installed}, 'test') on conflict do nothing
  `.execute(database.db);
  await sql`
    insert into messages (shop_id, customer_id, template, key, locale, state, recipient, subject, data, due_at, sent_at, created_at)
    values (${shop.shopId}, ${customer}, 'flow-email', ${`ask:${customer}`}, 'de', 'sent', 'c@example.com', 'Hallo', '{"emailId": 1, "version": 1}',
      ${present()}, ${present()}, ${present()})
  `.execute(database.db);
}
async function placeOrder(orderId: bigint, of = customer): Promise<void> {
  await sql`
    insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, snapshot, first_seen_at)
    values (${shop.shopId}, ${orderId}, '#1', ${of}, ${installed}, ${installed}, ${installed}, 'paid', 'EUR', '{}', ${installed})
  `.execute(database.db);
}

describe("a survey in the account (issue 12)", () => {
  it("is asked question by question, in the shopper's language, with the page's own words and fields", async () => {
    const first = (await ask()) ?? expect.fail();
    expect(first).toMatchObject({ survey, version: 2, id: "recommend", type: "score", required: true, chosen: null });
    expect(first.options).toHaveLength(11);
    const second = await answer(nps("4", { sheet: first.sheet }));
    expect(second).toMatchObject({
      ok: true,
      message: "",
      next: { id: "better", sheet: first.sheet, words: { send: "Antwort senden" } },
    });
    const end = await answer({ ...nps("Zu spät", { sheet: first.sheet }), question: "better" });
    expect(end).toMatchObject({ ok: true, next: null, message: expect.stringContaining("hat deine Antwort") as string });
    expect(await kept()).toMatchObject([{ customer: String(customer), way: "account", score: 4, complete: true }]);
    expect(await ask()).toBeNull();
    expect((await ask({ way: "account" }, { locale: "fr" })) ?? null).toBeNull();
  });

  it("who has begun goes on where they were", async () => {
    await answer(nps("4"));
    expect(await ask()).toMatchObject({ id: "better" });
  });

  it("quiet periods hold across all ways: an email of the kind, or an answer elsewhere", async () => {
    const page = await openSurvey(shop, installed, { ways: ["thanks"] });
    await answer(nps("9", { way: "thanks", survey: String(page) }));
    expect(await ask()).toBeNull();
    expect(await answer(nps("3"))).toMatchObject({ ok: false, next: null });
    await later(91);
    expect(await ask()).toMatchObject({ survey });
    expect(await kept()).toHaveLength(1);
  });

  it("an email of the kind that leaves while somebody writes does not take their answer away; once it was answered, it does (issue 11, surveys)", async () => {
    const first = (await ask()) ?? expect.fail();
    const left = (minutes: number) =>
      sql`update messages set sent_at = ${plusMs(present(), -minutes * 60_000)} where shop_id = ${shop.shopId}`.execute(
        database.db,
      );
    await emailAsks();
    await left(59);
    expect(await ask()).toBeNull();
    expect(await answer(nps("4", { sheet: first.sheet }))).toMatchObject({ ok: true, next: { id: "better" } });
    expect(await answer({ ...nps("Zu spät", { sheet: first.sheet }), question: "better" })).toMatchObject({
      ok: true,
      next: null,
    });
    // Long ago it has asked, whoever was shown the form.
    customer = next += 1n;
    await stageCustomer(database.db, shop, customer);
    await emailAsks();
    await left(61);
    expect(await answer(nps("9"))).toMatchObject({ ok: false, next: null });
    // And who has answered the email meanwhile has answered.
    await left(10);
    await sql`
      insert into survey_responses (shop_id, survey_id, occasion, way, version, customer_id, answers, score, complete, answered_at, changed_at, detractor, attention)
      values (${shop.shopId}, ${survey}, 'message:1', 'email', 2, ${customer}, '{"recommend": 7}', 7, true, ${present()}, ${present()}, false, false)
    `.execute(database.db);
    expect(await answer(nps("9"))).toMatchObject({ ok: false, next: null });
  });

  it("after a purchase an answer belongs to its order, where that is theirs; without a quiet period each order has one", async () => {
    await archiveSurvey(shop.shopId, survey, present());
    survey = await openSurvey(shop, installed, { kind: "product", ways: ["thanks"] });
    const about = (order: string, given: string) =>
      answer({
        survey: String(survey),
        version: "2",
        sheet: randomUUID(),
        way: "thanks",
        order,
        question: "product",
        answer: given,
      });
    await placeOrder(71n);
    await placeOrder(72n);
    expect(await ask({ way: "thanks", order: "71" })).toMatchObject({ id: "product" });
    expect((await about("71", "5")).ok).toBe(true);
    expect((await about("71", "2")).ok).toBe(true);
    expect((await about("72", "4")).ok).toBe(true);
    expect((await kept()).map(({ score }) => score)).toEqual([2, 4]);
    // An order that is not known to be theirs opens no further one.
    await placeOrder(73n, 999n);
    expect((await about("73", "1")).ok).toBe(false);
    expect((await about("74", "1")).ok).toBe(false);
    await later(2);
    expect((await about("71", "1")).ok).toBe(false);
    expect((await kept()).map(({ score }) => score)).toEqual([2, 4]);
  });

  it("guests are asked after a purchase where that is allowed, and counted apart", async () => {
    const heard = await openSurvey(shop, installed, { kind: "heard", ways: ["thanks", "account"], anonymous: true });
    await archiveSurvey(shop.shopId, survey, present());
    expect(await ask({ way: "account" }, { as: null })).toBeNull();
    const asked = (await ask({ way: "thanks", order: "5" }, { as: null })) ?? expect.fail();
    const said = {
      survey: String(heard),
      version: "2",
      sheet: asked.sheet,
      way: "thanks",
      order: "5",
      question: "heard",
      answer: "o3",
    };
    expect(await answer(said, { as: null })).toMatchObject({ ok: true, next: null });
    expect(await kept()).toMatchObject([{ customer: null, way: "thanks", answers: { heard: "o3" } }]);
  });
});

describe("hostile: surveys of the account", () => {
  it.each<[string, () => Promise<{ status?: number; ok?: boolean }>]>([
    ["no token", () => answer(nps("9"), { token: null })],
    [
      "a token of another app's",
      () => answer(nps("9"), { token: signedToken({ dest: shop.domain, aud: CLIENT }, "another-secret") }),
    ],
    ["an anonymous one in the account", () => answer(nps("9"), { as: null })],
    ["a customer whom nobody knows", () => answer(nps("9"), { as: 987_654n })],
    [
      "another shop's survey",
      async () => {
        const other = await stageShop(database.db, installed);
        const theirs = await openSurvey(other, installed, { ways: ["account"] });
        return answer(nps("9", { survey: String(theirs) }));
      },
    ],
    [
      "one that is asked by link alone",
      async () => {
        survey = await openSurvey(shop, installed, { ways: ["link"] });
        return answer(nps("9"));
      },
    ],
    ["a way that there is not", () => answer(nps("9", { way: "email" }))],
    ["no way", () => answer(nps("9", { way: undefined }))],
    ["a survey that is no number", () => answer(nps("9", { survey: "1 or 1=1" }))],
    ["an order that is no number", () => answer(nps("9", { way: "thanks", order: "gid://shopify/Order/1" }))],
    ["a sheet that is none", () => answer(nps("9", { sheet: "../../1" }))],
    ["no sheet", () => answer(nps("9", { sheet: undefined }))],
    ["a list instead of words", () => answer(nps("9", { answer: ["9"] }))],
    ["an object instead of words", () => answer(nps("9", { answer: { $ne: 1 } }))],
    ["more than a survey takes", () => answer(nps("9", { note: "x".repeat(30_000) }))],
    ["no JSON", () => answer("{")],
    ["a list", () => answer([nps("9")])],
    ["a version that there is not", () => answer(nps("9", { version: "99" }))],
    ["an answer that there is not", () => answer(nps("eleven"))],
  ])("%s keeps nothing", async (_name, attack) => {
    const { status, ok } = await attack();
    expect(status === 200 ? ok : false).toBe(false);
    expect(await kept()).toEqual([]);
  });

  it("another customer's form is none of theirs, replayed or not", async () => {
    const sheet = randomUUID();
    await answer(nps("9", { sheet }));
    const stranger = (next += 1n);
    await stageCustomer(database.db, shop, stranger);
    expect((await answer(nps("0", { sheet }), { as: stranger })).ok).toBe(false);
    for (let sent = 0; sent < 3; sent += 1) await answer(nps("9", { sheet }));
    expect(await kept()).toMatchObject([{ customer: String(customer), score: 9 }]);
  });

  it("who calls too often is told so, and what they have sent stands", async () => {
    await answer(nps("8"));
    let refused = 0;
    for (let sent = 0; sent < 25; sent += 1) if ((await answer(nps("8"))).status === 429) refused += 1;
    expect(refused).toBeGreaterThan(0);
    expect((await kept()).map(({ score }) => score)).toEqual([8]);
  });

  it("a crowd of strangers is asked to wait, and nothing that they typed is over", async () => {
    const heard = await openSurvey(shop, installed, { kind: "heard", ways: ["thanks"], anonymous: true });
    for (let sent = 0; sent < 300; sent += 1) strangersWithinRate(String(shop.shopId), present());
    const said = { ...{ survey: String(heard), version: "2", way: "thanks" }, question: "heard", answer: "o3" };
    const told = await answer({ ...said, sheet: randomUUID() }, { as: null });
    expect([told.ok, "next" in told, told.message]).toEqual([false, false, expect.stringContaining("steht noch hier")]);
    expect(await kept()).toEqual([]);
  });
});
