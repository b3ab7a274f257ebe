import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import type { CustomerSnapshot } from "../../app/facts/customer.ts";
import type { Fact } from "../../app/facts/fact.ts";
import type { OrderSnapshot } from "../../app/facts/order-snapshot.ts";
import { plusMs } from "../../app/lib/time.ts";
import { customerSnapshot } from "../support/customers.ts";
import * as pipeline from "../support/pipeline.ts";
import * as ledger from "../../app/points/ledger.server.ts";
import { DEFAULT_RULES, type Program, type ProgramRules } from "../../app/program/rules/rules.ts";
import { bonusSchema } from "../../app/program/rules/bonus-rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { suggest } from "../../app/insights/suggest-thresholds.server.ts";
import * as tiers from "../../app/tiers/tiers.server.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order, refund } from "../support/orders.ts";
import { turn } from "../support/program-state.ts";

const database = useDatabase();
const NOW = new Date("2026-03-02T12:00:00Z");
const DAY = 86_400_000;
const later = (days: number) => plusMs(NOW, days * DAY);

const TAGGED: ProgramRules = {
  ...DEFAULT_RULES,
  tiers: {
    ...TIER_PRESET,
    levels: TIER_PRESET.levels.map((level) => ({ ...level, tag: level.key === "bronze" ? "" : `VIP ${level.key}` })),
  },
};

async function tieredShop(rules: ProgramRules = TAGGED, more: Program[] = []): Promise<Shop> {
  const first = { version: 1, effectiveFrom: new Date(0), rules };
  return createEarningShop(database.db, { programs: [first, ...more] });
}

function apply(shop: Shop, facts: Fact[], now = NOW) {
  return pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, now));
}

let orders = 1_000n;
function placed(netMinor: bigint, change: Partial<OrderSnapshot> = {}): Extract<Fact, { kind: "order" }> {
  orders += 1n;
  const at = change.createdAt ?? NOW;
  return {
    kind: "order",
    announced: true,
    order: order([line(1n, netMinor)], {
      orderId: orders,
      name: `#${orders}`,
      createdAt: at,
      processedAt: at,
      updatedAt: at,
      ...change,
    }),
  };
}

function customer(customerId: bigint, change: Partial<CustomerSnapshot> = {}): Fact {
  const known = { locale: "de", countryCode: "DE", accountState: "enabled", ...change };
  return { kind: "customer", customer: customerSnapshot(customerId, NOW, known) };
}

async function stored(shop: Shop, customerId = 77n) {
  const { rows } = await sql<{
    tier: string | null;
    tier_tag: string | null;
    grace_until: Date | null;
    next_tier_at: Date | null;
    tier_progress: bigint;
  }>`
    select tier, tier_tag, grace_until, next_tier_at, tier_progress from members where shop_id = ${shop.shopId} and customer_id = ${customerId}
  `.execute(database.db);
  return rows[0];
}

async function history(shop: Shop, customerId = 77n) {
  const { rows } = await sql<{ tier: string | null; at: Date; reason: string }>`
    select tier, at, reason from tier_changes where shop_id = ${shop.shopId} and customer_id = ${customerId} order by change_id
  `.execute(database.db);
  return rows.map(({ tier, at, reason }) => [tier, at.toISOString(), reason]);
}

async function age(shop: Shop, now: Date): Promise<void> {
  const due = (await tiers.ageDue(database.db, now, 1_000)).get(shop.shopId) ?? [];
  if (due.length > 0) await pipeline.inShop(shop.shopId, (tx) => pipeline.follow(tx, shop, due, now));
}

async function emails(shop: Shop): Promise<string[]> {
  const { rows } = await sql<{
    template: string;
  }>`select template from messages where shop_id = ${shop.shopId} order by message_id`.execute(database.db);
  return rows.map(({ template }) => template);
}

