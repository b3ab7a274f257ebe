import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";

import * as bonuses from "../../app/bonuses/bonuses.server.ts";
import type { Fact } from "../../app/facts/fact.ts";
import { plusMs } from "../../app/lib/time.ts";
import * as pipeline from "../support/pipeline.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import * as tiers from "../../app/tiers/tiers.server.ts";
import { useDatabase } from "../support/database.ts";
import { line, refund } from "../support/orders.ts";
import { beOnTime, bonusShop, customer, look, NOW, placed } from "./stage.ts";

const database = useDatabase();
const RUNS = Number(process.env["SEQUENCES"] ?? 6);
const HOUR = 3_600_000;
const WHO = [77n];
const DAYS = 800;

const bonusRules = [
  { key: "first", kind: "first-order", points: 100 },
  { key: "third", kind: "milestone", orders: 3, points: 300 },
  { key: "cake", kind: "birthday", points: 250 },
  { key: "years", kind: "anniversary", points: 40 },
];
const levels = TIER_PRESET.levels.map((level, index) => ({ ...level, threshold: index * 400, birthdayPoints: index * 10 }));
const more = { earn: DEFAULT_RULES.earn, tiers: { ...TIER_PRESET, graceDays: 20, levels } };

const happenings = fc.array(
  fc.record({
    hour: fc.integer({ min: 1, max: DAYS * 24 }),
    kind: fc.constantFrom("order", "order", "order", "refund", "cancel", "birthday", "touch"),
    pick: fc.nat(5),
    amount: fc.integer({ min: 1_000, max: 12_000 }),
  }),
  { minLength: 3, maxLength: 12 },
);
type Happening = { hour: number; kind: string; pick: number; amount: number };

async function happen(
  shop: Shop,
  { kind, pick, amount }: Happening,
  index: number,
  orders: Map<bigint, Fact & { kind: "order" }>,
  now: Date,
) {
  const known = [...orders.values()][pick % Math.max(1, orders.size)];
  const facts: Fact[] = [customer(77n, { updatedAt: now })];
  if (kind === "order") {
    const fact = placed(BigInt(index + 1), { createdAt: now, lines: [line(1n, BigInt(amount))] });
    orders.set(fact.order.orderId, fact);
    facts.push(fact, fact);
  } else if (kind === "refund" && known !== undefined) {
    facts.push({
      kind: "refund",
      orderId: known.order.orderId,
      refund: refund(BigInt(900 + index), BigInt(amount), [], { createdAt: now }),
    });
  } else if (kind === "cancel" && known !== undefined) {
    facts.push({ ...known, order: { ...known.order, cancelledAt: now, updatedAt: now } });
  }
  await pipeline.inShop(shop.shopId, async (tx) => {
    await pipeline.apply(tx, shop, facts, now);
    if (kind !== "birthday") return;
    await bonuses.setBirthday(tx, shop, 77n, { month: 1 + (amount % 12), day: 1 + (amount % 28) }, "merchant:1", now);
    await pipeline.follow(tx, shop, [77n], now);
  });
}

async function outcome(shop: Shop) {
  const member = await sql`
    select tier, tier_since, grace_until, tier_progress, next_tier_at, next_occasion_at from members where shop_id = ${shop.shopId}
  `.execute(database.db);
  const changes =
    await sql`select tier, before, at, reason from tier_changes where shop_id = ${shop.shopId} order by at, change_id`.execute(
      database.db,
    );
  const entries = await sql`
    select kind, rule, order_id, sum(points)::bigint as points, min(earned_at) as earned_at from ledger_entries
    where shop_id = ${shop.shopId} group by 1, 2, 3, available_at order by 1, 2, 3, available_at
  `.execute(database.db);
  return { member: member.rows, changes: changes.rows, entries: entries.rows };
}

test("a worker that was away for months ends where one that was always on time is", async () => {
  let [changes, days] = [0, 0];
  await fc.assert(
    fc.asyncProperty(happenings, async (list) => {
      const [punctual, late] = [await bonusShop(database.db, bonusRules, more), await bonusShop(database.db, bonusRules, more)];
      const orders = { punctual: new Map<bigint, Fact & { kind: "order" }>(), late: new Map<bigint, Fact & { kind: "order" }>() };
      for (const [index, happening] of list.toSorted((a, b) => a.hour - b.hour).entries()) {
        const now = plusMs(NOW, happening.hour * HOUR);
        await beOnTime(punctual, WHO, now);
        await happen(punctual, happening, index, orders.punctual, now);
        await happen(late, happening, index, orders.late, now);
      }
      const end = plusMs(NOW, (DAYS + 30) * 24 * HOUR);
      await beOnTime(punctual, WHO, end);
      await look(punctual, WHO, end);
      await look(late, WHO, end);
      const [expected, actual] = [await outcome(punctual), await outcome(late)];
      expect(actual).toEqual(expected);
      changes += expected.changes.length;
      days += expected.entries.filter((entry) => ["cake", "years"].includes((entry as { rule: string }).rule)).length;
      for (const shop of [punctual, late]) expect((await verify(database.db, shop)).discrepancies).toEqual([]);
      expect((await tiers.standing(database.db, late, [77n], end)).get(77n)?.tier).toBe(
        (expected.member[0] as { tier: string }).tier,
      );
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(changes).toBeGreaterThan(RUNS);
  expect(days).toBeGreaterThan(RUNS / 2);
}, 240_000);
