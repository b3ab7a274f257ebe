import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import type { Fact } from "../../app/facts/fact.ts";
import type { OrderSnapshot } from "../../app/facts/order-snapshot.ts";
import { isTransient } from "../../app/lib/database-errors.ts";
import * as batches from "../../app/batches/batches.server.ts";
import { customerSnapshot } from "../support/customers.ts";
import * as pipeline from "../support/pipeline.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { addAwarded, awardResultSchema, type AwardSpec } from "../../app/points/orders/award-history.ts";
import { countPast } from "../../app/points/orders/award-history.server.ts";
import { parseAward } from "../../app/points/orders/award-form.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { DEFAULT_RULES, type Program } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { createRun, getRun, runToEnd, workByParts } from "../support/batches.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order, refund } from "../support/orders.ts";

const NOTHING_AWARDED = awardResultSchema.parse({});

const database = useDatabase();
const NOW = new Date("2026-01-05T12:00:00Z");
const TIERED = { ...DEFAULT_RULES, tiers: TIER_PRESET };
const VERSIONS: Program[] = [
  { version: 1, effectiveFrom: new Date(0), rules: { ...DEFAULT_RULES, earn: { points: "1", units: "1" } } },
  { version: 2, effectiveFrom: new Date("2026-01-02T00:00:00Z"), rules: TIERED },
];

const shopWith = (programs = VERSIONS) => createEarningShop(database.db, { programs });
const apply = (shop: Shop, facts: Fact[], now = NOW) =>
  pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, now));
const spec = (change: Partial<AwardSpec> = {}): AwardSpec => ({
  ...{ dryRun: false, since: null, waiting: "from-order", programVersion: 2 },
  ...change,
});
const award = async (shop: Shop, change: Partial<AwardSpec> = {}, now = NOW) => {
  const run = await runToEnd(database.db, shop, "award-history", spec(change), now);
  expect(run.error).toBeNull();
  return awardResultSchema.parse(run.result);
};
const account = (shop: Shop, customerId: bigint, now = NOW) => readAccount(database.db, shop, customerId, now);
const sound = async (shop: Shop) => (await verify(database.db, shop)).discrepancies;

let orderId = 1_000n;
function bought(customerId: bigint | null, minor: bigint, at: string, change: Partial<OrderSnapshot> = {}): Fact {
  orderId += 1n;
  const day = new Date(at);
  const dates = { createdAt: day, processedAt: day, updatedAt: day };
  const facts = { ...dates, orderId, customerId, name: `#${orderId}`, email: customerId === null ? "guest@example.com" : null };
  return { kind: "order", order: order([line(1n, minor)], { ...facts, ...change }), announced: false };
}

