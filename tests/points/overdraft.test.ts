import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { createImport } from "../../app/imports/imports.server.ts";
import { workPart } from "../../app/jobs/runs/batches.server.ts";
import { MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import * as pipeline from "../support/pipeline.ts";
import { appendEntries, lockAccounts, readAccount, readEntries } from "../../app/points/accounts.server.ts";
import type { EntryKind } from "../../app/points/entry.ts";
import type { LotEntry } from "../../app/points/expiry/lots.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import { overdrafts } from "../../app/points/verification/overdrafts.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { reserve } from "../../app/rewards/redemptions/taking/reserve.server.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward } from "../../app/rewards/rewards.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { addCustomers } from "../customers/views/list-seed.ts";
import { createRun } from "../support/batches.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const NOW = new Date("2026-03-02T12:00:00Z");
const PRICE = 100n;

const expiring = { ...DEFAULT_RULES, expiry: { mode: "lot" as const, months: 12 } };
const programs = [{ version: 1, effectiveFrom: new Date(0), rules: expiring }];

let lastCustomer = 0n;
async function someone(shop: Shop, points: bigint): Promise<bigint> {
  lastCustomer += 1n;
  const customerId = lastCustomer;
  await addCustomers(database.db, shop.shopId, [{ id: customerId, email: `c${customerId}@example.com` }]);
  if (points > 0n) await merchant(shop, customerId, points, 0);
  return customerId;
}

const clock = (skewMs: number) => () => plusMs(NOW, skewMs);

/** A merchant's adjustment by a process whose clock is that much ahead. */
function merchant(shop: Shop, customerId: bigint, points: bigint, skewMs: number) {
  const adjustment = { customerId, points, reason: "x", actor: "merchant:1", key: crypto.randomUUID() };
  return pipeline.inShop(shop.shopId, (tx, at) => adjust(tx, shop, adjustment, at), clock(skewMs));
}

function shopper(shop: Shop, customerId: bigint, rewardId: number, skewMs: number) {
  const request = { customerId, rewardId, points: null, intent: crypto.randomUUID(), actor: "shopper" };
  return pipeline.inShop(shop.shopId, (tx, at) => reserve(tx, shop, request, () => Promise.resolve(), at), clock(skewMs));
}

/** An import that sets a balance, by a worker whose clock is that much ahead. */
async function importer(shop: Shop, customerId: bigint, balance: bigint, skewMs: number): Promise<void> {
  const text = `email,points\nc${customerId}@example.com,${balance}\n`;
  const wanted = { points: true, tiers: false, birthdays: false };
  const file = { filename: `${crypto.randomUUID()}.csv`, bytes: new TextEncoder().encode(text), mode: "set" as const, wanted };
  const created = await createImport(database.db, shop, { ...file, actor: "merchant:1" }, NOW);
  if (!created.ok) throw new Error(created.problem.code);
  const runId = await createRun(database.db, shop, "import", { importId: created.importId }, NOW);
  while (await workPart(shop, runId, clock(skewMs)));
}

async function rewardOf(shop: Shop): Promise<number> {
  const terms = { kind: "amount", title: { en: "1 off" }, points: Number(PRICE), valueMinor: 100 };
  return createReward(shop.shopId, rewardTermsSchema.parse(terms), NOW);
}

async function expectSound(shop: Shop, customerId: bigint): Promise<void> {
  expect(overdrafts((await readEntries(database.db, shop.shopId, [customerId])).get(customerId) ?? [])).toEqual([]);
  expect((await verify(database.db, shop)).discrepancies).toEqual([]);
}

const skew = fc.integer({ min: -5 * MINUTE_MS, max: 5 * MINUTE_MS });

describe.each([
  ["points that never expire", [{ version: 1, effectiveFrom: new Date(0), rules: DEFAULT_RULES }]],
  ["points that expire by age", programs],
])("points are spent once, whatever the clocks of those who spend say: %s (security-faults 1)", (_name, programs) => {
  test("of k spenders as many get something as there are points for", async () => {
    const shop = await createEarningShop(database.db, { programs });
    const rewardId = await rewardOf(shop);
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt({ min: 0n, max: 5n }),
        fc.array(fc.record({ who: fc.constantFrom("shopper" as const, "merchant" as const), skew }), { maxLength: 9 }),
        async (affordable, spenders) => {
          const customerId = await someone(shop, affordable * PRICE + 99n);
          const outcomes = await Promise.all(
            spenders.map(({ who, skew }) =>
              who === "shopper" ? shopper(shop, customerId, rewardId, skew) : merchant(shop, customerId, -PRICE, skew),
            ),
          );
          const got = outcomes.filter(({ ok }) => ok).length;
          expect(got).toBe(Math.min(Number(affordable), spenders.length));
          // Also for who asks by a clock that is behind.
          const { available } = await readAccount(database.db, shop, customerId, plusMs(NOW, -10 * MINUTE_MS));
          expect(available).toBe(affordable * PRICE + 99n - BigInt(got) * PRICE);
        },
      ),
      { numRuns: 40 },
    );
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  });

  test("beside merchants who give and take, and imports that set balances", async () => {
    const shop = await createEarningShop(database.db, { programs });
    const rewardId = await rewardOf(shop);
    const writer = fc.oneof(
      fc.record({ kind: fc.constant("redeem" as const), skew }),
      fc.record({ kind: fc.constant("adjust" as const), points: fc.bigInt({ min: -300n, max: 300n }), skew }),
      fc.record({ kind: fc.constant("import" as const), balance: fc.bigInt({ min: 0n, max: 300n }), skew }),
    );
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 0n, max: 500n }), fc.array(writer, { maxLength: 8 }), async (start, writers) => {
        const customerId = await someone(shop, start);
        // One import at a time: the app refuses a second.
        const [imports, others] = [
          writers.filter((one) => one.kind === "import"),
          writers.filter((one) => one.kind !== "import"),
        ];
        await Promise.all([
          (async () => {
            for (const { balance, skew } of imports) await importer(shop, customerId, balance, skew);
          })(),
          ...others.map((one) =>
            one.kind === "redeem"
              ? shopper(shop, customerId, rewardId, one.skew)
              : merchant(shop, customerId, one.points, one.skew),
          ),
        ]);
        expect((await readAccount(database.db, shop, customerId, NOW)).available).toBeGreaterThanOrEqual(0n);
        await expectSound(shop, customerId);
      }),
      { numRuns: 25 },
    );
  });
});

