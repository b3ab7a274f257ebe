import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { netOf, weightedNetOf } from "../../app/customers/orders/worth/order-net.ts";
import type { OrderSnapshot } from "../../app/facts/order-snapshot.ts";
import * as pipeline from "../support/pipeline.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { earningOf, type ProductFacts } from "../../app/points/orders/earning.ts";
import { availableAt, owed } from "../../app/points/orders/owed.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { lineFactor, multiplierSchema, type Multiplier } from "../../app/program/rules/multiplier.ts";
import { DEFAULT_RULES, programRulesSchema, type Program, type ProgramRules } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order, refund } from "../support/orders.ts";

const database = useDatabase();
const NOW = new Date("2026-03-02T12:00:00Z");

function rule(perMille: number, change: Partial<Multiplier> = {}): Multiplier {
  return multiplierSchema.parse({ key: `x${perMille}`, name: "Rule", perMille, ...change });
}

function rules(change: Partial<ProgramRules>): ProgramRules {
  return programRulesSchema.parse({ ...DEFAULT_RULES, pendingDays: 0, ...change });
}

function program(change: Partial<ProgramRules>): Program {
  return { version: 1, effectiveFrom: new Date(0), rules: rules(change) };
}

describe("how often a line counts", () => {
  const occasion = { productId: 5n, collectionIds: [50n], tags: ["Sale"], tier: "gold", at: NOW };
  test.each<[string, Multiplier[], number]>([
    ["no rule", [], 1_000],
    ["a rule about everything", [rule(2_000)], 2_000],
    ["by product", [rule(2_000, { products: ["5"] })], 2_000],
    ["another product", [rule(2_000, { products: ["6"] })], 1_000],
    ["by collection", [rule(3_000, { collections: ["50"] })], 3_000],
    ["by tag, whatever its case", [rule(1_500, { tags: ["sale"] })], 1_500],
    ["any of what a rule names", [rule(2_000, { products: ["6"], tags: ["sale"] })], 2_000],
    ["the greatest of those that fit", [rule(2_000), rule(3_000, { tags: ["sale"] }), rule(5_000, { tags: ["x"] })], 3_000],
    ["an exclusion wins", [rule(3_000), rule(0, { tags: ["sale"] })], 0],
    ["less than once", [rule(500, { tags: ["sale"] })], 500],
    ["by tier", [rule(2_000, { tiers: ["gold"] })], 2_000],
    ["another tier", [rule(2_000, { tiers: ["silver"] })], 1_000],
    ["from its first instant", [rule(2_000, { from: "2026-03-02T12:00:00Z" })], 2_000],
    ["not before", [rule(2_000, { from: "2026-03-02T12:00:00.001Z" })], 1_000],
    ["until before its end", [rule(2_000, { until: "2026-03-02T12:00:00Z" })], 1_000],
  ])("%s", (_name, list, factor) => expect(lineFactor(list, occasion)).toBe(factor));
});

