import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { rebuildSegments } from "../../app/jobs/runs/segments.server.ts";
import { verify } from "../../app/segments/drift.server.ts";
import { evaluate } from "../../app/segments/membership.server.ts";
import { createDefaults, listSegments } from "../../app/segments/segments.server.ts";
import { useDatabase } from "../support/database.ts";
import { addSegment, addShop, evaluateDue, events, members, nextEvalAt, putCustomers, putPoints } from "./support.ts";

const database = useDatabase();
const at = (iso: string) => new Date(iso);
const noon = at("2026-06-15T10:00:00Z");

async function shopWithDefaults(locale = "de", details: Parameters<typeof addShop>[1] = {}) {
  const shop = await addShop(database.db, details);
  await createDefaults(shop.shopId, locale, noon);
  return shop;
}

describe("default segments", () => {
  test("are created once, in the shop's language, and listed with their counts", async () => {
    const shop = await shopWithDefaults("de-DE");
    await createDefaults(shop.shopId, "en", noon);
    await putCustomers(database.db, shop.shopId, [
      {
        customer_id: 1n,
        orders_count: 4,
        aov_minor: 10001n,
        first_order_at: at("2025-02-01T10:00:00Z"),
        last_order_at: at("2026-06-01T10:00:00Z"),
      },
      {
        customer_id: 2n,
        orders_count: 4,
        aov_minor: 10000n,
        first_order_at: at("2025-02-01T10:00:00Z"),
        last_order_at: at("2026-01-01T10:00:00Z"),
      },
      {
        customer_id: 3n,
        orders_count: 1,
        aov_minor: 5000n,
        first_order_at: at("2026-06-01T10:00:00Z"),
        last_order_at: at("2026-06-01T10:00:00Z"),
      },
      { customer_id: 4n },
    ]);
    await evaluate(database.db, shop, [1n, 2n, 3n, 4n], noon);
    const listed = await listSegments(database.db, shop.shopId);
    expect(listed.map(({ key, name, count }) => [key, name, count])).toEqual([
      ["new", "Neu", 1],
      ["regular", "Stammkundschaft", 2],
      ["vip", "VIP", 1],
      ["at-risk", "Abwanderungsgefährdet", 1],
    ]);
  });

  test("a first purchase is new through the thirtieth day, a lapsed customer at risk from the ninetieth, at the shop's midnight", async () => {
    const shop = await shopWithDefaults("en", { timeZone: "America/New_York" });
    // 23:30 on 1 March in New York, already 2 March in UTC; clocks go forward on 8 March.
    const bought = at("2026-03-02T04:30:00Z");
    await putCustomers(database.db, shop.shopId, [
      { customer_id: 1n, orders_count: 1, first_order_at: bought, last_order_at: bought },
    ]);
    await evaluate(database.db, shop, [1n], at("2026-03-02T12:00:00Z"));
    expect(await members(database.db, shop.shopId)).toEqual(["1:new"]);
    expect(await nextEvalAt(database.db, shop.shopId, 1n)).toBe("2026-04-01T04:00:00.000Z");
    expect(await evaluateDue(database.db, at("2026-04-01T03:59:59.999Z"), 100)).toEqual(new Map());
    expect(await evaluateDue(database.db, at("2026-04-01T04:00:00.000Z"), 100)).toEqual(new Map([[shop.shopId, [1n]]]));
    expect(await nextEvalAt(database.db, shop.shopId, 1n)).toBe("2026-05-30T04:00:00.000Z");
    expect(await evaluateDue(database.db, at("2026-05-30T04:00:00.000Z"), 100)).toEqual(new Map([[shop.shopId, [1n]]]));
    expect(await nextEvalAt(database.db, shop.shopId, 1n)).toBeNull();
    expect(await events(database.db, shop.shopId)).toEqual([
      "1:segment.entered:new",
      "1:segment.left:new",
      "1:segment.entered:at-risk",
    ]);
  });
});

