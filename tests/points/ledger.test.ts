import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import type { Fact } from "../../app/facts/fact.ts";
import type { OrderSnapshot } from "../../app/facts/order-snapshot.ts";
import { customerSnapshot } from "../support/customers.ts";
import * as pipeline from "../support/pipeline.ts";
import { appendEntries, lockAccounts, readAccount } from "../../app/points/accounts.server.ts";
import { balanceAt } from "../../app/points/balance.ts";
import * as ledger from "../../app/points/ledger.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { readAccountPage } from "../../app/storefront/api/account.server.ts";
import { readOrderView } from "../../app/storefront/api/order.server.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order, refund } from "../support/orders.ts";

const database = useDatabase();
const NOW = new Date("2026-03-02T12:00:00Z");
const LATER = new Date("2026-03-15T13:00:00Z");

function apply(shop: Shop, facts: Fact[], now = NOW): Promise<unknown> {
  return pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, now));
}

function placed(change: Partial<OrderSnapshot> = {}, announced = false): Fact {
  return { kind: "order", order: order([line(1n, 10_000n)], change), announced };
}

function customer(customerId: bigint, email: string | null, change = {}): Fact {
  return { kind: "customer", customer: customerSnapshot(customerId, NOW, { email, ...change }) };
}

async function balance(shop: Shop, customerId: bigint, now = NOW) {
  const { available, pending } = await readAccount(database.db, shop, customerId, now);
  return { available, pending };
}

async function adjust(shop: Shop, customerId: bigint, points: bigint, key: string) {
  const adjustment = { customerId, points, reason: "thanks", actor: "merchant:1", key };
  return pipeline.inShop(shop.shopId, (tx) => ledger.adjust(tx, shop, adjustment, NOW));
}

describe("points of orders", () => {
  test("are pending for 14 days, then available, without a second entry", async () => {
    const shop = await createEarningShop(database.db);
    await apply(shop, [placed()]);
    expect(await balance(shop, 77n)).toEqual({ available: 0n, pending: 500n });
    expect(await balance(shop, 77n, LATER)).toEqual({ available: 500n, pending: 0n });
    expect((await ledger.listMaturing(database.db, LATER, 100)).get(shop.shopId)).toEqual([77n]);
    await pipeline.inShop(shop.shopId, (tx) => ledger.mature(tx, shop, [77n], LATER));
    const stored =
      await sql`select available, pending, last_seq, next_change_at from ledger_accounts where shop_id = ${shop.shopId}`.execute(
        database.db,
      );
    expect(stored.rows).toEqual([{ available: 500n, pending: 0n, last_seq: 1, next_change_at: null }]);
  });

  test("a refund after they became available takes them at once, one before takes them from pending", async () => {
    const shop = await createEarningShop(database.db);
    await apply(shop, [placed()]);
    const half = { kind: "refund", orderId: order([]).orderId, refund: refund(5n, 5_000n) } as const;
    await apply(shop, [half]);
    expect(await balance(shop, 77n)).toEqual({ available: 0n, pending: 250n });
    await apply(shop, [{ ...half, refund: refund(6n, 5_000n) }], LATER);
    expect(await balance(shop, 77n, LATER)).toEqual({ available: 0n, pending: 0n });
  });

  test("a refund that comes before its order waits for it", async () => {
    const shop = await createEarningShop(database.db);
    const jobs = await pipeline.inShop(shop.shopId, (tx) =>
      pipeline.apply(tx, shop, [{ kind: "refund", orderId: order([]).orderId, refund: refund(5n, 5_000n) }], NOW),
    );
    expect(pipeline.ordersToRead(jobs).atOnce).toEqual([order([]).orderId]);
    await apply(shop, [placed()]);
    expect(await balance(shop, 77n)).toEqual({ available: 0n, pending: 250n });
  });

  test("orders from before the install do not earn, unless they were paid since", async () => {
    const shop = await createEarningShop(database.db, { installedAt: new Date("2026-03-02T00:00:00Z") });
    await apply(shop, [placed()]);
    expect(await balance(shop, 77n)).toEqual({ available: 0n, pending: 0n });
    await apply(shop, [placed({}, true)]);
    expect(await balance(shop, 77n)).toEqual({ available: 0n, pending: 500n });
  });

  test("an order goes on earning after the app was removed and installed again", async () => {
    const shop = await createEarningShop(database.db);
    await apply(shop, [placed()]);
    await apply({ ...shop, installedAt: LATER }, [placed({ updatedAt: LATER })], LATER);
    expect(await balance(shop, 77n, LATER)).toEqual({ available: 500n, pending: 0n });
  });
});

