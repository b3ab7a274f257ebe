import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";

import { append, type TimelineEvent } from "../../app/customers/timeline.server.ts";
import { deliverDue, type Transports } from "../../app/deliveries/deliver.server.ts";
import { listDeliveries } from "../../app/deliveries/log.server.ts";
import { kindsIn } from "../../app/deliveries/receiver.ts";
import {
  chooseKinds,
  listReceivers,
  makeReceiver,
  removeReceiver,
  replaceSecret,
  sealReceiverSecrets,
} from "../../app/deliveries/receivers.server.ts";
import { sendToFlow } from "../../app/deliveries/shopify-flow/send.server.ts";
import { kindsOf, triggerHandles } from "../../app/deliveries/shopify-flow/triggers.ts";
import { noteTriggerUse } from "../../app/deliveries/shopify-flow/usage.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { action as noteUse } from "../../app/routes/shopify-flow.triggers.ts";
import { keyring } from "../../app/secrets/keyring.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { flowOf, type Received } from "../sandbox/flow/runs.ts";
import { createCustomer } from "../sandbox/world/customers.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { signedPost } from "./signed.ts";

/** What Shopify Flow is told: through the stand-in's Admin API, which judges each payload by the extension's own fields. */
const database = useDatabase();
const api = await useAdminApi();
const start = new Date("2026-06-10T10:00:00Z");
const HAPPENED = { "Happened at": "2026-06-10T10:00:00.000Z" };

let shop: Shop;
let now: Date;
let keys = 0;
let received: Received[];
const customerId = api.customer.id;

beforeEach(async () => {
  now = start;
  Object.assign(api.config.faults, { throttleNext: 0, dropNext: 0, graphqlErrorRate: 0 });
  await sql`delete from shops`.execute(database.db);
  await sql`delete from "Session"`.execute(database.db);
  shop = await installFromApi(database.db, api);
  received = flowOf(api.shop).received;
  received.length = 0;
});

const use = (trigger: string, used = true, at = start) => noteTriggerUse(database.db, shop.shopId, { trigger, used, at }, now);
const useAll = () => Promise.all(triggerHandles.map((handle) => use(handle)));
const happen = (...events: TimelineEvent[]) => append(database.db, shop.shopId, events, now);
const failOnWebhooks: Transports["webhook"] = () => Promise.reject(new Error("There is no webhook"));
const over: Transports = { webhook: failOnWebhooks, "shopify-flow": sendToFlow };
async function deliverAll(transports = over): Promise<void> {
  while ((await deliverDue(database.db, () => now, transports)) > 0);
}
const pausedFor = (problem: string | null) =>
  sql`update receivers set state = 'paused', problem = ${problem}, failing_since = ${start} where shop_id = ${shop.shopId}`.execute(
    database.db,
  );
const flow = async () => (await listReceivers(database.db, shop.shopId, now)).find(({ kind }) => kind === "shopify-flow");
const log = async () => listDeliveries(database.db, shop.shopId, (await flow())?.receiverId ?? 0, { limit: 50 });

function event<Kind extends TimelineEvent["kind"]>(
  kind: Kind,
  data: Extract<TimelineEvent, { kind: Kind }>["data"],
  whose = customerId,
): TimelineEvent {
  return { customerId: whose, kind, key: `t:${(keys += 1)}`, occurredAt: start, data } as TimelineEvent;
}
const order = { orderId: 5551n, orderName: "#1001" };
const changed = (points: number, whose = customerId) =>
  event("points.changed", { ...order, points: BigInt(points), availableAt: "2026-06-24T22:00:00.000Z" }, whose);
const segment = { segmentId: 3, segmentKey: "at-risk", segmentName: "At risk" };
const entered = { Segment: "At risk", "Segment key": "at-risk", "Segment number": 3 };
const redeemed = { redemptionId: 12n, title: "5 € off", points: 500n, code: "PT-ABC", actor: "shopper" };

