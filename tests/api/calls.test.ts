import { sql } from "kysely";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { MOST_A_MINUTE } from "../../app/api/answer.server.ts";
import { begin, dropOldRequests, giveUp } from "../../app/keys/requests.server.ts";
import { listKeys, revokeKey } from "../../app/keys/keys.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { email, startFlow } from "../support/flows.ts";
import { call, customerWith, fiveOff, keyOf } from "./stage.ts";

const database = useDatabase();
await useAdminApi();
const start = new Date("2026-06-10T10:00:00Z");
const clock = vi.hoisted(() => ({ now: new Date("2026-06-10T10:00:00Z") }));
vi.mock("../../app/clock.server.ts", () => ({ now: () => clock.now }));

let shop: Shop;
let key: string;

beforeEach(async () => {
  clock.now = start;
  shop = await createEarningShop(database.db, { installedAt: plusMs(start, -DAY_MS) });
  key = await keyOf(database.db, shop, start);
  await customerWith(database.db, shop, 1n, 600n, start);
});

const give = (points: number, name: string, reason = "Course") =>
  call("POST /customers/1/adjustments", { key, name, body: { points, reason } });
const forget = () => dropOldRequests(database.db, plusMs(clock.now, 8 * DAY_MS));
const available = async () => (await readAccount(database.db, shop, 1n, clock.now)).available;

describe("a write that names itself", () => {
  test("is carried out once, and answers the same, also when more has happened since", async () => {
    const first = await give(5, "a");
    expect([first.status, first.body]).toEqual([201, { customerId: "1", points: 5, available: 605, pending: 0 }]);
    await give(1, "b");
    expect(await give(5, "a")).toMatchObject({ status: 201, body: first.body });
    expect(await available()).toBe(606n);
  });

  test("is refused with another body or at another address", async () => {
    await give(5, "a");
    await customerWith(database.db, shop, 2n, 0n, start);
    const elsewhere = await call("POST /customers/2/adjustments", { key, name: "a", body: { points: 5, reason: "Course" } });
    expect([(await give(6, "a")).status, elsewhere.status]).toEqual([422, 422]);
    expect(elsewhere.body).toMatchObject({ code: "another-body" });
    expect(await available()).toBe(605n);
  });

  test("may have the name that another key gave something else", async () => {
    const other = await keyOf(database.db, shop, start);
    await give(5, "a");
    const answer = await call("POST /customers/1/adjustments", { key: other, name: "a", body: { points: 7, reason: "x" } });
    expect([answer.status, await available()]).toEqual([201, 612n]);
  });

  test("is carried out once of five at a time: the others get its answer, or are asked to come back", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => give(5, "race")));
    expect(await available()).toBe(605n);
    for (const { status, body } of answers) expect([201, 409].includes(status) || body).toBe(true);
    expect(answers.some(({ status }) => status === 201)).toBe(true);
    expect((await give(5, "race")).status).toBe(201);
    expect(await available()).toBe(605n);
  });

  test("that a process began and did not end is carried out when it comes again, a minute later, once", async () => {
    const { keyId } = (await listKeys(database.db, shop.shopId, start))[0] ?? { keyId: 0 };
    const said = `/api/v1/customers/1/adjustments\n${JSON.stringify({ points: 5, reason: "Course" })}`;
    await begin(database.db, { shopId: shop.shopId, keyId, name: "died" }, said, 1n, start);
    expect(await give(5, "died")).toMatchObject({ status: 409, body: { code: "under-way" } });
    clock.now = plusMs(start, MINUTE_MS);
    expect((await give(5, "died")).status).toBe(201);
    expect(await available()).toBe(605n);
  });

  test("does not happen twice when its answer is forgotten, and nothing else passes for it", async () => {
    const rewards = [await fiveOff(shop, start), await fiveOff(shop, start)];
    const redeem = (nth: number) => call("POST /customers/1/redemptions", { key, name: "a", body: { rewardId: rewards[nth] } });
    await give(5, "a");
    const first = await redeem(0);
    // Redemptions have names of their own, but the key's answers are one list.
    expect(first.body).toMatchObject({ code: "another-body" });
    await forget();
    const taken = await redeem(0);
    expect(taken.status).toBe(201);
    await forget();
    expect((await redeem(1)).body).toMatchObject({ code: "another-body" });
    await forget();
    expect((await redeem(0)).body).toMatchObject({ id: (taken.body as { id: string }).id });
    await forget();
    for (const [points, reason] of [
      [6, "Course"],
      [5, "Another"],
    ] as const) {
      expect([points, (await give(points, "a", reason)).body]).toMatchObject([points, { code: "another-body" }]);
      await forget();
    }
    expect([(await give(5, "a")).status, await available()]).toEqual([201, 105n]);
  });

  test("that somebody else has taken over is theirs: who gives up late takes nothing from them", async () => {
    const id = { shopId: shop.shopId, keyId: 1, name: "slow" };
    const later = plusMs(start, MINUTE_MS);
    await begin(database.db, id, "said", 1n, start);
    expect(await begin(database.db, id, "said", 1n, later)).toEqual({ state: "begun" });
    await giveUp(database.db, id, start);
    expect(await begin(database.db, id, "another", 1n, later)).toEqual({ state: "another-body" });
    await giveUp(database.db, id, later);
    expect(await begin(database.db, id, "another", 1n, later)).toEqual({ state: "begun" });
  });

  test("keeps a refusal, too", async () => {
    expect(await give(-700, "a")).toMatchObject({ status: 409, body: { code: "insufficient-points", available: 600 } });
    await give(500, "b");
    expect((await give(-700, "a")).status).toBe(409);
    expect(await available()).toBe(1_100n);
  });
});

