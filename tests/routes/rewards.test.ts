import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { createDefaultProgram } from "../../app/program/versions.server.ts";
import { EMPTY_DRAFT, type RewardDraft } from "../../app/rewards/reward-draft.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { addCustomers } from "../customers/views/list-seed.ts";
import { useDatabase } from "../support/database.ts";
import { INSTALLED_AT, installShop } from "../support/shops.ts";

// Who asks is Shopify's to say, and jobs run elsewhere; everything behind them is real.
const asking = vi.hoisted(() => ({ shop: null as Shop | null, jobs: [] as string[] }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));
vi.mock("../../app/queue/queue.server.ts", () => ({
  enqueue: (name: string) => {
    asking.jobs.push(name);
    return Promise.resolve();
  },
}));

const database = useDatabase();
let shop: Shop;
let other: Shop;

type Handler = (args: { request: Request; params: Record<string, string>; context: never }) => unknown;
type Answer = { status: number; body: unknown };

async function call(
  handler: unknown,
  path: string,
  fields: Record<string, string> | null,
  params: Record<string, string>,
): Promise<Answer> {
  const init = fields === null ? {} : { method: "POST", body: new URLSearchParams(fields) };
  const request = new Request(`http://app.example${path}`, init);
  try {
    const body = await (handler as Handler)({ request, params, context: undefined as never });
    const wrapped = typeof body === "object" && body !== null && "type" in body && body.type === "DataWithResponseInit";
    if (!wrapped) return { status: 200, body };
    const { data, init: given } = body as unknown as { data: unknown; init: { status?: number } | null };
    return { status: given?.status ?? 200, body: data };
  } catch (thrown) {
    if (thrown instanceof Response) return { status: thrown.status, body: null };
    throw thrown;
  }
}

const { loader, action } = await import("../../app/routes/app.program.rewards.$rewardId.tsx");
const list = await import("../../app/routes/app.program.rewards.tsx");
const redemptions = await import("../../app/routes/app.activity.tsx");
const file = await import("../../app/routes/app.redemptions.csv.ts");

const page = (rewardId: string) => call(loader, `/app/rewards/${rewardId}`, null, { rewardId });
const post = (rewardId: string, fields: Record<string, string>) => call(action, `/app/rewards/${rewardId}`, fields, { rewardId });
const five: RewardDraft = { ...EMPTY_DRAFT, titles: { ...EMPTY_DRAFT.titles, de: "5 € Rabatt" }, points: "1.000", value: "5,50" };
const save = (rewardId: string, draft: unknown) => post(rewardId, { intent: "save", reward: JSON.stringify(draft) });
const shown = async () =>
  (
    (await call(list.loader, "/app/program/rewards", null, {})).body as {
      rewards: { rewardId: number; state: string; terms: object }[];
    }
  ).rewards;

beforeAll(async () => {
  shop = await installShop(database.db, "morgenrot.myshopify.com");
  other = await installShop(database.db, "nordlicht.myshopify.com");
  for (const { shopId } of [shop, other]) {
    await createDefaultProgram(shopId, INSTALLED_AT);
    await addCustomers(database.db, shopId, [{ id: 11n, firstName: "Anna", email: "anna@example.com" }]);
  }
  await sql`insert into products (shop_id, product_id, title, handle, status, tags, variants, source_updated_at)
    values (${shop.shopId}, 5, 'Becher', 'becher', 'active', '{}', '[{"variantId":"50","title":"Blau","sku":null,"priceMinor":"1200"}]', now()),
      (${other.shopId}, 6, 'Fremd', 'fremd', 'active', '{}', '[{"variantId":"60","title":"Rot","sku":null,"priceMinor":"1200"}]', now())`.execute(
    database.db,
  );
});
beforeEach(() => {
  asking.shop = shop;
  asking.jobs = [];
});

test("a new reward whose answer was lost may be sent again, and is still one (merchant 2)", async () => {
  const first = await save("new", five);
  expect(await save("new", five)).toEqual(first);
  const dearer = await save("new", { ...five, points: "2000" });
  expect(dearer).not.toEqual(first);
  await post(String((first.body as { rewardId: number }).rewardId), { intent: "archive" });
  expect(await save("new", five)).not.toEqual(first);
  await sql`update rewards set created_at = created_at - interval '1 hour' where shop_id = ${shop.shopId}`.execute(database.db);
  expect(await save("new", { ...five, points: "2000" })).not.toEqual(dearer);
  await sql`delete from rewards where shop_id = ${shop.shopId}`.execute(database.db);
});

