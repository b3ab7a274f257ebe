import { createRequestHandler, type ServerBuild } from "@remix-run/node";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { stopEngine } from "../../app/queue/engine.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { findDraft } from "../../app/program/drafts.server.ts";
import { listVersions } from "../../app/program/history.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { formOf, type RulesForm } from "../../app/program/rules-form.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import { listStates } from "../../app/program/versions.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

// Who asks is Shopify's to say; everything behind it is real.
const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));

const database = useDatabase();
const overview = await import("../../app/routes/app.program.tsx");
const edit = await import("../../app/routes/app.program.part.tsx");
const previewPage = await import("../../app/routes/app.program.preview.tsx");
const figures = await import("../../app/routes/app.program.figures.json.ts");
const distribution = await import("../../app/routes/app.program.distribution.json.ts");

beforeAll(() => createQueues());
afterAll(() => stopEngine());

let shop: Shop;
beforeEach(async () => {
  shop = await createEarningShop(database.db);
  asking.shop = shop;
});

type Answer = { status: number; body: Record<string, unknown> };
type Handler = (args: { request: Request; params: Record<string, string>; context: never }) => unknown;

/** What a route answers, whether it returns or throws it. */
async function answer(handler: Handler, request: Request, params: Record<string, string> = {}): Promise<Answer> {
  try {
    const given = await handler({ request, params, context: undefined as never });
    const wrapped = given as { type?: string; data?: Record<string, unknown>; init?: { status?: number } };
    return wrapped.type === "DataWithResponseInit"
      ? { status: wrapped.init?.status ?? 200, body: wrapped.data ?? {} }
      : { status: 200, body: given as Record<string, unknown> };
  } catch (thrown) {
    if (thrown instanceof Response) return { status: thrown.status, body: {} };
    throw thrown;
  }
}
const get = (handler: Handler, path: string, params = {}) => answer(handler, new Request(`http://app.example${path}`), params);
const post = (handler: Handler, fields: Record<string, string>, path = "/") =>
  answer(handler, new Request(`http://app.example${path}`, { method: "POST", body: new URLSearchParams(fields) }));

const form = (change: Partial<RulesForm> = {}) => JSON.stringify({ ...formOf(DEFAULT_RULES, shop), ...change });
const revision = async () => (await findDraft(shop.shopId))?.revision ?? "";
const save = async (part: string, sent: string, seen?: string) =>
  post(edit.action, { form: sent, revision: seen ?? (await revision()) }, `/app/program/${part}`);
const EARN = { earn: { points: "7", units: "1" } };

describe("editing", () => {
  test("opens each part and no other", async () => {
    for (const part of ["earning", "multipliers", "bonuses", "tiers", "expiry"])
      expect((await get(edit.loader as Handler, `/app/program/${part}`)).body).toMatchObject({
        part,
        revision: null,
      });
    for (const part of ["", "nothing", "constructor", "../settings"])
      expect((await get(edit.loader as Handler, `/app/program/${part}`)).status).toBe(404);
  });

  test("takes only the part that the page shows", async () => {
    const tiers = { ...formOf({ ...DEFAULT_RULES, tiers: TIER_PRESET }, shop), ...EARN };
    expect(await save("tiers", JSON.stringify(tiers))).toMatchObject({ status: 200, body: { ok: true } });
    const draft = await findDraft(shop.shopId);
    expect(draft?.rules.tiers).toEqual(TIER_PRESET);
    expect(draft?.rules.earn).toEqual(DEFAULT_RULES.earn);
    expect(await save("earning", form(EARN))).toMatchObject({ status: 200 });
    expect((await findDraft(shop.shopId))?.rules).toMatchObject({ ...EARN, tiers: TIER_PRESET });
  });

  test("answers a wrong form with what is wrong where, and saves nothing", async () => {
    expect(await save("earning", form({ earn: { points: "five", units: "0" }, pendingDays: "-1" }))).toEqual({
      status: 422,
      body: {
        ...{ ok: false, theirs: null },
        errors: { "earn.points": { code: "decimal" }, "earn.units": { code: "positive" }, pendingDays: { code: "number" } },
      },
    });
    expect(await findDraft(shop.shopId)).toBeNull();
  });

  test.each([
    ["", 422],
    ["nothing", 422],
    ["[]", 422],
    ['"text"', 422],
    ["null", 422],
    ["{", 422],
    ['{"multipliers": {"length": 5}}', 422],
    ['{"multipliers": [[[[[]]]]]}', 422],
    ['{"multipliers": [{"key": "a", "name": 7, "factor": {}, "products": "all"}]}', 422],
    [`{"multipliers": ${"[".repeat(2_000)}${"]".repeat(2_000)}}`, 422],
    [`{"multipliers": "${"x".repeat(1_100_000)}"}`, 422],
    ['{"__proto__": {"tiers": 1}, "multipliers": []}', 200],
  ])("survives what is no form (%#)", async (sent, status) => {
    expect((await save("multipliers", sent)).status).toBe(status);
  });

  test("keeps what two people do at once apart", async () => {
    const expiry = form({ expiry: { mode: "inactivity", months: "9" } });
    const outcomes = await Promise.all([save("earning", form(EARN), ""), save("expiry", expiry, "")]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 409]);
    const draft = await findDraft(shop.shopId);
    expect(await save("earning", form({ earn: { points: "8", units: "1" } }), "")).toEqual({
      status: 409,
      // The other version, for the merchant to decide between the two (merchant 3).
      body: { ok: false, theirs: { form: formOf(draft?.rules ?? DEFAULT_RULES, shop), revision: draft?.revision } },
    });
    expect((await save("earning", form(EARN), "yesterday")).status).toBe(422);
  });

  test("a save whose answer was lost may be sent again, and is no conflict with itself (merchant 2)", async () => {
    const first = await save("earning", form(EARN), "");
    expect(await save("earning", form(EARN), "")).toEqual(first);
    expect((await save("earning", form({ earn: { points: "8", units: "1" } }), "")).status).toBe(409);
  });
});

