import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { check } from "../../app/flows/editing/check.ts";
import { EMPTY_DRAFT, type Draft, type DraftStep } from "../../app/flows/editing/draft.ts";
import { createFlow, findFlow, listFlows } from "../../app/flows/flows.server.ts";
import { flowPresetKeys } from "../../app/flows/presets/presets.ts";
import { listEmails } from "../../app/messages/content/store/emails.server.ts";
import { readSwitches } from "../../app/messages/templates/switches.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import { percentOff } from "../../app/rewards/reward.ts";
import { createReward, listOffered, listRewards, setRewardState } from "../../app/rewards/rewards.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { readPointsEmails, switchPointsEmail } from "../../app/shops/settings/settings.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { addCustomers } from "../customers/views/list-seed.ts";
import { useDatabase } from "../support/database.ts";
import { INSTALLED_AT, installShop } from "../support/shops.ts";

// Who asks is Shopify's to say; everything behind it is real.
const asking = vi.hoisted(() => ({ shop: null as Shop | null, actor: "merchant:42" }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: asking.actor }),
}));

const database = useDatabase();
let shop: Shop;
let other: Shop;

type Handler = (args: { request: Request; params: Record<string, string>; context: never }) => unknown;
const send = async (
  handler: Handler,
  fields: Record<string, string> | null,
  params: Record<string, string> = {},
): Promise<unknown> => {
  const init = fields === null ? {} : { method: "POST", body: new URLSearchParams(fields) };
  try {
    const answer = await handler({
      request: new Request("http://app.example/app/messages", init),
      params,
      context: undefined as never,
    });
    return answer instanceof Response ? answer.headers.get("Location") : unwrapped(answer);
  } catch (thrown) {
    if (thrown instanceof Response) return thrown.status;
    throw thrown;
  }
};
/** What `data(…)` of the router wraps. */
const unwrapped = (answer: unknown) =>
  typeof answer === "object" && answer !== null && "data" in answer && "init" in answer ? answer.data : answer;

beforeAll(async () => {
  shop = await installShop(database.db, "morgenrot.myshopify.com");
  other = await installShop(database.db, "nordlicht.myshopify.com");
  for (const { shopId } of [shop, other]) await createDefaultProgram(shopId, INSTALLED_AT);
  await createQueues();
});
beforeEach(async () => {
  asking.shop = shop;
  asking.actor = "merchant:42";
  await sql`update shop_settings set sender_email = 'a@example.com', imprint = 'A GmbH' where shop_id = ${shop.shopId}`.execute(
    database.db,
  );
});
afterAll(() => stopEngine());

const list = await import("../../app/routes/app.messages.tsx");
const page = await import("../../app/routes/app.messages.flows.$flowId.tsx");
type Page = Awaited<ReturnType<typeof page.loader>>;
const read = (flowId: number) => send(page.loader, null, { flowId: String(flowId) }) as Promise<Page>;
const act = (flowId: number, fields: Record<string, string>) => send(page.action, fields, { flowId: String(flowId) });

const points = (id: string, count: number | string = 100): DraftStep => ({ kind: "points", id, points: count });
const draftOf = (steps: DraftStep[], rest: Partial<Draft> = {}): Draft => ({ ...EMPTY_DRAFT, ...rest, steps });
const fieldsOf = (draft: Draft, seen: number, name = "") => ({ draft: JSON.stringify(draft), name, seen: String(seen) });
const fresh = (draft: Draft, of = shop) =>
  createFlow(of.shopId, { preset: null, name: "Mine", draft }, "merchant:1", INSTALLED_AT);
const NOBODY = JSON.stringify({ mode: "nobody" });
const KEEP = JSON.stringify({ mode: "keep" });