describe("awarding past orders", () => {
  test("is tried out first, and for real gives the same", async () => {
    const shop = await shopWith();
    await apply(shop, [
      bought(1n, 10_000n, "2025-11-20T12:00:00Z"),
      bought(1n, 2_000n, "2025-12-31T12:00:00Z"),
      bought(2n, 1_000n, "2025-12-30T12:00:00Z"),
      bought(3n, 5_000n, "2025-10-01T12:00:00Z", { test: true }),
      bought(null, 7_000n, "2025-10-02T12:00:00Z"),
    ]);
    expect((await account(shop, 1n)).available).toBe(0n);
    expect(await countPast(database.db, shop, null)).toBe(3);

    const tried = await award(shop, { dryRun: true });
    expect(tried).toEqual({
      orders: 3,
      customers: 2,
      available: 500n,
      pending: 150n,
      months: { "2025-11": { orders: 1, points: 500n }, "2025-12": { orders: 2, points: 150n } },
      top: [
        { customerId: 1n, orders: 2, points: 600n },
        { customerId: 2n, orders: 1, points: 50n },
      ],
    });
    const { rows } = await sql`select 1 from ledger_entries where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
    expect(await countPast(database.db, shop, null)).toBe(3);

    expect(await award(shop)).toEqual(tried);
    expect(await account(shop, 1n)).toMatchObject({ available: 500n, pending: 100n, lifetimeEarned: 600n });
    expect(await countPast(database.db, shop, null)).toBe(0);
    expect(await sound(shop)).toEqual([]);
    expect(await award(shop)).toEqual(NOTHING_AWARDED);
    expect((await account(shop, 1n)).lifetimeEarned).toBe(600n);
  });

  test("counts for tiers by the date of the order", async () => {
    const shop = await shopWith();
    await apply(shop, [bought(1n, 20_000n, "2025-06-01T12:00:00Z"), bought(2n, 20_000n, "2024-06-01T12:00:00Z")]);
    await award(shop);
    const { rows } = await sql`select customer_id, tier from members where shop_id = ${shop.shopId} order by customer_id`.execute(
      database.db,
    );
    expect(rows).toEqual([
      { customer_id: 1n, tier: "silver" },
      { customer_id: 2n, tier: "bronze" },
    ]);
  });

  test("includes history that was moved here after the install, which earned nothing by itself (points 4)", async () => {
    const shop = await shopWith();
    const sold = { processedAt: new Date("2024-01-05T12:00:00Z"), sourceName: "5544332" };
    const fact = bought(1n, 20_000n, "2026-01-05T11:00:00Z", sold);
    if (fact.kind !== "order") throw new Error("unreachable");
    await apply(shop, [{ ...fact, announced: true }, bought(1n, 1_000n, "2026-01-05T11:30:00Z")]);
    expect(await account(shop, 1n)).toMatchObject({ available: 0n, pending: 50n });
    expect(await countPast(database.db, shop, "2025-01-01T00:00:00.000Z")).toBe(0);
    expect(await countPast(database.db, shop, null)).toBe(1);

    const tried = await award(shop, { dryRun: true });
    expect(tried).toMatchObject({ orders: 1, available: 1_000n, months: { "2024-01": { orders: 1, points: 1_000n } } });
    expect(await award(shop)).toEqual(tried);
    expect(await account(shop, 1n)).toMatchObject({ available: 1_000n, pending: 50n });
    // What was sold two years ago lifts nobody's tier today.
    const { rows } = await sql`select tier from members where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ tier: "bronze" }]);
    expect(await sound(shop)).toEqual([]);
  });

  test("takes refunds back at the version that awarded, though another is in force", async () => {
    const shop = await shopWith();
    const fact = bought(1n, 10_000n, "2025-11-20T12:00:00Z");
    await apply(shop, [fact]);
    await award(shop);
    expect((await account(shop, 1n)).available).toBe(500n);
    if (fact.kind !== "order") throw new Error("unreachable");
    await apply(shop, [{ kind: "refund", orderId: fact.order.orderId, refund: refund(5n, 5_000n) }]);
    expect((await account(shop, 1n)).available).toBe(250n);
    expect(await sound(shop)).toEqual([]);
  });

  test("leaves orders alone that earn already", async () => {
    const shop = await shopWith();
    await apply(shop, [bought(1n, 1_000n, "2026-01-03T12:00:00Z"), bought(1n, 1_000n, "2025-12-01T12:00:00Z")]);
    const tried = await award(shop, { dryRun: true });
    expect(tried).toMatchObject({ orders: 1, available: 50n });
    await award(shop);
    const { rows } = await sql<{ version: number | null; earns: boolean }>`
      select program_version as version, earns from orders where shop_id = ${shop.shopId} order by created_at
    `.execute(database.db);
    expect(rows).toEqual([
      { version: 2, earns: true },
      { version: null, earns: true },
    ]);
  });

  test("begins at a day, and lets points be spent at once where that is wished", async () => {
    const shop = await shopWith();
    await apply(shop, [bought(1n, 1_000n, "2025-12-31T12:00:00Z"), bought(1n, 1_000n, "2025-11-30T12:00:00Z")]);
    const since = "2025-12-01T00:00:00.000Z";
    expect(await award(shop, { dryRun: true, since, waiting: "none" })).toMatchObject({ orders: 1, available: 50n, pending: 0n });
    expect(await award(shop, { since, waiting: "none" })).toMatchObject({ orders: 1, available: 50n, pending: 0n });
    expect(await account(shop, 1n)).toMatchObject({ available: 50n, pending: 0n });
    expect(await award(shop)).toMatchObject({ orders: 1, available: 50n });
    expect(await sound(shop)).toEqual([]);
  });

  test("gives a guest's past order to whoever claims it later", async () => {
    const shop = await shopWith();
    await apply(shop, [bought(null, 10_000n, "2025-12-01T12:00:00Z")]);
    expect(await award(shop)).toEqual(NOTHING_AWARDED);
    const customer = customerSnapshot(8n, NOW, { email: "guest@example.com", accountState: "enabled" });
    await apply(shop, [{ kind: "customer", customer }]);
    expect((await account(shop, 8n)).available).toBe(500n);
  });

  test("never starts the age of points before they were awarded", async () => {
    const expiry = { mode: "lot" as const, months: 6 };
    const shop = await shopWith([{ version: 2, effectiveFrom: new Date(0), rules: { ...DEFAULT_RULES, expiry } }]);
    await apply(shop, [bought(1n, 1_000n, "2024-01-01T12:00:00Z")]);
    await award(shop);
    const { available, expiring } = await account(shop, 1n);
    expect(available).toBe(50n);
    expect(expiring?.at.toISOString().slice(0, 7)).toBe("2026-07");
  });

  test("ends the same wherever its worker dies, with rivals at its side and orders coming in", async () => {
    const shop = await shopWith();
    const facts = Array.from({ length: 900 }, (_, index) => bought(BigInt(1 + (index % 450)), 1_000n, "2025-11-20T12:00:00Z"));
    await apply(shop, facts);
    const tried = await award(shop, { dryRun: true });
    const runId = await createRun(database.db, shop, "award-history", spec(), NOW);
    const late = bought(3n, 3_000n, "2026-01-04T12:00:00Z");
    const [parts] = await Promise.all([workByParts(shop, runId, NOW, 3), apply(shop, [late])]);
    expect(parts).toBeGreaterThan(1);
    const { rows } = await sql<{ points: bigint; entries: number }>`
      select sum(points)::bigint as points, count(*)::int as entries from ledger_entries where shop_id = ${shop.shopId}
    `.execute(database.db);
    expect(rows[0]).toEqual({ points: tried.available + tried.pending + 150n, entries: 901 });
    expect(await sound(shop)).toEqual([]);
  });

  test("can be stopped and go on", async () => {
    const shop = await shopWith();
    await apply(
      shop,
      Array.from({ length: 500 }, (_, index) => bought(BigInt(index + 1), 1_000n, "2025-11-20T12:00:00Z")),
    );
    const runId = await createRun(database.db, shop, "award-history", spec(), NOW);
    const { workPart, workRun } = await import("../../app/jobs/runs/batches.server.ts");
    expect(await workPart(shop, runId, () => NOW)).toBe(true);
    expect(await batches.cancelBatch(database.db, shop.shopId, runId, NOW)).toBe(true);
    expect(await workPart(shop, runId, () => NOW)).toBe(false);
    expect(await getRun(database.db, shop, runId)).toMatchObject({ state: "cancelled", done: 200 });
    expect(await database.db.transaction().execute((tx) => batches.reopenBatch(tx, shop.shopId, runId))).toBe(true);
    await workRun(shop, runId, { now: () => NOW, restMs: 0 });
    const run = await getRun(database.db, shop, runId);
    expect(run).toMatchObject({ state: "done", done: 500 });
    expect(awardResultSchema.parse(run.result)).toMatchObject({ orders: 500, customers: 500, available: 25_000n });
  });

  test("ends as failed, with what it says, when it cannot go on", async () => {
    const shop = await shopWith();
    await apply(shop, [bought(1n, 1_000n, "2025-11-20T12:00:00Z")]);
    const { rows } = await sql<{ snapshot: unknown }>`select snapshot from orders where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    expect(isTransient(new Error("x"))).toBe(false);
    await sql`update orders set snapshot = '{}' where shop_id = ${shop.shopId}`.execute(database.db);
    const runId = await createRun(database.db, shop, "award-history", spec(), NOW);
    const { workRun } = await import("../../app/jobs/runs/batches.server.ts");
    await workRun(shop, runId, { now: () => NOW, restMs: 0 });
    const failed = await getRun(database.db, shop, runId);
    expect([failed.state, failed.error === null]).toEqual(["failed", false]);
    await sql`update orders set snapshot = ${JSON.stringify(rows[0]?.snapshot)}::jsonb where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    await database.db.transaction().execute((tx) => batches.reopenBatch(tx, shop.shopId, runId));
    await workRun(shop, runId, { now: () => NOW, restMs: 0 });
    expect((await getRun(database.db, shop, runId)).state).toBe("done");
    expect((await account(shop, 1n)).available).toBe(50n);
  });

  test("is open once a shop, whoever asks at the same time", async () => {
    const [shop, other] = await Promise.all([shopWith(), shopWith()]);
    const start = (of: Shop) =>
      database.db
        .transaction()
        .execute((tx) => batches.createBatch(tx, of.shopId, { kind: "award-history", spec: spec(), total: 0, actor: "x" }, NOW));
    const runs = await Promise.all([start(shop), start(shop), start(shop), start(other)]);
    expect(runs.slice(0, 3).filter((runId) => runId !== null)).toHaveLength(1);
    expect(runs[3]).not.toBeNull();
    expect(await batches.findBatch(database.db, other.shopId, runs.find((runId) => runId !== null) ?? 0n)).toBeNull();
  });
});

