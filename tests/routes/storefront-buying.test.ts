import type { ActionFunctionArgs } from "@remix-run/node";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import { action as estimates, loader as preflight } from "../../app/routes/storefront.v1.estimates.ts";
import { action as signUp } from "../../app/routes/storefront.v1.sign-up.ts";
import type { Shop } from "../../app/shops/shop.ts";
import type { ShopperAnswer } from "../../app/storefront/answer.ts";
import type { EstimateView } from "../../app/storefront/api/estimate.server.ts";
import { createIdentity } from "../sandbox/identity.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { turn } from "../support/program-state.ts";

/** What extensions in the checkout and on the page that thanks ask the app (issue 11). Numbers: tests/extensions/numbers.test.ts. */
const database = useDatabase();
const identity = createIdentity({ clientId: "test-client-id", clientSecret: "test-client-secret-0123456789" });
const LENA = 77n;
const RULES = programRulesSchema.parse({
  ...{ ...DEFAULT_RULES, tiers: { ...TIER_PRESET, levels: TIER_PRESET.levels.map((level) => ({ ...level, perMille: 2_000 })) } },
  bonuses: [{ kind: "newsletter", key: "news", points: 30 }],
});

let shop: Shop;

beforeAll(async () => {
  shop = await createEarningShop(database.db, { programs: [{ version: 1, effectiveFrom: new Date(0), rules: RULES }] });
  await sql`insert into customers (shop_id, customer_id, created_at) values (${shop.shopId}, ${LENA}, ${now()})`.execute(
    database.db,
  );
  await sql`
    insert into products (shop_id, product_id, title, handle, status, tags, gift_card, source_updated_at)
    values (${shop.shopId}, 9, 'Gutschein', 'gutschein', 'active', '{}', true, ${now()})
  `.execute(database.db);
  await sql`update shops set taxes_included = true, country_code = 'DE' where shop_id = ${shop.shopId}`.execute(database.db);
});

type Sent = { customerId?: bigint | null; token?: string | null; from?: string; method?: string };
type Route = (args: ActionFunctionArgs) => Promise<Response>;

async function post(route: Route, body: unknown, sent: Sent = {}): Promise<Response> {
  const { customerId = null, from = "192.0.2.1", method = "POST" } = sent;
  const { token = identity.shopperToken(shop.domain, customerId) } = sent;
  const request = new Request("http://127.0.0.1:3000/storefront/v1/x?locale=de", {
    ...{ method, body: method === "POST" ? JSON.stringify(body) : null },
    headers: {
      ...{ "content-type": "application/json", "x-forwarded-for": from },
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  return route({ request, params: {}, context: {} });
}

// 119.00 with 19 % tax in it.
const BASKET = { lines: "1:11900:0", discount: "0", shipping: "490", tax: "1978", currency: "EUR", country: "DE" };
const estimate = async (change: Record<string, string> = {}, sent: Sent = {}) =>
  (await (await post(estimates, { ...BASKET, ...change }, sent)).json()) as EstimateView;

describe("an estimate", () => {
  test("says what an order would earn whoever asks, logged in or not", async () => {
    const guest = await estimate();
    expect(guest).toMatchObject({ running: "yes", account: null, points: 1_000, about: false, sign_up_points: 30 });
    const theirs = await estimate({}, { customerId: LENA });
    expect(theirs).toMatchObject({ points: 1_000, account: { customer: "77", available: 0 } });
  });

  test("is answered of the largest cart that Shopify has", async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `${8_123_456_789_012 + index}:999999999:999999999`).join(",");
    expect(await estimate({ lines })).toMatchObject({ points: expect.any(Number) as number });
  });

  test("promises companies nothing where the program gives them nothing (real-store B12)", async () => {
    expect((await estimate({ company: "1" })).points).toBe(0);
  });

  test("leaves gift cards out, and promises no number in another currency or another country's prices", async () => {
    expect((await estimate({ lines: "1:11900:0,9:5000:0" })).points).toBe(1_000);
    expect((await estimate({ currency: "USD" })).points).toBeNull();
    expect((await estimate({ country: "FR" })).points).toBeNull();
  });

  test("is near where the tax is another than most sales carry, or several discounts are shared", async () => {
    expect(await estimate({ tax: "810" })).toMatchObject({ about: true, points: 1_112 });
    expect(await estimate({ several: "1" })).toMatchObject({ about: true, points: 1_000 });
    expect(await estimate({ tax: "" })).toMatchObject({ about: false, points: 1_000 });
  });

  test.each([
    ["no lines", { lines: "" }],
    ["a line that is none", { lines: "1:-5:0" }],
    ["an injection", { lines: "1:1:1;drop table orders" }],
    ["too many lines", { lines: Array.from({ length: 501 }, () => "1:1:0").join(",") }],
    ["an amount beyond all", { shipping: "9".repeat(13) }],
    ["no currency", { currency: "euro" }],
    ["a country of three letters", { country: "DEU" }],
  ])("of %s is refused", async (_name, change) => {
    const answer = await post(estimates, { ...BASKET, ...change });
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([422, "unreadable"]);
  });

  test("needs a token of the shop; a browser may ask first, and GET is no method of it", async () => {
    for (const token of [null, "a.b.c", identity.sessionToken(shop.domain, 42)])
      expect((await post(estimates, BASKET, { token })).status).toBe(401);
    const request = new Request("http://127.0.0.1:3000/storefront/v1/estimates", { method: "OPTIONS" });
    expect(preflight({ request, params: {}, context: {} }).status).toBe(204);
    expect((await post(estimates, BASKET, { method: "GET" })).status).toBe(405);
  });

  test("says while the program is tested that it does not run, and promises nothing for the sign-up", async () => {
    await turn(shop, "test", now(), "Insider");
    expect(await estimate()).toMatchObject({ running: "no", sign_up_points: 0 });
    await turn(shop, "live", now());
  });
});

describe("the sign-up after an order", () => {
  const told = async (fields: Record<string, string>, sent: Sent = {}) =>
    (await (await post(signUp, fields, sent)).json()) as ShopperAnswer;
  const noted = async (email: string) => {
    const { rows } = await database.pool.query("select confirmed_at, source from sign_ups where email = $1", [email]);
    return rows as { confirmed_at: Date | null; source: string }[];
  };

  test("is noted by a tick, and is no consent before the link in the email", async () => {
    expect(await told({ email: "gast@example.com" })).toMatchObject({ ok: false });
    expect(await noted("gast@example.com")).toEqual([]);
    const answer = await told({ email: "Gast@example.com", agree: "on" });
    expect(answer.ok).toBe(true);
    expect(await noted("gast@example.com")).toEqual([{ confirmed_at: null, source: "thank-you-page" }]);
    // Whatever is known of the address, the answer is the same.
    expect(await told({ email: "gast@example.com", agree: "on" })).toEqual(answer);
    expect(await told({ email: "none", agree: "on" })).toMatchObject({ ok: false });
    expect(await told({ email: "robot@example.com", agree: "on", website: "x" })).toEqual(answer);
    expect(await noted("robot@example.com")).toEqual([]);
  });

  test("may be tried thirty times a minute from an address", async () => {
    for (let times = 0; times < 32; times += 1) await told({ email: "none", agree: "on" }, { from: "192.0.2.7" });
    expect((await told({ email: "neu@example.com", agree: "on" }, { from: "192.0.2.7" })).ok).toBe(false);
    expect(await noted("neu@example.com")).toEqual([]);
    expect((await told({ email: "neu@example.com", agree: "on" }, { from: "192.0.2.8" })).ok).toBe(true);
  });
});
