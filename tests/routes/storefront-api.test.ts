import type { LoaderFunctionArgs } from "@remix-run/node";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { namePoints } from "../../app/actions/merchant/name-points.server.ts";
import { now } from "../../app/clock.server.ts";
import { linkSecrets } from "../../app/env.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward, setRewardState } from "../../app/rewards/rewards.server.ts";
import { action as redeemInTheme } from "../../app/routes/proxy.redeem.tsx";
import { action as notHere, loader as account } from "../../app/routes/storefront.v1.account.ts";
import { action as birthday } from "../../app/routes/storefront.v1.birthday.ts";
import { action as claim } from "../../app/routes/storefront.v1.claims.ts";
import { action as redeem, loader as preflight } from "../../app/routes/storefront.v1.redemptions.ts";
import { authenticateMerchant } from "../../app/merchant.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { readToken } from "../../app/messages/unsubscribe/token.ts";
import type { AccountPage, AccountView } from "../../app/storefront/api/account.server.ts";
import { createIdentity, signedToken } from "../sandbox/identity.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { createCustomer } from "../sandbox/world/commerce.ts";
import { giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { turn } from "../support/program-state.ts";
import { installShop } from "../support/shops.ts";

/** The storefront API: what Shopify's extensions for shoppers ask the app, by a session token. */
const database = useDatabase();
const api = await useAdminApi();
const SECRET = "test-client-secret-0123456789";
const CLIENT = "test-client-id";
const identity = createIdentity({ clientId: CLIENT, clientSecret: SECRET });
const RULES = programRulesSchema.parse({
  ...DEFAULT_RULES,
  bonuses: [
    { kind: "survey", key: "survey", points: 40, url: "https://survey.example.com", word: "Sonne" },
    { kind: "birthday", key: "birthday", points: 150 },
  ],
});

let shop: Shop;
let other: Shop;
let rewardId = 0;
let customer = 0n;

beforeAll(async () => {
  await createQueues();
  const program = { version: 1, effectiveFrom: new Date(0), rules: RULES };
  shop = await createEarningShop(database.db, { domain: api.shop.domain, programs: [program] });
  other = await installShop(database.db, "nordlicht.myshopify.com");
  await giveToken(database.db, api.shop.domain, api.token);
  const terms = rewardTermsSchema.parse({
    kind: "amount",
    title: { en: "5 off", de: "5 € Rabatt" },
    points: 500,
    valueMinor: 500,
  });
  rewardId = await createReward(shop.shopId, terms, now());
});

beforeEach(someoneElse);

afterAll(() => stopEngine());

/** A customer of their own, with 600 points. */
async function someoneElse(): Promise<void> {
  customer = createCustomer(api.world, api.shop, {}).id;
  await sql`insert into customers (shop_id, customer_id, created_at) values (${shop.shopId}, ${customer}, ${now()})`.execute(
    database.db,
  );
  await database.db.transaction().execute((tx) => adjust(tx, shop, gift(), now()));
}

const gift = () => ({
  ...{ customerId: customer, points: 600n, reason: "test", actor: "system", key: `give:${customer}`, affectsTier: false },
});

type Route = (args: LoaderFunctionArgs) => Response | Promise<Response>;
type Sent = { token?: string | null; method?: string; body?: BodyInit | null; headers?: Record<string, string>; locale?: string };

async function send(route: Route, { token = identity.shopperToken(shop.domain, customer), ...sent }: Sent): Promise<Response> {
  const { method = "GET", body = null, headers = {}, locale = "de" } = sent;
  const auth: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const request = new Request(`http://127.0.0.1:3000/storefront/v1/x?locale=${locale}`, {
    ...{ method, body, headers: { origin: "https://extensions.shopifycdn.com", ...auth, ...headers } },
  });
  return route({ request, params: {}, context: {} });
}

const post = (route: Route, fields: unknown, sent: Sent = {}) =>
  send(route, { method: "POST", body: JSON.stringify(fields), headers: { "content-type": "application/json" }, ...sent });
const view = async (sent: Sent = {}) => (await (await send(account, sent)).json()) as AccountView | null;
const told = async (response: Response) =>
  (await response.json()) as { ok: boolean; message?: string; code?: string; error?: string };
const click = (intent = `${customer}-${rewardId}-0`) => ({ reward: String(rewardId), price: "500", intent });

describe("the account", () => {
  test("shows the ledger's points, the program and the rewards, kept by nobody, to any origin", async () => {
    const response = await send(account, {});
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "private, no-store"]);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const seen = (await response.json()) as AccountView;
    const { available } = await readAccount(database.db, shop, customer, now());
    expect(seen).toMatchObject({ running: "yes", currency: "EUR", available: Number(available), pending: 0 });
    expect(seen.program.rewards).toMatchObject([{ id: rewardId, points: 500, title: { de: "5 € Rabatt" } }]);
    expect(JSON.stringify(seen)).not.toContain("Sonne");
    expect(seen.loyalty.history).toMatchObject([{ kind: "adjustment", points: 600 }]);
  });

  test("tells of a reward for the members of a segment to them only (rewards for a segment)", async () => {
    const terms = rewardTermsSchema.parse({ kind: "free-shipping", title: { en: "For you" }, points: 5, segmentId: 7 });
    const forMembers = await createReward(shop.shopId, terms, now());
    const ids = async () => (await view())?.program.rewards.map(({ id }) => id);
    expect(await ids()).toEqual([rewardId]);
    await sql`
      insert into segment_members (shop_id, segment_id, customer_id, entered_at) values (${shop.shopId}, 7, ${customer}, ${now()})
    `.execute(database.db);
    expect(await ids()).toEqual([rewardId, forMembers]);
    await setRewardState(shop.shopId, forMembers, "archived", now());
  });

  test("leads to the shopper's own choice of what they are written about (issue 11, account)", async () => {
    const { preferences } = (await view()) as AccountPage;
    const token = new URL(preferences).searchParams.get("t") ?? "";
    expect(readToken(token, linkSecrets(), "preferences")).toEqual({
      ...{ shopId: shop.shopId, customerId: customer, channel: "email" },
    });
    expect(new URL(preferences).pathname).toBe("/preferences");
  });

  test("is empty for who is not known yet, and for another shop's customer", async () => {
    expect(await view({ token: identity.shopperToken(shop.domain, 9_007_199_254_740_993n) })).toBeNull();
    expect(await view({ token: identity.shopperToken(other.domain, customer) })).toBeNull();
  });

  test("says whether the program runs for this shopper", async () => {
    const asked = async () => (await view())?.running;
    const later = (seconds: number) => new Date(now().getTime() - 1_000 + seconds * 100);
    expect(await asked()).toBe("yes");
    await turn(shop, "paused", later(1));
    expect(await asked()).toBe("paused");
    await turn(shop, "test", later(2), "Insider");
    expect(await asked()).toBe("no");
    await sql`update customers set tags = '{insider}' where shop_id = ${shop.shopId} and customer_id = ${customer}`.execute(
      database.db,
    );
    expect(await asked()).toBe("yes");
    await turn(shop, "live", later(3));
    expect(await asked()).toBe("yes");
  });
});