describe("who owns an order", () => {
  const guest = { customerId: null, email: "late@example.com" };

  test("a guest order belongs to the customer who appears with its verified address", async () => {
    const shop = await createEarningShop(database.db);
    await apply(shop, [placed(guest)]);
    await apply(shop, [customer(5n, "late@example.com", { emailVerified: false })]);
    expect(await balance(shop, 5n)).toEqual({ available: 0n, pending: 0n });
    await apply(shop, [customer(5n, "late@example.com", { updatedAt: LATER })]);
    expect(await balance(shop, 5n)).toEqual({ available: 0n, pending: 500n });
    await apply(shop, [placed({ ...guest, updatedAt: LATER })]);
    expect(await balance(shop, 5n)).toEqual({ available: 0n, pending: 500n });
  });

  test("the customer first and the guest order second ends the same", async () => {
    const shop = await createEarningShop(database.db);
    await apply(shop, [customer(5n, "late@example.com")]);
    await apply(shop, [placed(guest)]);
    expect(await balance(shop, 5n)).toEqual({ available: 0n, pending: 500n });
  });

  test("a merge moves orders and adjustments, conserves every point, and late events follow it", async () => {
    const shop = await createEarningShop(database.db);
    await apply(shop, [customer(77n, "a@example.com"), customer(78n, "b@example.com"), placed()]);
    await adjust(shop, 77n, 40n, "one");
    const merge = { kind: "customers-merged", keptId: 78n, goneId: 77n, at: NOW } as const;
    await apply(shop, [merge]);
    await apply(shop, [merge]);
    expect(await balance(shop, 77n)).toEqual({ available: 0n, pending: 0n });
    expect(await balance(shop, 78n)).toEqual({ available: 40n, pending: 500n });

    await apply(shop, [placed({ orderId: 3n, name: "#3" })]);
    await adjust(shop, 77n, 2n, "two");
    expect(await balance(shop, 78n)).toEqual({ available: 42n, pending: 1_000n });
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  });
});

test("an erased customer's address does not come back with a later snapshot of their order", async () => {
  const shop = await createEarningShop(database.db);
  await apply(shop, [placed()]);
  await apply(shop, [{ kind: "customer-redacted", key: "r", customerId: 77n, email: "ada@example.com", at: NOW }]);
  await apply(shop, [placed({ updatedAt: LATER })], LATER);
  const { rows } = await sql`select email, snapshot->>'email' as kept from orders where shop_id = ${shop.shopId}`.execute(
    database.db,
  );
  expect(rows).toEqual([{ email: null, kept: null }]);
  expect(await balance(shop, 77n)).toEqual({ available: 0n, pending: 500n });
});

describe("adjustments", () => {
  test("twenty at once on one account: each counts once, and never more than there is is taken", async () => {
    const shop = await createEarningShop(database.db);
    await apply(shop, [customer(7n, "x@example.com")]);
    expect(await adjust(shop, 7n, 100n, "grant")).toEqual({ ok: true, duplicate: false, customerId: 7n });
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, index) => adjust(shop, 7n, -30n, `take-${index % 10}`)));
    expect(outcomes.filter((outcome) => outcome.ok && !outcome.duplicate)).toHaveLength(3);
    expect(await balance(shop, 7n)).toEqual({ available: 10n, pending: 0n });
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  });

  test.each([
    [0n, 7n, "out-of-range"],
    [10n ** 13n, 7n, "out-of-range"],
    [5n, 404n, "unknown-customer"],
    [-5n, 7n, "insufficient-points"],
  ])("%s points for customer %s: %s", async (points, customerId, reason) => {
    const shop = await createEarningShop(database.db);
    await apply(shop, [customer(7n, "x@example.com")]);
    expect(await adjust(shop, customerId, points, "k")).toMatchObject({ ok: false, reason });
    expect((await sql`select 1 from ledger_entries where shop_id = ${shop.shopId}`.execute(database.db)).rows).toEqual([]);
  });

  test("another one under a key that has posted posts nothing, and is told what was; the same one is as good as posted (merchant 40)", async () => {
    const shop = await createEarningShop(database.db);
    await apply(shop, [customer(7n, "x@example.com"), customer(8n, "y@example.com")]);
    await adjust(shop, 7n, 20n, "k");
    const another = { ok: false, reason: "another-posted", posted: 20n };
    expect([await adjust(shop, 7n, 50n, "k"), await adjust(shop, 8n, 20n, "k")]).toEqual([another, another]);
    expect(await adjust(shop, 7n, 20n, "k")).toEqual({ ok: true, duplicate: true, customerId: 7n });
    expect([(await balance(shop, 7n)).available, (await balance(shop, 8n)).available]).toEqual([20n, 0n]);
  });

  test("an erased customer is nobody: no reason is written of them any more, and nothing is told of their account", async () => {
    const shop = await createEarningShop(database.db);
    await apply(shop, [customer(77n, "ada@example.com"), placed()]);
    await apply(shop, [{ kind: "customer-redacted", key: "erase", customerId: 77n, email: null, at: NOW }]);
    expect(await adjust(shop, 77n, 20n, "k")).toEqual({ ok: false, reason: "unknown-customer" });
    expect(await readAccountPage(shop, 77n, NOW)).toBeNull();
    expect(await readOrderView(shop, 77n, 9_007_199_254_740_995n, NOW)).toMatchObject({ account: null, order: null });
  });
});

