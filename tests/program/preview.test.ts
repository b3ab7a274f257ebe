import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Fact } from "../../app/facts/fact.ts";
import type { OrderSnapshot } from "../../app/facts/order-snapshot.ts";
import { workRun } from "../../app/jobs/runs/batches.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { activateDue } from "../../app/jobs/runs/program-versions.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { addDays, DAY_MS, dayIn, HOUR_MS, instantIn, plusMs } from "../../app/lib/time.ts";
import * as pipeline from "../support/pipeline.ts";
import { COST_DAYS, costOfLastDays } from "../../app/preview/last-days.server.ts";
import { preview, PREVIEW_DAYS } from "../../app/preview/program-preview.server.ts";
import { saveDraft } from "../../app/program/drafts.server.ts";
import { publish } from "../../app/program/publish.server.ts";
import { DEFAULT_RULES, programRulesSchema, worthMinor, type Program, type ProgramRules } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { customerSnapshot } from "../support/customers.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order, refund } from "../support/orders.ts";

const database = useDatabase();
beforeAll(() => createQueues());
afterAll(() => stopEngine());

const NOW = new Date("2026-11-20T10:00:00Z");
const SINCE = instantIn(addDays(dayIn(NOW, "Europe/Berlin"), -PREVIEW_DAYS), "Europe/Berlin");
const INSTALLED = plusMs(NOW, -150 * DAY_MS);
const CUSTOMERS = [71n, 72n, 73n, 74n];

const tiersOf = fc.option(
  fc.record({
    basis: fc.constantFrom("points" as const, "orders" as const, "spend" as const),
    window: fc.constantFrom("rolling" as const, "lifetime" as const, "calendar-year" as const),
    graceDays: fc.constantFrom(0, 30),
    silver: fc.integer({ min: 1, max: 900 }),
    more: fc.integer({ min: 1, max: 3_000 }),
    factors: fc.tuple(fc.constantFrom(1_000, 1_250), fc.constantFrom(1_250, 2_000)),
  }),
  { freq: 3 },
);
const rulesOf: fc.Arbitrary<ProgramRules> = fc
  .record({
    points: fc.constantFrom("5", "1.5", "3"),
    units: fc.constantFrom("1", "10"),
    tax: fc.boolean(),
    awardOn: fc.constantFrom("paid" as const, "fulfilled" as const),
    worth: fc.constantFrom(50, 100, 200),
    tag: fc.option(fc.constantFrom(0, 1_500, 3_000)),
    weekend: fc.option(fc.tuple(fc.integer({ min: 1, max: 140 }), fc.integer({ min: 1, max: 40 }))),
    collection: fc.option(fc.constantFrom(0, 2_000)),
    forTier: fc.boolean(),
    tiers: tiersOf,
    expiry: fc.constantFrom("off" as const, "lot" as const, "inactivity" as const),
  })
  .map(({ points, units, tax, awardOn, worth, tag, weekend, collection, forTier, tiers, expiry }) => {
    const scale = tiers?.basis === "orders" ? 200 : 1;
    return programRulesSchema.parse({
      ...DEFAULT_RULES,
      ...{ earn: { points, units }, base: { shipping: false, tax, discounts: false }, awardOn },
      ...{ reward: { points: worth, units: "1" }, expiry: { mode: expiry, months: 2 } },
      tiers: tiers && {
        ...{ basis: tiers.basis, window: tiers.window, graceDays: tiers.graceDays },
        levels: [
          TIER_PRESET.levels[0],
          { ...TIER_PRESET.levels[1], threshold: Math.ceil(tiers.silver / scale), perMille: tiers.factors[0] },
          {
            ...TIER_PRESET.levels[2],
            threshold: Math.ceil(tiers.silver / scale) + Math.ceil(tiers.more / scale),
            perMille: tiers.factors[1],
          },
        ],
      },
      multipliers: [
        ...(tag === null ? [] : [{ key: "tag", name: "tag", perMille: tag, tags: ["Sale"] }]),
        ...(collection === null ? [] : [{ key: "collection", name: "collection", perMille: collection, collections: ["900"] }]),
        ...(weekend === null
          ? []
          : [
              {
                ...{ key: "time", name: "time", perMille: 2_000, tiers: forTier && tiers !== null ? ["silver", "gold"] : [] },
                from: plusMs(NOW, -weekend[0] * DAY_MS).toISOString(),
                until: plusMs(NOW, (weekend[1] - weekend[0]) * DAY_MS).toISOString(),
              },
            ]),
      ],
    });
  });

