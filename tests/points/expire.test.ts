import { sql } from "kysely";
import { expect, test } from "vitest";

import * as pipeline from "../support/pipeline.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { expire, listExpiring, reproject, spendable } from "../../app/points/expiry/expire.server.ts";
import * as ledger from "../../app/points/ledger.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { DEFAULT_RULES, type Program } from "../../app/program/rules/rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order } from "../support/orders.ts";

const database = useDatabase();
const NOW = new Date("2026-03-02T12:00:00Z");
const GONE = new Date("2026-06-15T22:00:00Z");

const monthly: Program = {
  version: 1,
  effectiveFrom: new Date(0),
  rules: { ...DEFAULT_RULES, expiry: { mode: "lot", months: 3 } },
};

async function earn(shop: Shop, customerId = 77n, orderId = 1n, at = new Date("2026-03-01T12:00:00Z")): Promise<void> {
  const times = { createdAt: at, processedAt: at, updatedAt: at };
  const placed = order([line(1n, 10_000n)], { customerId, orderId, name: `#${orderId}`, ...times });
  await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, [{ kind: "order", order: placed, announced: true }], NOW));
}

function available(shop: Shop, customerId: bigint, at: Date) {
  return readAccount(database.db, shop, customerId, at).then((account) => account.available);
}

test("points expire once, when their time has come, though two workers are told", async () => {
  const shop = await createEarningShop(database.db, { programs: [monthly] });
  await earn(shop);
  const before = await readAccount(database.db, shop, 77n, NOW);
  expect(before.expiring).toEqual({ points: 500n, at: GONE });
  expect((await listExpiring(database.db, new Date(GONE.getTime() - 1), 10)).get(shop.shopId)).toBeUndefined();
  const due = (await listExpiring(database.db, GONE, 10)).get(shop.shopId) ?? [];
  expect(due).toEqual([77n]);
  const twice = [0, 1].map(() => pipeline.inShop(shop.shopId, (tx) => expire(tx, shop, due, GONE)));
  expect((await Promise.all(twice)).flat()).toEqual([77n]);
  expect(await available(shop, 77n, GONE)).toBe(0n);
  expect((await listExpiring(database.db, GONE, 10)).size).toBe(0);
  expect((await verify(database.db, shop)).discrepancies).toEqual([]);
});

test("what has expired cannot be spent, though nobody has posted it yet", async () => {
  const shop = await createEarningShop(database.db, { programs: [monthly] });
  await earn(shop);
  const outcome = await pipeline.inShop(shop.shopId, (tx) => spendable(tx, shop, 77n, GONE));
  expect(outcome.available).toBe(0n);
  expect(await available(shop, 77n, GONE)).toBe(0n);
});

test("a merge keeps the age of points and what had expired stays expired", async () => {
  const shop = await createEarningShop(database.db, { programs: [monthly] });
  const adjust = (customerId: bigint, key: string, at: Date) =>
    pipeline.inShop(shop.shopId, (tx) =>
      ledger.adjust(tx, shop, { customerId, points: 100n, reason: "x", actor: "merchant:1", key }, at),
    );
  await earn(shop, 77n, 1n);
  await earn(shop, 78n, 2n, new Date("2026-04-01T12:00:00Z"));
  await pipeline.inShop(shop.shopId, (tx) => expire(tx, shop, [77n], GONE));
  await adjust(77n, "a", GONE);
  await adjust(78n, "b", new Date("2026-05-01T12:00:00Z"));
  const mergedAt = new Date("2026-06-20T12:00:00Z");
  const merged = { kind: "customers-merged", goneId: 77n, keptId: 78n, at: mergedAt } as const;
  await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, [merged], mergedAt));
  expect(await available(shop, 78n, mergedAt)).toBe(700n);
  await pipeline.inShop(shop.shopId, (tx) => expire(tx, shop, [78n], mergedAt));
  expect(await available(shop, 78n, mergedAt)).toBe(700n);
  const later = new Date("2026-07-16T12:00:00Z");
  await pipeline.inShop(shop.shopId, (tx) => expire(tx, shop, [78n], later));
  expect(await available(shop, 78n, later)).toBe(200n);
  expect((await verify(database.db, shop)).discrepancies).toEqual([]);
});

test("new rules bring the stored instants in line, page by page", async () => {
  const shop = await createEarningShop(database.db);
  await earn(shop);
  const stored = () =>
    sql<{ expires_at: Date | null }>`select expires_at from ledger_accounts where shop_id = ${shop.shopId}`.execute(database.db);
  expect((await stored()).rows).toEqual([{ expires_at: null }]);
  await sql`
    insert into program_versions (shop_id, version, effective_from, rules, created_at, created_by)
    values (${shop.shopId}, 2, ${NOW}, ${JSON.stringify(monthly.rules)}::jsonb, ${NOW}, 'system')
  `.execute(database.db);
  expect(await pipeline.inShop(shop.shopId, (tx) => reproject(tx, shop, 0n, NOW))).toBeNull();
  expect((await stored()).rows).toEqual([{ expires_at: GONE }]);
});