describe("the database refuses what would overdraw, whatever the app believes (security-faults 1)", () => {
  const post = (shop: Shop, customerId: bigint, kind: EntryKind, points: bigint, at = NOW, redemptionId: bigint | null = null) =>
    database.db.transaction().execute(async (tx) => {
      const entry = { customerId, key: crypto.randomUUID(), kind, points, availableAt: at, actor: "system", redemptionId };
      await appendEntries(tx, shop, await lockAccounts(tx, shop.shopId, [customerId], at), [entry], at);
    });

  test.each(["redemption", "adjustment"] as const)("a %s of more than there is", async (kind) => {
    const shop = await createEarningShop(database.db);
    await post(shop, 1n, "bonus", 100n);
    await expect(post(shop, 1n, kind, -101n)).rejects.toThrow("overdrawn by 1");
    await post(shop, 1n, kind, -100n);
    await expectSound(shop, 1n);
  });

  test("by an instant at which a debit that is recorded seems still to come", async () => {
    const shop = await createEarningShop(database.db);
    await post(shop, 1n, "bonus", 100n);
    await post(shop, 1n, "redemption", -100n, plusMs(NOW, 5 * MINUTE_MS), 1n);
    await expect(post(shop, 1n, "redemption", -100n, NOW, 2n)).rejects.toThrow("overdrawn by 100");
  });

  test("not what leaves a debt by right: refunds, undone imports, a code used after its points had gone back", async () => {
    const shop = await createEarningShop(database.db);
    await post(shop, 1n, "bonus", 100n);
    await post(shop, 1n, "redemption", -100n, NOW, 1n);
    await post(shop, 1n, "release", 100n, NOW, 1n);
    await post(shop, 1n, "redemption", -100n, NOW, 2n);
    await post(shop, 1n, "redemption", -100n, NOW, 1n);
    await post(shop, 1n, "order", -50n);
    await post(shop, 1n, "import", -50n);
    expect((await readAccount(database.db, shop, 1n, NOW)).available).toBe(-200n);
  });

  test("points that come later cannot be spent now", async () => {
    const shop = await createEarningShop(database.db);
    const later = plusMs(NOW, MINUTE_MS);
    await database.db.transaction().execute(async (tx) => {
      const entry = { customerId: 1n, key: "later", kind: "bonus" as const, points: 100n, availableAt: later, actor: "system" };
      await appendEntries(tx, shop, await lockAccounts(tx, shop.shopId, [1n], NOW), [entry], NOW);
    });
    await expect(post(shop, 1n, "redemption", -100n, NOW, 1n)).rejects.toThrow("overdrawn by 100");
    await post(shop, 1n, "redemption", -100n, later, 1n);
  });
});