describe("a flow is begun", () => {
  test.each(flowPresetKeys)("from the preset %s, as a draft of the shop that nobody gets yet", async (preset) => {
    const address = String(await send(list.action, { intent: "start", preset }));
    const flowId = Number(address.split("/").at(-1));
    const { kept, published, row, shop: around } = await read(flowId);
    expect(kept.draft.steps.length).toBeGreaterThan(0);
    expect([published, row.state, row.preset]).toEqual([null, "draft", preset]);
    // It could be switched on as it is.
    expect(check(kept.draft, around)).toEqual([]);
    asking.shop = other;
    expect(await read(flowId)).toBe(404);
  });

  test("with emails and rewards that are given but not offered, the same ones again for the next flow", async () => {
    const bare = await installShop(database.db, "bare.myshopify.com");
    await createDefaultProgram(bare.shopId, INSTALLED_AT);
    asking.shop = bare;
    await Promise.all([1, 2].map(() => send(list.action as Handler, { intent: "start", preset: "win-back" })));
    const rewards = await listRewards(database.db, bare.shopId);
    expect(rewards.map(({ terms, state }) => [terms.percent, state])).toEqual([
      [10, "paused"],
      [20, "paused"],
    ]);
    expect(await listOffered(database.db, bare.shopId)).toEqual([]);
    const [first, second] = await listFlows(database.db, bare.shopId);
    for (const flow of [first, second]) {
      const { kept } = await read(flow?.flowId ?? 0);
      const given = kept.draft.steps.flatMap((step) => (step.kind === "reward" ? [step.rewardId] : []));
      expect(given).toEqual(rewards.map(({ rewardId }) => rewardId));
      const sent = kept.draft.steps.flatMap((step) => (step.kind === "email" ? [step.emailId] : []));
      expect(sent).toEqual((await listEmails(bare.shopId)).map(({ emailId }) => emailId).sort((a, b) => a - b));
    }
  });

  test("from nothing; and from no preset that there is not", async () => {
    const address = String(await send(list.action, { intent: "start", preset: "" }));
    expect((await read(Number(address.split("/").at(-1)))).kept.draft).toEqual(EMPTY_DRAFT);
    expect(await send(list.action as Handler, { intent: "start", preset: "constructor" })).toBe(422);
    expect(await send(list.action as Handler, { intent: "explode" })).toBe(422);
  });
});

describe("a flow that tells the news of an email of the settings", () => {
  const emailed = async () => readSwitches(await readPointsEmails(shop.shopId))["points-expiring"];

  test("replaces it when it is switched on, and says so; the other emails stay as they are", async () => {
    const address = String(await send(list.action, { intent: "start", preset: "points-expiring" }));
    const flowId = Number(address.split("/").at(-1));
    const on = { intent: "on", catchUp: NOBODY };
    expect(await emailed()).toBe(true);
    expect(await act(flowId, on)).toMatchObject({ ok: true, did: "on", replaced: "points-expiring" });
    expect(await emailed()).toBe(false);
    expect(readSwitches(await readPointsEmails(shop.shopId))["tier-at-risk"]).toBe(true);
    expect(await act(flowId, on)).toMatchObject({ ok: true, replaced: null });
  });

  test("does not, where it sends none", async () => {
    await switchPointsEmail(shop.shopId, "points-expiring", true, INSTALLED_AT);
    const flowId = await fresh(draftOf([points("a")], { trigger: { kind: "points-expiring", daysBefore: 3 } }));
    expect(await act(flowId, { intent: "on", catchUp: NOBODY })).toMatchObject({ ok: true, replaced: null });
    expect(await emailed()).toBe(true);
  });
});

describe("saving", () => {
  test("keeps what is incomplete or mistyped, and says under which revision", async () => {
    const flowId = await fresh(EMPTY_DRAFT);
    const typed = draftOf([points("a", "1o0")], { holdout: "ten" });
    expect(await act(flowId, { intent: "save", ...fieldsOf(typed, 1, "Birthday, “ours”") })).toEqual({
      ok: true,
      did: "saved",
      revision: 2,
    });
    expect((await read(flowId)).kept).toEqual({ draft: typed, name: "Birthday, “ours”", revision: 2 });
  });

  test("of two who save, the second gets both to choose from, and nothing is lost (flows 29)", async () => {
    const flowId = await fresh(EMPTY_DRAFT);
    const [mine, theirs] = [draftOf([points("a")]), draftOf([points("b")])];
    asking.actor = "merchant:7";
    await act(flowId, { intent: "save", ...fieldsOf(theirs, 1, "Theirs") });
    asking.actor = "merchant:42";
    for (const intent of ["save", "publish", "on"]) {
      const answer = await act(flowId, { intent, inside: KEEP, catchUp: NOBODY, ...fieldsOf(mine, 1, "Mine") });
      expect(answer).toMatchObject({
        ok: false,
        reason: "conflict",
        theirs: { draft: theirs, name: "Theirs", revision: 2, by: "merchant:7" },
      });
    }
    const { kept, row } = await read(flowId);
    expect([kept.draft, kept.name, row.state]).toEqual([theirs, "Theirs", "draft"]);
    expect(await act(flowId, { intent: "save", ...fieldsOf(mine, 2, "Mine") })).toMatchObject({ ok: true, revision: 3 });
  });

  test.each([
    ["no draft", { seen: "1", name: "" }],
    ["what is no JSON", { draft: "{", seen: "1", name: "" }],
    ["another shape", { draft: JSON.stringify({ steps: 3 }), seen: "1", name: "" }],
    ["no revision", { draft: JSON.stringify(EMPTY_DRAFT), name: "" }],
    ["a name that is a book", { draft: JSON.stringify(EMPTY_DRAFT), seen: "1", name: "x".repeat(101) }],
  ])("refuses %s", async (_name, fields) => {
    const flowId = await fresh(EMPTY_DRAFT);
    expect(await act(flowId, { intent: "save", ...(fields as Record<string, string>) })).toBe(422);
  });
});