describe("an order's points", () => {
  const twoLines = order([line(1n, 1_000n, { productId: 5n }), line(2n, 2_000n, { productId: 6n })], {
    shippingNetMinor: 500n,
  });
  const facts = new Map<bigint, ProductFacts>([[5n, { tags: ["sale"], collectionIds: [] }]]);
  const double = rules({ multipliers: [rule(2_000, { tags: ["sale"] })] });

  test("lines count as their products stood, the tier's factor on all of it, shipping once", () => {
    const tiers = { ...TIER_PRESET };
    const all = program({ ...double, tiers, base: { shipping: true, tax: false, discounts: false } });
    const earning = earningOf(twoLines, all.rules, null, "gold", facts);
    expect(earning).toEqual({ tier: "gold", tierPerMille: 1_500, lines: { 1: 2_000, 2: 1_000 } });
    // (10.00 × 2 + 20.00 + 5.00) × 5 × 1.5
    expect(owed(twoLines, all, earning)).toBe(337n);
  });

  test("a refund takes what its line had brought", () => {
    const earning = earningOf(twoLines, double, null, null, facts);
    const back = { ...twoLines, refunds: [refund(1n, 1_000n, [{ lineId: 1n, quantity: 1 }])] };
    expect(owed(twoLines, program(double), earning)).toBe(200n);
    expect(owed(back, program(double), earning)).toBe(100n);
  });

  test("goodwill takes the same part of every line", () => {
    const earning = earningOf(twoLines, double, null, null, facts);
    expect(owed({ ...twoLines, refunds: [refund(1n, 1_500n)] }, program(double), earning)).toBe(100n);
  });

  test("whoever has no tier yet buys as a member of the lowest", () => {
    const levels = TIER_PRESET.levels.map((level, index) => (index === 0 ? { ...level, perMille: 2_000 } : level));
    const tiers = { ...TIER_PRESET, levels };
    expect(earningOf(twoLines, rules({ tiers }), null, null, facts)).toMatchObject({ tier: "bronze", tierPerMille: 2_000 });
    expect(earningOf(twoLines, rules({ tiers }), null, "gone", facts)).toMatchObject({ tier: "bronze" });
  });

  test("before discounts, where the program says so: net of tax, and with it", () => {
    const half = order([line(1n, 1_000n, { taxMinor: 190n, discountMinor: 1_000n }), line(2n, 0n, { discountMinor: 500n })]);
    expect(netOf(half, { shipping: false, tax: false, discounts: true })).toBe(2_500n);
    expect(netOf(half, { shipping: false, tax: true, discounts: true })).toBe(2_880n);
    const back = { ...half, refunds: [refund(1n, 1_190n, [{ lineId: 1n, quantity: 1 }])] };
    expect(netOf(back, { shipping: false, tax: false, discounts: true })).toBe(500n);
  });

  test("on fulfilment, where the program waits for it; the days count from there", () => {
    const waiting = program({ awardOn: "fulfilled", pendingDays: 14 });
    const sent = { ...twoLines, fulfilledAt: new Date("2026-03-10T08:00:00Z") };
    expect(owed(twoLines, waiting)).toBe(0n);
    expect(owed(sent, waiting)).toBe(150n);
    expect(availableAt(sent, waiting, "Europe/Berlin")).toEqual(new Date("2026-03-24T08:00:00Z"));
  });

  test("the same factor everywhere is that factor times the whole, whatever was refunded", () => {
    const lines = fc.array(
      fc.record({
        net: fc.bigInt(0n, 9_999n),
        tax: fc.bigInt(0n, 999n),
        quantity: fc.integer({ min: 1, max: 5 }),
        back: fc.nat(5),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(lines, fc.bigInt(0n, 5_000n), fc.bigInt(0n, 3n), (list, money, factor) => {
        const snapshot = order(
          list.map(({ net, tax, quantity }, index) => line(BigInt(index), net, { taxMinor: tax, quantity })),
          {
            refunds: [
              refund(
                1n,
                money,
                list.map(({ back, quantity }, index) => ({ lineId: BigInt(index), quantity: Math.min(back, quantity) })),
              ),
            ],
          },
        );
        const base = { shipping: false, tax: false };
        expect(weightedNetOf(snapshot, base, () => factor, 1n)).toBe(netOf(snapshot, base) * factor);
      }),
    );
  });
});

async function pay(shop: Shop, snapshot: OrderSnapshot, now = NOW): Promise<void> {
  await pipeline.inShop(shop.shopId, (tx) =>
    pipeline.apply(tx, shop, [{ kind: "order", order: snapshot, announced: true }], now),
  );
}

async function total(shop: Shop, customerId = 77n): Promise<bigint> {
  const { available, pending } = await readAccount(database.db, shop, customerId, NOW);
  return available + pending;
}

describe("what was noted of an order stays", () => {
  const double = program({ multipliers: [rule(2_000, { tags: ["sale"] })] });

  async function tagProduct(shop: Shop, productId: bigint, tags: string[]): Promise<void> {
    await sql`
      insert into products (shop_id, product_id, title, handle, status, tags, source_updated_at)
      values (${shop.shopId}, ${productId}, 'Coffee', 'coffee', 'active', ${tags}::text[], ${NOW})
      on conflict (shop_id, product_id) do update set tags = excluded.tags
    `.execute(database.db);
  }

  test("products that lose a tag change nothing of earlier orders; lines added later count as they stand then", async () => {
    const shop = await createEarningShop(database.db, { programs: [double] });
    await tagProduct(shop, 1n, ["Sale"]);
    await tagProduct(shop, 2n, []);
    const placed = order([line(1n, 1_000n, { productId: 1n })]);
    await pay(shop, placed);
    expect(await total(shop)).toBe(100n);
    await tagProduct(shop, 1n, []);
    await tagProduct(shop, 2n, ["sale"]);
    const edited = {
      ...placed,
      updatedAt: new Date("2026-03-02T11:00:00Z"),
      lines: [...placed.lines, line(2n, 1_000n, { productId: 2n })],
    };
    await pay(shop, edited);
    expect(await total(shop)).toBe(200n);
    await pay(shop, {
      ...edited,
      updatedAt: new Date("2026-03-02T11:30:00Z"),
      refunds: [refund(1n, 1_000n, [{ lineId: 1n, quantity: 1 }])],
    });
    expect(await total(shop)).toBe(100n);
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  });

  test("the tier is the one in which the order was placed", async () => {
    const shop = await createEarningShop(database.db, { programs: [program({ tiers: TIER_PRESET })] });
    await sql`
      insert into tier_changes (shop_id, customer_id, tier, at, reason, key) values
        (${shop.shopId}, 77, 'silver', '2026-02-01T00:00:00Z', 'earned', 'a'), (${shop.shopId}, 77, 'gold', '2026-03-01T12:00:01Z', 'earned', 'b')
    `.execute(database.db);
    await pay(shop, order([line(1n, 10_000n)]));
    expect(await total(shop)).toBe(625n);
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  });
});

describe("rules that change", () => {
  test("an order placed before keeps its points, and a refund of it reverses at its own version though the rule is gone", async () => {
    const before = program({ multipliers: [rule(3_000)] });
    const after = {
      version: 2,
      effectiveFrom: new Date("2026-03-01T13:00:00Z"),
      rules: rules({ earn: { points: "1", units: "1" } }),
    };
    const shop = await createEarningShop(database.db, { programs: [before, after] });
    const old = order([line(1n, 10_000n)]);
    await pay(shop, old);
    expect(await total(shop)).toBe(1_500n);
    const later = { createdAt: new Date("2026-03-01T14:00:00Z"), processedAt: new Date("2026-03-01T14:00:00Z") };
    await pay(shop, order([line(1n, 10_000n)], { orderId: 2n, name: "#1002", ...later }));
    expect(await total(shop)).toBe(1_600n);
    await pay(shop, { ...old, updatedAt: new Date("2026-03-02T11:00:00Z"), refunds: [refund(1n, 5_000n)] });
    expect(await total(shop)).toBe(850n);
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  });
});
