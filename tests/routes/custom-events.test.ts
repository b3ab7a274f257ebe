import { sql } from "kysely";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { MOST_A_MINUTE } from "../../app/actions/tell-event.server.ts";
import { dropSecrets, findSecret, makeSecret } from "../../app/events/secrets.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { action, loader } from "../../app/routes/events.$shop.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { email, startFlow } from "../support/flows.ts";

const database = useDatabase();
const clock = vi.hoisted(() => ({ now: new Date("2026-06-10T10:00:00Z") }));
vi.mock("../../app/clock.server.ts", () => ({ now: () => clock.now }));

const start = new Date("2026-06-10T10:00:00Z");
let shop: Shop;
let other: Shop;
let secret: string;

beforeEach(async () => {
  clock.now = start;
  shop = await stageShop(database.db, plusMs(start, -DAY_MS));
  other = await stageShop(database.db, plusMs(start, -DAY_MS));
  await stageCustomer(database.db, shop, 1n);
  secret = await makeSecret(database.db, shop.shopId, "merchant:1", start);
});

const event = { id: "e1", name: "course-finished", customer: { id: "1" } };

type Sent = { to?: string; method?: string; body?: string | Uint8Array; authorization?: string | null };

async function send({
  to = shop.domain,
  method = "POST",
  body = JSON.stringify(event),
  authorization = `Bearer ${secret}`,
}: Sent = {}) {
  const headers = new Headers({ "Content-Type": "application/json" });
  if (authorization !== null) headers.set("Authorization", authorization);
  const reads = method === "GET" || method === "HEAD";
  const request = new Request(`http://127.0.0.1:3000/events/${to}`, {
    method,
    headers,
    ...(reads ? {} : { body: body as BodyInit }),
  });
  const response = reads ? loader() : await action({ request, params: { shop: to }, context: {} });
  expect(response.headers.get("cache-control")).toBe("no-store");
  return { status: response.status, body: (await response.json()) as unknown, headers: response.headers };
}

async function told(): Promise<unknown[]> {
  const { rows } = await sql`
    select shop_id, customer_id, key, occurred_at, data from timeline_events where kind = 'custom.happened'
      and shop_id = any(${[shop.shopId, other.shopId]}::int[]) order by event_id
  `.execute(database.db);
  return rows;
}

const with_ = (change: object) => JSON.stringify({ ...event, ...change });
const invalid = (path: string) => ({ error: "invalid", issues: [expect.objectContaining({ path }) as unknown] });
const UNAUTHORIZED = { error: "unauthorized" };

