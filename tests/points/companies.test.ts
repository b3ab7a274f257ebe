import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import type { Fact } from "../../app/facts/fact.ts";
import * as pipeline from "../support/pipeline.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { bonusSchema } from "../../app/program/rules/bonus-rules.ts";
import { DEFAULT_RULES, programRulesSchema, type Program, type ProgramRules } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import { preview } from "../../app/preview/program-preview.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order } from "../support/orders.ts";

const database = useDatabase();
const NOW = new Date("2026-03-20T12:00:00Z");
const day = (number: number) => new Date(Date.UTC(2026, 2, number, 12));

const RULES: ProgramRules = {
  ...{ ...DEFAULT_RULES, pendingDays: 0 },
  bonuses: [bonusSchema.parse({ kind: "first-order", key: "first", points: 100 })],
  tiers: {
    ...TIER_PRESET,
    basis: "orders",
    levels: TIER_PRESET.levels.map((level, index) => ({ ...level, threshold: index, perMille: 1_000 })),
  },
};
const shopWith = (...programs: Program[]) => createEarningShop(database.db, { programs });
const version = (rules: ProgramRules, number = 1, from = new Date(0)): Program => ({
  version: number,
  effectiveFrom: from,
  rules,
});
const apply = (shop: Shop, ...facts: Fact[]) =>
  pipeline.inShop(
    shop.shopId,
    (tx) => pipeline.apply(tx, shop, facts, NOW),
    () => NOW,
  );
/** An order of 100.00 that brings 500 points. */
const bought = (orderId: bigint, on: number, b2b: boolean): Fact => {
  const dates = { createdAt: day(on), processedAt: day(on), updatedAt: day(on) };
  return { kind: "order", announced: true, order: order([line(1n, 10_000n)], { orderId, ...dates, ...(b2b ? { b2b } : {}) }) };
};
const points = async (shop: Shop) => (await readAccount(database.db, shop, 77n, NOW)).available;
const tier = async (shop: Shop) => {
  const { rows } = await sql<{ tier: string | null }>`select tier from members where shop_id = ${shop.shopId}`.execute(
    database.db,
  );
  return rows[0]?.tier ?? null;
};

describe("orders placed for companies", () => {
  test("bring no points, are nobody's first order and lift no tier, unless the program says so (real-store B12)", async () => {
    const shop = await shopWith(version(RULES));
    await apply(shop, bought(1n, 1, true), bought(2n, 2, true));
    expect([await points(shop), await tier(shop)]).toEqual([0n, "bronze"]);
    await apply(shop, bought(3n, 3, false));
    expect([await points(shop), await tier(shop)]).toEqual([600n, "silver"]);

    const open = await shopWith(version({ ...RULES, companies: true }));
    await apply(open, bought(1n, 1, true), bought(2n, 2, true));
    expect([await points(open), await tier(open)]).toEqual([1_100n, "gold"]);
    for (const one of [shop, open]) expect((await verify(database.db, one)).discrepancies).toEqual([]);
  });

  test("earn as before under versions from before the rule, and each by its own version (real-store B12)", async () => {
    const old: Partial<ProgramRules> = { ...RULES, bonuses: [], tiers: null };
    delete old.companies;
    const before = programRulesSchema.parse(old);
    expect([before.companies, DEFAULT_RULES.companies]).toEqual([true, false]);
    const shop = await shopWith(version(before), version({ ...before, companies: false }, 2, day(10)));
    await sql`update program_versions set rules = rules - 'companies' where shop_id = ${shop.shopId} and version = 1`.execute(
      database.db,
    );
    await apply(shop, bought(1n, 1, true), bought(2n, 11, true), bought(3n, 12, false));
    expect(await points(shop)).toBe(1_000n);
  });

  test("show in the preview of a draft that leaves them out (real-store B12)", async () => {
    const open = { ...RULES, companies: true, bonuses: [], tiers: null };
    const shop = await shopWith(version(open));
    await apply(shop, bought(1n, 1, true), bought(2n, 2, false));
    const seen = await preview(database.db, shop, { ...open, companies: false }, NOW);
    expect([seen.before.points, seen.after.points]).toEqual([1_000n, 500n]);
  });
});
