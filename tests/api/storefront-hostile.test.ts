import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { shopperOperations } from "../../app/storefront/api/document/operations.server.ts";
import { createIdentity, signedToken } from "../sandbox/identity.ts";
import { createCustomer } from "../sandbox/world/commerce.ts";
import { giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";
import { customerWith, everythingOf, fiveOff } from "./stage.ts";
import { callStorefront, type Answer, type Sent } from "./storefront-stage.ts";

/** What extensions for shoppers must not get, of every operation (issue 11, must show 3). */
const database = useDatabase();
const api = await useAdminApi();
const SECRET = "test-client-secret-0123456789";
const CLIENT = "test-client-id";
const identity = createIdentity({ clientId: CLIENT, clientSecret: SECRET });
const OPERATIONS = shopperOperations.map(({ method, path, loggedIn }) => ({ at: `${method} ${path}`, loggedIn }));

let shop: Shop;
let other: Shop;
let reward = "";
let theirReward = "";
/** A customer for each case, since each may call so often. */
let customer = 0n;
const VICTIM = 77n;
const THEIR_CUSTOMER = 7n;

beforeAll(async () => {
  shop = await createEarningShop(database.db, { domain: api.shop.domain });
  other = await createEarningShop(database.db);
  await giveToken(database.db, api.shop.domain, api.token);
  [reward, theirReward] = [String(await fiveOff(shop, now())), String(await fiveOff(other, now()))];
  await customerWith(database.db, other, THEIR_CUSTOMER, 900n, now());
  await customerWith(database.db, shop, VICTIM, 900n, now());
  const at = new Date(now().getTime() - 86_400_000);
  const times = { createdAt: at, processedAt: at, updatedAt: at };
  const paid = { orderId: 71n, customerId: VICTIM, totalMinor: 10_000n, receivedMinor: 10_000n, ...times };
  await pipeline.inShop(shop.shopId, (tx) =>
    pipeline.apply(tx, shop, [{ kind: "order", announced: true, order: order([line(1n, 10_000n)], paid) }], now()),
  );
});

beforeEach(() => someoneElse());

async function someoneElse(points = 600n): Promise<void> {
  customer = createCustomer(api.world, api.shop, {}).id;
  await customerWith(database.db, shop, customer, points, now());
}

const basket = (more: object = {}) => ({
  ...{ lines: "1:11900:0", discount: "0", shipping: "490", tax: "1978", currency: "EUR", country: "DE" },
  ...more,
});
const click = (more: object = {}) => ({ reward, price: "500", intent: `i-${customer}`, ...more });
const survey = (more: object = {}) => ({
  ...{ survey: "1", version: "1", sheet: crypto.randomUUID(), way: "account", question: "q", answer: "9" },
  ...more,
});
/** What each would take of who may. */
const good: Record<string, () => object> = {
  "POST /estimates": basket,
  "POST /redemptions": click,
  "POST /claims": () => ({ rule: "review", occasion: "1" }),
  "POST /birthday": () => ({ month: "5", day: "4" }),
  "POST /referral": () => ({}),
  "POST /surveys": survey,
  "POST /sign-up": () => ({ email: `new-${customer}@example.com`, agree: "on" }),
};

const call = (at: string, sent: Sent = {}): Promise<Answer> =>
  callStorefront(at, {
    ...{ token: identity.shopperToken(shop.domain, customer), body: good[at]?.(), orderId: "71" },
    ...sent,
  });
const everything = async () => {
  const { rows } = await sql`
    select (select json_agg(to_json(s) order by sign_up_id) from sign_ups s) as sign_ups, (select count(*)::int from bonus_claims) as claims,
      (select count(*)::int from survey_responses) as answers, (select count(*)::int from members where birthday_month is not null) as birthdays
  `.execute(database.db);
  return [rows, await everythingOf(database.db, [shop, other])];
};

const seconds = () => Math.floor(Date.now() / 1_000);
const claims = (more: Record<string, unknown> = {}, secret = SECRET) =>
  signedToken(
    {
      ...{ dest: shop.domain, aud: CLIENT, exp: seconds() + 300, nbf: seconds(), iat: seconds(), jti: "x" },
      ...{ sub: `gid://shopify/Customer/${customer}`, ...more },
    },
    secret,
  );
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

const tokens: [what: string, status: number, token: () => string | null][] = [
  ["no token", 401, () => null],
  ["an empty one", 401, () => ""],
  ["three parts of nothing", 401, () => "a.b.c"],
  ["one signed by somebody else", 401, () => claims({}, "another-secret-0123456789")],
  ["one of another app", 401, () => claims({ aud: "another-app" })],
  ["one of several apps", 401, () => claims({ aud: [CLIENT, "another-app"] })],
  ["one that has run out", 401, () => claims({ exp: seconds() - 60 })],
  ["one without an end", 401, () => claims({ exp: undefined })],
  ["one that is not good yet", 401, () => claims({ nbf: seconds() + 600 })],
  ["one of the shop's staff", 401, () => identity.sessionToken(shop.domain, customer)],
  [
    "an unsigned one",
    401,
    () =>
      `${part({ alg: "none", typ: "JWT" })}.${part({ dest: shop.domain, aud: CLIENT, sub: `gid://shopify/Customer/${customer}` })}.`,
  ],
  ["one with a letter changed", 401, () => claims().replace(/[^.](?=[^.]+$)/, (first) => (first === "A" ? "B" : "A"))],
  ["one of a shop that is none of Shopify's", 401, () => claims({ dest: "evil.example.com" })],
  ["one of a shop within another address", 401, () => claims({ dest: `${shop.domain}.evil.example.com` })],
  ["one of an order in place of a customer", 401, () => claims({ sub: `gid://shopify/Order/${customer}` })],
  ["one of a customer beyond all ids", 401, () => claims({ sub: "gid://shopify/Customer/99999999999999999999" })],
  ["one of a shop without the app", 404, () => claims({ dest: "unknown.myshopify.com" })],
];
const everyToken = OPERATIONS.flatMap(({ at }) => tokens.map(([what, status, token]) => [at, what, status, token] as const));

describe("tokens that open nothing", () => {
  test.each(everyToken)(
    "%s with %s is refused, and nothing changes (hostile: storefront API)",
    async (at, _what, status, token) => {
      const before = await everything();
      const answer = await call(at, { token: token() });
      expect([answer.status, answer.body]).toMatchObject([status, { ok: false, error: expect.any(String) as string }]);
      expect(answer.headers.get("cache-control")).toBe("private, no-store");
      expect(await everything()).toEqual(before);
    },
  );

  test.each(OPERATIONS.filter(({ loggedIn }) => loggedIn).map(({ at }) => at))(
    "%s by nobody who is logged in is refused, and nothing changes (hostile: storefront API)",
    async (at) => {
      const before = await everything();
      expect((await call(at, { token: claims({ sub: undefined }) })).status).toBe(403);
      expect(await everything()).toEqual(before);
    },
  );

  test.each(OPERATIONS.map(({ at }) => at))(
    "%s with the token in the address, in a cookie or in the body is refused, and nothing changes (hostile: storefront API)",
    async (at) => {
      const before = await everything();
      const token = claims();
      const body = { ...good[at]?.(), token, id_token: token };
      const headers = { cookie: `id_token=${token}; token=${token}` };
      const answer = await call(at, { token: null, query: `id_token=${token}&token=${token}`, headers, body });
      expect(answer.status).toBe(401);
      expect(await everything()).toEqual(before);
    },
  );
});

type Body = [at: string, what: string, body: () => unknown, more?: Sent];
const posts = Object.keys(good);
const shapes: Body[] = posts.flatMap((at): Body[] => [
  [at, "a list", () => [good[at]?.()]],
  [at, "null", () => null],
  [at, "a number among its texts", () => ({ ...good[at]?.(), more: 1 })],
  [at, "an object among its texts", () => ({ ...good[at]?.(), more: { $gt: "" } })],
  [at, "more than it may hold", () => ({ ...good[at]?.(), more: "x".repeat(40_000) })],
  [at, "text", () => good[at]?.(), { headers: { "content-type": "text/plain" } }],
  [at, "a form", () => good[at]?.(), { headers: { "content-type": "application/x-www-form-urlencoded" } }],
]);
const fields: Body[] = [
  ["POST /redemptions", "a reward that is a query", () => click({ reward: "1 or 1=1" })],
  ["POST /redemptions", "a price below nothing", () => click({ price: "-500" })],
  ["POST /redemptions", "a price of no number", () => click({ price: "5e2" })],
  ["POST /redemptions", "an intent with signs", () => click({ intent: "a b" })],
  ["POST /redemptions", "an intent of another customer's", () => click({ intent: `theme:${VICTIM}:x` })],
  ["POST /redemptions", "an intent that is too long", () => click({ intent: "x".repeat(81) })],
  ["POST /redemptions", "no intent", () => ({ reward, price: "500" })],
  ["POST /claims", "a rule that is a path", () => ({ rule: "../review" })],
  ["POST /claims", "an occasion that is a query", () => ({ rule: "review", occasion: "1;drop table orders" })],
  ["POST /claims", "words without end", () => ({ rule: "survey", word: "x".repeat(501) })],
  ["POST /birthday", "a month in words", () => ({ month: "May", day: "4" })],
  ["POST /birthday", "a day of three digits", () => ({ month: "5", day: "100" })],
  ["POST /estimates", "a line below nothing", () => basket({ lines: "1:-5:0" })],
  ["POST /estimates", "a line that is a query", () => basket({ lines: "1:1:1;drop table orders" })],
  ["POST /estimates", "too many lines", () => basket({ lines: Array.from({ length: 501 }, () => "1:1:0").join(",") })],
  ["POST /estimates", "a currency that is none", () => basket({ currency: "euro" })],
  ["POST /estimates", "a country that is none", () => basket({ country: "D'E" })],
  ["POST /surveys", "a survey that is a query", () => survey({ survey: "1 or 1=1" })],
  ["POST /surveys", "a way that there is not", () => survey({ way: "email" })],
  ["POST /surveys", "an order that is a path", () => survey({ order: "../71" })],
];

describe("bodies that are not taken", () => {
  test.each([...shapes, ...fields])(
    "%s of %s is refused, and nothing changes (hostile: storefront API)",
    async (at, _what, body, more = {}) => {
      const before = await everything();
      const answer = await call(at, { body: body(), ...more });
      expect([answer.status, answer.body]).toMatchObject([422, { ok: false, error: "unreadable" }]);
      expect(await everything()).toEqual(before);
    },
  );

  test.each(
    OPERATIONS.flatMap(({ at }) => ["PUT", "PATCH", "DELETE"].map((method) => [method, at.split(" ")[1] ?? ""] as const)),
  )("%s of %s is no method (hostile: storefront API)", async (method, path) => {
    expect((await call(`${method} ${path}`, { body: {} })).status).toBe(405);
  });
});

describe("what is another's", () => {
  test.each(["71", "072", "1 or 1=1", "gid://shopify/Order/71", "../71", "99999999999999999999", ""])(
    "the order %j tells a stranger and a guest no more than one that there is not (hostile: storefront API)",
    async (orderId) => {
      const said = async (token: string, of: string) =>
        JSON.stringify((await call("GET /orders/{orderId}", { token, orderId: of })).body).replace(/"asOf":\d+/, "");
      for (const token of [identity.shopperToken(shop.domain, customer), identity.shopperToken(shop.domain, null)])
        expect(await said(token, orderId)).toBe(await said(token, "987654"));
      const own = await call("GET /orders/{orderId}", { token: identity.shopperToken(shop.domain, VICTIM) });
      expect(own.body).toMatchObject({ order: { points: expect.any(Number) as number } });
    },
  );

  test("an account is that of the token alone, whatever else names a customer (hostile: storefront API)", async () => {
    const named = { query: `customer=${VICTIM}&customerId=${VICTIM}&logged_in_customer_id=${VICTIM}&shop=${other.domain}` };
    const answer = await call("GET /account", { ...named, headers: { "x-shopify-customer-id": String(VICTIM) } });
    expect(answer.body).toMatchObject({ customer: String(customer), available: 600 });
  });

  test("a token of one shop opens nothing of another, though the customer has the same number there (hostile: storefront API)", async () => {
    await customerWith(database.db, other, customer, 40n, now());
    const there = await call("GET /account", { token: identity.shopperToken(other.domain, customer) });
    expect(there.body).toMatchObject({ available: 40 });
    const before = await everything();
    const token = identity.shopperToken(other.domain, customer);
    expect((await call("POST /redemptions", { token })).body).toMatchObject({ ok: false });
    expect((await call("POST /redemptions", { body: click({ reward: theirReward }) })).body).toMatchObject({ ok: false });
    expect(await everything()).toEqual(before);
  });

  test("fields that name a customer, points or a code change nothing about whose and how much it is (hostile: storefront API)", async () => {
    const before = await sql`select * from ledger_entries where shop_id = ${shop.shopId} and customer_id = ${VICTIM}`.execute(
      database.db,
    );
    const more = { customer: String(VICTIM), customerId: String(VICTIM), code: "FREE", valueMinor: "100000", points: "1" };
    expect((await call("POST /redemptions", { body: click(more) })).body).toMatchObject({ ok: false });
    expect((await call("POST /redemptions", { body: click({ customer: String(VICTIM) }) })).body).toMatchObject({
      ok: true,
      available: "100",
    });
    const after = await sql`select * from ledger_entries where shop_id = ${shop.shopId} and customer_id = ${VICTIM}`.execute(
      database.db,
    );
    expect(after.rows).toEqual(before.rows);
  });
});

describe("the same again", () => {
  test("a redemption that is played back is the same, in turn and at once; by another it is theirs (hostile: storefront API)", async () => {
    const first = await call("POST /redemptions");
    const again = await Promise.all([1, 2, 3].map(() => call("POST /redemptions")));
    const codes = [first, ...again].map(({ body }) => (body as { code: string }).code);
    expect(new Set(codes).size).toBe(1);
    const body = click();
    await someoneElse();
    const theirs = (await call("POST /redemptions", { body })).body as { code: string };
    expect(theirs).toMatchObject({ ok: true });
    expect(codes).not.toContain(theirs.code);
  });

  test("of two redemptions at once on the last points one is refused (hostile: storefront API)", async () => {
    const both = await Promise.all(["one", "two"].map((intent) => call("POST /redemptions", { body: click({ intent }) })));
    expect(both.map(({ body }) => (body as { ok: boolean }).ok).sort()).toEqual([false, true]);
  });

  test.each(OPERATIONS.filter(({ loggedIn }) => loggedIn).map(({ at }) => at))(
    "a flood of %s by one customer is refused, and nobody else is (hostile: storefront API)",
    async (at) => {
      const statuses: number[] = [];
      const mayAsk = at.startsWith("GET ") ? 60 : 20;
      for (let sent = 0; sent < mayAsk + 2; sent += 1) statuses.push((await call(at)).status);
      expect(statuses.indexOf(429)).toBe(mayAsk);
      expect(statuses.slice(mayAsk)).toEqual([429, 429]);
      await someoneElse(0n);
      expect((await call(at)).status).toBe(200);
    },
  );

  test("a flood of visitors from one address is refused, and no other address is (hostile: storefront API)", async () => {
    const token = identity.shopperToken(shop.domain, null);
    const from = (address: string) => call("POST /estimates", { token, headers: { "x-forwarded-for": address } });
    const statuses: number[] = [];
    for (let sent = 0; sent < 62; sent += 1) statuses.push((await from("192.0.2.9")).status);
    expect([statuses[59], statuses[60], statuses[61], (await from("192.0.2.10")).status]).toEqual([200, 429, 429, 200]);
  });
});

test("is tried in more than a hundred ways (issue 11, must show 3)", () => {
  expect(everyToken.length + shapes.length + fields.length + OPERATIONS.length * 4).toBeGreaterThan(250);
});