describe("what a shopper does", () => {
  test("a click gives a code and the new balance; the same click in the theme is the same redemption", async () => {
    const first = await told(await post(redeem, click()));
    expect(first).toMatchObject({ ok: true, message: "Hier ist dein Code für „5 € Rabatt“.", available: "100" });
    const query = signQuery(
      new URLSearchParams({
        ...{ shop: shop.domain, logged_in_customer_id: customer.toString(), path_prefix: "/apps/reprise" },
        timestamp: String(Math.floor(now().getTime() / 1000)),
      }),
      SECRET,
    );
    const request = new Request(`http://127.0.0.1:3000/proxy/redeem?${query.toString()}`, {
      ...{ method: "POST", body: new URLSearchParams(click()), headers: { accept: "application/json" } },
    });
    expect(await told(await redeemInTheme({ request, params: {}, context: {} }))).toMatchObject({ ok: true, code: first.code });
    expect((await view())?.loyalty.rewards).toMatchObject([{ code: first.code, points: 500 }]);
  });

  test("two clicks at once on the last points: one code, and the other is told that points are missing", async () => {
    const answers = await Promise.all(["one", "two"].map(async (intent) => told(await post(redeem, click(intent)))));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await view()).toMatchObject({ available: 100 });
  });

  test("another customer's intent is another click", async () => {
    const first = await told(await post(redeem, click("same")));
    await someoneElse();
    const second = await told(await post(redeem, click("same")));
    expect([first.ok, second.ok, first.code === second.code]).toEqual([true, true, false]);
  });

  test("a survey's word and the birthday, in the language that is asked for", async () => {
    expect(await told(await post(claim, { rule: "survey", word: "sonne" }, { locale: "fr" }))).toMatchObject({
      ok: true,
      available: "640",
    });
    expect(await told(await post(birthday, { day: "4", month: "5" }))).toMatchObject({ ok: true });
    expect(await view()).toMatchObject({ loyalty: { birthday: { month: 5, day: 4 }, used_up: ["survey"] } });
  });
});