describe("a trigger", () => {
  test.each<[string, TimelineEvent, string, Record<string, string | number>]>([
    [
      "an order earned",
      changed(40),
      "points-earned",
      { Points: 40, "Order name": "#1001", Bonus: "", "Available at": "2026-06-24T22:00:00.000Z" },
    ],
    [
      "a bonus",
      event("points.bonus", {
        points: 15n,
        rule: "r",
        bonus: "birthday",
        title: "Cake",
        availableAt: "2026-06-10T10:00:00.000Z",
      }),
      "points-earned",
      { Points: 15, "Order name": "", Bonus: "Cake", "Available at": "2026-06-10T10:00:00.000Z" },
    ],
    [
      "a tier",
      event("tier.changed", {
        tier: "gold",
        tierName: "Gold",
        before: null,
        beforeName: null,
        reason: "earned",
        actor: "system",
      }),
      "tier-changed",
      { Tier: "Gold", "Tier key": "gold", "Tier before": "", "Tier key before": "" },
    ],
    [
      "a redemption",
      event("reward.redeemed", redeemed),
      "reward-redeemed",
      { Reward: "5 € off", Points: 500, Code: "PT-ABC", "Redemption number": "12" },
    ],
    ["a segment entered", event("segment.entered", segment), "segment-entered", entered],
    ["a segment left", event("segment.left", segment), "segment-left", entered],
    ["a flow begun", event("flow.entered", { flow: "Refill" }), "flow-entered", { Flow: "Refill" }],
    [
      "a badge (issue 11, Flow)",
      event("achievement.earned", { achievementId: 4, achievement: "badge", title: "Ten teas" }),
      "achievement-earned",
      { Kind: "badge", Name: "Ten teas", "Achievement number": 4 },
    ],
    [
      "a referral that was paid (issue 11, Flow)",
      event("referral.paid", { referralId: 12n, points: 500n }),
      "referral-paid",
      { Points: 500, "Referral number": "12" },
    ],
    [
      "a step of a flow (issue 11, Flow)",
      event("flow.reached", { flow: "Win-back", flowId: 6, step: "email", stepId: "letter", emailId: 31 }),
      "flow-step-reached",
      { Flow: "Win-back", "Flow number": 6, Step: "email", "Step key": "letter", "Email number": 31 },
    ],
    ["who is likely to leave (issue 11, Flow)", event("customer.at-risk", { chance: 74 }), "at-risk", { Chance: 74 }],
    [
      "what runs out (issue 11, Flow)",
      event("refill.due", { productId: 501n, product: "Espresso", orderId: 5551n, dueOn: "2026-06-10" }),
      "refill-due",
      { Product: "Espresso", "Product number": "501", "Due on": "2026-06-10" },
    ],
  ])("says all of its fields: %s", async (_what, happened, handle, fields) => {
    await useAll();
    await happen(happened);
    await deliverAll();
    const id = String(received[0]?.payload["Event ID"]);
    expect(id).toMatch(new RegExp(`^evt_${shop.shopId}_\\d+$`));
    // Ids lie above 2^53 here: one that was rounded would be nobody's.
    const payload = { customer_id: customerId, ...fields, "Event ID": id, ...HAPPENED };
    expect(received).toMatchObject([{ handle, payload }]);
    expect(Object.keys(received[0]?.payload ?? {}).sort()).toEqual(Object.keys(payload).sort());
    expect(await log()).toMatchObject([{ state: "delivered", status: 200, problem: null }]);
  });

  test("is not fired by points that a refund takes back, nor for who is held out of a flow", async () => {
    await useAll();
    await happen(changed(-40), event("flow.entered", { flow: "Refill", holdout: true }));
    await deliverAll();
    expect(received).toEqual([]);
    expect(await log()).toMatchObject([
      { state: "delivered", status: null },
      { state: "delivered", status: null },
    ]);
  });

  test("is fired again, the same, when the process has died over it; and in the order of the customer's events", async () => {
    const other = createCustomer(api.world, api.shop, { email: "o@example.com" }).id;
    await useAll();
    await happen(changed(1), changed(2), changed(3, other));
    const both = Promise.withResolvers<undefined>();
    const dying: Transports = {
      ...over,
      "shopify-flow": async (...sent) => {
        await sendToFlow(...sent);
        if (received.length === 2) both.resolve(undefined);
        await both.promise;
        throw new Error("the process ends");
      },
    };
    await deliverAll(dying);
    const points = () => received.map(({ payload }) => payload["Points"]);
    expect(points().sort()).toEqual([1, 3]);
    now = plusMs(start, 2 * MINUTE_MS);
    await deliverAll();
    expect(points().slice(2).sort()).toEqual([1, 2, 3]);
    expect(points().slice(2).indexOf(1)).toBeLessThan(points().slice(2).indexOf(2));
    const ones = received.filter(({ payload }) => payload["Points"] === 1);
    expect(ones[0]?.payload).toEqual(ones[1]?.payload);
  });

  test("waits out Shopify's throttle, and what is broken for a moment is tried again", async () => {
    await useAll();
    api.config.faults.throttleNext = 1;
    await happen(changed(1));
    await deliverAll();
    expect(received).toHaveLength(1);
    api.config.faults.graphqlErrorRate = 1;
    await happen(changed(2));
    await deliverAll();
    api.config.faults.graphqlErrorRate = 0;
    expect(await log()).toMatchObject([{ state: "waiting", problem: "refused", attempts: 1 }, { state: "delivered" }]);
    now = plusMs(start, MINUTE_MS);
    await deliverAll();
    expect(received).toHaveLength(2);
  });

  test("that Flow does not take is refused, without end of the others", async () => {
    await useAll();
    await happen(changed(1, 4711n), changed(2));
    await deliverAll();
    expect(await log()).toMatchObject([{ state: "delivered" }, { state: "waiting", problem: "refused" }]);
  });

  test("is not fired of who is gone in Shopify, deleted or merged into another, who left segments by that", async () => {
    await useAll();
    await sql`
      insert into customers (shop_id, customer_id, created_at, deleted_at, merged_into)
      values (${shop.shopId}, 4711, ${start}, ${start}, null), (${shop.shopId}, 4712, ${start}, null, ${customerId})
    `.execute(database.db);
    await happen(event("segment.left", segment, 4711n), event("segment.left", segment, 4712n), changed(2));
    await deliverAll();
    expect(received).toHaveLength(1);
    expect((await log()).map(({ state }) => state)).toEqual(["delivered", "delivered", "delivered"]);
    expect(await flow()).toMatchObject({ state: "active", problem: null });
  });

  test("waits while the shop lets nobody in, and while the app is not installed", async () => {
    await useAll();
    await sql`delete from "Session"`.execute(database.db);
    await happen(changed(1));
    await deliverAll();
    expect(await log()).toMatchObject([{ state: "waiting", problem: "no-access" }]);
    now = plusMs(start, DAY_MS);
    await sql`update shops set status = 'uninstalled' where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await deliverDue(database.db, () => now, over)).toBe(0);
    expect(received).toEqual([]);
  });
});

describe("which triggers are fired", () => {
  test("Flow tells: nothing before the first is used, and nothing more after the last", async () => {
    await happen(changed(1));
    await use("tier-changed", false);
    expect(await flow()).toBeUndefined();
    await use("points-earned");
    await use("segment-left");
    expect((await flow())?.kinds).toEqual(["points.changed", "points.bonus", "segment.left"]);
    await use("points-earned", false, plusMs(start, 1));
    expect((await flow())?.kinds).toEqual(["segment.left"]);
    await use("segment-left", false, plusMs(start, 1));
    expect((await flow())?.kinds).toEqual([]);
    await happen(changed(2), event("segment.left", segment));
    await deliverAll();
    expect(received).toEqual([]);
  });

  test("what was told last counts, whatever arrives last", async () => {
    await use("tier-changed", false, plusMs(start, 5));
    await use("tier-changed", true, start);
    expect(await flow()).toBeUndefined();
  });

  test("a workflow that is switched on anew ends a pause of failures, not a merchant's (issue 11, Flow)", async () => {
    await use("points-earned");
    await happen(changed(40));
    await pausedFor("status");
    await use("points-earned");
    await use("points-earned", true, plusMs(start, -MINUTE_MS));
    await use("points-earned", false, plusMs(start, MINUTE_MS));
    await deliverAll();
    expect([(await flow())?.state, received.length]).toEqual(["paused", 0]);
    await use("points-earned", true, plusMs(start, 2 * MINUTE_MS));
    await deliverAll();
    expect(await flow()).toMatchObject({ state: "active", problem: null, failingSince: null });
    expect(received).toHaveLength(1);
    await pausedFor(null);
    await use("points-earned", true, plusMs(start, 3 * MINUTE_MS));
    expect(await flow()).toMatchObject({ state: "paused", problem: null });
  });

  test("a name that is none of ours may be any of them", async () => {
    await use("7a31c0de");
    expect((await flow())?.kinds).toEqual(kindsIn(kindsOf(triggerHandles)));
  });

  test("is one receiver though several are told of at once, and none that can be removed or given a secret", async () => {
    await useAll();
    const [one, ...more] = await listReceivers(database.db, shop.shopId, now);
    expect([one?.kind, one?.url, more]).toEqual(["shopify-flow", null, []]);
    const id = one?.receiverId ?? 0;
    await removeReceiver(database.db, shop.shopId, id);
    await chooseKinds(database.db, shop.shopId, id, ["message.sent"]);
    expect(await replaceSecret(database.db, shop.shopId, id, now)).toBeNull();
    expect(await sealReceiverSecrets(database.db, keyring())).toBe(0);
    expect((await flow())?.kinds).toEqual(kindsIn(kindsOf(triggerHandles)));
    for (let count = 0; count < 10; count += 1)
      expect(
        await makeReceiver(
          database.db,
          shop.shopId,
          { url: "https://a.example.com/", kinds: ["tier.changed"] },
          "merchant:1",
          now,
        ),
      ).not.toBeNull();
  });

  test("is heard of by a signed request of the shop alone", async () => {
    const told = {
      ...{ flow_trigger_definition_id: "tier-changed", has_enabled_flow: true, shop_id: 1, shopify_domain: shop.domain },
      timestamp: "2026-06-10T10:00:00Z",
    };
    const status = async (body: object, sent = {}) => (await noteUse(signedPost("triggers", body, sent))).status;
    expect(await status(told, { hmac: "AAAA" })).toBe(401);
    expect(await status({ ...told, shopify_domain: "nobody.myshopify.com" })).toBe(404);
    expect(await status({ ...told, has_enabled_flow: "yes" })).toBe(422);
    expect(await status({ ...told, timestamp: "yesterday" })).toBe(422);
    expect(await flow()).toBeUndefined();
    expect(await status(told)).toBe(200);
    expect((await flow())?.kinds).toEqual(["tier.changed"]);
  });
});
