import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { operations } from "../../app/api/operations.server.ts";
import { now } from "../../app/clock.server.ts";
import { keyText, scopes } from "../../app/keys/key.ts";
import { listKeys, revokeKey } from "../../app/keys/keys.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward, setRewardState } from "../../app/rewards/rewards.server.ts";
import * as segments from "../../app/segments/segments.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { createIdentity } from "../sandbox/identity.ts";
import { useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { turn } from "../support/program-state.ts";
import { call, customerWith, everythingOf, fiveOff, keyOf, type Sent } from "./stage.ts";

// A reward that is sold out is told to the theme by a job.
vi.mock("../../app/queue/queue.server.ts", () => ({ enqueue: () => Promise.resolve() }));
const database = useDatabase();
await useAdminApi();
const identity = createIdentity({ clientId: "test-client-id", clientSecret: "test-client-secret-0123456789" });

let shop: Shop;
let other: Shop;
let key: string;
let theirs: string;
let rewardId: number;
let theirReward: number;
let theirSegment: number;
/** A customer for each case. */
let customer = 100n;
const THEIR_CUSTOMER = 7n;

beforeAll(async () => {
  [shop, other] = [await createEarningShop(database.db), await createEarningShop(database.db)];
  [key, theirs] = [await keyOf(database.db, shop, now()), await keyOf(database.db, other, now())];
  [rewardId, theirReward] = [await fiveOff(shop, now()), await fiveOff(other, now())];
  await customerWith(database.db, other, THEIR_CUSTOMER, 900n, now());
  await segments.createDefaults(other.shopId, "en", now());
  const { rows } = await sql<{ id: number }>`select min(segment_id) as id from segments where shop_id = ${other.shopId}`.execute(
    database.db,
  );
  theirSegment = rows[0]?.id ?? 0;
});

beforeEach(async () => {
  customer += 1n;
  await customerWith(database.db, shop, customer, 600n, now());
});

type Hostile = [what: string, status: number, code: string, at: () => string, sent?: () => Sent | Promise<Sent>];

const adjusting = () => `POST /customers/${customer}/adjustments`;
const redeeming = () => `POST /customers/${customer}/redemptions`;
const give = (more: object = {}) => ({ points: 5, reason: "Course", ...more });
const event = (more: object = {}) => ({
  id: `e-${customer}`,
  name: "course-finished",
  customer: { id: String(customer) },
  ...more,
});
const changed = (text: string) => text.slice(0, -1) + (text.endsWith("A") ? "B" : "A");

async function hashes(): Promise<string> {
  const { rows } = await sql<{
    hash: string;
  }>`select key_hash as hash from api_keys where shop_id = ${shop.shopId} limit 1`.execute(database.db);
  return rows[0]?.hash ?? "";
}

const credentials: [what: string, sent: () => Sent | Promise<Sent>][] = [
  ["no key", () => ({ key: null })],
  ["an empty key", () => ({ authorization: "Bearer " })],
  ["the key without a scheme", () => ({ authorization: key })],
  ["the key as a password", () => ({ authorization: `Basic ${btoa(`x:${key}`)}` })],
  ["the key of another scheme", () => ({ authorization: `Token ${key}` })],
  ["the key with more behind it", () => ({ authorization: `Bearer ${key} x` })],
  ["two keys", () => ({ authorization: `Bearer ${key}, Bearer ${theirs}` })],
  ["the key with its last letter changed", () => ({ key: changed(key) })],
  ["the key in other case", () => ({ key: key.toUpperCase() })],
  ["the key cut off", () => ({ key: key.slice(0, -1) })],
  ["another shop's number before the same secret", () => ({ key: key.replace(/_\d+_/, `_${other.shopId}_`) })],
  ["this shop's number before another's secret", () => ({ key: theirs.replace(/_\d+_/, `_${shop.shopId}_`) })],
  ["a shop that there is not", () => ({ key: keyText(999_999_999, "x".repeat(43)) })],
  ["a number beyond all shops", () => ({ key: key.replace(/_\d+_/, "_99999999999_") })],
  ["the hash that is kept in place of the key", async () => ({ key: await hashes() })],
  ["the hash in the shape of a key", async () => ({ key: keyText(shop.shopId, (await hashes()).slice(0, 43)) })],
  ["a query in place of the key", () => ({ key: `reprise_${shop.shopId}_'or'1'='1` })],
  ["the key in the address", () => ({ key: null, query: `access_token=${key}` })],
  ["the key in a cookie", () => ({ key: null, headers: { cookie: `Authorization=Bearer ${key}` } })],
  ["the key in a header of its own", () => ({ key: null, headers: { "x-api-key": key } })],
  ["a session token of the shop's staff", () => ({ key: identity.sessionToken(shop.domain, 42) })],
  ["a session token of a shopper", () => ({ key: identity.shopperToken(shop.domain, customer) })],
  ["a key whose time is over", async () => ({ key: await keyOf(database.db, shop, now(), scopes, plusMs(now(), -1)) })],
  [
    "a key that was revoked",
    async () => {
      const made = await keyOf(database.db, shop, now());
      const [newest] = (await listKeys(database.db, shop.shopId, now())).sort((a, b) => b.keyId - a.keyId);
      await revokeKey(database.db, shop.shopId, newest?.keyId ?? 0, now());
      return { key: made };
    },
  ],
  [
    "a key of a shop that has removed the app",
    async () => {
      const gone = await createEarningShop(database.db);
      const made = await keyOf(database.db, gone, now());
      await sql`update shops set status = 'uninstalled' where shop_id = ${gone.shopId}`.execute(database.db);
      return { key: made };
    },
  ],
];

describe("who may not", () => {
  test.each(credentials)("is refused, and nothing changes: %s (hostile: public API)", async (_what, sent) => {
    const given = await sent();
    const before = await everythingOf(database.db, [shop, other]);
    for (const at of [adjusting(), redeeming(), `GET /customers/${customer}`, "POST /events"]) {
      const answer = await call(at, { body: give(), ...given });
      expect([at, answer.status, answer.body]).toMatchObject([
        at,
        401,
        { code: "unauthorized", type: "urn:reprise:problem:unauthorized" },
      ]);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
    expect(await everythingOf(database.db, [shop, other])).toEqual(before);
  });

  test.each(operations.map(({ id, scope, method, path }) => [id, scope, method, path] as const))(
    "is refused without the scope, whatever else the key may do: %s (hostile: public API)",
    async (_id, scope, method, path) => {
      const limited = await keyOf(
        database.db,
        shop,
        now(),
        scopes.filter((other) => other !== scope),
      );
      const before = await everythingOf(database.db, [shop]);
      const answer = await call(`${method} ${path.replace("{customerId}", String(customer)).replace(/\{\w+\}/, "1")}`, {
        ...{ key: limited, body: path === "/events" ? event() : path.endsWith("redemptions") ? { rewardId } : give() },
      });
      expect([answer.status, answer.body]).toMatchObject([403, { code: "missing-scope", scope }]);
      expect(await everythingOf(database.db, [shop])).toEqual(before);
    },
  );
});

const foreign: Hostile[] = [
  ["another shop's customer", 404, "unknown-customer", () => `GET /customers/${THEIR_CUSTOMER}`],
  ["another shop's ledger", 404, "unknown-customer", () => `GET /customers/${THEIR_CUSTOMER}/ledger`],
  [
    "points for another shop's customer",
    404,
    "unknown-customer",
    () => `POST /customers/${THEIR_CUSTOMER}/adjustments`,
    () => ({ body: give() }),
  ],
  [
    "a redemption of another shop's customer",
    404,
    "unknown-customer",
    () => `POST /customers/${THEIR_CUSTOMER}/redemptions`,
    () => ({ body: { rewardId } }),
  ],
  ["another shop's reward", 404, "unknown-reward", redeeming, () => ({ body: { rewardId: theirReward } })],
  ["another shop's segment", 404, "unknown-segment", () => `GET /segments/${theirSegment}/members`],
  [
    "redemptions of another shop's customer",
    404,
    "unknown-customer",
    () => "GET /redemptions",
    () => ({ query: `customerId=${THEIR_CUSTOMER}` }),
  ],
  [
    "referrals of another shop's customer",
    404,
    "unknown-customer",
    () => "GET /referrals",
    () => ({ query: `customerId=${THEIR_CUSTOMER}` }),
  ],
  [
    "an event of another shop's customer",
    404,
    "unknown-customer",
    () => "POST /events",
    () => ({ body: event({ customer: { id: String(THEIR_CUSTOMER) } }) }),
  ],
  [
    "an event of another shop's address",
    404,
    "unknown-customer",
    () => "POST /events",
    () => ({ body: event({ customer: { email: `c${THEIR_CUSTOMER}@example.com` } }) }),
  ],
  ["a body that names another shop", 422, "invalid", adjusting, () => ({ body: give({ shopId: other.shopId }) })],
  [
    "an address that names another shop",
    422,
    "invalid",
    () => `GET /customers/${customer}`,
    () => ({ query: `shop=${other.domain}` }),
  ],
];

const addresses: Hostile[] = [
  ...[
    "0",
    "-1",
    "1e3",
    "01",
    "1 or 1=1",
    "1;drop table customers",
    "99999999999999999999",
    "١",
    "%00",
    "null",
    "gid://shopify/Customer/1",
  ].map((id): Hostile => [`the customer ${id}`, 404, "not-found", () => `GET /customers/${encodeURIComponent(id)}`]),
  ["a customer whom nobody has heard of", 404, "unknown-customer", () => "GET /customers/424242"],
  ["nothing that there is", 404, "not-found", () => "GET /everything"],
  ["a version that there is not", 404, "not-found", () => "GET /../v2/customers"],
  ["a redemption that is a query", 404, "not-found", () => "GET /redemptions/1%20or%201"],
  ["a redemption that there is not", 404, "unknown-redemption", () => "GET /redemptions/99999"],
  ["a segment beyond all", 404, "not-found", () => "GET /segments/99999999999/members"],
  ["PUT", 405, "method-not-allowed", () => `PUT /customers/${customer}`],
  ["PATCH", 405, "method-not-allowed", () => `PATCH /customers/${customer}/adjustments`, () => ({ body: give() })],
  ["DELETE", 405, "method-not-allowed", () => `DELETE /customers/${customer}`],
  [
    "a write by GET",
    405,
    "method-not-allowed",
    () => `GET /customers/${customer}/adjustments`,
    () => ({ query: "points=5&reason=x" }),
  ],
  ["a read by POST", 405, "method-not-allowed", () => "POST /customers"],
  [
    "a form that says what method it is",
    405,
    "method-not-allowed",
    () => "POST /rewards",
    () => ({ headers: { "x-http-method-override": "GET" } }),
  ],
];

const queries: Hostile[] = [
  ...[
    "limit=0",
    "limit=251",
    "limit=-1",
    "limit=1e2",
    "limit=abc",
    "limit=",
    "limit=1.5",
    "after=1",
    "limit[]=5",
    "cursor=x",
    "cursor=",
    `cursor=${"a".repeat(300)}`,
  ].map((query): Hostile => [query.slice(0, 30), 422, "invalid", () => "GET /customers", () => ({ query })]),
  ["a cursor of another list", 422, "invalid", () => "GET /customers", () => ({ query: `cursor=${btoa("ledger:1")}` })],
  ["a cursor that is a query", 422, "invalid", () => "GET /customers", () => ({ query: `cursor=${btoa("customers:1 or 1=1")}` })],
  ["a cursor before all", 422, "invalid", () => "GET /customers", () => ({ query: `cursor=${btoa("customers:-5")}` })],
  [
    "an address that is too long",
    422,
    "invalid",
    () => "GET /customers",
    () => ({ query: `email=${"a".repeat(300)}@example.com` }),
  ],
  ["a state that there is not", 422, "invalid", () => "GET /redemptions", () => ({ query: "state=stolen" })],
  ["a referral's state that there is not", 422, "invalid", () => "GET /referrals", () => ({ query: "state=free" })],
  [
    "a cursor of another list of referrals",
    422,
    "invalid",
    () => "GET /referrals",
    () => ({ query: `cursor=${btoa("customers:1")}` }),
  ],
  ["a customer who is a query", 422, "invalid", () => "GET /redemptions", () => ({ query: "customerId=1%20or%201=1" })],
];

const bodies: Hostile[] = [
  ["no JSON", 400, "not-json", adjusting, () => ({ raw: "{" })],
  ["nothing", 400, "not-json", adjusting, () => ({ raw: "" })],
  ["bytes that are not UTF-8", 400, "not-json", adjusting, () => ({ raw: Buffer.from([0x7b, 0xff, 0x7d]) })],
  [
    "a body that breaks off",
    400,
    "not-json",
    adjusting,
    () => ({ raw: new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) }) }),
  ],
  ["more than 16 kB", 413, "too-large", adjusting, () => ({ body: give({ reason: "x".repeat(17_000) }) })],
  ["a form", 415, "not-json-type", adjusting, () => ({ raw: "points=5&reason=x", type: "application/x-www-form-urlencoded" })],
  ["text", 415, "not-json-type", adjusting, () => ({ body: give(), type: "text/plain" })],
  ["JSON of a kind of its own", 415, "not-json-type", adjusting, () => ({ body: give(), type: "application/jsonx" })],
  ...(["[]", "null", "5", '"x"', "true", "{}"] as const).map((raw): Hostile => [raw, 422, "invalid", adjusting, () => ({ raw })]),
  ["__proto__", 422, "invalid", adjusting, () => ({ raw: '{"__proto__":{"points":5},"points":5,"reason":"x"}' })],
  ["a constructor", 422, "invalid", adjusting, () => ({ body: give({ constructor: { name: "x" } }) })],
  ["an actor", 422, "invalid", adjusting, () => ({ body: give({ actor: "system" }) })],
  ...[0, 0.5, "5", null, true, [5], 1_000_001, -1_000_001, 1e21].map((points): Hostile => [
    `points ${JSON.stringify(points)}`,
    422,
    "invalid",
    adjusting,
    () => ({ body: give({ points }) }),
  ]),
  ["points beyond all numbers", 422, "invalid", adjusting, () => ({ raw: '{"points":1e999,"reason":"x"}' })],
  ["points of forty digits", 422, "invalid", adjusting, () => ({ raw: `{"points":${"9".repeat(40)},"reason":"x"}` })],
  ...["", "   ", "x".repeat(201), 5, null, { $gt: "" }].map((reason): Hostile => [
    `the reason ${JSON.stringify(reason).slice(0, 12)}`,
    422,
    "invalid",
    adjusting,
    () => ({ body: give({ reason }) }),
  ]),
  ["yes as text", 422, "invalid", adjusting, () => ({ body: give({ affectsTier: "true" }) })],
  ...[0, -1, 1.5, "1", 99_999_999_999].map((reward): Hostile => [
    `the reward ${JSON.stringify(reward)}`,
    422,
    "invalid",
    redeeming,
    () => ({ body: { rewardId: reward } }),
  ]),
  ["a price of one's own", 422, "bad-amount", redeeming, () => ({ body: { rewardId, points: 1 } })],
  ["a value of one's own", 422, "invalid", redeeming, () => ({ body: { rewardId, valueMinor: 100_000 } })],
  ["an offer of before", 409, "changed", redeeming, () => ({ body: { rewardId, offer: "old" } })],
];