type Refused = [what: string, status: number, answer: object, sent: () => Sent | Promise<Sent>];
const refused: Refused[] = [
  ["no secret", 401, UNAUTHORIZED, () => ({ authorization: null })],
  ["an empty secret", 401, UNAUTHORIZED, () => ({ authorization: "Bearer " })],
  [
    "a wrong secret",
    401,
    UNAUTHORIZED,
    () => ({ authorization: `Bearer ${secret.slice(0, -1)}${secret.endsWith("A") ? "B" : "A"}` }),
  ],
  ["the secret with more behind it", 401, UNAUTHORIZED, () => ({ authorization: `Bearer ${secret} x` })],
  ["the secret as a password", 401, UNAUTHORIZED, () => ({ authorization: `Basic ${btoa(`x:${secret}`)}` })],
  [
    "the hash that is kept in place of the secret",
    401,
    UNAUTHORIZED,
    async () => {
      const { rows } = await sql<{
        hash: string;
      }>`select secret_hash as hash from event_secrets where shop_id = ${shop.shopId}`.execute(database.db);
      return { authorization: `Bearer ${rows[0]?.hash ?? ""}` };
    },
  ],
  [
    "another shop's secret",
    401,
    UNAUTHORIZED,
    async () => ({ authorization: `Bearer ${await makeSecret(database.db, other.shopId, "merchant:2", start)}` }),
  ],
  ["the secret at another shop's address", 401, UNAUTHORIZED, () => ({ to: other.domain })],
  ["a shop that there is not", 401, UNAUTHORIZED, () => ({ to: "nobody.myshopify.com" })],
  [
    "a shop that has removed the app",
    401,
    UNAUTHORIZED,
    async () => {
      await sql`update shops set status = 'uninstalled' where shop_id = ${shop.shopId}`.execute(database.db);
      return {};
    },
  ],
  [
    "a secret that was removed",
    401,
    UNAUTHORIZED,
    async () => {
      await dropSecrets(database.db, shop.shopId);
      return {};
    },
  ],
  ["another method", 405, { error: "method" }, () => ({ method: "PUT" })],
  ["a GET", 405, { error: "method" }, () => ({ method: "GET" })],
  ["a body that is no JSON", 400, { error: "not-json" }, () => ({ body: "{" })],
  ["a body that is not UTF-8", 400, { error: "not-json" }, () => ({ body: Buffer.from([0x7b, 0xff, 0x7d]) })],
  ["no body", 400, { error: "not-json" }, () => ({ body: "" })],
  ["a body that is too large", 413, { error: "too-large" }, () => ({ body: with_({ data: { x: "y".repeat(17_000) } }) })],
  ["a list", 422, invalid(""), () => ({ body: "[]" })],
  ["null", 422, invalid(""), () => ({ body: "null" })],
  ["a field that there is not", 422, invalid(""), () => ({ body: with_({ shopId: other.shopId }) })],
  ["__proto__", 422, invalid(""), () => ({ body: '{"__proto__":{},"id":"e","name":"n","customer":{"id":"1"}}' })],
  ["no id", 422, invalid("id"), () => ({ body: with_({ id: undefined }) })],
  ["an id with a line break", 422, invalid("id"), () => ({ body: with_({ id: "a\nb" }) })],
  ["an id that is too long", 422, invalid("id"), () => ({ body: with_({ id: "x".repeat(101) }) })],
  ["a name with markup", 422, invalid("name"), () => ({ body: with_({ name: "<b>" }) })],
  ["no customer", 422, invalid("customer"), () => ({ body: with_({ customer: undefined }) })],
  [
    "a customer by id and address",
    422,
    invalid("customer"),
    () => ({ body: with_({ customer: { id: "1", email: "c1@example.com" } }) }),
  ],
  ["an id of a customer that is a query", 422, invalid("customer.id"), () => ({ body: with_({ customer: { id: "1 or 1=1" } }) })],
  ["a time without a zone", 422, invalid("occurredAt"), () => ({ body: with_({ occurredAt: "2026-06-10T10:00:00" }) })],
  [
    "an instant in the future",
    422,
    invalid("occurredAt"),
    () => ({ body: with_({ occurredAt: plusMs(start, 6 * MINUTE_MS).toISOString() }) }),
  ],
  [
    "an instant of long ago",
    422,
    invalid("occurredAt"),
    () => ({ body: with_({ occurredAt: plusMs(start, -31 * DAY_MS).toISOString() }) }),
  ],
  ["data within data", 422, invalid("data.deep"), () => ({ body: with_({ data: { deep: { er: 1 } } }) })],
  [
    "too many fields",
    422,
    invalid("data"),
    () => ({ body: with_({ data: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`f${at}`, at])) }) }),
  ],
  ["an unknown customer", 404, { error: "unknown-customer" }, () => ({ body: with_({ customer: { id: "2" } }) })],
  ["an unknown address", 404, { error: "unknown-customer" }, () => ({ body: with_({ customer: { email: "c2@example.com" } }) })],
  [
    "a customer of another shop",
    404,
    { error: "unknown-customer" },
    async () => {
      await stageCustomer(database.db, other, 5n, { email: "other@example.com" });
      return { body: with_({ customer: { email: "other@example.com" } }) };
    },
  ],
  [
    "a customer who was erased",
    404,
    { error: "unknown-customer" },
    async () => {
      await sql`update customers set redacted_at = ${start} where shop_id = ${shop.shopId}`.execute(database.db);
      return {};
    },
  ],
];

