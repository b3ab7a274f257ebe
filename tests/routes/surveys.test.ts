import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import type { Shop } from "../../app/shops/shop.ts";
import { kinds } from "../../app/surveys/content/kinds.ts";
import type { Definition } from "../../app/surveys/content/survey.ts";
import { createSurvey, findSurvey, listSurveys } from "../../app/surveys/surveys.server.ts";
import { stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { INSTALLED_AT } from "../support/shops.ts";

// Who asks is Shopify's to say; everything behind it is real.
const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));

const database = useDatabase();
const list = await import("../../app/routes/app.messages.surveys.tsx");
const editor = await import("../../app/routes/app.messages.surveys.$surveyId.tsx");
const results = await import("../../app/routes/app.messages.surveys.$surveyId.results.tsx");
const csv = await import("../../app/routes/app.messages.surveys.$surveyId.answers.csv.ts");
const changes = await import("../../app/routes/app.messages.surveys.changes.tsx");
let shop: Shop;
let other: Shop;
let mine = 0;
let theirs = 0;

beforeAll(async () => {
  shop = await stageShop(database.db, INSTALLED_AT);
  other = await stageShop(database.db, INSTALLED_AT);
});
beforeEach(async () => {
  asking.shop = shop;
  mine = (await createSurvey(shop.shopId, "nps", "en", "test", INSTALLED_AT)) ?? 0;
  theirs = (await createSurvey(other.shopId, "nps", "en", "test", INSTALLED_AT)) ?? 0;
});

type Fields = Record<string, string>;
async function told(work: Promise<unknown>): Promise<[status: number, answer: unknown]> {
  const answer = await work.catch((thrown: unknown) => thrown);
  if (answer instanceof Response) return [answer.status, null];
  if (answer instanceof Error) throw answer;
  return [200, answer];
}
const act = (id: number | string, fields: Fields) => {
  const request = new Request("http://app.example/app/messages/surveys/1", { method: "POST", body: new URLSearchParams(fields) });
  return told(editor.action({ request, params: { surveyId: String(id) }, context: {} }));
};
const look = (route: typeof editor | typeof results, id: number | string) =>
  told(route.loader({ request: new Request("http://app.example/"), params: { surveyId: String(id) }, context: {} }));
const save = (change: (definition: Definition) => void = () => undefined, more: Fields = {}): Fields => {
  const definition = structuredClone(kinds.nps.definition);
  change(definition);
  return {
    intent: "save",
    name: "Neu",
    quietDays: "30",
    pauses: "yes",
    ways: "link account nowhere",
    anonymous: "yes",
    seen: "1",
    definition: JSON.stringify(definition),
    ...more,
  };
};
const kept = async (of: Shop, id: number) => {
  const survey = await findSurvey(database.db, of.shopId, id);
  return survey === null ? null : [survey.name, survey.version, survey.quietDays];
};
const asItWas = ["Recommendation (NPS)", 1, 90];