test("ledger:verify names overdrafts from before the database refused them (security-faults 1)", async () => {
  const shop = await createEarningShop(database.db);
  await sql`alter table ledger_entries disable trigger ledger_entries_covered`.execute(database.db);
  await database.db.transaction().execute(async (tx) => {
    const at = plusMs(NOW, 3);
    const shared = { customerId: 1n, actor: "system" };
    const bonus = { ...shared, key: "bonus", kind: "bonus" as const, points: 100n, availableAt: NOW };
    const first = { ...shared, key: "1", kind: "adjustment" as const, points: -100n, availableAt: at };
    const second = { ...shared, key: "2", kind: "adjustment" as const, points: -100n, availableAt: NOW };
    await appendEntries(tx, shop, await lockAccounts(tx, shop.shopId, [1n], NOW), [bonus, first, second], at);
  });
  await sql`alter table ledger_entries enable trigger ledger_entries_covered`.execute(database.db);
  const problems = (await verify(database.db, shop)).discrepancies.map(({ problem }) => problem);
  expect(problems).toEqual(["entry 3 overdrew the account: -100 points were left"]);
});

test("overdrafts are found entry by entry as by summing each anew", () => {
  const kinds: EntryKind[] = ["order", "adjustment", "redemption", "release", "import"];
  const entry = fc.record({
    kind: fc.constantFrom(...kinds),
    points: fc.bigInt({ min: -20n, max: 20n }),
    available: fc.integer({ min: 0, max: 9 }),
    recorded: fc.integer({ min: 0, max: 9 }),
    redemption: fc.option(fc.bigInt({ min: 1n, max: 2n })),
  });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 14 }), (drawn) => {
      const entries = drawn.map(({ kind, points, available, recorded, redemption }, index): LotEntry => ({
        ...{ seq: index + 1, kind, points, orderId: null, redemptionId: kind === "redemption" ? (redemption ?? 3n) : null },
        ...{ availableAt: new Date(points < 0n ? Math.min(available, recorded) : available), recordedAt: new Date(recorded) },
      }));
      const expected = entries.filter(({ kind, points, redemptionId }, index) => {
        const upTo = entries.slice(0, index + 1);
        const again = upTo.slice(0, -1).some((other) => redemptionId !== null && other.redemptionId === redemptionId);
        if (points >= 0n || !(kind === "adjustment" || (kind === "redemption" && !again))) return false;
        const at = Math.max(...upTo.map(({ recordedAt }) => recordedAt.getTime()));
        return upTo.reduce((sum, one) => (one.availableAt.getTime() <= at ? sum + one.points : sum), 0n) < 0n;
      });
      expect(overdrafts(entries).map(({ seq }) => seq)).toEqual(expected.map(({ seq }) => seq));
    }),
  );
});