test("a new reward starts paused where the merchant wants it so, once however often it is sent (merchant 18)", async () => {
  const paused = () => post("new", { intent: "save", reward: JSON.stringify(five), start: "paused" });
  const [first, again] = [await paused(), await paused()];
  expect([first.status, again]).toEqual([200, first]);
  const { rows } = await sql`select state from rewards where shop_id = ${shop.shopId}`.execute(database.db);
  expect(rows).toEqual([{ state: "paused" }]);
  await sql`delete from rewards where shop_id = ${shop.shopId}`.execute(database.db);
});

test("the list says which rewards on offer Shopify does not let the app hand out", async () => {
  const denied = async () => ((await call(list.loader, "/app/program/rewards", null, {})).body as { denied: unknown[] }).denied;
  const { body } = await save("new", five);
  const { rewardId } = body as { rewardId: number };
  expect(await denied()).toEqual([]);
  await sql`update shops set scopes = 'read_orders' where shop_id = ${shop.shopId}`.execute(database.db);
  expect(await denied()).toHaveLength((await shown()).filter(({ state }) => state === "active").length);
  await post(String(rewardId), { intent: "archive" });
  expect(await denied()).toHaveLength((await shown()).filter(({ state }) => state === "active").length);
  await sql`update shops set scopes = 'read_orders,write_discounts' where shop_id = ${shop.shopId}`.execute(database.db);
  await sql`delete from rewards where shop_id = ${shop.shopId}`.execute(database.db);
});

test("a permission that Shopify grants on request only is asked for where it is wanted, and is no error of the install (real-store A2)", async () => {
  const asked = async () =>
    (await call(list.loader, "/app/program/rewards", null, {})).body as { denied: unknown[]; giftCardsDenied: boolean };
  const missing = async () => ((await page("new")).body as { missingScopes: string[] }).missingScopes;
  expect(await missing()).toContain("write_gift_cards");
  expect(await asked()).toMatchObject({ denied: [], giftCardsDenied: false });
  const card = await save("new", { ...five, kind: "gift-card" });
  expect(card).toMatchObject({ status: 200 });
  expect(await asked()).toMatchObject({ denied: [], giftCardsDenied: true });
  await sql`update shops set scopes = 'read_orders,write_discounts,write_gift_cards' where shop_id = ${shop.shopId}`.execute(
    database.db,
  );
  expect(await missing()).not.toContain("write_gift_cards");
  expect(await asked()).toMatchObject({ denied: [], giftCardsDenied: false });
  await sql`update shops set scopes = 'read_orders,write_discounts' where shop_id = ${shop.shopId}`.execute(database.db);
  await sql`delete from rewards where shop_id = ${shop.shopId}`.execute(database.db);
});

test("store credit that nobody could spend is told on the list, in the form and beside the state (real-store A5)", async () => {
  const settings = (on: boolean | null) =>
    sql`update shops set customer_accounts = 'new', store_credit = ${on} where shop_id = ${shop.shopId}`.execute(database.db);
  const { rewardId } = (await save("new", { ...five, kind: "store-credit" })).body as { rewardId: number };
  await save("new", five);
  const told = async () => {
    const [listed, opened, fresh] = [
      (await call(list.loader, "/app/program/rewards", null, {})).body,
      (await page(String(rewardId))).body,
      (await page("new")).body,
    ] as { creditObstacle: string | null; hidden: number[]; reward: { hidden: boolean } | null }[];
    return [listed?.hidden, listed?.creditObstacle, opened?.reward?.hidden, opened?.creditObstacle, fresh?.creditObstacle];
  };
  await settings(false);
  expect(await told()).toEqual([[rewardId], "switched-off", true, "switched-off", "switched-off"]);
  await post(String(rewardId), { intent: "pause" });
  expect(await told()).toEqual([[], null, false, "switched-off", "switched-off"]);
  await post(String(rewardId), { intent: "activate" });
  for (const offered of [true, null]) {
    await settings(offered);
    expect(await told()).toEqual([[], null, false, null, null]);
  }
  await sql`delete from rewards where shop_id = ${shop.shopId}`.execute(database.db);
});