test("what parts award adds up, however they are cut", () => {
  const awarded = fc.record({
    customerId: fc.bigInt(1n, 40n),
    month: fc.constantFrom("2025-01", "2025-02", "2025-03"),
    available: fc.bigInt(0n, 1_000n),
    pending: fc.bigInt(0n, 1_000n),
  });
  fc.assert(
    fc.property(fc.array(awarded, { maxLength: 60 }), fc.bigInt(0n, 40n), (list, edge) => {
      const parts = [list.filter(({ customerId }) => customerId <= edge), list.filter(({ customerId }) => customerId > edge)];
      const inParts = parts.reduce(addAwarded, NOTHING_AWARDED);
      expect(inParts).toEqual(addAwarded(NOTHING_AWARDED, list));
      expect(inParts.available + inParts.pending).toBe(
        list.reduce((sum, { available, pending }) => sum + available + pending, 0n),
      );
    }),
  );
});

describe("the form", () => {
  const parse = (fields: Record<string, string>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return parseAward(form, "Europe/Berlin", NOW);
  };
  test.each([
    [{}, { since: null, waiting: "from-order" }],
    [{ since: " " }, { since: null, waiting: "from-order" }],
    [
      { since: "2025-07-01", waiting: "none" },
      { since: "2025-06-30T22:00:00.000Z", waiting: "none" },
    ],
    [{ since: "2025-02-30" }, null],
    [{ since: "2099-01-01" }, null],
    [{ since: "yesterday" }, null],
    [{ since: "2025-01-01; drop table orders" }, null],
  ])("%j", (fields, input) => expect(parse(fields)).toEqual(input));
});