describe("what a shop's own system tells", () => {
  it.each(refused)(
    "is refused, and nothing of it kept: %s → %i (hostile: custom events)",
    async (_what, status, answer, sent) => {
      const response = await send(await sent());
      expect([response.status, response.body]).toEqual([status, answer]);
      expect(await told()).toEqual([]);
    },
  );

  it("counts once, of the customer by id or by address, whatever its case", async () => {
    const data = { course: "Tea \u0000 101", grade: 2, passed: true, note: null };
    expect(await send({ body: with_({ data, customer: { email: "C1@Example.com" } }) })).toMatchObject({
      status: 200,
      body: { result: "stored" },
    });
    expect(await send({ body: with_({ id: "e2", customer: { id: 1 } }) })).toMatchObject({
      status: 200,
      body: { result: "stored" },
    });
    expect(await told()).toMatchObject([
      {
        customer_id: 1n,
        key: "custom:e1",
        occurred_at: start,
        data: { name: "course-finished", data: { ...data, course: "Tea \uFFFD 101" } },
      },
      { customer_id: 1n, key: "custom:e2" },
    ]);
  });

  it("is known when its id comes again, whatever else it says, and changes nothing", async () => {
    await send();
    const before = await told();
    clock.now = plusMs(start, MINUTE_MS);
    expect(await send({ body: with_({ name: "other" }) })).toMatchObject({ status: 200, body: { result: "known" } });
    expect(await told()).toEqual(before);
  });

  it("counts once though it comes five times at a time", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => send()));
    expect(answers.map(({ body }) => (body as { result: string }).result).sort()).toEqual([
      "known",
      "known",
      "known",
      "known",
      "stored",
    ]);
    expect(await told()).toHaveLength(1);
  });

  it("is of whom a merge has kept", async () => {
    await stageCustomer(database.db, shop, 2n);
    await sql`update customers set merged_into = 2 where shop_id = ${shop.shopId} and customer_id = 1`.execute(database.db);
    await send();
    expect(await told()).toMatchObject([{ customer_id: 2n }]);
  });

  it("is not ahead of the clock, by which events are ordered", async () => {
    await send({ body: with_({ occurredAt: plusMs(start, MINUTE_MS).toISOString() }) });
    expect(await told()).toMatchObject([{ occurred_at: start }]);
  });

  it("is told to come back when there is too much of it, and another shop's is not", async () => {
    clock.now = plusMs(start, DAY_MS);
    const theirs = await makeSecret(database.db, other.shopId, "merchant:2", start);
    for (let nth = 0; nth < MOST_A_MINUTE; nth += 1) await send({ body: "{" });
    const late = await send();
    expect([late.status, late.body, late.headers.get("retry-after")]).toEqual([429, { error: "too-many" }, "60"]);
    expect((await send({ to: other.domain, authorization: `Bearer ${theirs}`, body: "{" })).status).toBe(400);
    clock.now = plusMs(clock.now, MINUTE_MS);
    expect((await send()).status).toBe(200);
  });
});

describe("the secret", () => {
  it("that was replaced is good for another day, and no longer", async () => {
    const next = await makeSecret(database.db, shop.shopId, "merchant:1", start);
    expect((await send()).status).toBe(200);
    expect((await send({ authorization: `Bearer ${next}` })).status).toBe(200);
    expect(await findSecret(database.db, shop.shopId, start)).toMatchObject({ formerUntil: plusMs(start, DAY_MS) });
    clock.now = plusMs(start, DAY_MS);
    expect((await send()).status).toBe(401);
    expect((await send({ authorization: `Bearer ${next}` })).status).toBe(200);
  });

  it("of the one before the last is good no more when another is made", async () => {
    await makeSecret(database.db, shop.shopId, "merchant:1", start);
    await makeSecret(database.db, shop.shopId, "merchant:1", start);
    expect((await send()).status).toBe(401);
  });
});

describe("a flow", () => {
  it("begins with the event of its name, once, and with no other", async () => {
    const trigger = { kind: "event" as const, event: "custom-event" as const, name: "course-finished" };
    await startFlow(database.db, shop, { trigger, steps: [email("thanks")], exits: [] }, start);
    await send({ body: with_({ id: "e0", name: "course-begun" }) });
    await send();
    await send();
    const { rows } = await sql`select occasion, state from flow_runs where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ occasion: "custom:e1", state: "ended" }]);
  });
});
