import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { createReward, setRewardState } from "../../app/rewards/rewards.server.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { action, loader } from "../../app/routes/shopify-flow.actions.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { customerWith, everythingOf, fiveOff } from "../api/stage.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { signatureOf, signedPost } from "./signed.ts";

/** What Shopify Flow asks for, through the app's own route. */
const database = useDatabase();
let shop: Shop;
let other: Shop;
let rewardId: number;
let customer = 9_007_199_254_740_993n;
let runs = 0;

afterAll(() => stopEngine());

beforeAll(async () => {
  await createQueues();
  [shop, other] = [await createEarningShop(database.db), await createEarningShop(database.db)];
  rewardId = await fiveOff(shop, now());
});

beforeEach(async () => {
  customer += 1n;
  runs += 1;
  await customerWith(database.db, shop, customer, 600n, now());
});

type Properties = Record<string, unknown>;
const body = (handle: string, properties: Properties, more: object = {}) => ({
  ...{ shop_id: 1, shopify_domain: shop.domain, action_run_id: `run-${runs}`, handle },
  properties: { customer_id: customer, ...properties },
  ...more,
});
const points = (properties: Properties = {}, more: object = {}) =>
  body("adjust-points", { points: 50, reason: "Event", ...properties }, more);

async function send(
  what: object,
  sent: Parameters<typeof signedPost>[2] = {},
): Promise<{ status: number; code: string; headers: Headers }> {
  const args = signedPost("actions", what, sent);
  const response = await (sent.method === "GET" ? loader(args) : action(args));
  const { code } = (await response.json()) as { code: string };
  return { status: response.status, code, headers: response.headers };
}
const answer = async (...sent: Parameters<typeof send>) => {
  const { status, code } = await send(...sent);
  return `${status} ${code}`;
};

type Entry = { points: bigint; reason: string | null; actor: string };
async function ledger(): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select points, reason, actor from ledger_entries where shop_id = ${shop.shopId} and customer_id = ${customer} and key not like 'adjustment:give:%' order by seq
  `.execute(database.db);
  return rows;
}
async function redemptions(): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select reward_id as id from redemptions where shop_id = ${shop.shopId} and customer_id = ${customer} and points = 0
  `.execute(database.db);
  return rows.map(({ id }) => id);
}
async function events(): Promise<unknown[]> {
  const { rows } = await sql<{ data: unknown }>`
    select data from timeline_events where shop_id = ${shop.shopId} and customer_id = ${customer} and kind = 'custom.happened'
  `.execute(database.db);
  return rows.map(({ data }) => data);
}
async function tagging(): Promise<unknown[]> {
  const { rows } = await sql<{ data: unknown }>`
    select data from pgboss.job where name = 'tag-customer' and data ->> 'customerId' = ${String(customer)} order by jsonb_array_length(data -> 'remove')
  `.execute(database.db);
  return rows.map(({ data }) => data);
}

describe("an action", () => {
  test("gives or takes points, for a reason, by Shopify Flow", async () => {
    expect(await answer(points())).toBe("200 done");
    expect(
      await answer(
        points({ points: "-20", customer_id: `gid://shopify/Customer/${customer}` }, { action_run_id: `second-${runs}` }),
      ),
    ).toBe("200 done");
    expect(await ledger()).toEqual([
      { points: 50n, reason: "Event", actor: "shopify-flow" },
      { points: -20n, reason: "Event", actor: "shopify-flow" },
    ]);
  });

  test("gives a reward for nothing", async () => {
    expect(await answer(body("give-reward", { reward: rewardId }))).toBe("200 done");
    expect(await redemptions()).toEqual([rewardId]);
    expect(await ledger()).toEqual([]);
  });

  test("reports an event that starts flows", async () => {
    expect(await answer(body("start-flow", { event: "vip-week" }))).toBe("200 done");
    expect(await events()).toEqual([{ name: "vip-week", data: {} }]);
  });

  test("tags in the program: adds or removes, each tag once (issue 11, Flow)", async () => {
    expect(await answer(body("tag-customer", { tags: " VIP, tea,,VIP ", change: "add" }))).toBe("200 done");
    expect(await answer(body("tag-customer", { tags: "tea", change: "Remove" }, { action_run_id: `off-${runs}` }))).toBe(
      "200 done",
    );
    const asked = { shopId: shop.shopId, customerId: String(customer) };
    expect(await tagging()).toEqual([
      { ...asked, add: ["VIP", "tea"], remove: [] },
      { ...asked, add: [], remove: ["tea"] },
    ]);
  });

  test("of a customer who was merged away is the kept one's", async () => {
    await sql`
      insert into customers (shop_id, customer_id, created_at, merged_into) values (${shop.shopId}, ${BigInt(runs)}, ${now()}, ${customer})
    `.execute(database.db);
    expect(await answer(points({ customer_id: runs }))).toBe("200 done");
    expect(await ledger()).toHaveLength(1);
  });
});