describe("switching on", () => {
  test("publishes what is edited, and lets in whom the merchant says", async () => {
    const flowId = await fresh(EMPTY_DRAFT);
    const catchUp = { mode: "within", days: 30, spreadDays: 7 };
    const draft = draftOf([points("a")]);
    expect(await act(flowId, { intent: "on", catchUp: JSON.stringify(catchUp), ...fieldsOf(draft, 1) })).toMatchObject({
      ok: true,
      did: "on",
      revision: 3,
    });
    const flow = await findFlow(shop.shopId, flowId);
    expect(flow).toMatchObject({ state: "live", version: 1, catchUp, draft: null, published: { steps: [points("a")] } });
    expect(await act(flowId, { intent: "pause" })).toMatchObject({ ok: true, did: "paused" });
    expect(await act(flowId, { intent: "on", catchUp: NOBODY })).toMatchObject({ ok: true, did: "on" });
    expect(await act(flowId, { intent: "archive" })).toMatchObject({ ok: true, did: "archived" });
    expect(await act(flowId, { intent: "on", catchUp: NOBODY })).toEqual({ ok: false, reason: "archived" });
  });

  test("with nothing edited publishes the draft as it is kept, once: what is edited later waits to be published", async () => {
    const flowId = await fresh(draftOf([points("a")]));
    expect(await act(flowId, { intent: "on", catchUp: NOBODY })).toMatchObject({ ok: true, did: "on" });
    await act(flowId, { intent: "save", ...fieldsOf(draftOf([points("b")]), 3) });
    await act(flowId, { intent: "pause" });
    expect(await act(flowId, { intent: "on", catchUp: NOBODY })).toMatchObject({ ok: true, did: "on" });
    expect(await findFlow(shop.shopId, flowId)).toMatchObject({ version: 1, draft: { steps: [points("b")] } });
  });

  test("is refused while anything is wrong, whoever says otherwise, and nothing of it is kept", async () => {
    const flowId = await fresh(EMPTY_DRAFT);
    const archived = await createReward(shop.shopId, percentOff(15), INSTALLED_AT);
    await setRewardState(shop.shopId, archived, "archived", INSTALLED_AT);
    const strangers = await createReward(other.shopId, percentOff(30), INSTALLED_AT);
    const reward = (rewardId: number): DraftStep => ({ kind: "reward", id: "a", rewardId });
    for (const steps of [[], [points("a", "x")], [reward(archived)], [reward(strangers)]]) {
      const answer = await act(flowId, { intent: "on", catchUp: NOBODY, ...fieldsOf(draftOf(steps), 1) });
      expect(answer).toEqual({ ok: false, reason: "incomplete" });
    }
    expect(await findFlow(shop.shopId, flowId)).toMatchObject({ state: "draft", draftRevision: 1, version: null });
  });

  test("is refused without what advertising must carry, where it sends emails (merchant 1)", async () => {
    await sql`update shop_settings set imprint = '' where shop_id = ${shop.shopId}`.execute(database.db);
    const emailId = (await listEmails(shop.shopId))[0]?.emailId ?? null;
    const email: DraftStep = { kind: "email", id: "e", emailId, topic: "news", similarGoods: false, off: false };
    const flowId = await fresh(EMPTY_DRAFT);
    expect((await read(flowId)).missing).toEqual(["imprint"]);
    expect(await act(flowId, { intent: "on", catchUp: NOBODY, ...fieldsOf(draftOf([email]), 1) })).toEqual({
      ok: false,
      reason: "no-sender",
    });
    expect(await act(flowId, { intent: "on", catchUp: NOBODY, ...fieldsOf(draftOf([points("a")]), 1) })).toMatchObject({
      ok: true,
    });
  });
});

