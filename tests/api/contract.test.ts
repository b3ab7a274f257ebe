import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";

import { problemsOf } from "../../app/api/openapi.ts";
import { operations } from "../../app/api/operations.server.ts";
import { problems } from "../../app/api/problem.ts";
import { now } from "../../app/clock.server.ts";
import { loader as document } from "../../app/routes/api.v1.openapi.ts";
import * as segments from "../../app/segments/segments.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { createCustomer } from "../sandbox/world/commerce.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { ajv, departures as unsaid, describedAddresses, type ApiDocument } from "../support/openapi.ts";
import { apiRoutes, call, customerWith, fiveOff, keyOf, type Answer } from "./stage.ts";

/** What the API answers, held against the document that it serves. */
const database = useDatabase();
const api = await useAdminApi();

let shop: Shop;
let key: string;
let rewardId: number;
let spec: ApiDocument;
const customer = createCustomer(api.world, api.shop, {}).id;

beforeAll(async () => {
  shop = await installFromApi(database.db, api);
  key = await keyOf(database.db, shop, now());
  await customerWith(database.db, shop, customer, 1_200n, now());
  await customerWith(database.db, shop, customer + 1n, 0n, now());
  rewardId = await fiveOff(shop, now());
  await segments.createDefaults(shop.shopId, "en", now());
  for (const [state, paidAt] of [
    ["claimed", null],
    ["paid", now()],
  ] as const)
    await sql`
      insert into referrals (shop_id, advocate_id, code, terms, claimed_at, expires_at, friend_id, order_id, ordered_at, state, paid_at, points)
      values (${shop.shopId}, ${customer}, ${`F-${state}`}, '{}', ${now()}, ${now()}, ${paidAt === null ? null : customer + 1n}, ${paidAt === null ? null : 5n},
        ${paidAt}, ${state}, ${paidAt}, ${paidAt === null ? 0 : 500})
    `.execute(database.db);
  spec = (await document().json()) as ApiDocument;
});

const departures = (path: string, method: string, answer: Answer) => unsaid(spec, path, method, answer);

