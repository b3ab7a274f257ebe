import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { now } from "../../app/clock.server.ts";
import { definitionSchema } from "../../app/flows/definition/definition.ts";
import { EMPTY_DRAFT, type Draft } from "../../app/flows/editing/draft.ts";
import { createFlow } from "../../app/flows/flows.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { percentOff } from "../../app/rewards/reward.ts";
import { createReward } from "../../app/rewards/rewards.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { INSTALLED_AT } from "../support/shops.ts";

// Who asks is Shopify's to say; everything behind it is real.
const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));

const database = useDatabase();
let shop: Shop;
let other: Shop;
let rewardId: number;
const LAPSED = 7n;
const HIDDEN = 8n;

beforeAll(async () => {
  shop = await stageShop(database.db, INSTALLED_AT);
  other = await stageShop(database.db, INSTALLED_AT);
  rewardId = await createReward(shop.shopId, percentOff(10), INSTALLED_AT);
  // One has lapsed for 80 days and will have for 90; one of the same address lives in another shop.
  for (const [of, customerId] of [
    [shop, LAPSED],
    [other, HIDDEN],
  ] as const) {
    const at = plusMs(now(), -80 * DAY_MS);
    await stageCustomer(database.db, of, customerId, { email: `C${customerId}@example.com`, lastOrderAt: at });
    await sql`
      insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, net_minor, snapshot, first_seen_at)
      values (${of.shopId}, ${customerId}, '#1', ${customerId}, ${at}, ${at}, ${at}, 'paid', 'EUR', 5000, '{}', ${at})
    `.execute(database.db);
  }
  await createQueues();
});
beforeEach(() => {
  asking.shop = shop;
});
afterAll(() => stopEngine());

const route = await import("../../app/routes/app.messages.flows.$flowId.forecast.json.ts");
type Told = { kept: { state: string; asOf: Date; result: Record<string, unknown> | null } | null };
type Walked = Told & { walks: { customerId: bigint; firstName: string | null; foreseen: { kind: string }[] }[] | null };

async function answerOf<Answer>(work: () => Promise<Answer>): Promise<Answer | number> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Response) return thrown.status;
    throw thrown;
  }
}
const ADDRESS = "http://app.example/forecast.json";
const post = (flowId: number, fields: Record<string, string>) =>
  answerOf(
    () =>
      route.action({
        request: new Request(ADDRESS, { method: "POST", body: new URLSearchParams(fields) }),
        ...{ params: { flowId: String(flowId) }, context: undefined as never },
      }) as Promise<unknown> as Promise<Told>,
  );
const get = (flowId: number, query: Record<string, string>) =>
  answerOf(
    () =>
      route.loader({
        request: new Request(`${ADDRESS}?${String(new URLSearchParams(query))}`),
        ...{ params: { flowId: String(flowId) }, context: undefined as never },
      }) as Promise<unknown> as Promise<Walked>,
  );

const winBack = (): Draft => ({
  ...EMPTY_DRAFT,
  steps: [
    { kind: "email", id: "one", emailId: 1, topic: "news", similarGoods: false, off: false },
    { kind: "reward", id: "code", rewardId },
  ],
});
const NOBODY = JSON.stringify({ mode: "nobody" });
const ask = (draft: Draft, kind = "ahead") => ({ intent: "ask", kind, draft: JSON.stringify(draft), catchUp: NOBODY });
const fresh = (of = shop) =>
  createFlow(of.shopId, { preset: null, name: "Mine", draft: EMPTY_DRAFT }, "merchant:1", INSTALLED_AT);