const purchases = fc.array(
  fc.record({
    daysAgo: fc.integer({ min: 1, max: 140 }),
    customer: fc.constantFrom(...CUSTOMERS),
    lines: fc.array(fc.record({ product: fc.constantFrom(1n, 2n, 3n), netMinor: fc.bigInt(100n, 30_000n) }), {
      ...{ minLength: 1, maxLength: 3 },
    }),
    fulfilled: fc.boolean(),
    /** Of the first line, and so late that it changes no order after it. */
    refunded: fc.boolean(),
  }),
  { minLength: 1, maxLength: 14 },
);

type Purchase = {
  daysAgo: number;
  customer: bigint;
  lines: { product: bigint; netMinor: bigint }[];
  fulfilled: boolean;
  refunded: boolean;
};

function orderOf(purchase: Purchase, index: number): OrderSnapshot {
  const at = plusMs(NOW, -purchase.daysAgo * DAY_MS + index * 60_000);
  return order(
    purchase.lines.map(({ product, netMinor }, place) =>
      line(BigInt(place + 1), netMinor, { productId: product, taxMinor: netMinor / 5n }),
    ),
    {
      ...{ orderId: BigInt(5_000 + index), name: `#${5_000 + index}`, customerId: purchase.customer, email: null },
      ...{ createdAt: at, processedAt: at, updatedAt: at, fulfilledAt: purchase.fulfilled ? at : null },
    },
  );
}

/** Lives through the purchases one by one, as a shop does whose worker never sleeps. */
async function live(programs: readonly Program[], list: readonly Purchase[], state: "live" | "setup" = "live"): Promise<Shop> {
  const shop = await createEarningShop(database.db, { installedAt: INSTALLED, programs, state });
  const products = [1n, 2n, 3n].map((productId): Fact => {
    const product = { productId, title: "P", handle: `p${productId}`, productType: null, vendor: null, status: "active" };
    const onSale = { published: true, stock: { counted: null, noneLeft: false }, giftCard: null };
    return {
      kind: "product",
      product: {
        ...product,
        tags: productId === 2n ? ["sale"] : [],
        imageUrl: null,
        variants: [],
        updatedAt: INSTALLED,
        ...onSale,
      },
    };
  });
  const people = CUSTOMERS.map((customerId): Fact => {
    const customer = customerSnapshot(customerId, INSTALLED, { email: null, emailVerified: false, firstName: "Ada" });
    return { kind: "customer", customer };
  });
  await sql`insert into collection_products (shop_id, collection_id, product_id) values (${shop.shopId}, 900, 3)`.execute(
    database.db,
  );
  const apply = (facts: Fact[], at: Date) => pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, at));
  await apply([...products, ...people], INSTALLED);
  const snapshots = list
    .map((purchase, index) => ({ purchase, snapshot: orderOf(purchase, index) }))
    .sort((a, b) => a.snapshot.createdAt.getTime() - b.snapshot.createdAt.getTime());
  for (const { snapshot } of snapshots) {
    await pipeline.inShop(shop.shopId, (tx) => pipeline.follow(tx, shop, CUSTOMERS, plusMs(snapshot.createdAt, -1)));
    await apply([{ kind: "order", order: snapshot, announced: true }], plusMs(snapshot.createdAt, 1_000));
  }
  const refunds = snapshots.flatMap(({ purchase, snapshot }): Fact[] => {
    const first = snapshot.lines[0];
    if (!purchase.refunded || first === undefined) return [];
    const given = refund(9n, first.netMinor + first.taxMinor, [{ lineId: first.lineId, quantity: 1 }], { createdAt: NOW });
    return [{ kind: "refund", orderId: snapshot.orderId, refund: given }];
  });
  await apply(refunds, plusMs(NOW, -HOUR_MS));
  await pipeline.inShop(shop.shopId, (tx) => pipeline.follow(tx, shop, CUSTOMERS, plusMs(NOW, -1)));
  return shop;
}

async function earnedSince(shop: Shop): Promise<bigint> {
  const { rows } = await sql<{ points: bigint }>`
    select coalesce(sum(e.points), 0)::bigint as points from ledger_entries e join orders o using (shop_id, order_id)
    where e.shop_id = ${shop.shopId} and e.kind = 'order' and o.created_at >= ${SINCE}
  `.execute(database.db);
  return rows[0]?.points ?? 0n;
}

async function tiersNow(shop: Shop): Promise<Map<bigint, string | null>> {
  const { rows } = await sql<{ customer_id: bigint; tier: string | null }>`
    select customer_id, tier from members where shop_id = ${shop.shopId}
  `.execute(database.db);
  return new Map(rows.map(({ customer_id, tier }) => [customer_id, tier]));
}

const program = (version: number, effectiveFrom: Date, rules: ProgramRules): Program => ({ version, effectiveFrom, rules });