describe("an order", () => {
  test("lifts the tier at the instant it was placed, however late it is heard of", async () => {
    const shop = await tieredShop();
    const at = plusMs(NOW, -3 * 3_600_000);
    await apply(shop, [customer(77n), placed(12_000n, { createdAt: at })]);
    expect(await stored(shop)).toMatchObject({ tier: "silver", tier_tag: "VIP silver", tier_progress: 600n });
    expect(await history(shop)).toEqual([["silver", at.toISOString(), "earned"]]);
    const { rows } =
      await sql`select kind, data ->> 'tierName' as name, occurred_at from timeline_events where shop_id = ${shop.shopId} and kind = 'tier.changed'`.execute(
        database.db,
      );
    expect(rows).toEqual([{ kind: "tier.changed", name: "Silber", occurred_at: at }]);
    expect(await emails(shop)).toEqual(["tier-reached"]);
    await apply(shop, [customer(77n, { updatedAt: later(1) })], later(1));
    expect(await history(shop)).toHaveLength(1);
  });

  test("counts beside bonuses and ticked adjustments, as the tiers' help says (merchant 7)", async () => {
    const bonuses = [bonusSchema.parse({ key: "first", kind: "first-order", points: 150 })];
    const shop = await tieredShop({ ...TAGGED, bonuses });
    await apply(shop, [customer(77n), placed(2_000n)]);
    expect(await stored(shop)).toMatchObject({ tier_progress: 250n });
    await pipeline.inShop(shop.shopId, async (tx, at) => {
      const given = { customerId: 77n, reason: "x", actor: "merchant:1" };
      await ledger.adjust(tx, shop, { ...given, points: 40n, affectsTier: true, key: "ticked" }, at);
      await ledger.adjust(tx, shop, { ...given, points: 7n, key: "not ticked" }, at);
      await pipeline.follow(tx, shop, [77n], at);
    });
    expect(await stored(shop)).toMatchObject({ tier_progress: 290n });
  });

  test("that is placed as a silver member earns at silver's rate; the one that made them silver does not", async () => {
    const shop = await tieredShop();
    await apply(shop, [customer(77n), placed(12_000n)]);
    await apply(shop, [placed(10_000n, { createdAt: later(1) })], later(1));
    const { rows } = await sql<{
      points: bigint;
    }>`select points from ledger_entries where shop_id = ${shop.shopId} order by seq`.execute(database.db);
    expect(rows.map(({ points }) => points)).toEqual([600n, 625n]);
  });

  test("that is refunded begins a grace with an email, which ends at midnight", async () => {
    const shop = await tieredShop();
    const bought = placed(12_000n);
    await apply(shop, [customer(77n), bought]);
    await apply(shop, [{ kind: "refund", orderId: bought.order.orderId, refund: refund(5n, 12_000n) }], later(2));
    const member = await stored(shop);
    expect(member).toMatchObject({
      tier: "silver",
      grace_until: new Date("2026-04-03T22:00:00Z"),
      next_tier_at: new Date("2026-04-03T22:00:00Z"),
    });
    expect(await emails(shop)).toEqual(["tier-reached", "tier-at-risk"]);
    const standing = (await tiers.standing(database.db, shop, [77n], later(3))).get(77n);
    expect(standing).toMatchObject({
      tier: "silver",
      progress: 0n,
      missingToKeep: 500n,
      keepUntil: new Date("2026-04-03T22:00:00Z"),
    });
    // Looked at four days late, it ended in time.
    await age(shop, new Date("2026-04-08T09:00:00Z"));
    expect(await stored(shop)).toMatchObject({ tier: "bronze", tier_tag: "", grace_until: null });
    expect((await history(shop)).at(-1)).toEqual(["bronze", "2026-04-03T22:00:00.000Z", "lost"]);
  });

  test("that is a test, cancelled or not paid counts for no basis; its customer takes part if it is no test", async () => {
    for (const basis of ["orders", "spend", "points"] as const) {
      const levels = TIER_PRESET.levels.map((level, index) => ({ ...level, threshold: index }));
      const shop = await tieredShop({ ...DEFAULT_RULES, tiers: { ...TIER_PRESET, basis, levels } });
      await apply(shop, [placed(9_000n, { test: true })]);
      expect(await stored(shop)).toBeUndefined();
      await apply(shop, [placed(9_000n, { financialStatus: "pending" }), placed(9_000n, { cancelledAt: NOW })]);
      expect(await stored(shop)).toMatchObject({ tier: "bronze", tier_progress: 0n });
      await apply(shop, [placed(9_000n)]);
      expect(await stored(shop)).toMatchObject({ tier: basis === "orders" ? "silver" : "gold" });
    }
  });
});

