import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";

import * as bonuses from "../../app/bonuses/bonuses.server.ts";
import type { Fact } from "../../app/facts/fact.ts";
import { plusMs } from "../../app/lib/time.ts";
import * as pipeline from "../support/pipeline.ts";
import { turnsOf } from "../../app/points/orders/turns.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { DEFAULT_RULES, type ProgramRules } from "../../app/program/rules/rules.ts";
import { TIER_PRESET, type TierRules } from "../../app/program/rules/tier-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { apply, beOnTime, bonusShop, customer, look, NOW, placed } from "../bonuses/stage.ts";
import { useDatabase } from "../support/database.ts";
import { line, refund } from "../support/orders.ts";

const database = useDatabase();
const RUNS = Number(process.env["SEQUENCES"] ?? 6);
const HOUR = 3_600_000;
const WHO = [77n, 78n];
const DAYS = 420;
/** Purchases come in the middle of a minute: `processed_at` may be a second sooner. */
const instantOf = (minute: number) => plusMs(NOW, minute * 60_000 + 30_000);
const END = plusMs(NOW, (DAYS + 1) * 24 * HOUR);

const bonusRules = [
  { key: "first", kind: "first-order", points: 150 },
  { key: "second", kind: "milestone", orders: 2, points: 200 },
  { key: "fourth", kind: "milestone", orders: 4, points: 400 },
  { key: "cake", kind: "birthday", points: 250, noticeDays: 1 },
  { key: "years", kind: "anniversary", points: 40 },
];

const tierRules = fc.record({
  basis: fc.constantFrom("points", "spend", "orders"),
  window: fc.constantFrom("rolling", "calendar-year", "lifetime"),
  graceDays: fc.constantFrom(0, 20),
});
type Choice = { basis: TierRules["basis"]; window: TierRules["window"]; graceDays: number };

function rulesOf({ basis, window, graceDays }: Choice): Partial<ProgramRules> {
  const thresholds = { points: [0, 400, 1_200], spend: [0, 8_000, 20_000], orders: [0, 2, 4] }[basis];
  const levels = TIER_PRESET.levels.map((level, index) => ({
    ...level,
    threshold: thresholds[index] ?? 0,
    perMille: 1_000 + index * 250,
    birthdayPoints: index * 10,
  }));
  const top = levels.at(-1)?.key ?? "";
  const multiplier = { key: "top", name: "Top", perMille: 3_000, products: ["900"], tiers: [top] };
  const multipliers = [{ ...multiplier, collections: [], tags: [], from: null, until: null }];
  return { earn: DEFAULT_RULES.earn, multipliers, tiers: { ...TIER_PRESET, basis, window, graceDays, levels } };
}

const purchases = fc.array(
  fc.record({
    minute: fc.integer({ min: 60, max: DAYS * 24 * 60 }),
    customerId: fc.constantFrom(77n, 77n, 78n),
    amount: fc.integer({ min: 1_000, max: 9_000 }),
    productId: fc.constantFrom(900n, 901n),
    after: fc.constantFrom("kept", "kept", "kept", "refunded", "cancelled", "unpaid"),
    processedSooner: fc.constantFrom(0, 1_000),
  }),
  { minLength: 2, maxLength: 8 },
);
type Purchase = (typeof purchases extends fc.Arbitrary<infer Value> ? Value : never)[number];

/** All that is heard of an order. */
function factsOf({ minute, customerId, amount, productId, after, processedSooner }: Purchase, index: number): Fact[] {
  const at = instantOf(minute);
  const lines = [line(1n, BigInt(amount), { productId })];
  const times = { createdAt: at, updatedAt: at, processedAt: plusMs(at, -processedSooner) };
  const financialStatus = after === "unpaid" ? ("pending" as const) : ("paid" as const);
  const fact = placed(BigInt(100 + index), { customerId, lines, financialStatus, totalMinor: BigInt(amount), ...times });
  const soon = plusMs(at, 1_000);
  if (after === "refunded") {
    const back = refund(BigInt(900 + index), BigInt(amount >> 1), [], { createdAt: soon });
    return [fact, { kind: "refund", orderId: fact.order.orderId, refund: back }];
  }
  return after === "cancelled" ? [fact, { ...fact, order: { ...fact.order, cancelledAt: soon, updatedAt: soon } }] : [fact];
}

async function open(choice: Choice): Promise<Shop> {
  const shop = await bonusShop(database.db, bonusRules, rulesOf(choice));
  await apply(shop, [customer(77n), customer(78n)]);
  await pipeline.inShop(shop.shopId, async (tx) => {
    await bonuses.setBirthday(tx, shop, 77n, { month: 7, day: 15 }, "merchant:1", NOW);
    await bonuses.setBirthday(tx, shop, 78n, { month: 12, day: 24 }, "merchant:1", NOW);
    await pipeline.follow(tx, shop, [77n, 78n], NOW);
  });
  return shop;
}