const events: Hostile[] = [
  ["no id", 422, "invalid", () => "POST /events", () => ({ body: event({ id: undefined }) })],
  ["an id with a line break", 422, "invalid", () => "POST /events", () => ({ body: event({ id: "a\nb" }) })],
  ["an id that is too long", 422, "invalid", () => "POST /events", () => ({ body: event({ id: "x".repeat(101) }) })],
  ["a name with markup", 422, "invalid", () => "POST /events", () => ({ body: event({ name: "<b>" }) })],
  ["no customer", 422, "invalid", () => "POST /events", () => ({ body: event({ customer: undefined }) })],
  [
    "a customer by id and address",
    422,
    "invalid",
    () => "POST /events",
    () => ({ body: event({ customer: { id: "1", email: "a@example.com" } }) }),
  ],
  [
    "an address that no database keeps",
    404,
    "unknown-customer",
    () => "POST /events",
    () => ({ body: event({ customer: { email: "a\0@example.com" } }) }),
  ],
  ["a customer who is a query", 422, "invalid", () => "POST /events", () => ({ body: event({ customer: { id: "1 or 1=1" } }) })],
  ["a time without a zone", 422, "invalid", () => "POST /events", () => ({ body: event({ occurredAt: "2026-06-10T10:00:00" }) })],
  [
    "an instant in the future",
    422,
    "invalid",
    () => "POST /events",
    () => ({ body: event({ occurredAt: plusMs(now(), 6 * MINUTE_MS).toISOString() }) }),
  ],
  [
    "an instant of long ago",
    422,
    "invalid",
    () => "POST /events",
    () => ({ body: event({ occurredAt: plusMs(now(), -31 * DAY_MS).toISOString() }) }),
  ],
  ["data within data", 422, "invalid", () => "POST /events", () => ({ body: event({ data: { deep: { er: 1 } } }) })],
  [
    "too many fields",
    422,
    "invalid",
    () => "POST /events",
    () => ({ body: event({ data: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`f${at}`, at])) }) }),
  ],
  ["an unknown customer", 404, "unknown-customer", () => "POST /events", () => ({ body: event({ customer: { id: "2" } }) })],
  [
    "an unknown address",
    404,
    "unknown-customer",
    () => "POST /events",
    () => ({ body: event({ customer: { email: "nobody@example.com" } }) }),
  ],
];