describe("a survey's editor", () => {
  it("keeps what was typed as a version, over the one that was seen", async () => {
    expect(await act(mine, save())).toEqual([200, { did: "save", kept: { ok: true, version: 2 } }]);
    expect(await kept(shop, mine)).toEqual(["Neu", 2, 30]);
    expect(await findSurvey(database.db, shop.shopId, mine)).toMatchObject({ ways: ["link", "account"], anonymous: true });
    expect(await act(mine, save())).toEqual([200, { did: "save", kept: { ok: false, reason: "changed-meanwhile", version: 2 } }]);
    expect(await act(mine, save(undefined, { seen: "2" }))).toMatchObject([200, { kept: { ok: true, version: 3 } }]);
  });

  it("of two who save at once one does, and the other is told", async () => {
    const answers = await Promise.all([act(mine, save()), act(mine, save())]);
    expect(answers.map(([, answer]) => (answer as { kept: { ok: boolean } }).kept.ok).sort()).toEqual([false, true]);
    expect(await kept(shop, mine)).toEqual(["Neu", 2, 30]);
  });

  it.each<[string, (definition: Definition) => void]>([
    ["a branch that leads back", (definition) => ((definition.questions[1] ?? expect.fail()).next = { any: "recommend" })],
    ["a question without words", (definition) => ((definition.questions[0] ?? expect.fail()).ask = { de: "", en: "" })],
    ["another first question", (definition) => ((definition.questions[0] ?? expect.fail()).type = "text")],
    ["a choice of one", (definition) => ((definition.questions[1] ?? expect.fail()).type = "choice")],
  ])("does not keep %s", async (_name, change) => {
    expect(await act(mine, save(change))).toEqual([200, { did: "save", kept: { ok: false, reason: "problems" } }]);
    expect(await kept(shop, mine)).toEqual(asItWas);
  });

  it.each(["-1", "731", "1.5", "x", "", "99999999999"])("does not keep a quiet period of %s days", async (quietDays) => {
    expect(await act(mine, save(undefined, { quietDays }))).toMatchObject([200, { kept: { ok: false, reason: "quiet-days" } }]);
    expect(await kept(shop, mine)).toEqual(asItWas);
  });

  it.each<[string, Fields]>([
    ["no JSON", { ...save(), definition: "{" }],
    ["another shape", { ...save(), definition: "[]" }],
    [
      "eleven questions",
      save(
        (definition) =>
          (definition.questions = Array.from({ length: 11 }, (_, at) => ({
            ...(definition.questions[1] ?? expect.fail()),
            id: `q${at}`,
          }))),
      ),
    ],
    ["two questions with one id", save((definition) => definition.questions.push(definition.questions[1] ?? expect.fail()))],
    ["an id that is none", save((definition) => ((definition.questions[1] ?? expect.fail()).id = "<b>"))],
    ["no name", save(undefined, { name: " " })],
    ["no version", save(undefined, { seen: "0" })],
    ["an intent that there is not", { intent: "publish" }],
    ["nothing", {}],
  ])("is refused %s (hostile: surveys)", async (_name, fields) => {
    expect((await act(mine, fields))[0]).toBe(422);
    expect(await kept(shop, mine)).toEqual(asItWas);
  });

  it("another shop's survey is none: it is neither shown, changed nor put away", async () => {
    for (const id of [theirs, "0", "x", "999999999", "1e3"]) {
      expect([(await look(editor, id))[0], (await look(results, id))[0]]).toEqual([404, 404]);
      expect((await act(id, save()))[0]).toBe(404);
      expect((await act(id, { intent: "archive" }))[0]).toBe(404);
      expect((await act(id, { intent: "theirs" }))[0]).toBe(404);
    }
    expect(await kept(other, theirs)).toEqual(asItWas);
  });

  it("shows the page as readers see it, with nothing that runs", async () => {
    const { definition = "" } = save((one) => ((one.questions[0] ?? expect.fail()).ask.de = "<script>alert(1)</script>"));
    const [, answer] = await act(mine, { intent: "preview", definition, language: "de", question: "recommend" });
    const { html } = answer as { html: string };
    expect(html).toContain('<html lang="de">');
    expect(html).not.toContain("<script");
  });

  it("is put away, and then no longer there", async () => {
    expect((await act(mine, { intent: "archive" }))[0]).toBe(302);
    expect((await look(editor, mine))[0]).toBe(404);
    expect((await listSurveys(database.db, shop.shopId)).map(({ surveyId }) => surveyId)).not.toContain(mine);
  });
});

