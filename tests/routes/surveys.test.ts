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