async function after(change: string): Promise<Sent> {
  await sql`update customers set ${sql.raw(change)} where shop_id = ${shop.shopId} and customer_id = ${customer}`.execute(
    database.db,
  );
  return { body: give() };
}

const refused: Hostile[] = [
  ...[null, "", " ", "a b", "ä", "x".repeat(101)].map((name): Hostile => [
    `the name ${JSON.stringify(name).slice(0, 12)}`,
    400,
    "idempotency-key",
    adjusting,
    () => ({ body: give(), name: name === "ä" ? "\u00e4" : name }),
  ]),
  ["more than there is", 409, "insufficient-points", adjusting, () => ({ body: give({ points: -601 }) })],
  ["a customer who was erased", 404, "unknown-customer", adjusting, () => after("redacted_at = now()")],
  ["a customer who was deleted", 404, "unknown-customer", adjusting, () => after("deleted_at = now()")],
  [
    "a reward that is paused",
    409,
    "not-available",
    redeeming,
    async () => {
      const paused = await fiveOff(shop, now());
      await setRewardState(shop.shopId, paused, "paused", now());
      return { body: { rewardId: paused } };
    },
  ],
  [
    "a reward that is sold out",
    409,
    "sold-out",
    redeeming,
    async () => {
      const terms = rewardTermsSchema.parse({ kind: "amount", title: { en: "x" }, points: 5, valueMinor: 5, stock: 0 });
      return { body: { rewardId: await createReward(shop.shopId, terms, now()) } };
    },
  ],
  [
    "a reward for the members of a segment",
    409,
    "not-available",
    redeeming,
    async () => {
      const terms = rewardTermsSchema.parse({ kind: "amount", title: { en: "x" }, points: 5, valueMinor: 5, segmentId: 7 });
      return { body: { rewardId: await createReward(shop.shopId, terms, now()) } };
    },
  ],
];