describe("a page of customers", () => {
  test("leads through all of them once, in their order, whoever comes and goes meanwhile", async () => {
    for (const id of [2n, 3n, 4n, 5n]) await customerWith(database.db, shop, id, id, start);
    const seen: string[] = [];
    for (let query = "limit=2"; query !== "";) {
      const { items, nextCursor } = (await call("GET /customers", { key, query })).body as {
        items: { id: string }[];
        nextCursor: string | null;
      };
      seen.push(...items.map(({ id }) => id));
      await sql`update customers set deleted_at = ${start} where shop_id = ${shop.shopId} and customer_id = 1`.execute(
        database.db,
      );
      query = nextCursor === null ? "" : `limit=2&cursor=${nextCursor}`;
    }
    expect(seen).toEqual(["1", "2", "3", "4", "5"]);
  });

  test("answers a merged customer's id with the one who was kept", async () => {
    await customerWith(database.db, shop, 2n, 40n, start);
    await sql`update customers set merged_into = 2 where shop_id = ${shop.shopId} and customer_id = 1`.execute(database.db);
    expect((await call("GET /customers/1", { key })).body).toMatchObject({ id: "2", points: { available: 40 } });
  });

  test("tells what the ledger says, entry by entry", async () => {
    await give(-100, "a", "Returned a mug");
    const { items, nextCursor } = (await call("GET /customers/1/ledger", { key, query: "limit=1" })).body as {
      items: object[];
      nextCursor: string;
    };
    expect(items).toMatchObject([
      {
        kind: "adjustment",
        points: -100,
        balance: 500,
        reason: "Returned a mug",
        actor: expect.stringMatching(/^api:\d+$/) as unknown,
      },
    ]);
    expect((await call("GET /customers/1/ledger", { key, query: `cursor=${nextCursor}` })).body).toMatchObject({
      items: [{ points: 600 }],
      nextCursor: null,
    });
  });
});