describe("a run", () => {
  test.each([
    ["points", () => points()],
    ["a reward", () => body("give-reward", { reward: rewardId })],
    ["an event", () => body("start-flow", { event: "vip-week" })],
    ["tags", () => body("tag-customer", { tags: "VIP", change: "add" })],
  ])("is carried out once, though it is sent eight times at once and again: %s", async (_what, of) => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => answer(of())));
    expect(answers.filter((one) => one !== "503 under-way")).toContain("200 done");
    expect(answers.filter((one) => !["200 done", "503 under-way"].includes(one))).toEqual([]);
    expect(await answer(of())).toBe("200 done");
    expect((await ledger()).length + (await redemptions()).length + (await events()).length + (await tagging()).length).toBe(1);
  });

  test("is not done twice though its answer was lost with the process", async () => {
    expect(await answer(points())).toBe("200 done");
    await sql`update api_requests set status = null, answer = null, begun_at = begun_at - interval '1 hour' where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    expect(await answer(points())).toBe("200 done");
    expect(await ledger()).toHaveLength(1);
  });

  test("that was refused stays refused, whatever has changed meanwhile", async () => {
    expect(await answer(points({ points: -900 }))).toBe("422 insufficient-points");
    expect(await answer(points({ points: 500 }, { action_run_id: `more-${runs}` }))).toBe("200 done");
    expect(await answer(points({ points: -900 }))).toBe("422 insufficient-points");
  });

  test("that asks for something else is refused", async () => {
    expect(await answer(points())).toBe("200 done");
    expect(await answer(points({ points: 60 }))).toBe("422 another-body");
    expect(await answer(body("give-reward", { reward: rewardId }))).toBe("422 another-body");
    expect(await ledger()).toHaveLength(1);
  });

  test("of the same name in another shop is another run", async () => {
    await customerWith(database.db, other, customer, 0n, now());
    expect(await answer(points())).toBe("200 done");
    expect(await answer(points({}, { shopify_domain: other.domain }))).toBe("200 done");
  });
});

describe("hostile: nothing is done, and nothing is told", () => {
  const long = "x".repeat(70_000);
  const cases: [
    what: string,
    answer: string,
    of: () => object | Promise<object>,
    sent?: () => Parameters<typeof signedPost>[2],
  ][] = [
    ["no signature", "401 not-signed", points, () => ({ hmac: null })],
    ["an empty signature", "401 not-signed", points, () => ({ hmac: "" })],
    ["another app's signature", "401 not-signed", points, () => ({ secret: "another-secret" })],
    [
      "the signature of another body",
      "401 not-signed",
      points,
      () => ({ hmac: signedPost("actions", points({ points: 1 })).request.headers.get("x-shopify-hmac-sha256") }),
    ],
    [
      "an altered body",
      "401 not-signed",
      points,
      () => {
        const { headers } = signedPost("actions", points()).request;
        return {
          hmac: headers.get("x-shopify-hmac-sha256"),
          raw: JSON.stringify({ ...points({ points: 9_999 }), properties: {} }),
        };
      },
    ],
    [
      "bytes that are not UTF-8",
      "401 not-signed",
      points,
      () => ({ raw: Buffer.from([0x7b, 0xff, 0x7d]), hmac: signatureOf("{\ufffd}") }),
    ],
    ["a GET", "405 method-not-allowed", points, () => ({ method: "GET" })],
    ["a PUT", "405 method-not-allowed", points, () => ({ method: "PUT" })],
    ["a body of 70 kB", "413 too-large", () => points({ reason: long })],
    ["no JSON", "422 invalid", points, () => ({ raw: "{" })],
    ["a list", "422 invalid", () => []],
    ["a shop without the app", "404 unknown-shop", () => points({}, { shopify_domain: "nobody.myshopify.com" })],
    [
      "a shop that has removed the app",
      "404 unknown-shop",
      async () => {
        const gone = await createEarningShop(database.db);
        await sql`update shops set status = 'uninstalled' where shop_id = ${gone.shopId}`.execute(database.db);
        return points({}, { shopify_domain: gone.domain });
      },
    ],
    ["no shop", "422 invalid", () => points({}, { shopify_domain: undefined })],
    ["a handle that there is not", "422 invalid", () => body("delete-everything", {})],
    ["a handle of the language's", "422 invalid", () => body("constructor", {})],
    ["no run", "422 invalid", () => points({}, { action_run_id: undefined })],
    ["a run with a line break", "422 invalid", () => points({}, { action_run_id: "a\nb" })],
    ["a run of 81 letters", "422 invalid", () => points({}, { action_run_id: "r".repeat(81) })],
    ["no properties", "422 invalid", () => points({}, { properties: null })],
    [
      "another shop's customer",
      "503 unknown-customer",
      async () => {
        await customerWith(database.db, other, customer + 1_000_000n, 900n, now());
        return points({ customer_id: customer + 1_000_000n });
      },
    ],
    ["a customer whom nobody knows", "503 unknown-customer", () => points({ customer_id: 4_711 })],
    ["a customer by name", "422 invalid", () => points({ customer_id: "Anna" })],
    ["an order in a customer's place", "422 invalid", () => points({ customer_id: "gid://shopify/Order/1" })],
    ["a customer of 30 digits", "422 invalid", () => points({ customer_id: "9".repeat(30) })],
    ["no points", "422 invalid", () => points({ points: 0 })],
    ["more points than anybody gives", "422 invalid", () => points({ points: 1_000_001 })],
    ["more points than numbers hold", "422 invalid", () => points({ points: 10n ** 40n })],
    ["points with a fraction", "422 invalid", () => points({ points: 1.5 })],
    ["points in powers", "422 invalid", () => points({ points: "1e6" })],
    ["endless points", "422 invalid", () => points({ points: "Infinity" })],
    ["more points taken than there are", "422 insufficient-points", () => points({ points: -601 })],
    ["no reason", "422 invalid", () => points({ reason: "  " })],
    ["a reason of 201 letters", "422 invalid", () => points({ reason: "r".repeat(201) })],
    ["a reward beyond all numbers of rewards", "422 invalid", () => body("give-reward", { reward: 3_000_000_000 })],
    ["another shop's reward", "422 unknown-reward", async () => body("give-reward", { reward: await fiveOff(other, now()) })],
    [
      "a reward that is archived",
      "422 unknown-reward",
      async () => {
        const gone = await createReward(
          shop.shopId,
          rewardTermsSchema.parse({ kind: "amount", title: { en: "x" }, points: 5, valueMinor: 5 }),
          now(),
        );
        await setRewardState(shop.shopId, gone, "archived", now());
        return body("give-reward", { reward: gone });
      },
    ],
    ["a reward below nothing", "422 invalid", () => body("give-reward", { reward: -1 })],
    ["a reward of ten digits", "422 invalid", () => body("give-reward", { reward: "9999999999" })],
    ["no tags", "422 invalid", () => body("tag-customer", { tags: " , ", change: "add" })],
    ["eleven tags", "422 invalid", () => body("tag-customer", { tags: "a,b,c,d,e,f,g,h,i,j,k", change: "add" })],
    ["a tag of 256 letters", "422 invalid", () => body("tag-customer", { tags: "t".repeat(256), change: "add" })],
    ["tags as a list", "422 invalid", () => body("tag-customer", { tags: ["VIP"], change: "add" })],
    ["tags that are replaced", "422 invalid", () => body("tag-customer", { tags: "VIP", change: "replace" })],
    ["an event without a name", "422 invalid", () => body("start-flow", { event: "" })],
    ["an event with markup", "422 invalid", () => body("start-flow", { event: "<b>" })],
  ];

  test.each(cases)("%s: %s", async (_what, wanted, of, sent = () => ({})) => {
    const what = await of();
    const before = await everythingOf(database.db, [shop, other]);
    expect(await answer(what, sent())).toBe(wanted);
    expect(await everythingOf(database.db, [shop, other])).toEqual(before);
  });

  test("what may be sent again says when", async () => {
    const { headers } = await send(points({ customer_id: 4_711 }));
    expect([headers.get("Retry-After"), headers.get("Cache-Control")]).toEqual(["30", "no-store"]);
  });
});