describe("the ledger only grows", () => {
  test("PostgreSQL itself refuses to change or delete an entry", async () => {
    const shop = await createEarningShop(database.db);
    await apply(shop, [placed()]);
    await expect(sql`update ledger_entries set points = 1 where shop_id = ${shop.shopId}`.execute(database.db)).rejects.toThrow(
      "immutable",
    );
    await expect(sql`delete from ledger_entries where shop_id = ${shop.shopId}`.execute(database.db)).rejects.toThrow(
      "immutable",
    );
  });

  test("verify notices a wrong balance, a wrong order and a gap", async () => {
    const shop = await createEarningShop(database.db);
    await apply(shop, [placed()]);
    await sql`update ledger_accounts set available = available + 1, last_seq = 9 where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    await sql`update orders set snapshot = jsonb_set(snapshot, '{lines,0,netMinor}', '"20000"') where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    const problems = (await verify(database.db, shop)).discrepancies.map(({ problem }) => problem);
    expect(problems).toEqual([
      "available is 1, its entries make 0",
      "last_seq is 9 with 1 entries",
      "500 points posted, 1000 owed",
    ]);
  });

  test("verify notices redemptions whose points are not what their state says", async () => {
    const shop = await createEarningShop(database.db);
    const redeem = (redemptionId: number, state: string, back: number) =>
      sql`
        insert into redemptions (shop_id, redemption_id, customer_id, reward_id, intent, points, terms, terms_hash, code, state, reserved_at,
          returned_points)
        values (${shop.shopId}, ${redemptionId}, 100, 1, ${`i${redemptionId}`}, 500, '{}', '', ${`C${redemptionId}`}, ${state}, ${NOW}, ${back})
      `.execute(database.db);
    const entry = { kind: "redemption", availableAt: NOW, actor: "shopper", points: -500n } as const;
    await database.db.transaction().execute(async (tx) => {
      const brought = { kind: "import", availableAt: NOW, actor: "system", points: 2_000n } as const;
      const entries = [
        { ...brought, customerId: 100n, key: "brought" },
        { ...brought, customerId: 200n, key: "brought too" },
        { ...entry, customerId: 100n, key: "sound", redemptionId: 1n },
        { ...entry, customerId: 100n, key: "kept", redemptionId: 2n },
        { ...entry, customerId: 200n, key: "stranger", redemptionId: 3n },
      ];
      await appendEntries(tx, shop, await lockAccounts(tx, shop.shopId, [100n, 200n], NOW), entries, NOW);
    });
    await redeem(1, "issued", 0);
    await redeem(2, "released", 0);
    await redeem(3, "used", 500);
    const { redemptions, discrepancies } = await verify(database.db, shop);
    expect(redemptions).toBe(3);
    expect(discrepancies.map(({ problem }) => problem)).toEqual([
      "redemption 2 (released): -500 points posted, 0 expected",
      "redemption 3 (of somebody else): -500 points posted, 0 expected",
    ]);
  });

  test("verify notices a lifetime and a next change that its entries do not say", async () => {
    const shop = await createEarningShop(database.db);
    await apply(shop, [placed()]);
    await sql`update ledger_accounts set lifetime_earned = 1, next_change_at = null where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    const { discrepancies } = await verify(database.db, shop);
    expect(discrepancies.map(({ problem }) => problem)).toEqual([
      "lifetime_earned is 1, its entries make 500",
      "next_change_at is not when its entries next change",
    ]);
  });

  test("stored balances are what the pure function says, at any instant", async () => {
    const shop = await createEarningShop(database.db);
    const entry = fc.record({
      points: fc.bigInt({ min: -10_000n, max: 10_000n }),
      availableAt: fc.date({ min: NOW, max: LATER, noInvalidDate: true }),
    });
    let customerId = 1_000n;
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 20 }),
        fc.date({ min: NOW, max: LATER, noInvalidDate: true }),
        async (entries, at) => {
          customerId += 1n;
          await database.db.transaction().execute(async (tx) => {
            const accounts = await lockAccounts(tx, shop.shopId, [customerId], at);
            const rows = entries.map((item, index) => ({
              ...{
                ...item,
                customerId,
                key: `${customerId}:${index}`,
                kind: "import" as const,
                orderId: null,
                programVersion: null,
              },
              ...{ actor: "system", reason: null },
            }));
            await appendEntries(tx, shop, accounts, rows, at);
          });
          const { rows } = await sql<{ available: bigint; pending: bigint; next_change_at: Date | null }>`
          select available, pending, next_change_at from ledger_accounts where shop_id = ${shop.shopId} and customer_id = ${customerId}
        `.execute(database.db);
          const { available, pending, nextChangeAt } = balanceAt(
            entries.map((item, index) => ({
              ...{ ...item, seq: index + 1, kind: "import" as const, recordedAt: at, orderId: null, redemptionId: null },
            })),
            at,
            null,
          );
          expect(rows[0]).toEqual({ available, pending, next_change_at: nextChangeAt });
        },
      ),
      { numRuns: 60 },
    );
  });
});
