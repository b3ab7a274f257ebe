import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Fact } from "../../app/facts/fact.ts";
import { workRun } from "../../app/jobs/runs/batches.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { activateDue } from "../../app/jobs/runs/program-versions.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { customerSnapshot } from "../support/customers.ts";
import * as pipeline from "../support/pipeline.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { saveDraft } from "../../app/program/drafts.server.ts";
import { publish } from "../../app/program/publish.server.ts";
import { DEFAULT_RULES, programRulesSchema, type ProgramRules } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order, refund } from "../support/orders.ts";

const database = useDatabase();
beforeAll(() => createQueues());
afterAll(() => stopEngine());

const BEFORE = new Date("2026-03-01T12:00:00Z");
const CHANGE = new Date("2026-03-10T12:00:00Z");
const AFTER = new Date("2026-03-20T12:00:00Z");
const CUSTOMER = 77n;

const apply = (shop: Shop, facts: Fact[], at: Date) => pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, at));

function placed(orderId: bigint, at: Date, netMinor = 10_000n): Fact {
  const snapshot = order([line(1n, netMinor, { productId: 5n })], { orderId, createdAt: at, processedAt: at, updatedAt: at });
  return { kind: "order", order: snapshot, announced: true };
}

function refunded(orderId: bigint, moneyMinor: bigint, at: Date): Fact {
  return { kind: "refund", orderId, refund: refund(orderId * 10n, moneyMinor, [], { createdAt: at }) };
}

async function publishNow(shop: Shop, rules: ProgramRules, at: Date): Promise<void> {
  const saved = await saveDraft(shop.shopId, rules, { seen: null, actor: "merchant:1" }, at);
  if (!saved.ok) throw new Error("The draft was not saved");
  const published = await publish(shop.shopId, { revision: saved.revision, effectiveFrom: null, actor: "merchant:1" }, at);
  if (!published.ok) throw new Error(published.reason);
}

/** What the loops and jobs do. */
async function carryOut(shop: Shop, at: Date): Promise<void> {
  await activateDue(at);
  const { rows } = await sql<{ run_id: bigint }>`
    select run_id from batch_runs where shop_id = ${shop.shopId} and state in ('waiting', 'running')
  `.execute(database.db);
  for (const { run_id } of rows) await workRun(shop, run_id, { now: () => at, restMs: 0 });
  await activateDue(at);
}

const lifetime = async (shop: Shop, at = AFTER) => (await readAccount(database.db, shop, CUSTOMER, at)).lifetimeEarned;
const customer: Fact = { kind: "customer", customer: customerSnapshot(CUSTOMER, BEFORE) };

describe("an order keeps the rules under which it was placed", () => {
  const generous = programRulesSchema.parse({
    ...DEFAULT_RULES,
    multipliers: [{ key: "triple", name: "Triple", perMille: 3_000, products: ["5"] }],
    tiers: { ...TIER_PRESET, levels: [{ ...TIER_PRESET.levels[0], perMille: 2_000 }] },
  });

  test("a refund takes back at its own version, though the multiplier and the tiers were deleted since", async () => {
    const shop = await createEarningShop(database.db, {
      installedAt: BEFORE,
      programs: [{ version: 1, effectiveFrom: new Date(0), rules: generous }],
    });
    await apply(shop, [customer, placed(1n, BEFORE)], BEFORE);
    // 100.00 × 5 points, three times for the product, twice for the tier.
    expect(await lifetime(shop)).toBe(3_000n);

    await publishNow(shop, DEFAULT_RULES, CHANGE);
    await carryOut(shop, CHANGE);
    expect(await lifetime(shop)).toBe(3_000n);

    await apply(shop, [refunded(1n, 5_000n, AFTER), placed(2n, AFTER)], AFTER);
    expect(await lifetime(shop)).toBe(1_500n + 500n);
    await apply(shop, [refunded(1n, 5_000n, AFTER)], plusMs(AFTER, DAY_MS));
    expect(await lifetime(shop)).toBe(1_500n + 500n);
    const { rows } = await sql<{ program_version: number; points: bigint }>`
      select program_version, points from ledger_entries where shop_id = ${shop.shopId} order by seq
    `.execute(database.db);
    expect(rows).toEqual([
      { program_version: 1, points: 3_000n },
      { program_version: 1, points: -1_500n },
      { program_version: 2, points: 500n },
    ]);
  });

  test("publishing, cancelling and carrying out post nothing for any order", async () => {
    const shop = await createEarningShop(database.db, { installedAt: BEFORE });
    await apply(shop, [customer, placed(1n, BEFORE), placed(2n, plusMs(BEFORE, DAY_MS))], BEFORE);
    for (const [index, rules] of [generous, DEFAULT_RULES, generous].entries()) {
      const at = plusMs(CHANGE, index * DAY_MS);
      await publishNow(shop, rules, at);
      await carryOut(shop, at);
    }
    await apply(shop, [placed(1n, BEFORE), placed(2n, plusMs(BEFORE, DAY_MS))], AFTER);
    expect(await lifetime(shop)).toBe(1_000n);
  });
});