describe("the rules", () => {
  test("nobody without order or account gets a row, everybody else the level that begins at nothing", async () => {
    const shop = await tieredShop();
    await apply(shop, [customer(1n), customer(2n)]);
    await pipeline.inShop(shop.shopId, (tx) =>
      ledger.adjust(tx, shop, { customerId: 2n, points: 5n, reason: "hi", actor: "merchant:1", key: "k" }, NOW),
    );
    await pipeline.inShop(shop.shopId, (tx) => pipeline.follow(tx, shop, [1n, 2n], NOW));
    expect(await stored(shop, 1n)).toBeUndefined();
    expect(await stored(shop, 2n)).toMatchObject({ tier: "bronze" });
    expect(await emails(shop)).toEqual([]);
  });

  test("a new program is followed page by page from the instant it came into force, and switching tiers off takes them away", async () => {
    const on = { version: 2, effectiveFrom: later(5), rules: TAGGED };
    const off = { version: 3, effectiveFrom: later(50), rules: DEFAULT_RULES };
    const shop = await tieredShop(DEFAULT_RULES, [on, off]);
    await apply(shop, [customer(77n), placed(12_000n)]);
    expect(await stored(shop)).toMatchObject({ tier: null, next_tier_at: later(5) });
    expect(await tiers.standing(database.db, shop, [77n], NOW)).toEqual(new Map());
    const settled = await pipeline.inShop(shop.shopId, (tx) => tiers.settleAll(tx, shop, 0n, later(7)));
    expect(settled).toEqual({ changed: [77n], seen: 1, next: null });
    expect(await history(shop)).toEqual([["silver", later(5).toISOString(), "rules"]]);
    expect(await emails(shop)).toEqual([]);
    await pipeline.inShop(shop.shopId, (tx) => tiers.settleAll(tx, shop, 0n, later(60)));
    expect(await stored(shop)).toMatchObject({ tier: null, tier_tag: "", next_tier_at: null });
    expect((await history(shop)).at(-1)).toEqual([null, later(50).toISOString(), "rules"]);
  });

  test("a preview says who would move and moves nobody", async () => {
    const shop = await tieredShop();
    await apply(shop, [customer(77n), placed(12_000n)]);
    const higher = {
      ...TAGGED,
      tiers: {
        ...TIER_PRESET,
        graceDays: 0,
        levels: TIER_PRESET.levels.map((level) => ({ ...level, threshold: level.threshold * 2 })),
      },
    };
    expect(await tiers.foresee(database.db, shop, [77n], higher, later(1))).toEqual(
      new Map([[77n, { before: "silver", after: "bronze" }]]),
    );
    expect(await stored(shop)).toMatchObject({ tier: "silver" });
  });

  test("segments hear of tiers in the same transaction", async () => {
    const shop = await tieredShop();
    await sql`
      insert into segments (shop_id, key, name, query, created_at, updated_at)
      values (${shop.shopId}, 'early', 'Early access', ${"loyalty_tier IN ('silver', 'Gold')"}, ${NOW}, ${NOW})
    `.execute(database.db);
    await apply(shop, [customer(77n), customer(78n), placed(12_000n)]);
    const { rows } = await sql`select customer_id from segment_members where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ customer_id: 77n }]);
  });
});

describe("tiers that were granted", () => {
  const grant = (shop: Shop, tier: string | null, until: Date | null, now = NOW, reason: "import" | "granted" = "granted") =>
    pipeline.inShop(shop.shopId, (tx) =>
      tiers.grant(tx, shop, { customerId: 77n, tier, until, actor: "merchant:7", reason }, now),
    );

  test("are kept until their day, then for the grace, and end at once when they are taken away", async () => {
    const shop = await tieredShop();
    await apply(shop, [customer(77n)]);
    expect(await grant(shop, "gold", later(10))).toMatchObject({ ok: true, changed: true });
    expect(await history(shop)).toEqual([["gold", NOW.toISOString(), "granted"]]);
    expect((await tiers.standing(database.db, shop, [77n], later(1))).get(77n)).toMatchObject({
      keepUntil: later(10),
      next: null,
    });
    await age(shop, later(10));
    expect(await stored(shop)).toMatchObject({ tier: "gold", grace_until: new Date("2026-04-11T22:00:00Z") });
    await grant(shop, "silver", null, later(11), "import");
    expect(await stored(shop)).toMatchObject({ tier: "gold" });
    await grant(shop, "gold", null, later(12));
    await grant(shop, null, null, later(13));
    expect(await stored(shop)).toMatchObject({ tier: "bronze", grace_until: null });
  });

  test("end at once in a pause, too, and leave what was earned before it (program state 1)", async () => {
    const shop = await tieredShop();
    await apply(shop, [customer(77n), placed(12_000n)]);
    await grant(shop, "gold", null);
    expect(await stored(shop)).toMatchObject({ tier: "gold" });
    await turn(shop, "paused", later(1));
    // By then what was earned counts no more; the pause keeps it all the same.
    expect(await grant(shop, null, null, later(400))).toMatchObject({ ok: true, changed: true });
    expect(await stored(shop)).toMatchObject({ tier: "silver", grace_until: null });
    await turn(shop, "live", later(401));
    await pipeline.inShop(shop.shopId, (tx) => tiers.settle(tx, shop, [77n], later(401)));
    expect(await stored(shop)).toMatchObject({ tier: "silver", grace_until: new Date("2027-05-07T22:00:00Z") });
  });

  test("end at once when a lower one takes their place (program state 1)", async () => {
    const shop = await tieredShop();
    await apply(shop, [customer(77n)]);
    await grant(shop, "gold", null);
    await grant(shop, "silver", null, later(1));
    expect(await stored(shop)).toMatchObject({ tier: "silver", grace_until: null });
  });

  test("are not what somebody holds who earned more: its grace goes on when a lower grant is taken away (program state 1)", async () => {
    const shop = await tieredShop();
    await apply(shop, [customer(77n), placed(45_000n)]);
    await age(shop, later(366));
    const inGrace = await stored(shop);
    expect(inGrace?.grace_until).toBeInstanceOf(Date);
    await grant(shop, "silver", null, later(367));
    await grant(shop, null, null, later(368));
    expect(await stored(shop)).toMatchObject({ tier: "gold", grace_until: inGrace?.grace_until });
  });

  test("are refused for levels and customers that do not exist", async () => {
    const shop = await tieredShop();
    expect(await grant(shop, "gold", null)).toEqual({ ok: false, reason: "unknown-customer" });
    await apply(shop, [customer(77n)]);
    expect(await grant(shop, "platinum", null)).toEqual({ ok: false, reason: "unknown-tier" });
  });
});

describe("customers who become one, go or are erased", () => {
  test("the kept one has what both earned, or the higher tier with a grace", async () => {
    const shop = await tieredShop();
    await apply(shop, [customer(77n), customer(78n), placed(12_000n), placed(25_000n, { customerId: 78n })]);
    expect((await stored(shop, 78n))?.tier).toBe("silver");
    await apply(shop, [{ kind: "customers-merged", keptId: 77n, goneId: 78n, at: later(1) }], later(1));
    expect(await stored(shop, 77n)).toMatchObject({ tier: "gold", tier_progress: 1_850n });
    expect(await stored(shop, 78n)).toMatchObject({ tier: null, next_tier_at: null });
    expect((await history(shop, 78n)).at(-1)).toEqual([null, later(1).toISOString(), "merge"]);
  });

  test("a granted gold is not lost with the account it was granted to", async () => {
    const shop = await tieredShop();
    await apply(shop, [customer(77n), customer(78n)]);
    await pipeline.inShop(shop.shopId, (tx) =>
      tiers.grant(tx, shop, { customerId: 78n, tier: "gold", until: null, actor: "merchant:7", reason: "import" }, NOW),
    );
    await apply(shop, [{ kind: "customers-merged", keptId: 77n, goneId: 78n, at: later(1) }], later(1));
    expect(await stored(shop, 77n)).toMatchObject({ tier: "gold", tier_tag: "VIP gold", grace_until: null });
    expect((await history(shop, 77n)).at(-1)?.[2]).toBe("merge");
  });

  test("whoever is deleted or erased has no tier and comes back to none", async () => {
    const shop = await tieredShop();
    await apply(shop, [customer(77n), placed(12_000n)]);
    await apply(shop, [{ kind: "customer-deleted", customerId: 77n, at: later(1) }], later(1));
    expect(await stored(shop)).toMatchObject({ tier: null });
    await apply(shop, [{ kind: "customer-redacted", key: "r", customerId: 77n, email: null, at: later(2) }], later(2));
    expect(await stored(shop)).toBeUndefined();
    await apply(shop, [placed(90_000n)], later(3));
    expect(await stored(shop)).toBeUndefined();
  });
});

test("two shops with the same customers do not meet; a shop that is gone is not due", async () => {
  const [one, two] = [await tieredShop(), await tieredShop()];
  for (const shop of [one, two]) await apply(shop, [customer(77n), placed(12_000n)]);
  await sql`update shops set status = 'uninstalled' where shop_id = ${two.shopId}`.execute(database.db);
  const due = await tiers.ageDue(database.db, later(400), 1_000);
  expect([due.get(one.shopId), due.get(two.shopId)]).toEqual([[77n], undefined]);
});

describe("suggested thresholds", () => {
  test("put about a fifth and a twentieth of the buyers above them, in round numbers", async () => {
    const shop = await tieredShop();
    const facts = Array.from({ length: 200 }, (_, index) =>
      placed(BigInt(1_000 + index * 137), { customerId: BigInt(1_000 + index) }),
    );
    await apply(shop, facts);
    const spend = await suggest(database.db, shop, { basis: "spend", window: "rolling" }, DEFAULT_RULES, later(1));
    expect(spend.customers).toBe(200);
    expect(spend.counts.reduce((total, count) => total + count, 0)).toBe(200);
    const above = (threshold: number) =>
      facts.filter((fact) => (fact.order.lines[0]?.netMinor ?? 0n) >= BigInt(threshold)).length / 200;
    const { silver, gold } = spend.thresholds ?? expect.fail();
    expect(above(silver)).toBeGreaterThan(0.1);
    expect(above(silver)).toBeLessThan(0.3);
    expect(above(gold)).toBeLessThan(0.12);
    expect(silver % 500).toBe(0);
    const points = await suggest(database.db, shop, { basis: "points", window: "rolling" }, DEFAULT_RULES, later(1));
    expect(points.thresholds?.silver).toBeLessThan(silver / 15);
    const past = await suggest(database.db, shop, { basis: "spend", window: "rolling" }, DEFAULT_RULES, later(800));
    expect(past).toEqual({ customers: 0, about: false, edges: [0], counts: [0], thresholds: null });
    // Of a shop of more than fifty customers a quarter is looked at.
    const some = await suggest(database.db, shop, { basis: "spend", window: "rolling" }, DEFAULT_RULES, later(1), 50);
    expect(some).toMatchObject({ about: true, customers: some.counts.reduce((total, count) => total + count, 0) });
    expect(some.customers).toBeGreaterThan(80);
    expect(some.customers).toBeLessThan(400);
  });
});

describe("while the program is paused (merchant 10)", () => {
  test("nobody rises or falls; at its end what has become of it counts at once, without an email", async () => {
    const shop = await tieredShop({ ...TAGGED, tiers: { ...TIER_PRESET, basis: "spend" } });
    await apply(shop, [customer(77n), placed(100n)]);
    expect(await stored(shop)).toMatchObject({ tier: "bronze" });
    await turn(shop, "paused", later(1));
    await apply(shop, [placed(50_000_000n, { createdAt: later(2) })], later(2));
    await age(shop, later(3));
    expect(await stored(shop)).toMatchObject({ tier: "bronze" });
    await turn(shop, "live", later(4));
    await pipeline.inShop(shop.shopId, (tx) => tiers.settleAll(tx, shop, 0n, later(5)));
    expect(await stored(shop)).toMatchObject({ tier: "gold" });
    expect((await history(shop)).slice(1)).toEqual([["gold", later(4).toISOString(), "rules"]]);
    expect(await emails(shop)).toEqual([]);
  });

  test("a tier that would have been lost in it is kept for 30 days after it, and no past day is promised meanwhile (program state 10)", async () => {
    const shop = await tieredShop();
    await apply(shop, [customer(77n), placed(12_000n)]);
    // The year is over on day 366, and the grace 30 days later.
    await age(shop, later(370));
    const promised = (await stored(shop))?.grace_until ?? NOW;
    expect(promised.getTime()).toBeLessThan(later(400).getTime());
    await turn(shop, "paused", later(380));
    await age(shop, later(500));
    expect(await stored(shop)).toMatchObject({ tier: "silver" });
    // What was promised is over, and no end is known yet (program state 10).
    const inPause = (await tiers.standing(database.db, shop, [77n], later(500))).get(77n);
    expect(inPause).toMatchObject({ tier: "silver", keepUntil: null, rests: true });
    await turn(shop, "live", later(600));
    await pipeline.inShop(shop.shopId, (tx) => tiers.settleAll(tx, shop, 0n, later(601)));
    const kept = await stored(shop);
    expect(kept).toMatchObject({ tier: "silver" });
    expect(kept?.grace_until?.getTime() ?? 0).toBeGreaterThanOrEqual(later(630).getTime());
    expect((await tiers.standing(database.db, shop, [77n], later(601))).get(77n)).toMatchObject({
      ...{ keepUntil: kept?.grace_until, rests: false },
    });
    await age(shop, later(660));
    expect(await stored(shop)).toMatchObject({ tier: "bronze" });
  });
});
