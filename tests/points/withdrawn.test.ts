import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import type { Fact } from "../../app/facts/fact.ts";
import type { OrderSnapshot } from "../../app/facts/order-snapshot.ts";
import * as pipeline from "../support/pipeline.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { bonusSchema } from "../../app/program/rules/bonus-rules.ts";
import { DEFAULT_RULES, type Program, type ProgramRules } from "../../app/program/rules/rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order } from "../support/orders.ts";

const database = useDatabase();
const NOW = new Date("2026-03-10T12:00:00Z");
const at = (day: number, hour = 12) => new Date(Date.UTC(2026, 2, day, hour));

const FIRST = bonusSchema.parse({ kind: "first-order", key: "first", points: 100 });
const shopWith = (rules: Partial<ProgramRules> = {}) => {
  const program: Program = { version: 1, effectiveFrom: new Date(0), rules: { ...DEFAULT_RULES, pendingDays: 0, ...rules } };
  return createEarningShop(database.db, { programs: [program] });
};
const apply = (shop: Shop, ...facts: Fact[]) =>
  pipeline.inShop(
    shop.shopId,
    (tx) => pipeline.apply(tx, shop, facts, NOW),
    () => NOW,
  );
const points = async (shop: Shop) => (await readAccount(database.db, shop, 77n, NOW)).available;
const sound = async (shop: Shop) => expect((await verify(database.db, shop)).discrepancies).toEqual([]);

/** An order of 100.00 that brings 500 points. */
const bought = (orderId: bigint, change: Partial<OrderSnapshot> = {}): Fact => ({
  ...{ kind: "order", announced: true },
  order: order([line(1n, 10_000n)], {
    orderId,
    name: `#${orderId}`,
    createdAt: at(1),
    processedAt: at(1),
    updatedAt: at(1),
    ...change,
  }),
});
const deleted = (orderId: bigint, when = at(2)): Fact => ({ kind: "order-deleted", orderId, at: when });
const disputed = (orderId: bigint, status: string, when = at(2), disputeId = 5n): Fact => {
  return { kind: "dispute", orderId, disputeId, status, at: when };
};
const timeline = async (shop: Shop) => {
  const { rows } = await sql<{ kind: string }>`
    select kind from timeline_events where shop_id = ${shop.shopId} and kind like 'order.%' order by occurred_at, event_id
  `.execute(database.db);
  return rows.map(({ kind }) => kind);
};
const profile = async (shop: Shop) => {
  const { rows } = await sql`
    select orders_count, net_spend_minor, last_order_at from customers where shop_id = ${shop.shopId} and customer_id = 77
  `.execute(database.db);
  return rows[0];
};

describe("a deleted order", () => {
  test("gives its points and its bonus back, and counts no more anywhere (points 5)", async () => {
    const shop = await shopWith({ bonuses: [FIRST] });
    await apply(shop, bought(1n));
    expect(await points(shop)).toBe(600n);
    await apply(shop, deleted(1n));
    expect(await points(shop)).toBe(0n);
    expect(await profile(shop)).toEqual({ orders_count: 0, net_spend_minor: 0n, last_order_at: null });
    expect(await timeline(shop)).toEqual(["order.placed", "order.deleted"]);
    await sound(shop);
  });

  test("stays gone when older news of it comes late, and when the deletion was told before the order (points 5)", async () => {
    const shop = await shopWith();
    await apply(shop, deleted(1n), deleted(2n));
    await apply(shop, bought(1n), bought(2n, { updatedAt: at(2) }));
    expect(await points(shop)).toBe(0n);
    await sound(shop);
  });

  test("lives again when Shopify tells of it anew (points 5)", async () => {
    const shop = await shopWith();
    await apply(shop, bought(1n), deleted(1n));
    await apply(shop, bought(1n, { updatedAt: at(3) }));
    expect(await points(shop)).toBe(500n);
    // The old deletion told once more changes nothing, a later one does.
    await apply(shop, deleted(1n));
    expect(await points(shop)).toBe(500n);
    await apply(shop, deleted(1n, at(4)));
    expect(await points(shop)).toBe(0n);
    await sound(shop);
  });
});

describe("a disputed payment", () => {
  test("takes the order's points when it is lost, and brings them back when it is won after all (points 5)", async () => {
    const shop = await shopWith({ bonuses: [FIRST] });
    await apply(shop, bought(1n));
    await apply(shop, disputed(1n, "needs_response", at(2)));
    expect(await points(shop)).toBe(600n);
    await apply(shop, disputed(1n, "under_review", at(3)), disputed(1n, "lost", at(4)));
    expect(await points(shop)).toBe(0n);
    expect(await profile(shop)).toMatchObject({ orders_count: 0, net_spend_minor: 0n });
    await apply(shop, disputed(1n, "won", at(5)));
    expect(await points(shop)).toBe(600n);
    expect((await timeline(shop)).filter((kind) => kind !== "order.delivered")).toEqual([
      ...["order.placed", "order.disputed", "order.dispute-lost", "order.dispute-won"],
    ]);
    await sound(shop);
  });

  test("holds points and bonuses while it is open, where the program says so (points 5)", async () => {
    const shop = await shopWith({ bonuses: [FIRST], openDisputes: "hold" });
    await apply(shop, bought(1n), disputed(1n, "needs_response"));
    expect(await points(shop)).toBe(0n);
    // The money is still there: the order goes on counting as one.
    expect(await profile(shop)).toMatchObject({ orders_count: 1, net_spend_minor: 10_000n });
    await apply(shop, disputed(1n, "prevented", at(3)));
    expect(await points(shop)).toBe(600n);
    await sound(shop);
  });

  test("of an order that nobody has told of is kept, and the order asked for (points 5)", async () => {
    const shop = await shopWith();
    const jobs = await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, [disputed(1n, "lost")], NOW));
    expect(pipeline.ordersToRead(jobs).atOnce).toEqual([1n]);
    await apply(shop, bought(1n));
    expect(await points(shop)).toBe(0n);
  });

  test("ends in the same points however deletions, disputes and orders are told (points 5)", async () => {
    const news: Fact[] = [
      ...[bought(1n), bought(1n, { updatedAt: at(3) }), deleted(1n, at(2)), bought(2n), deleted(2n, at(4)), bought(3n)],
      ...[disputed(3n, "needs_response", at(2)), disputed(3n, "lost", at(3)), disputed(3n, "won", at(4)), bought(4n)],
      ...[disputed(4n, "needs_response", at(2), 6n), disputed(4n, "accepted", at(3), 6n), disputed(4n, "won", at(2), 7n)],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(news, { minLength: news.length }),
        fc.array(fc.nat(news.length)),
        async (told, cuts) => {
          const shop = await shopWith({ openDisputes: "hold" });
          const bounds = [...new Set([0, ...cuts, news.length])].sort((a, b) => a - b);
          for (const [index, start] of bounds.entries()) await apply(shop, ...told.slice(start, bounds[index + 1]));
          expect(await points(shop)).toBe(1_000n);
          await sound(shop);
        },
      ),
      { numRuns: 15 },
    );
  });
});