describe("a version that comes into force", () => {
  const withTiers: ProgramRules = { ...DEFAULT_RULES, tiers: TIER_PRESET, expiry: { mode: "lot", months: 12 } };

  test("moves tiers and expiry once, however often and from how many processes it is carried out", async () => {
    const shop = await createEarningShop(database.db, { installedAt: BEFORE });
    await apply(shop, [customer, placed(1n, BEFORE, 20_000n)], BEFORE);
    await publishNow(shop, withTiers, CHANGE);
    await Promise.all([carryOut(shop, CHANGE), carryOut(shop, CHANGE), activateDue(CHANGE)]);
    await carryOut(shop, CHANGE);
    const { rows } = await sql<{ tier: string; expires_points: bigint; activated: boolean; changes: number; runs: number }>`
      select m.tier, a.expires_points, v.activated_at is not null as activated,
        (select count(*)::int from tier_changes c where c.shop_id = m.shop_id) as changes,
        (select count(*)::int from batch_runs b where b.shop_id = m.shop_id and b.spec->>'version' = '2') as runs
      from members m join ledger_accounts a using (shop_id, customer_id)
      join program_versions v on v.shop_id = m.shop_id and v.version = 2 where m.shop_id = ${shop.shopId}
    `.execute(database.db);
    expect(rows).toEqual([{ tier: "silver", expires_points: 1_000n, activated: true, changes: 1, runs: 1 }]);
  });

  test("waits for its time", async () => {
    const shop = await createEarningShop(database.db, { installedAt: BEFORE });
    await carryOut(shop, BEFORE);
    await apply(shop, [customer, placed(1n, BEFORE, 20_000n)], BEFORE);
    const saved = await saveDraft(shop.shopId, withTiers, { seen: null, actor: "merchant:1" }, BEFORE);
    if (!saved.ok) throw new Error("The draft was not saved");
    await publish(shop.shopId, { revision: saved.revision, effectiveFrom: CHANGE, actor: "merchant:1" }, BEFORE);
    await carryOut(shop, plusMs(CHANGE, -1));
    const members = async () =>
      (await sql<{ tier: string }>`select tier from members where shop_id = ${shop.shopId}`.execute(database.db)).rows;
    expect(await members()).toEqual([]);
    await carryOut(shop, CHANGE);
    expect(await members()).toEqual([{ tier: "silver" }]);
  });

  test("is tried again later when carrying it out has failed", async () => {
    const shop = await createEarningShop(database.db, { installedAt: BEFORE });
    await publishNow(shop, withTiers, CHANGE);
    await activateDue(CHANGE);
    await sql`
      update batch_runs set state = 'failed', finished_at = ${CHANGE} where shop_id = ${shop.shopId}
    `.execute(database.db);
    const runs = async () =>
      (
        await sql<{ state: string }>`select state from batch_runs where shop_id = ${shop.shopId} order by run_id`.execute(
          database.db,
        )
      ).rows;
    await activateDue(plusMs(CHANGE, 60_000));
    expect(await runs()).toEqual([{ state: "failed" }]);
    await activateDue(plusMs(CHANGE, 600_000));
    expect(await runs()).toEqual([{ state: "failed" }, { state: "waiting" }]);
  });
});