describe("the document", () => {
  test("describes every route below /api/v1, and no other", () => {
    const addresses = describedAddresses(apiRoutes, "api/v1");
    expect(Object.keys(spec.paths).sort()).toEqual([...new Set(addresses)].sort());
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
    expect(operations.length).toBe(addresses.length);
  });

  test("is OpenAPI 3.1 whose schemas can all be read, with every webhook", () => {
    expect(spec).toMatchObject({ openapi: "3.1.0", servers: [{ url: expect.stringMatching(/\/api\/v1$/) as unknown }] });
    const schemas = JSON.stringify(spec).match(/"schema":\{/g) ?? [];
    expect(schemas.length).toBeGreaterThan(60);
    const bodies = Object.values(
      (
        spec as unknown as {
          webhooks: Record<string, { post: { requestBody: { content: Record<string, { schema: object }> } } }>;
        }
      ).webhooks,
    );
    expect(bodies).toHaveLength(29);
    for (const { post } of bodies)
      expect(() => ajv.compile(post.requestBody.content["application/json"]?.schema ?? {})).not.toThrow();
  });

  test("says of each operation its problems, and every problem is of some operation", () => {
    const all = new Set(operations.flatMap((operation) => [...problemsOf(operation), "method-not-allowed" as const]));
    expect(Object.keys(problems).filter((code) => !all.has(code as never))).toEqual([]);
  });
});

type Case = [operation: string, at: () => string, status: number, sent?: () => object];
const given = { body: { points: 5, reason: "Course finished" } };
const answers: Case[] = [
  ["GET /customers", () => "GET /customers", 200, () => ({ query: "limit=1" })],
  ["GET /customers", () => "GET /customers", 200, () => ({ query: `email=C${customer}@Example.com` })],
  ["GET /customers", () => "GET /customers", 422, () => ({ query: "limit=0" })],
  ["GET /customers/{customerId}", () => `GET /customers/${customer}`, 200],
  ["GET /customers/{customerId}", () => "GET /customers/5", 404],
  ["GET /customers/{customerId}/ledger", () => `GET /customers/${customer}/ledger`, 200, () => ({ query: "limit=2" })],
  ["GET /customers/{customerId}/ledger", () => `GET /customers/${customer}/ledger`, 422, () => ({ query: "cursor=x" })],
  ["POST /customers/{customerId}/adjustments", () => `POST /customers/${customer}/adjustments`, 201, () => given],
  [
    "POST /customers/{customerId}/adjustments",
    () => `POST /customers/${customer}/adjustments`,
    400,
    () => ({ ...given, name: null }),
  ],
  [
    "POST /customers/{customerId}/adjustments",
    () => `POST /customers/${customer}/adjustments`,
    409,
    () => ({ body: { points: -9_000, reason: "x" } }),
  ],
  [
    "POST /customers/{customerId}/adjustments",
    () => `POST /customers/${customer}/adjustments`,
    415,
    () => ({ ...given, type: "text/plain" }),
  ],
  ["GET /rewards", () => "GET /rewards", 200],
  [
    "POST /customers/{customerId}/redemptions",
    () => `POST /customers/${customer}/redemptions`,
    201,
    () => ({ body: { rewardId } }),
  ],
  [
    "POST /customers/{customerId}/redemptions",
    () => `POST /customers/${customer + 1n}/redemptions`,
    409,
    () => ({ body: { rewardId } }),
  ],
  ["GET /redemptions", () => "GET /redemptions", 200, () => ({ query: `customerId=${customer}&state=issued&limit=1` })],
  ["GET /redemptions/{redemptionId}", () => "GET /redemptions/77", 404],
  ["GET /referrals", () => "GET /referrals", 200, () => ({ query: `customerId=${customer}&state=paid&limit=1` })],
  ["GET /referrals", () => "GET /referrals", 404, () => ({ query: "customerId=5" })],
  ["GET /segments", () => "GET /segments", 200],
  ["GET /segments/{segmentId}/members", () => "GET /segments/999999/members", 404],
  ["POST /events", () => "POST /events", 200, () => ({ body: { id: "e1", name: "course", customer: { id: String(customer) } } })],
  ["POST /events", () => "POST /events", 422, () => ({ body: { id: "e1" } })],
  ["GET /rewards", () => "GET /rewards", 401, () => ({ key: "reprise_1_x" })],
];

describe("real answers are as the document says", () => {
  test.each(answers)("%s", async (operation, at, status, sent = () => ({})) => {
    const [method = "", path = ""] = operation.split(" ");
    const answer = await call(at(), { key, ...sent() });
    expect([answer.status, departures(path, method, answer)]).toEqual([status, []]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("one redemption, and the members of one segment", async () => {
    const { items } = (await call("GET /redemptions", { key })).body as { items: { id: string }[] };
    const one = await call(`GET /redemptions/${items[0]?.id ?? ""}`, { key });
    expect([one.status, departures("/redemptions/{redemptionId}", "GET", one)]).toEqual([200, []]);
    const listed = (await call("GET /segments", { key })).body as { items: { id: number }[] };
    const segmentId = listed.items[0]?.id ?? 0;
    await sql`insert into segment_members values (${shop.shopId}, ${segmentId}, ${customer}, ${now()}) on conflict do nothing`.execute(
      database.db,
    );
    const members = await call(`GET /segments/${segmentId}/members`, { key });
    expect([members.status, departures("/segments/{segmentId}/members", "GET", members)]).toEqual([200, []]);
    expect(members.body).toMatchObject({ items: [{ customerId: String(customer) }], nextCursor: null });
  });

  test("referrals of one who recommended the shop, the newest first, page by page (issue 11, public API)", async () => {
    const first = await call("GET /referrals", { key, query: `customerId=${customer}&limit=1` });
    const page = first.body as { items: object[]; nextCursor: string };
    expect(page.items).toMatchObject([
      { customerId: String(customer), friendId: String(customer + 1n), state: "paid", points: 500 },
    ]);
    const second = await call("GET /referrals", { key, query: `limit=1&cursor=${page.nextCursor}` });
    expect(second.body).toMatchObject({ items: [{ state: "claimed", friendId: null, orderId: null, points: 0, paidAt: null }] });
    expect([departures("/referrals", "GET", first), departures("/referrals", "GET", second)]).toEqual([[], []]);
  });

  test("each operation has been asked", () => {
    const asked = new Set([
      ...answers.map(([operation]) => operation),
      "GET /redemptions/{redemptionId}",
      "GET /segments/{segmentId}/members",
    ]);
    expect(operations.map(({ method, path }) => `${method} ${path}`).filter((one) => !asked.has(one))).toEqual([]);
  });

  test("an answer that says less or more is found", () => {
    const headers = new Headers({ "content-type": "application/json" });
    expect(departures("/rewards", "GET", { status: 200, body: { items: [{}] }, headers })).not.toEqual([]);
    expect(departures("/rewards", "GET", { status: 200, body: { items: [], more: 1 }, headers })).not.toEqual([]);
    expect(departures("/rewards", "GET", { status: 418, body: {}, headers })).not.toEqual([]);
  });
});