const claims = (more: Record<string, unknown> = {}, secret = SECRET) => {
  const seconds = Math.floor(Date.now() / 1000);
  const known = { dest: shop.domain, aud: CLIENT, exp: seconds + 300, nbf: seconds, iat: seconds, jti: "x" };
  return signedToken({ ...known, sub: `gid://shopify/Customer/${customer}`, ...more }, secret);
};
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("tokens that open nothing", () => {
  const tokens: [string, () => string | null, number][] = [
    ["none", () => null, 401],
    ["an empty one", () => "", 401],
    ["no token", () => "a.b.c", 401],
    ["signed by somebody else", () => claims({}, "another-secret-0123456789"), 401],
    ["of another app", () => claims({ aud: "another-app" }), 401],
    ["of no app", () => claims({ aud: undefined }), 401],
    ["of several apps", () => claims({ aud: [CLIENT, "another-app"] }), 401],
    ["expired", () => claims({ exp: Math.floor(Date.now() / 1000) - 60 }), 401],
    ["without an end", () => claims({ exp: undefined }), 401],
    ["not yet good", () => claims({ nbf: Math.floor(Date.now() / 1000) + 600 }), 401],
    ["of the shop's staff", () => identity.sessionToken(shop.domain, 42), 401],
    ["of staff whose id is a customer's", () => identity.sessionToken(shop.domain, customer), 401],
    [
      "unsigned",
      () =>
        `${part({ alg: "none", typ: "JWT" })}.${part({ dest: shop.domain, aud: CLIENT, sub: `gid://shopify/Customer/${customer}` })}.`,
      401,
    ],
    ["with one letter changed", () => claims().replace(/.$/, (last) => (last === "A" ? "B" : "A")), 401],
    ["of a shop that is none of Shopify's", () => claims({ dest: "evil.example.com" }), 401],
    ["of a shop within another address", () => claims({ dest: "morgenrot.myshopify.com.evil.example.com" }), 401],
    ["of a shop with a path", () => claims({ dest: `${shop.domain}/admin` }), 401],
    ["of no shop", () => claims({ dest: undefined }), 401],
    ["of an order instead of a customer", () => claims({ sub: `gid://shopify/Order/${customer}` }), 401],
    ["of a customer beyond all ids", () => claims({ sub: "gid://shopify/Customer/99999999999999999999" }), 401],
    ["of a customer with spaces", () => claims({ sub: `gid://shopify/Customer/${customer} ` }), 401],
    ["of a shop that is unknown", () => claims({ dest: "unknown.myshopify.com" }), 404],
    ["of nobody who is logged in", () => claims({ sub: undefined }), 403],
  ];
  test.each(tokens)("%s", async (_, token, status) => {
    for (const answer of [await send(account, { token: token() }), await post(redeem, click(), { token: token() })]) {
      expect(answer.status).toBe(status);
      expect(await told(answer)).toMatchObject({ ok: false, error: expect.any(String) as string });
    }
    expect(await readAccount(database.db, shop, customer, now())).toMatchObject({ available: 600n });
  });

  test("in the address instead of the header", async () => {
    const request = new Request(`http://127.0.0.1:3000/storefront/v1/account?id_token=${claims()}`);
    expect((await account({ request, params: {}, context: {} })).status).toBe(401);
  });

  test("a shopper's opens no page of the admin", async () => {
    for (const token of [claims(), claims({ dest: `https://${shop.domain}` })]) {
      const request = new Request("http://127.0.0.1:3000/app", { headers: { authorization: `Bearer ${token}` } });
      await expect(authenticateMerchant(request)).rejects.toMatchObject({ status: 401 });
    }
  });

  test("of a shop that has uninstalled the app", async () => {
    await sql`update shops set status = 'uninstalled' where shop_id = ${other.shopId}`.execute(database.db);
    expect((await send(account, { token: identity.shopperToken(other.domain, customer) })).status).toBe(404);
  });
});