describe("a reward's page", () => {
  test("makes a reward, tells the theme, changes it, and lists it in the merchant's order", async () => {
    const made = await save("new", five);
    expect(made).toMatchObject({ status: 200, body: { ok: true } });
    expect(asking.jobs).toEqual(["publish-program"]);
    const rewardId = String((made.body as { rewardId: number }).rewardId);
    expect((await page(rewardId)).body).toMatchObject({ draft: { points: "1000", value: "5.50", titles: { de: "5 € Rabatt" } } });
    await save(rewardId, { ...five, kind: "percentage", percent: "7,5" });
    expect((await shown())[0]?.terms).toMatchObject({ kind: "percentage", percent: 7.5, points: 1000, validDays: 90 });
    const second = String(((await save("new", five)).body as { rewardId: number }).rewardId);
    await call(list.action, "/app/program/rewards", { intent: "order", order: `${second},${rewardId}` }, {});
    expect((await shown()).map((reward) => String(reward.rewardId))).toEqual([second, rewardId]);
    expect((await post(second, { intent: "archive" })).body).toEqual({ did: "archive", count: 1 });
    expect(await shown()).toHaveLength(1);
  });

  test.each<[string, Partial<RewardDraft>, Record<string, string>]>([
    [
      "nothing filled in",
      { titles: EMPTY_DRAFT.titles, points: "", value: "" },
      { titles: "required", points: "required", value: "required" },
    ],
    ["words for numbers", { points: "many", value: "five" }, { points: "number", value: "money" }],
    ["a third of a cent", { value: "0,333" }, { value: "money" }],
    ["what may be a thousand (merchant 29)", { value: "5,000" }, { value: "ambiguous" }],
    ["nothing for points", { value: "0" }, { value: "required" }],
    ["a price beyond all measure", { points: "999999999" }, { points: "too-large" }],
    [
      "a stepless step",
      {
        steps: [
          { points: "1", value: "1" },
          { points: "1", value: "2" },
        ],
      },
      { "steps.1.points": "duplicate" },
    ],
    [
      "a slider upside down",
      { kind: "slider", minPoints: "500", maxPoints: "100", stepPoints: "50" },
      { maxPoints: "below-minimum" },
    ],
    ["more than everything", { kind: "percentage", percent: "101" }, { percent: "too-large" }],
    ["a product that nobody chose", { kind: "product", product: null }, { product: "required" }],
    [
      "another shop's product",
      { kind: "product", product: { productId: "6", variantId: "60", title: "x" } },
      { product: "unknown-product" },
    ],
    ["a tier that is not there", { tiers: ["gold"] }, { tiers: "unknown-tier" }],
    ["a title like a book", { titles: { ...EMPTY_DRAFT.titles, fr: "x".repeat(101) } }, { "titles.fr": "too-long" }],
    ["no days at all", { validDays: "0" }, { validDays: "required" }],
  ])("says beside the field what is wrong: %s", async (_what, change, errors) => {
    const before = (await shown()).length;
    expect(await save("new", { ...five, ...change })).toEqual({ status: 422, body: { ok: false, errors } });
    expect(await shown()).toHaveLength(before);
    expect(asking.jobs).toEqual([]);
  });

  test.each([
    [{ intent: "save" }],
    [{ intent: "save", reward: "{" }],
    [{ intent: "save", reward: "[]" }],
    [{ intent: "save", reward: JSON.stringify({ ...five, kind: "money" }) }],
    [{ intent: "save", reward: JSON.stringify({ ...five, titles: { __proto__: null, en: 7 } }) }],
    [
      {
        intent: "save",
        reward: JSON.stringify({ ...five, steps: Array.from({ length: 500 }, () => ({ points: "1", value: "1" })) }),
      },
    ],
    [{ intent: "save", reward: `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}` }],
    [{ intent: "explode" }],
    [{}],
  ])("refuses what no form of ours sends: %#", async (fields) => {
    expect(await post("new", fields as Record<string, string>)).toEqual({ status: 422, body: null });
  });

  test("takes NUL and lone surrogates for what they are", async () => {
    const made = await save("new", { ...five, titles: { ...five.titles, en: "A\0B\ud800" } });
    expect(made.status).toBe(200);
    expect((await page(String((made.body as { rewardId: number }).rewardId))).body).toMatchObject({
      draft: { titles: { en: "AB\ufffd" } },
    });
  });

  test("names the product as the shop does", async () => {
    const product = { productId: "5", variantId: "50", title: "<b>mine</b>" };
    const made = await save("new", { ...five, kind: "product", product });
    expect((await page(String((made.body as { rewardId: number }).rewardId))).body).toMatchObject({
      draft: { product: { ...product, title: "Becher – Blau" } },
    });
  });

  test("is another shop's secret", async () => {
    const rewardId = String(((await save("new", five)).body as { rewardId: number }).rewardId);
    asking.shop = other;
    expect((await page(rewardId)).status).toBe(404);
    for (const intent of ["activate", "pause", "archive", "withdraw"])
      expect((await post(rewardId, { intent })).status).toBe(404);
    expect((await save(rewardId, five)).status).toBe(404);
    await call(list.action, "/app/program/rewards", { intent: "order", order: rewardId }, {});
    expect(await shown()).toEqual([]);
    for (const nonsense of ["0", "-1", "x", "9".repeat(30), "1;drop"]) expect((await page(nonsense)).status).toBe(404);
  });
});