describe("evaluate", () => {
  test("tells transitions in order, once, and notes nothing when nothing changes", async () => {
    const shop = await addShop(database.db);
    await addSegment(database.db, shop.shopId, "b", "number_of_orders >= 1");
    await addSegment(database.db, shop.shopId, "a", "number_of_orders >= 2");
    await putCustomers(database.db, shop.shopId, [
      { customer_id: 9n, orders_count: 2 },
      { customer_id: 10n, orders_count: 1 },
    ]);
    const first = await evaluate(database.db, shop, [10n, 9n, 10n], noon);
    expect(first).toEqual([
      { customerId: 9n, segmentKey: "b", entered: true },
      { customerId: 9n, segmentKey: "a", entered: true },
      { customerId: 10n, segmentKey: "b", entered: true },
    ]);
    expect(await evaluate(database.db, shop, [9n, 10n], noon)).toEqual([]);
    await sql`update customers set orders_count = 1 where shop_id = ${shop.shopId} and customer_id = 9`.execute(database.db);
    expect(await evaluate(database.db, shop, [9n], noon)).toEqual([{ customerId: 9n, segmentKey: "a", entered: false }]);
    await sql`update customers set orders_count = 2 where shop_id = ${shop.shopId} and customer_id = 9`.execute(database.db);
    // The clock stands still: coming back is still an event of its own.
    expect(await evaluate(database.db, shop, [9n], noon)).toEqual([{ customerId: 9n, segmentKey: "a", entered: true }]);
    expect(await events(database.db, shop.shopId)).toHaveLength(5);
  });

  test("deleted, erased, merged and unknown customers leave every segment and are never due", async () => {
    const shop = await shopWithDefaults();
    const bought = { orders_count: 5, first_order_at: at("2026-06-01T00:00:00Z"), last_order_at: at("2026-06-01T00:00:00Z") };
    const everyone = [1n, 2n, 3n, 4n];
    await putCustomers(
      database.db,
      shop.shopId,
      everyone.map((customer_id) => ({ customer_id, ...bought })),
    );
    await evaluate(database.db, shop, everyone, noon);
    expect(await members(database.db, shop.shopId)).toHaveLength(8);
    await putCustomers(database.db, shop.shopId, [
      { customer_id: 1n, ...bought, deleted_at: noon, next_eval_at: noon },
      { customer_id: 2n, ...bought, redacted_at: noon, next_eval_at: noon },
      { customer_id: 3n, ...bought, merged_into: 9n, next_eval_at: noon },
    ]);
    await sql`delete from customers where shop_id = ${shop.shopId} and customer_id = 4`.execute(database.db);
    const left = await evaluate(database.db, shop, everyone, noon);
    expect(left).toHaveLength(8);
    expect(left.every(({ entered }) => !entered)).toBe(true);
    expect(await members(database.db, shop.shopId)).toEqual([]);
    expect(await nextEvalAt(database.db, shop.shopId, 1n)).toBeNull();
    expect(await evaluateDue(database.db, at("2030-01-01T00:00:00Z"), 100)).not.toHaveProperty(String(shop.shopId));
  });

  test("a segment that cannot be read keeps its members and does not stop the others", async () => {
    const shop = await addShop(database.db);
    const broken = await addSegment(database.db, shop.shopId, "broken", "number_of_orders >");
    await addSegment(database.db, shop.shopId, "points", "points_balance >= 100");
    await putCustomers(database.db, shop.shopId, [{ customer_id: 1n }]);
    await putPoints(database.db, shop.shopId, 1n, 100n);
    await sql`insert into segment_members (shop_id, segment_id, customer_id, entered_at) values (${shop.shopId}, ${broken}, 1, ${noon})`.execute(
      database.db,
    );
    expect(await evaluate(database.db, shop, [1n], noon)).toEqual([{ customerId: 1n, segmentKey: "points", entered: true }]);
    expect(await members(database.db, shop.shopId)).toEqual(["1:broken", "1:points"]);
  });

  test("tenants with the same customer ids stay apart", async () => {
    const [one, two] = [await shopWithDefaults(), await shopWithDefaults()];
    for (const shop of [one, two])
      await putCustomers(database.db, shop.shopId, [{ customer_id: 1n, orders_count: shop === one ? 4 : 1 }]);
    expect(await evaluate(database.db, one, [1n], noon)).toEqual([{ customerId: 1n, segmentKey: "regular", entered: true }]);
    expect(await evaluate(database.db, two, [1n], noon)).toEqual([]);
    await putPoints(database.db, two.shopId, 1n, 500n);
    await addSegment(database.db, one.shopId, "points", "points_balance > 0");
    expect(await evaluate(database.db, one, [1n], noon)).toEqual([]);
    await rebuildSegments(two, () => noon);
    expect(await members(database.db, one.shopId)).toEqual(["1:regular"]);
    expect(await events(database.db, two.shopId)).toEqual([]);
  });
});

describe("rebuild and verify", () => {
  test("repair what drifted, tell it once, and then find nothing", async () => {
    const shop = await shopWithDefaults();
    const recent = at("2026-06-10T00:00:00Z");
    await putCustomers(database.db, shop.shopId, [
      { customer_id: 1n, orders_count: 4, first_order_at: recent, last_order_at: recent },
      { customer_id: 2n },
    ]);
    const ids = Object.fromEntries((await listSegments(database.db, shop.shopId)).map(({ key, segmentId }) => [key, segmentId]));
    await sql`
      insert into segment_members (shop_id, segment_id, customer_id, entered_at)
      values (${shop.shopId}, ${ids["vip"]}, 2, ${noon}), (${shop.shopId}, ${ids["vip"]}, 77, ${noon}), (${shop.shopId}, 999999, 1, ${noon})
    `.execute(database.db);
    const dueAt = at("2026-07-10T22:00:00Z");
    expect(await verify(database.db, shop, noon)).toEqual([
      { customerId: 1n, missing: ["new", "regular"], extra: [], nextEvalAt: { stored: null, computed: dueAt } },
      { customerId: 2n, missing: [], extra: ["vip"], nextEvalAt: { stored: null, computed: null } },
      { customerId: 77n, missing: [], extra: ["vip"], nextEvalAt: { stored: null, computed: null } },
    ]);
    expect(await rebuildSegments(shop, () => noon)).toBe(3);
    expect(await events(database.db, shop.shopId)).toEqual([
      "1:segment.entered:new",
      "1:segment.entered:regular",
      "2:segment.left:vip",
      "77:segment.left:vip",
    ]);
    expect(await verify(database.db, shop, noon)).toEqual([]);
    expect(await rebuildSegments(shop, () => noon)).toBe(0);
    expect(await events(database.db, shop.shopId)).toHaveLength(4);
    expect(await members(database.db, shop.shopId)).toEqual(["1:new", "1:regular"]);
  });
});