describe("a key", () => {
  test("works until it is revoked, its time is over or the app is gone, and says when it was used", async () => {
    const asked = async (with_ = key) => (await call("GET /rewards", { key: with_ })).status;
    const short = await keyOf(database.db, shop, start, undefined, plusMs(start, DAY_MS));
    expect([await asked(), await asked(short)]).toEqual([200, 200]);
    expect((await listKeys(database.db, shop.shopId, start)).map(({ lastUsedAt }) => lastUsedAt)).toEqual([start, start]);
    clock.now = plusMs(start, DAY_MS);
    expect([await asked(), await asked(short)]).toEqual([200, 401]);
    await sql`update shops set status = 'uninstalled' where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await asked()).toBe(401);
    await sql`update shops set status = 'installed' where shop_id = ${shop.shopId}`.execute(database.db);
    const keys = await listKeys(database.db, shop.shopId, clock.now);
    for (const { keyId } of keys) await revokeKey(database.db, shop.shopId, keyId, clock.now);
    expect(await asked()).toBe(401);
  });

  test("is asked to come back when it calls too often, and another is not", async () => {
    const other = await keyOf(database.db, shop, start);
    clock.now = plusMs(start, DAY_MS);
    for (let nth = 0; nth < MOST_A_MINUTE; nth += 1) await call("GET /redemptions", { key, query: "limit=x" });
    const late = await call("GET /rewards", { key });
    expect([late.status, late.headers.get("retry-after"), late.body]).toMatchObject([429, "60", { code: "too-many" }]);
    expect((await call("GET /rewards", { key: other })).status).toBe(200);
    clock.now = plusMs(clock.now, MINUTE_MS);
    expect((await call("GET /rewards", { key })).status).toBe(200);
  });
});

describe("an event that a shop's own system tells", () => {
  const tell = (more: object = {}) =>
    call("POST /events", { key, body: { id: "e1", name: "course-finished", customer: { id: "1" }, ...more } });
  const told = async () =>
    (
      await sql`select customer_id, key, occurred_at, data from timeline_events
      where kind = 'custom.happened' and shop_id = ${shop.shopId} order by event_id`.execute(database.db)
    ).rows;

  test("counts once, of the customer by id or by address, whatever its case", async () => {
    const data = { course: "Tea \u0000 101", grade: 2, passed: true, note: null };
    expect((await tell({ data, customer: { email: "C1@Example.com" } })).body).toEqual({ result: "stored" });
    expect((await tell({ id: "e2", customer: { id: 1 } })).body).toEqual({ result: "stored" });
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

  test("is known when its id comes again, whatever else it says, and changes nothing", async () => {
    await tell();
    const before = await told();
    expect((await tell({ name: "other" })).body).toEqual({ result: "known" });
    expect(await told()).toEqual(before);
  });

  test("counts once though it comes five times at a time", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => tell()));
    expect(answers.map(({ body }) => (body as { result: string }).result).sort()).toEqual([
      ...Array<string>(4).fill("known"),
      "stored",
    ]);
    expect(await told()).toHaveLength(1);
  });

  test("is of whom a merge has kept, and not ahead of the clock", async () => {
    await customerWith(database.db, shop, 2n, 0n, start);
    await sql`update customers set merged_into = 2 where shop_id = ${shop.shopId} and customer_id = 1`.execute(database.db);
    await tell({ occurredAt: plusMs(start, MINUTE_MS).toISOString() });
    expect(await told()).toMatchObject([{ customer_id: 2n, occurred_at: start }]);
  });

  test("begins the flow of its name, once, and no other", async () => {
    const trigger = { kind: "event" as const, event: "custom-event" as const, name: "course-finished" };
    await startFlow(database.db, shop, { trigger, steps: [email("thanks")], exits: [] }, start);
    await tell({ id: "e0", name: "course-begun" });
    await tell();
    await tell();
    const { rows } = await sql`select occasion, state from flow_runs where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ occasion: "custom:e1", state: "ended" }]);
  });
});

test("rewards are those that are not put away, with the offer that they make", async () => {
  await fiveOff(shop, start);
  expect((await call("GET /rewards", { key })).body).toMatchObject({
    items: [
      {
        kind: "amount",
        title: "5 € Rabatt",
        points: 500,
        value: { minor: 500, currency: "EUR" },
        offer: expect.any(String) as unknown,
      },
    ],
  });
});