describe("redemptions", () => {
  const add = async (of: Shop, code: string, state: string, rewardId = 1) => {
    const { rows } = await sql<{ redemption_id: bigint }>`
      insert into redemptions (shop_id, customer_id, reward_id, intent, points, terms, terms_hash, code, state, reserved_at)
      values (${of.shopId}, 11, ${rewardId}, ${code}, 500, '{"kind":"amount","title":{"de":"5 €"},"points":500,"valueMinor":500}', 'x', ${code}, ${state}, now())
      returning redemption_id`.execute(database.db);
    return String(rows[0]?.redemption_id);
  };
  const codes = async (search = "") => {
    const { body } = await call(redemptions.loader, `/app/activity${search}`, null, {});
    return (body as { page: { rows: { code: string }[] } }).page.rows.map(({ code }) => code);
  };
  const undo = (redemptionId: string, reason = "undone") =>
    call(redemptions.action, "/app/activity", { intent: "undo", redemptionId, reason }, {});

  test("are found by code, person, state and reward, and only the shop's own", async () => {
    await add(shop, "RP-AAA", "used", 1);
    await add(shop, "RP-ABB", "issued", 2);
    await add(other, "RP-ACC", "issued", 1);
    expect(await codes()).toEqual(["RP-ABB", "RP-AAA"]);
    expect(await codes("?q=rp-aa")).toEqual(["RP-AAA"]);
    expect(await codes("?q=ann+RP-AB")).toEqual(["RP-ABB"]);
    expect(await codes("?q=%25")).toEqual([]);
    expect(await codes("?state=issued")).toEqual(["RP-ABB"]);
    expect(await codes("?reward=1")).toEqual(["RP-AAA"]);
    expect(await codes("?customer=12")).toEqual([]);
    expect(await codes("?state=x&reward=y&customer=z&after=-1&q=%00")).toEqual(["RP-ABB", "RP-AAA"]);
  });

  test("come as a file that gives spreadsheets no formula to run", async () => {
    await add(shop, "=SUM(1)", "issued");
    const { body } = await call(file.loader, "/app/redemptions.csv?q=%3D", null, {});
    const [head, line] = (await (body as Response).text()).split("\r\n");
    expect(head).toContain("redemption_id,code,state");
    expect(line).toContain(",'=SUM(1),issued,");
  });

  test("are undone by their own shop, while there is something to undo", async () => {
    const foreign = await add(other, "RP-FOREIGN", "issued");
    expect((await undo(foreign)).status).toBe(404);
    expect((await undo(await add(shop, "RP-USED", "used"))).body).toEqual({ outcome: "used" });
    expect((await undo(await add(shop, "RP-BACK", "released"))).body).toEqual({ outcome: "released" });
    for (const fields of [
      {},
      { intent: "undo" },
      { intent: "undo", redemptionId: "1", reason: "because" },
      { intent: "undo", redemptionId: "x", reason: "undone" },
    ])
      expect((await call(redemptions.action, "/", fields as Record<string, string>, {})).status).toBe(422);
  });

  test("of a reward are all withdrawn at once, but for those that are used", async () => {
    const rewardId = ((await save("new", five)).body as { rewardId: number }).rewardId;
    for (const [code, state] of [
      ["W1", "issued"],
      ["W2", "reserved"],
      ["W3", "used"],
      ["W4", "released"],
    ] as const)
      await add(shop, code, state, rewardId);
    expect((await post(String(rewardId), { intent: "withdraw" })).body).toEqual({ did: "withdraw", count: 2 });
    const { rows } = await sql<{ code: string; state: string; released_by: string | null }>`
      select code, state, released_by from redemptions where shop_id = ${shop.shopId} and reward_id = ${rewardId} order by code`.execute(
      database.db,
    );
    expect(rows.map(({ code, state, released_by }) => [code, state, released_by])).toEqual([
      ["W1", "releasing", "merchant:42"],
      ["W2", "releasing", "merchant:42"],
      ["W3", "used", null],
      ["W4", "released", null],
    ]);
  });
});