describe("a live flow", () => {
  test("is changed by publishing, with what becomes of customers inside, and each version stays", async () => {
    const flowId = await fresh(EMPTY_DRAFT);
    await act(flowId, { intent: "on", catchUp: NOBODY, ...fieldsOf(draftOf([points("a")]), 1) });
    expect(await act(flowId, { intent: "save", ...fieldsOf(draftOf([points("a", 200)]), 3) })).toMatchObject({
      did: "saved",
      revision: 4,
    });
    const before = await read(flowId);
    expect([before.row.hasDraft, before.published?.steps]).toEqual([true, [points("a")]]);
    const inside = JSON.stringify({ mode: "move", spreadDays: 7 });
    expect(await act(flowId, { intent: "publish", inside, ...fieldsOf(draftOf([points("a", 200)]), 4) })).toMatchObject({
      ok: true,
      revision: 6,
    });
    const { versions, version, published } = await read(flowId);
    expect([version, published?.steps]).toEqual([2, [points("a", 200)]]);
    expect(versions.map(({ definition }) => definition?.steps)).toEqual([[points("a", 200)], [points("a")]]);
    expect(
      await act(flowId, { intent: "publish", inside: '{"mode":"move","spreadDays":0}', ...fieldsOf(draftOf([points("a")]), 6) }),
    ).toBe(422);
  });

  test("gets back what is live when its draft is discarded, but not over somebody else's", async () => {
    const flowId = await fresh(EMPTY_DRAFT);
    await act(flowId, { intent: "on", catchUp: NOBODY, ...fieldsOf(draftOf([points("a")]), 1) });
    await act(flowId, { intent: "save", ...fieldsOf(draftOf([points("b")]), 3) });
    expect(await act(flowId, { intent: "discard", seen: "3" })).toMatchObject({ ok: false, reason: "conflict" });
    expect(await act(flowId, { intent: "discard", seen: "4" })).toMatchObject({ ok: true, did: "discarded", revision: 5 });
    expect((await read(flowId)).kept.draft.steps).toEqual([points("a")]);
  });

  test("is duplicated as a draft of its own", async () => {
    const flowId = await fresh(draftOf([points("a")]));
    const address = String(await act(flowId, { intent: "duplicate", ...fieldsOf(draftOf([points("a")]), 1, "Mine (copy)") }));
    const copy = await read(Number(address.split("/").at(-1)));
    expect(copy).toMatchObject({ kept: { name: "Mine (copy)", revision: 1 }, row: { state: "draft" }, versions: [] });
  });
});

test("what belongs to another shop, or to nobody, is not found, whatever is done to it", async () => {
  const theirs = await fresh(draftOf([points("a")]), other);
  for (const flowId of [theirs, 999_999]) {
    expect(await read(flowId)).toBe(404);
    for (const intent of ["save", "publish", "on", "pause", "archive", "discard", "duplicate"]) {
      const fields = { intent, catchUp: NOBODY, inside: KEEP, ...fieldsOf(draftOf([points("b")]), 1) };
      expect([intent, await act(flowId, fields)]).toEqual([intent, 404]);
    }
  }
  expect(await findFlow(other.shopId, theirs)).toMatchObject({ state: "draft", draft: draftOf([points("a")]), draftRevision: 1 });
  expect(await send(page.loader as Handler, null, { flowId: "1;drop" })).toBe(404);
});

