import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import routes from "../../app/routes.ts";
import { loader as document } from "../../app/routes/storefront.v1.openapi.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { refusalsOf, shopperOperations } from "../../app/storefront/api/document/operations.server.ts";
import { refusals } from "../../app/storefront/api/document/refused.ts";
import { createIdentity } from "../sandbox/identity.ts";
import { createCustomer } from "../sandbox/world/commerce.ts";
import { giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { ajv, departures as unsaid, describedAddresses, type ApiDocument } from "../support/openapi.ts";
import { line, order } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";
import { fiveOff } from "./stage.ts";
import { callStorefront, type Answer } from "./storefront-stage.ts";

/** What extensions on Shopify's pages for shoppers are answered, held against the document that the app serves (issue 11, must show 3). */
const database = useDatabase();
const api = await useAdminApi();
const identity = createIdentity({ clientId: "test-client-id", clientSecret: "test-client-secret-0123456789" });
const LENA = createCustomer(api.world, api.shop, {}).id;
const ORDER = 5_001n;
const RULES = programRulesSchema.parse({
  ...{ ...DEFAULT_RULES, tiers: TIER_PRESET },
  bonuses: [
    { kind: "survey", key: "survey", points: 40, url: "https://survey.example.com", word: "Sonne" },
    { kind: "birthday", key: "birthday", points: 150 },
    { kind: "review", key: "review", points: 20, disclosure: { en: "Points are given for any review" } },
    { kind: "newsletter", key: "news", points: 30 },
  ],
  expiry: { mode: "inactivity", months: 12 },
});
let shop: Shop;
let spec: ApiDocument;
let reward = "";

beforeAll(async () => {
  spec = (await document().json()) as ApiDocument;
  shop = await createEarningShop(database.db, {
    ...{ domain: api.shop.domain, installedAt: new Date(now().getTime() - 90 * 86_400_000) },
    programs: [{ version: 1, effectiveFrom: new Date(0), rules: RULES }],
  });
  await giveToken(database.db, api.shop.domain, api.token);
  reward = String(await fiveOff(shop, now()));
  const at = new Date(now().getTime() - 86_400_000);
  const placed = order([line(1n, 10_000n)], {
    ...{ orderId: ORDER, customerId: LENA, createdAt: at, processedAt: at, updatedAt: at, totalMinor: 10_000n },
    receivedMinor: 10_000n,
  });
  await pipeline.inShop(shop.shopId, (tx) =>
    pipeline.apply(tx, shop, [{ kind: "order", announced: true, order: placed }], now()),
  );
  const given = { customerId: LENA, points: 1_200n, reason: "A start", actor: "system", key: "give" };
  await database.db.transaction().execute((tx) => adjust(tx, shop, given, now()));
});

type Sent = { body?: unknown; token?: string | null; customerId?: bigint | null; orderId?: string };

const call = (
  operation: string,
  { customerId = LENA, token = identity.shopperToken(shop.domain, customerId), ...sent }: Sent = {},
) => callStorefront(operation, { token, ...sent });

const departures = (operation: string, answer: Answer) => {
  const [method = "", path = ""] = operation.split(" ");
  return unsaid(spec, path, method, answer);
};

describe("the document", () => {
  test("describes every route below /storefront/v1, and no other", () => {
    const addresses = describedAddresses(routes, "storefront/v1");
    expect(Object.keys(spec.paths).sort()).toEqual([...addresses].sort());
    expect([...new Set(shopperOperations.map(({ path }) => path))].sort()).toEqual([...addresses].sort());
    expect(spec).toMatchObject({ openapi: "3.1.0", servers: [{ url: expect.stringMatching(/\/storefront\/v1$/) as unknown }] });
  });

  test("says of each operation how it can be refused, and every refusal is of some", () => {
    const all = new Set<string>([...shopperOperations.flatMap(refusalsOf), "method"]);
    expect(Object.keys(refusals).filter((code) => !all.has(code))).toEqual([]);
  });

  test.each([
    ["POST /estimates", basket(), { ...basket(), lines: "x" }],
    ["POST /redemptions", { reward: "1", intent: "one" }, { reward: 1, intent: "one" }],
    ["POST /claims", { rule: "survey", word: "Sonne" }, { rule: "Survey!" }],
    ["POST /birthday", { month: "5", day: "4" }, { month: "May", day: "4" }],
  ])("says of %s which bodies the route takes", async (operation, good, bad) => {
    const [, path = ""] = operation.split(" ");
    const schema = spec.paths[path]?.["post"]?.requestBody?.content["application/json"]?.schema ?? {};
    const validate = ajv.compile(schema);
    expect([validate(good), validate(bad), (await call(operation, { body: bad })).status]).toEqual([true, false, 422]);
  });
});

function basket(): Record<string, string> {
  return { lines: "1:11900:0", discount: "0", shipping: "490", tax: "1978", currency: "EUR", country: "DE" };
}

const answers: [operation: string, what: string, status: number, sent: () => Sent][] = [
  ["GET /account", "a member's", 200, () => ({})],
  ["GET /account", "nobody's", 200, () => ({ customerId: 9_007_199_254_740_993n })],
  ["GET /account", "without a token", 401, () => ({ token: null })],
  ["GET /account", "without a customer", 403, () => ({ customerId: null })],
  ["GET /account", "of another shop", 404, () => ({ token: identity.shopperToken("unknown.myshopify.com", LENA) })],
  ["GET /orders/{orderId}", "theirs", 200, () => ({ orderId: String(ORDER) })],
  ["GET /orders/{orderId}", "another's", 200, () => ({ orderId: "77" })],
  ["GET /orders/{orderId}", "a guest's", 200, () => ({ orderId: String(ORDER), customerId: null })],
  ["POST /estimates", "a member's basket", 200, () => ({ body: basket() })],
  [
    "POST /estimates",
    "a guest's basket in another currency",
    200,
    () => ({ body: { ...basket(), currency: "USD" }, customerId: null }),
  ],
  ["POST /estimates", "no basket", 422, () => ({ body: {} })],
  ["POST /redemptions", "a code", 200, () => ({ body: { reward, price: "500", intent: "one" } })],
  ["POST /redemptions", "a price that is no longer so", 200, () => ({ body: { reward, price: "400", intent: "two" } })],
  ["POST /redemptions", "no reward", 422, () => ({ body: { intent: "three" } })],
  ["POST /claims", "a survey's word", 200, () => ({ body: { rule: "survey", word: "sonne" } })],
  ["POST /claims", "the same again", 200, () => ({ body: { rule: "survey", word: "sonne" } })],
  ["POST /birthday", "a day", 200, () => ({ body: { month: "5", day: "4" } })],
  ["POST /birthday", "no day", 200, () => ({ body: { month: "13", day: "4" } })],
  ["POST /referral", "a link, or why there is none", 200, () => ({ body: {} })],
  ["GET /surveys", "nothing to ask", 200, () => ({})],
  ["POST /surveys", "no answer", 422, () => ({ body: {} })],
  ["POST /sign-up", "an address", 200, () => ({ body: { email: "a@example.com", agree: "on" }, customerId: null })],
  ["POST /sign-up", "no address", 200, () => ({ body: {}, customerId: null })],
];

describe("real answers are as the document says", () => {
  test.each(answers)("%s: %s", async (operation, _what, status, sent) => {
    const answer = await call(operation, sent());
    expect([answer.status, departures(operation, answer)]).toEqual([status, []]);
  });

  test("of an account with everything in it", async () => {
    const { rows } = await sql`select 1 from members where shop_id = ${shop.shopId} and birthday_month is not null`.execute(
      database.db,
    );
    expect(rows).toHaveLength(1);
    const answer = await call("GET /account");
    expect(answer.body).toMatchObject({
      loyalty: { birthday: { month: 5 }, rewards: [{ points: 500 }], expiring: { points: expect.any(Number) as number } },
      reviewable: [{ title: expect.any(String) as string }],
    });
    expect(departures("GET /account", answer)).toEqual([]);
  });

  test("each operation has been asked", () => {
    const asked = new Set(answers.map(([operation]) => operation));
    expect(shopperOperations.map(({ method, path }) => `${method} ${path}`).filter((one) => !asked.has(one))).toEqual([]);
  });

  test("an answer that says less or more is found", () => {
    const headers = new Headers({ "content-type": "application/json" });
    const order = { running: "yes", account: null, order: null };
    for (const [status, body] of [
      [200, { ...order, more: 1 }],
      [200, { running: "yes" }],
      [418, order],
    ] as const)
      expect(departures("GET /orders/{orderId}", { status, body, headers })).not.toEqual([]);
  });
});