describe("a survey's results", () => {
  const at = new Date("2026-11-15T12:00:00Z");
  async function answer(customerId: number | null, score: number, said = "", orderId: number | null = null): Promise<void> {
    const answers = JSON.stringify(said === "" ? { recommend: score } : { recommend: score, like: said });
    await sql`
      insert into survey_responses (shop_id, occasion, survey_id, version, customer_id, order_id, answers, score, complete, answered_at, changed_at)
      select ${shop.shopId}, 'test:' || gen_random_uuid(), ${mine}, 1, ${customerId}::bigint, ${orderId}::bigint, ${answers}::jsonb, ${score}, true, ${at}, ${at}
    `.execute(database.db);
  }
  const read = async (query = "") => {
    const request = new Request(`http://app.example/?${query}`);
    const [status, page] = await told(results.loader({ request, params: { surveyId: String(mine) }, context: {} }));
    expect(status).toBe(200);
    return page as Awaited<ReturnType<typeof results.loader>>;
  };
  it("are those of customers, by way, segment and product of an order of theirs; of who was not logged in apart (issue 12)", async () => {
    for (let customer = 1; customer <= 35; customer += 1) await answer(customer, 9, "", customer <= 2 ? 100 + customer : null);
    for (let stranger = 0; stranger < 4; stranger += 1) await answer(null, 0, "Zu teuer, viel zu teuer");
    const line = {
      lines: [
        { productId: "7", title: "Kaffee" },
        { productId: "7", title: "Kaffee" },
      ],
    };
    await sql`
      insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, snapshot, first_seen_at)
      values (${shop.shopId}, 101, '#1', 1, ${at}, ${at}, ${at}, 'paid', 'EUR', ${JSON.stringify(line)}::jsonb, ${at}),
        (${shop.shopId}, 102, '#2', 99, ${at}, ${at}, ${at}, 'paid', 'EUR', ${JSON.stringify(line)}::jsonb, ${at}) on conflict do nothing
    `.execute(database.db);
    const whole = await read();
    expect([whole.totals.people, whole.totals.strangers, whole.score?.score?.value]).toEqual([35, 4, 100]);
    expect(whole.cells).toMatchObject([{ key: "email", of: 35, score: { value: 100 } }]);
    // Whose order it is not, it does not count for.
    expect((await read("by=product")).cells).toMatchObject([{ key: "7", label: "Kaffee", of: 1, score: null }]);
    expect((await read("by=segment")).cells).toEqual([]);
    const strangers = await read("who=strangers&by=segment");
    expect([strangers.by, strangers.score?.of, strangers.score?.score]).toEqual(["way", 4, null]);
    expect(strangers.topics.map(({ words, ids }) => [words[0], ids.length])).toEqual([["teuer", 4]]);
    expect(strangers.comments[0]).toMatchObject({ customerId: null });
  });

  it("can be had as a file, in which no answer is a formula", async () => {
    await answer(1, 9, '=HYPERLINK("http://evil.example")');
    const response = await csv.loader({
      request: new Request("http://app.example/"),
      params: { surveyId: String(mine) },
      context: {},
    });
    const text = await response.text();
    expect(text).toContain("answer_id,answered_at");
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    for (const id of [theirs, "x", "0"])
      expect(
        (
          await told(csv.loader({ request: new Request("http://app.example/"), params: { surveyId: String(id) }, context: {} }))
        )[0],
      ).toBe(404);
  });

  it("a topic's answers are marked with a change of the shop, and nothing else is (hostile: results)", async () => {
    const post = (fields: Fields) => {
      const request = new Request("http://app.example/", { method: "POST", body: new URLSearchParams(fields) });
      return told(results.action({ request, params: { surveyId: String(mine) }, context: {} }));
    };
    for (const fields of [
      {},
      { changeId: "1", ids: "" },
      { changeId: "1", ids: "1;2" },
      { changeId: "x", ids: "1" },
      { changeId: "1", ids: "1,".repeat(3_000) },
    ])
      expect((await post(fields as Fields))[0]).toBe(422);
    expect(await post({ changeId: "999999", ids: "1,2" })).toEqual([200, { marked: false }]);
  });
});

describe("what answers have led to", () => {
  const post = (fields: Fields) =>
    told(
      changes.action({
        request: new Request("http://app.example/", { method: "POST", body: new URLSearchParams(fields) }),
        params: {},
        context: {},
      }),
    );
  const words = { titleDe: "Schneller", textDe: "Am selben Tag", titleEn: "", textEn: "", madeOn: "2026-11-20" };

  it("is written down, rewritten and taken away by its own shop alone", async () => {
    expect(await post({ intent: "create", ...words })).toEqual([200, { did: "save", outcome: "done" }]);
    expect(await post({ intent: "create", ...words, textDe: "" })).toEqual([200, { did: "save", outcome: "invalid" }]);
    const [, page] = await told(changes.loader({ request: new Request("http://app.example/"), params: {}, context: {} }));
    const changeId = String((page as Awaited<ReturnType<typeof changes.loader>>).changes[0]?.changeId);
    asking.shop = other;
    for (const intent of ["rewrite", "remove", "tell"])
      expect(await post({ intent, changeId, ...words })).toMatchObject([200, { outcome: "gone" }]);
    asking.shop = shop;
    expect(await post({ intent: "tell", changeId })).toEqual([200, { did: "tell", outcome: "done", people: 0 }]);
    expect(await post({ intent: "rewrite", changeId, ...words })).toMatchObject([200, { outcome: "gone" }]);
    expect(await post({ intent: "remove", changeId })).toMatchObject([200, { outcome: "done" }]);
    expect((await post({ intent: "publish" }))[0]).toBe(422);
  });
});

describe("the list of surveys", () => {
  const create = (kind: string) => {
    const request = new Request("http://app.example/app/messages/surveys", {
      method: "POST",
      body: new URLSearchParams({ kind }),
    });
    return told(list.action({ request, params: {}, context: {} }));
  };

  it("makes one of each kind, and none of another", async () => {
    const before = (await listSurveys(database.db, shop.shopId)).length;
    for (const kind of Object.keys(kinds)) expect((await create(kind))[0]).toBe(302);
    for (const kind of ["", "__proto__", "NPS"]) expect((await create(kind))[0]).toBe(422);
    expect((await listSurveys(database.db, shop.shopId)).length).toBe(before + Object.keys(kinds).length);
  });
});