test("the points it shows are those that a shop under these rules would have given, to the point", async () => {
  await fc.assert(
    fc.asyncProperty(rulesOf, rulesOf, purchases, async (before, after, list) => {
      const tried = await live([program(1, new Date(0), before)], list);
      const real = await live([program(1, new Date(0), before), program(2, SINCE, after)], list);
      const shown = await preview(database.db, tried, after, NOW);
      const [old, replayed] = [await earnedSince(tried), await earnedSince(real)];
      // A refund comes after all orders but changes what led to a tier: the preview counts orders as they stand.
      if (list.some(({ refunded }) => refunded)) expect(shown.before.points).toBe(old);
      else expect({ before: shown.before.points, after: shown.after.points }).toEqual({ before: old, after: replayed });
    }),
    { numRuns: 12 },
  );
}, 300_000);

test("who it says changes tier, and what it says expires, is what publishing brings", async () => {
  await fc.assert(
    fc.asyncProperty(rulesOf, rulesOf, purchases, async (before, after, list) => {
      const shop = await live([program(1, new Date(0), before)], list);
      await sql`update program_versions set activated_at = ${INSTALLED} where shop_id = ${shop.shopId}`.execute(database.db);
      const shown = await preview(database.db, shop, after, NOW);
      const held = await tiersNow(shop);

      const saved = await saveDraft(shop.shopId, after, { seen: null, actor: "merchant:1" }, NOW);
      if (!saved.ok) throw new Error("The draft was not saved");
      const published = await publish(shop.shopId, { revision: saved.revision, effectiveFrom: null, actor: "merchant:1" }, NOW);
      if (!published.ok) {
        expect(published.reason).toBe("unchanged");
        return;
      }
      await carryOut(shop);

      const holds = await tiersNow(shop);
      const moves = new Map<string, number>();
      for (const [customerId, tier] of holds) {
        const from = held.get(customerId) ?? null;
        if (from !== tier) moves.set(`${from} ${tier}`, (moves.get(`${from} ${tier}`) ?? 0) + 1);
      }
      expect(new Map(shown.tierMoves?.map(({ from, to, count }) => [`${from} ${to}`, count]) ?? [])).toEqual(moves);
      const { rows } = await sql<{ at: Date; points: bigint }>`
        select expires_at as at, sum(expires_points)::bigint as points from ledger_accounts
        where shop_id = ${shop.shopId} and expires_at is not null and expires_points > 0 group by 1 order by 1 limit 1
      `.execute(database.db);
      expect(shown.expiry?.after.first ?? null).toEqual(rows[0] ?? null);
    }),
    { numRuns: 10 },
  );
}, 300_000);

/** What the loops and jobs do once a version is in force. */
async function carryOut(shop: Shop): Promise<void> {
  await activateDue(NOW);
  const { rows } = await sql<{ run_id: bigint }>`
    select run_id from batch_runs where shop_id = ${shop.shopId} and state = 'waiting'
  `.execute(database.db);
  for (const { run_id } of rows) await workRun(shop, run_id, { now: () => NOW, restMs: 0 });
  await activateDue(NOW);
}

const COST_SINCE = instantIn(addDays(dayIn(NOW, "Europe/Berlin"), 1 - COST_DAYS), "Europe/Berlin");

test("what the last 30 days cost is what a shop under these rules has given in them, to the point (merchant 9)", async () => {
  await fc.assert(
    fc.asyncProperty(rulesOf, purchases, async (rules, all) => {
      const list = all.filter(({ refunded }) => !refunded);
      const shop = await live([program(1, new Date(0), rules)], list);
      const { rows } = await sql<{ orders: number; points: bigint; sales: bigint }>`
        select count(*)::int as orders, coalesce(sum(o.net_minor), 0)::bigint as sales, coalesce(sum(e.points), 0)::bigint as points
        from orders o left join ledger_entries e on e.shop_id = o.shop_id and e.order_id = o.order_id and e.kind = 'order'
        where o.shop_id = ${shop.shopId} and o.created_at >= ${COST_SINCE}
      `.execute(database.db);
      const [given] = rows;
      expect(await costOfLastDays(database.db, shop, NOW)).toMatchObject({
        ...{ orders: given?.orders, salesMinor: given?.sales, points: given?.points },
        worthMinor: worthMinor(given?.points ?? 0n, rules, "EUR"),
      });
    }),
    { numRuns: 8 },
  );
}, 300_000);