describe("what may not be", () => {
  test.each([...foreign, ...addresses, ...queries, ...bodies, ...events, ...refused])(
    "is refused, and nothing changes: %s → %i %s (hostile: public API)",
    async (_what, status, code, at, sent = () => ({})) => {
      const given = await sent();
      const before = await everythingOf(database.db, [shop, other]);
      const answer = await call(at(), { key, ...given });
      expect([answer.status, answer.body]).toMatchObject([status, { status, code, title: expect.any(String) as unknown }]);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(await everythingOf(database.db, [shop, other])).toEqual(before);
    },
  );

  test("is tried in more than a hundred ways", () => {
    const all = [credentials, operations, foreign, addresses, queries, bodies, events, refused];
    expect(all.reduce((sum, cases) => sum + cases.length, 0)).toBeGreaterThan(130);
  });
});

test("nothing is redeemed while the program is paused (hostile: public API)", async () => {
  await turn(shop, "paused", plusMs(now(), -1_000));
  const answer = await call(redeeming(), { key, body: { rewardId } });
  expect([answer.status, answer.body]).toMatchObject([409, { code: "paused" }]);
  await turn(shop, "live", now());
});

test("lists are of the shop alone, whatever cursor is brought along (hostile: public API)", async () => {
  const mine = (await call("GET /customers", { key, query: `cursor=${btoa("customers:0")}` })).body as {
    items: { id: string }[];
  };
  expect(mine.items.map(({ id }) => id)).not.toContain(String(THEIR_CUSTOMER));
  const them = (await call("GET /customers", { key: theirs })).body as { items: { id: string }[] };
  expect(them.items.map(({ id }) => id)).toEqual([String(THEIR_CUSTOMER)]);
  const odd = await call("GET /customers", { key, query: "email=a%00@example.com" });
  expect([odd.status, odd.body]).toEqual([200, { items: [], nextCursor: null }]);
  const byEmail = await call("GET /customers", { key, query: `email=c${THEIR_CUSTOMER}@example.com` });
  expect(byEmail.body).toEqual({ items: [], nextCursor: null });
});

test("what was answered to one key is told to no other (hostile: public API)", async () => {
  const first = await call(adjusting(), { key, name: "same", body: give() });
  const second = await keyOf(database.db, shop, now());
  const again = await call(adjusting(), { key: second, name: "same", body: give() });
  expect([first.body, again.body]).toMatchObject([{ available: 605 }, { available: 610 }]);
});