describe("what a flow would do", () => {
  test("is worked out as it is edited, with the greatest cost, though nothing is saved (issue 9, forecast)", async () => {
    const flowId = await fresh();
    const answer = (await post(flowId, ask(winBack()))) as Told;
    expect(answer.kept).toMatchObject({
      state: "done",
      result: {
        ...{ entered: 1, assumption: "nobody-buys" },
        steps: [
          { stepId: "one", given: 1 },
          { stepId: "code", given: 1 },
        ],
        // 10 % of the average order.
        cost: { points: 0, averageMinor: 5000, rewards: [{ rewardId, count: 1, eachMinor: 500 }] },
        holdout: { percent: 0, horizonDays: 30, perWeek: 7 / 30 },
      },
    });
    expect(await get(flowId, { kind: "ahead" })).toMatchObject({ kept: { state: "done", asOf: answer.kept?.asOf } });
    expect(await get(flowId, { kind: "before" })).toMatchObject({ kept: null, walks: null });
    // Another draft is another question.
    const longer: Draft = { ...winBack(), trigger: { kind: "lapsed", days: 300, ownGap: null } };
    expect(await post(flowId, ask(longer))).toMatchObject({ kept: { result: { entered: 0 } } });
    expect(await post(flowId, ask(winBack(), "before"))).toMatchObject({ kept: { result: { entered: 0 } } });
  });

  test("is another once it is live: it has let in whom it has (issue 9, forecast)", async () => {
    const flowId = await fresh();
    const all = JSON.stringify({ mode: "all", spreadDays: 1 });
    const short: Draft = { ...winBack(), trigger: { kind: "lapsed", days: 60, ownGap: null } };
    expect(await post(flowId, { ...ask(short), catchUp: all })).toMatchObject({ kept: { result: { entered: 1 } } });
    await sql`
      insert into flow_versions (shop_id, flow_id, version, definition, created_at, created_by)
      values (${shop.shopId}, ${flowId}, 1, ${JSON.stringify(definitionSchema.parse(short))}::jsonb, ${now()}, 'x')
    `.execute(database.db);
    await sql`
      update flows set state = 'live', version = 1, live_since = ${now()} where shop_id = ${shop.shopId} and flow_id = ${flowId}
    `.execute(database.db);
    expect(await post(flowId, { ...ask(short), catchUp: all })).toMatchObject({ kept: { result: { entered: 0 } } });
  });

  test("is told date by date, of some or of one by their address, whatever its case (issue 9, replay)", async () => {
    const flowId = await fresh();
    expect(await get(flowId, { kind: "ahead", walk: "" })).toMatchObject({ kept: null, walks: null });
    await post(flowId, ask(winBack()));
    const some = (await get(flowId, { kind: "ahead", walk: "" })) as Walked;
    expect(some.walks?.map(({ customerId }) => customerId)).toEqual([LAPSED]);
    const one = (await get(flowId, { kind: "ahead", walk: " c7@EXAMPLE.com " })) as Walked;
    expect(one.walks?.[0]?.foreseen.map(({ kind }) => kind)).toEqual(["entered", "queued", "effect", "ended", "sent"]);
    expect(await get(flowId, { kind: "ahead", walk: "nobody@example.com" })).toMatchObject({ walks: null });
  });

  test("is forgotten when it is cancelled (issue 9, forecast)", async () => {
    const flowId = await fresh();
    await post(flowId, ask(winBack()));
    expect(await post(flowId, { intent: "cancel", kind: "ahead" })).toMatchObject({ kept: null });
    expect(await get(flowId, { kind: "ahead" })).toMatchObject({ kept: null });
  });

  test("says of who is inside how many would get something at once on another version (flows 35)", async () => {
    const flowId = await fresh();
    const email = (id: string) => ({ kind: "email" as const, id, emailId: 1 });
    const wait = (days: number) => ({ kind: "wait" as const, id: "w", wait: { days } });
    const trigger = { kind: "lapsed", days: 60, ownGap: null } as const;
    const slow = { ...EMPTY_DRAFT, trigger, steps: [email("one"), wait(30), email("two")] };
    expect(await post(flowId, { ...ask(slow as Draft), intent: "move" })).toBe(404);
    await sql`
      insert into flow_versions (shop_id, flow_id, version, definition, created_at, created_by)
      values (${shop.shopId}, ${flowId}, 1, ${JSON.stringify(definitionSchema.parse(slow))}::jsonb, ${now()}, 'x')
    `.execute(database.db);
    await sql`
      update flows set state = 'live', version = 1, live_since = ${now()} where shop_id = ${shop.shopId} and flow_id = ${flowId}
    `.execute(database.db);
    // One has waited for 10 days since the first email, one for two.
    for (const [customerId, waited] of [
      [LAPSED, 10],
      [9n, 2],
    ] as const) {
      const since = plusMs(now(), -80 * DAY_MS);
      if (customerId !== LAPSED) await stageCustomer(database.db, shop, customerId, { lastOrderAt: since });
      await sql`
        insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, step_id, arrived_at, entered_at)
        select shop_id, ${flowId}, 1, customer_id, 'order:x', last_order_at, 'active', 'w', ${plusMs(now(), -waited * DAY_MS)}, ${plusMs(now(), -waited * DAY_MS)}
        from customers where shop_id = ${shop.shopId} and customer_id = ${customerId}
      `.execute(database.db);
    }
    const moved = (draft: unknown) => post(flowId, { ...ask(draft as Draft), intent: "move" });
    expect(await moved(slow)).toMatchObject({ move: { inside: 2, due: 0, isEstimate: false } });
    expect(await moved({ ...slow, steps: [email("one"), wait(5), email("two")] })).toMatchObject({ move: { inside: 2, due: 1 } });
    // The wait is gone: each goes on at the next step that is left.
    expect(await moved({ ...slow, steps: [email("one"), email("two")] })).toMatchObject({ move: { inside: 2, due: 2 } });
    asking.shop = other;
    expect(await moved(slow)).toBe(404);
  });

  test("is the shop's own: another learns nothing of it, and ends nothing", async () => {
    const flowId = await fresh();
    await post(flowId, ask(winBack()));
    asking.shop = other;
    expect(await get(flowId, { kind: "ahead", walk: "c7@example.com" })).toMatchObject({ kept: null, walks: null });
    expect(await post(flowId, ask(winBack()))).toBe(404);
    await post(flowId, { intent: "cancel", kind: "ahead" });
    asking.shop = shop;
    expect(await get(flowId, { kind: "ahead" })).toMatchObject({ kept: { state: "done" } });
    // Nor is anybody of another shop walked through.
    expect(await get(flowId, { kind: "ahead", walk: "c8@example.com" })).toMatchObject({ walks: null });
  });

  test.each<[string, Record<string, string>]>([
    ["a draft that is not complete", { ...ask(EMPTY_DRAFT) }],
    ["what is no draft", { ...ask(EMPTY_DRAFT), draft: "{" }],
    ["another kind", { ...ask(EMPTY_DRAFT), kind: "sideways" }],
    ["nothing said of who came before", { ...ask(EMPTY_DRAFT), catchUp: "{}" }],
    ["another intent", { ...ask(EMPTY_DRAFT), intent: "explode" }],
  ])("is not worked out for %s", async (_, fields) => {
    expect(await post(await fresh(), fields)).toBe(422);
  });

  test("has no address for what is no flow", async () => {
    expect(await post(999_999, ask(winBack()))).toBe(404);
    expect(await get(Number.NaN, { kind: "ahead" })).toBe(404);
    expect(await get(1, {})).toBe(422);
  });
});