test("what the last 30 days cost is estimated from some of many buyers, and worked out for nobody who has left (guide 13)", async () => {
  const shop = await createEarningShop(database.db, { installedAt: INSTALLED });
  const at = plusMs(NOW, -5 * DAY_MS);
  const facts = Array.from({ length: 40 }, (_, index): Fact => {
    const times = { createdAt: at, processedAt: at, updatedAt: at };
    const net = BigInt(2_000 + index * 100);
    return {
      kind: "order",
      order: order([line(1n, net)], { orderId: BigInt(index + 1), customerId: BigInt(index + 1), email: null, ...times }),
      announced: true,
    };
  });
  await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, NOW));
  const all = await costOfLastDays(database.db, shop, NOW);
  expect(all).toMatchObject({ orders: 40, buyers: 40, replayed: 40, salesMinor: 158_000n, points: 7_900n });
  // Every order earns the same share, so that the estimate is exact.
  expect(await costOfLastDays(database.db, shop, NOW, { most: 7 })).toEqual({ ...all, replayed: 7 });
  await expect(costOfLastDays(database.db, shop, NOW, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});

test("before it is live, it shows what all orders would have earned, and only the tiers that the draft alone would give (program state 3)", async () => {
  const tiers = (gold: number) => ({
    ...TIER_PRESET,
    levels: TIER_PRESET.levels.map((level) => (level.key === "gold" ? { ...level, threshold: gold, perMille: 2_000 } : level)),
    ...{ basis: "spend" as const },
  });
  const rules = { ...DEFAULT_RULES, tiers: tiers(50_000) };
  const draft = { ...DEFAULT_RULES, tiers: tiers(25_000) };
  const list: Purchase[] = [40, 20].flatMap((daysAgo) => [
    { daysAgo, customer: 71n, lines: [{ product: 1n, netMinor: 30_000n }], fulfilled: true, refunded: false },
    { daysAgo, customer: 72n, lines: [{ product: 1n, netMinor: 15_000n }], fulfilled: true, refunded: false },
  ]);
  const real = await live([program(1, new Date(0), rules)], list);
  const planned = await live([program(1, new Date(0), rules)], list, "setup");
  const [shown, given] = [await preview(database.db, planned, draft, NOW), await preview(database.db, real, draft, NOW)];
  expect(shown).toMatchObject({ live: false, orders: 4, before: given.before, after: given.after });
  expect([shown.salesMinor, shown.ahead]).toEqual([90_000n, []]);
  expect(shown.before.points).toBe(await earnedSince(real));
  expect(shown.after.points).not.toBe(shown.before.points);
  // Of the two who would rise with going live, one would rise no higher by the draft.
  expect(shown.tierMoves).toEqual(given.tierMoves);
  expect(shown.tierMoves?.map(({ from, to, count }) => ({ from, to, count }))).toEqual([
    { from: "silver", to: "gold", count: 1 },
  ]);
});

test("in a new shop, orders from before the install say what such a month costs; nothing else does (merchant 9)", async () => {
  const shop = await createEarningShop(database.db, { installedAt: NOW });
  const other = await createEarningShop(database.db, { installedAt: NOW });
  const on = (orderId: bigint, at: Date, change: Partial<OrderSnapshot> = {}): Fact => {
    const times = { createdAt: at, processedAt: at, updatedAt: at };
    return {
      kind: "order",
      order: order([line(1n, 10_000n)], { orderId, customerId: 71n, ...times, ...change }),
      announced: false,
    };
  };
  const day = (ago: number) => plusMs(NOW, -ago * DAY_MS);
  const facts = [
    ...[on(1n, day(1)), on(2n, day(29))],
    on(3n, plusMs(COST_SINCE, -1)),
    on(4n, day(2), { test: true }),
    on(5n, day(2), { cancelledAt: NOW }),
    on(7n, day(2), { financialStatus: "voided" }),
    on(6n, day(2), { customerId: null, email: null }),
  ];
  await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, NOW));
  await pipeline.inShop(other.shopId, (tx) => pipeline.apply(tx, other, [on(1n, day(1))], NOW));
  expect(await costOfLastDays(database.db, shop, NOW)).toMatchObject({
    ...{ orders: 2, salesMinor: 20_000n, points: 1_000n, worthMinor: 1_000n },
  });
  const { rows } = await sql`select 1 from ledger_entries where shop_id = ${shop.shopId}`.execute(database.db);
  expect(rows).toEqual([]);
});

test("what begins later is named, because no past order shows it (merchant 30)", async () => {
  const shop = await live([program(1, new Date(0), DEFAULT_RULES)], []);
  const weekend = { key: "advent", name: "Advent", perMille: 2_000, from: plusMs(NOW, 1_000).toISOString(), until: null };
  const past = { ...weekend, key: "past", from: plusMs(NOW, -1_000).toISOString() };
  const draft = programRulesSchema.parse({ ...DEFAULT_RULES, multipliers: [weekend, past] });
  expect((await preview(database.db, shop, draft, NOW)).ahead).toEqual([
    { name: "Advent", from: plusMs(NOW, 1_000), until: null },
  ]);
});