async function outcome(shop: Shop) {
  const { db } = database;
  const { shopId } = shop;
  const members = await sql`
    select customer_id, tier, date_trunc('minute', tier_since) as since, grace_until, tier_progress, next_tier_at, next_occasion_at from members where shop_id = ${shopId} order by 1
  `.execute(db);
  const changes = await sql`
    select customer_id, before, tier, date_trunc('minute', at) as at, reason from tier_changes where shop_id = ${shopId} order by customer_id, tier_changes.at, change_id
  `.execute(db);
  const entries = await sql`
    select customer_id, kind, rule, order_id, available_at, earned_at, sum(points)::bigint as points, sum(tier_points)::bigint as tier_points
    from ledger_entries where shop_id = ${shopId} group by 1, 2, 3, 4, 5, 6 having sum(points) <> 0 order by 1, 2, 3, 4, 5, 6
  `.execute(db);
  const orders = await sql<{ order_id: bigint; earning: unknown }>`
    select order_id, earning from orders where shop_id = ${shopId} order by 1
  `.execute(db);
  return { members: members.rows, changes: changes.rows, entries: entries.rows, orders: orders.rows };
}

test("orders that come all at once count as they would have one by one", async () => {
  let lifted = 0;
  await fc.assert(
    fc.asyncProperty(tierRules, purchases, fc.integer({ min: 1, max: 8 }), async (choice, list, cut) => {
      const sorted = list.toSorted((a, b) => a.minute - b.minute);
      const facts = sorted.map(factsOf);
      const punctual = await open(choice);
      for (const [index, { minute }] of sorted.entries()) {
        const now = instantOf(minute);
        await beOnTime(punctual, WHO, now);
        await apply(punctual, facts[index] ?? [], now);
      }
      await beOnTime(punctual, WHO, END);
      await look(punctual, WHO, END);
      const expected = await outcome(punctual);

      const late = await open(choice);
      await apply(late, facts.toReversed().flat(), END);
      await look(late, WHO, END);
      const halting = await open(choice);
      const parts = [facts.slice(0, cut), facts.slice(cut)].filter((part) => part.length > 0);
      for (const [index, part] of parts.entries()) {
        const last = sorted[index === 0 && parts.length > 1 ? cut - 1 : sorted.length - 1]?.minute ?? 0;
        await apply(halting, part.flat(), instantOf(last));
      }
      await look(halting, WHO, END);
      for (const shop of [late, halting]) {
        expect(await outcome(shop)).toEqual(expected);
        expect((await verify(database.db, shop)).discrepancies).toEqual([]);
      }
      const tiers = new Set(expected.orders.map(({ earning }) => (earning as { tier: string } | null)?.tier));
      lifted += tiers.size > 1 ? 1 : 0;
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(lifted).toBeGreaterThan(RUNS / 3);
}, 240_000);

test("guest orders that are claimed together count as if they had always been the customer's", async () => {
  const choice = { basis: "points", window: "rolling", graceDays: 20 } as const;
  const orders = [10, 20, 30].map((day, index) => {
    const purchase = { customerId: 77n, amount: 9_000, productId: 900n, after: "kept", processedSooner: 0 } as const;
    const [fact] = factsOf({ ...purchase, minute: day * 24 * 60 }, index);
    if (fact?.kind !== "order") throw new Error("no order");
    return { ...fact, order: { ...fact.order, customerId: null, email: "c79@example.com" } };
  });
  const known = await open(choice);
  await apply(known, [customer(79n)]);
  for (const fact of orders) await apply(known, [fact], fact.order.createdAt);
  const guest = await open(choice);
  for (const fact of orders) await apply(guest, [fact], fact.order.createdAt);
  await apply(guest, [customer(79n)], plusMs(NOW, 40 * 24 * HOUR));
  for (const shop of [known, guest]) await look(shop, WHO, END);
  const { orders: expected } = await outcome(known);
  expect(expected.map(({ earning }) => (earning as { tier: string }).tier)).toEqual(["bronze", "silver", "gold"]);
  expect((await outcome(guest)).orders).toEqual(expected);
});

test("of thousands of orders that come together, the latest hundred take turns", () => {
  const fresh = Array.from({ length: 3_000 }, (_, index) => ({ orderId: BigInt(index), customerId: 1n, at: plusMs(NOW, index) }));
  const [turns] = turnsOf(fresh, [], [1n]);
  expect(turns?.orders.map(({ orderId }) => orderId)).toEqual(fresh.slice(-100).map(({ orderId }) => orderId));
});