describe("the customer's page", async () => {
  const customers = await import("../../app/routes/app.customers.$customerId.tsx");
  const open = (customerId: string) =>
    send(customers.loader, null, { customerId }) as Promise<Awaited<ReturnType<typeof customers.loader>>>;
  const endRun = (customerId: string, runId: string) => send(customers.action, { intent: "end-run", runId }, { customerId });

  test("leaves out the step that comes next, and goes on with what follows when it would have been due", async () => {
    await addCustomers(database.db, shop.shopId, [{ id: 13n, firstName: "Mia" }]);
    await sql`update customers set orders_count = 1, first_order_at = '2030-01-01T09:00:00Z', last_order_at = '2030-01-01T09:00:00Z'
      where shop_id = ${shop.shopId} and customer_id = 13`.execute(database.db);
    const wait = (id: string): DraftStep => ({ kind: "wait", id, wait: { days: 3 } });
    const flowId = await fresh(EMPTY_DRAFT);
    const steps = [wait("w"), points("p"), wait("v"), points("q")];
    await act(flowId, { intent: "on", catchUp: NOBODY, ...fieldsOf(draftOf(steps), 1, "Mine") });
    const { rows } = await sql<{ run_id: bigint }>`
      insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, step_id, arrived_at, entered_at)
      values (${shop.shopId}, ${flowId}, 1, 13, 'order:1', '2030-01-01T09:00:00Z', 'active', 'w', '2030-01-01T09:00:00Z', ${INSTALLED_AT}) returning run_id
    `.execute(database.db);
    const runId = rows[0]?.run_id ?? 0n;
    await sql`insert into flow_timers (shop_id, run_id, flow_id, customer_id, due_at) values (${shop.shopId}, ${runId}, ${flowId}, 13, '2030-01-04T09:00:00Z')`.execute(
      database.db,
    );
    const skip = (customerId: string, stepId: string, id = String(runId)) =>
      send(customers.action, { intent: "skip-step", runId: id, stepId }, { customerId });
    expect((await open("13")).runs.find((run) => run.runId === runId)).toMatchObject({ skippable: true, next: points("p") });
    expect(await skip("12", "p")).toEqual({ skipped: false });
    asking.shop = other;
    expect(await skip("13", "p")).toEqual({ skipped: false });
    asking.shop = shop;
    expect(await skip("13", "q")).toEqual({ skipped: false });
    expect(await skip("13", "x;")).toBe(422);
    // Twice at once: one step is left out, not two.
    const both = await Promise.all([skip("13", "p"), skip("13", "p")]);
    expect(both).toContainEqual({ skipped: true });
    expect(both).toContainEqual({ skipped: false });
    const { runs, history } = await open("13");
    // Three days after the one that was left out, by the flow's hour.
    expect(runs.find((run) => run.runId === runId)).toMatchObject({
      ...{ next: points("q"), dueAt: new Date("2030-01-07T09:00:00Z") },
    });
    expect(history.events.filter(({ kind }) => kind === "flow.skipped")).toMatchObject([
      { data: { flow: "Mine", step: "points" } },
    ]);
    const given = await sql`select 1 from flow_effects where run_id = ${runId}`.execute(database.db);
    expect(given.rows).toEqual([]);
  });

  test("shows the runs they are in with what comes next, and takes them out of one", async () => {
    await addCustomers(database.db, shop.shopId, [
      { id: 11n, firstName: "Anna" },
      { id: 12n, firstName: "Ben" },
    ]);
    const wait: DraftStep = { kind: "wait", id: "w", wait: { days: 3 } };
    const flowId = await fresh(EMPTY_DRAFT);
    await act(flowId, { intent: "on", catchUp: NOBODY, ...fieldsOf(draftOf([wait, points("p")]), 1, "Mine") });
    const { rows } = await sql<{ run_id: bigint }>`
      insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, step_id, arrived_at, entered_at)
      values (${shop.shopId}, ${flowId}, 1, 11, 'order:1', ${INSTALLED_AT}, 'active', 'w', ${INSTALLED_AT}, ${INSTALLED_AT}) returning run_id
    `.execute(database.db);
    const runId = rows[0]?.run_id ?? 0n;
    await sql`insert into flow_timers (shop_id, run_id, flow_id, customer_id, due_at) values (${shop.shopId}, ${runId}, 1, 11, '2030-01-04T09:00:00Z')`.execute(
      database.db,
    );
    await sql`insert into flow_effects (shop_id, run_id, step_id, customer_id, step, due_at)
      values (${shop.shopId}, ${runId}, 'p', 11, '{"kind":"points","id":"p","points":100}', '2030-01-04T09:00:00Z')`.execute(
      database.db,
    );
    expect((await open("11")).runs).toMatchObject([
      {
        runId,
        flowId,
        name: "Mine",
        state: "active",
        holdout: false,
        dueAt: new Date("2030-01-04T09:00:00Z"),
        next: points("p"),
      },
    ]);
    // Not through another customer, nor from another shop.
    expect(await endRun("12", String(runId))).toEqual({ ended: false });
    asking.shop = other;
    expect(await endRun("11", String(runId))).toEqual({ ended: false });
    asking.shop = shop;
    expect(await endRun("11", "x")).toBe(422);
    const both = await Promise.all([endRun("11", String(runId)), endRun("11", String(runId))]);
    expect(both).toContainEqual({ ended: true });
    expect(both).toContainEqual({ ended: false });
    const { runs, history } = await open("11");
    expect(runs).toEqual([]);
    expect(history.events).toMatchObject([{ kind: "flow.ended", data: { flow: "Mine", reason: "skipped" } }]);
    const left =
      await sql`select 1 from flow_timers where run_id = ${runId} union all select 1 from flow_effects where run_id = ${runId}`.execute(
        database.db,
      );
    expect(left.rows).toEqual([]);
  });
});