describe("publishing", () => {
  const publish = (fields: Record<string, string>) => post(previewPage.action, fields);

  test("publishes what was seen, once", async () => {
    await save("earning", form(EARN));
    const seen = await revision();
    const outcomes = await Promise.all([publish({ revision: seen, at: "" }), publish({ revision: seen, at: "" })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await listVersions(shop.shopId, new Date("2100-01-01"))).toHaveLength(2);
  });

  test.each([
    [{ at: "" }, 422],
    [{ revision: "x", at: "" }, 422],
    [{ revision: "2026-01-01T00:00:00Z", at: "" }, 409],
    [{ revision: "2026-01-01T00:00:00Z", at: "soon" }, 422],
    [{ revision: "2026-01-01T00:00:00Z", at: "2026-02-31T10:00" }, 422],
    [{ revision: "2026-01-01T00:00:00Z", at: "2001-01-01T10:00" }, 422],
  ])("refuses %j with %d", async (fields, status) => {
    expect((await publish(fields as Record<string, string>)).status).toBe(status);
  });

  test("can be planned and taken back", async () => {
    await save("earning", form(EARN));
    expect(await publish({ revision: await revision(), at: "2099-01-01T00:00" })).toMatchObject({
      body: { ok: true, version: 2 },
    });
    const act = (fields: Record<string, string>) => post(overview.action, fields);
    expect((await act({ intent: "cancel", version: "1" })).status).toBe(409);
    expect(await act({ intent: "cancel", version: "2" })).toMatchObject({ status: 200, body: { done: "cancelled" } });
    expect((await act({ intent: "cancel", version: "2" })).status).toBe(409);
    expect((await findDraft(shop.shopId))?.rules.earn).toEqual(EARN.earn);
    expect(await act({ intent: "discard" })).toMatchObject({ body: { done: "discarded" } });
    for (const fields of [{}, { intent: "explode" }, { intent: "cancel" }, { intent: "cancel", version: "9".repeat(30) }])
      expect((await act(fields as Record<string, string>)).status).toBe(422);
  });
});

describe("what pages ask for", () => {
  test("the rules of a version become the draft again, over none but the draft that was seen (merchant 27)", async () => {
    const act = (fields: Record<string, string>) => post(overview.action, fields);
    await act({ intent: "discard" });
    const again = (seen: string) => act({ intent: "reuse", version: "1", seen });
    expect(await again("")).toMatchObject({ body: { done: "reused" } });
    const draft = await findDraft(shop.shopId);
    expect(draft?.rules).toEqual((await listVersions(shop.shopId, new Date())).find(({ version }) => version === 1)?.rules);
    expect(await again("")).toMatchObject({ status: 409, body: { done: "draft-meanwhile" } });
    expect(await again(draft?.revision ?? "")).toMatchObject({ body: { done: "reused" } });
    expect((await act({ intent: "reuse", version: "999", seen: "" })).status).toBe(404);
    await act({ intent: "discard" });
  });

  test("figures are null without a draft, and there with one", async () => {
    expect((await get(figures.loader as Handler, "/app/program/figures")).body).toEqual({ figures: null, revision: null });
    await save("earning", form(EARN));
    expect((await get(figures.loader as Handler, "/app/program/figures")).body).toMatchObject({ figures: { orders: 0 } });
    expect((await get(overview.loader as Handler, "/app/program")).body).toMatchObject({ draft: { rules: EARN } });
    expect((await get(previewPage.loader as Handler, "/app/program/preview")).body).toMatchObject({ current: { version: 1 } });
  });

  test.each([
    ["figures", figures, ""],
    ["distribution", distribution, "?basis=spend&window=rolling"],
  ])(
    "%s, asked for by their address alone, are an empty page: no failure, and no word of Remix's for the log (security-faults 13, 14)",
    async (name, module, query) => {
      await save("earning", form(EARN));
      const [failed, said] = [vi.fn(), vi.spyOn(console, "warn")];
      onTestFinished(() => said.mockRestore());
      const routes = { root: { id: "root", path: "", module: {} }, [name]: { id: name, path: name, parentId: "root", module } };
      const build = {
        entry: { module: { default: () => new Response("page"), handleError: failed } },
        ...{ routes, assets: { entry: { imports: [], module: "" }, routes: {}, url: "", version: "" } },
        ...{ publicPath: "/", assetsBuildDirectory: "", isSpaMode: false, mode: "production" },
        future: { v3_singleFetch: true },
      } as unknown as ServerBuild;
      const answer = await createRequestHandler(build, "production")(new Request(`http://app.example/${name}${query}`));
      expect([answer.status, await answer.text()]).toEqual([200, "page"]);
      expect(failed).not.toHaveBeenCalled();
      expect(said).not.toHaveBeenCalled();
    },
  );

  test("the distribution is asked by basis and window, and by nothing else", async () => {
    const ask = (query: string) => get(distribution.loader, `/app/program/distribution?${query}`);
    expect(await ask("basis=spend&window=rolling")).toMatchObject({ body: { distribution: { customers: 0 } } });
    for (const query of ["", "basis=age&window=rolling", "basis=spend&window=1;drop"])
      expect((await ask(query)).status).toBe(422);
  });
});

describe("the program's switch (merchant 10)", () => {
  const states = () => listStates(database.db, shop.shopId);
  const last = async () => (await states()).at(-1)?.since.toISOString() ?? "";
  const turn = async (fields: Record<string, string>) =>
    post(overview.action, { intent: "switch", seen: await last(), ...fields });

  test("pauses, tests and takes live, and says who did it", async () => {
    expect(await turn({ state: "paused" })).toEqual({ status: 200, body: { done: "switched" } });
    expect(await turn({ state: "test", tag: " staff " })).toEqual({ status: 200, body: { done: "switched" } });
    expect(await turn({ state: "live", tag: "of no meaning" })).toEqual({ status: 200, body: { done: "switched" } });
    expect((await states()).slice(1)).toMatchObject([
      { state: "paused", tag: null, actor: "merchant:42" },
      { state: "test", tag: "staff", actor: "merchant:42" },
      { state: "live", tag: null, actor: "merchant:42" },
    ]);
    expect((await get(overview.loader, "/app/program")).body["states"]).toEqual(await states());
  });

  test("refuses a test without a tag, a state that somebody has changed since, and one that it is in", async () => {
    for (const tag of ["", "a, b"]) expect(await turn({ state: "test", tag })).toEqual({ status: 422, body: { done: "no-tag" } });
    expect(await turn({ state: "paused", seen: "2020-01-01T00:00:00.000Z" })).toEqual({
      status: 409,
      body: { done: "switched-meanwhile" },
    });
    expect(await turn({ state: "paused", seen: "" })).toEqual({ status: 409, body: { done: "switched-meanwhile" } });
    expect(await turn({ state: "live" })).toEqual({ status: 409, body: { done: "same-state" } });
    const unread: Record<string, string>[] = [
      { state: "setup" },
      { state: "paused", seen: "yesterday" },
      { state: "test", tag: "x".repeat(256) },
    ];
    for (const fields of unread) expect(await turn(fields)).toMatchObject({ status: 422 });
    expect(await states()).toHaveLength(1);
  });
});