describe("bodies that say nothing", () => {
  const json = { "content-type": "application/json" };
  // Made when the reward is there, so that each would redeem but for what is wrong with it.
  const bodies: [string, () => Sent][] = [
    ["none", () => ({ body: null, headers: json })],
    ["no JSON", () => ({ body: "{", headers: json })],
    ["an array", () => ({ body: "[]", headers: json })],
    ["null", () => ({ body: "null", headers: json })],
    ["a number for a text", () => ({ body: JSON.stringify({ ...click("n"), reward: 1 }), headers: json })],
    ["an object for a text", () => ({ body: JSON.stringify({ ...click("o"), price: { $gt: 0 } }), headers: json })],
    ["a reward that is none", () => ({ body: JSON.stringify({ ...click("r"), reward: "1 or 1=1" }), headers: json })],
    ["a negative price", () => ({ body: JSON.stringify({ ...click("p"), price: "-500" }), headers: json })],
    ["an intent with signs", () => ({ body: JSON.stringify({ ...click("a b") }), headers: json })],
    ["more than a form may hold", () => ({ body: JSON.stringify({ ...click("x"), more: "x".repeat(9_000) }), headers: json })],
    [
      "a form",
      () => ({ body: new URLSearchParams(click("f")), headers: { "content-type": "application/x-www-form-urlencoded" } }),
    ],
    ["text", () => ({ body: JSON.stringify(click("t")), headers: { "content-type": "text/plain" } })],
  ];
  test.each(bodies)("%s", async (_, sent) => {
    const answer = await send(redeem, { method: "POST", ...sent() });
    expect([answer.status, (await told(answer)).error]).toEqual([422, "unreadable"]);
    expect(await readAccount(database.db, shop, customer, now())).toMatchObject({ available: 600n });
  });
});

test("a browser may ask first; other methods are none", async () => {
  const asked = await send(preflight, { method: "OPTIONS", token: null });
  expect([asked.status, asked.headers.get("access-control-allow-headers")]).toEqual([204, "Authorization, Content-Type"]);
  for (const [route, method] of [
    [preflight, "GET"],
    [redeem, "PUT"],
    [redeem, "DELETE"],
    [notHere, "POST"],
  ] as const)
    expect((await send(route, { method })).status).toBe(405);
});

test("what the merchant calls points comes along with every answer, in the language asked for and in this shop alone", async () => {
  const name = { one: "Sonne", many: "Sönnchen ☀" };
  await namePoints(shop, { de: name });
  const called = async (response: Response) => {
    const header = response.headers.get("reprise-points-name");
    return header === null ? null : (JSON.parse(decodeURIComponent(header)) as unknown);
  };
  const exposed = (await send(account, {})).headers.get("access-control-expose-headers");
  expect(exposed).toContain("Reprise-Points-Name");
  expect(await called(await send(account, {}))).toEqual(name);
  expect(await called(await send(account, { locale: "en" }))).toBeNull();
  expect(await called(await send(account, { token: identity.shopperToken(other.domain, customer) }))).toBeNull();
  expect((await view())?.program.names).toEqual({ de: name });
  await database.db.transaction().execute((tx) => adjust(tx, shop, { ...gift(), points: -600n, key: `take:${customer}` }, now()));
  const refused = await post(redeem, click());
  expect(await called(refused.clone())).toEqual(name);
  expect((await told(refused)).message).toBe("Dafür hast du noch nicht genug Sönnchen ☀.");
  await namePoints(shop, {});
  expect(await called(await send(account, {}))).toBeNull();
});

test("whoever hammers is asked to wait, and nobody else", async () => {
  const statuses: number[] = [];
  for (let call = 0; call < 62; call += 1) statuses.push((await send(account, {})).status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  await someoneElse();
  expect((await send(account, {})).status).toBe(200);
});
