import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { readHome } from "../../../app/insights/home/home.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { applyShopFacts } from "../../../app/shops/shops.server.ts";
import { reconcile } from "../../../app/sync/reconciliation/reconcile.server.ts";
import { ensureReconciliations, listDue, openWideFor, openWideForAll } from "../../../app/sync/reconciliation/state.server.ts";
import { noFaults } from "../../sandbox/config.ts";
import { SAMPLE_SCOPES } from "../../support/sample-shop.ts";
import { useAdminApi } from "../../support/admin-api.ts";
import { useDatabase } from "../../support/database.ts";
import { createEarningShop } from "../../support/earning-shop.ts";
import { createStage, DAY, MINUTE } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();
const stage = createStage(database, api);
let shop: Shop;

beforeEach(async () => {
  api.shop.orders.clear();
  api.wait(DAY);
  shop = await stage.install();
});
afterEach(() => {
  api.config.faults = noFaults();
  api.shop.installedScopes = SAMPLE_SCOPES;
});

const due = async (of: Shop, minutes = 0) => {
  const at = new Date(stage.now().getTime() + minutes * MINUTE);
  return (await listDue(database.db, at)).filter(({ shopId }) => shopId === of.shopId).map(({ span }) => span);
};

test("every installed shop is due every ten minutes, not all of them at once", async () => {
  const shops = await Promise.all(Array.from({ length: 20 }, () => createEarningShop(database.db)));
  await ensureReconciliations(database.db, stage.now());
  const first = await Promise.all(shops.map((one) => due(one)));
  expect(first.filter((spans) => spans.length > 0).length).toBeLessThan(shops.length / 2);
  for (const one of shops) expect(await due(one, 10)).toEqual(["recent"]);

  await stage.compare(shop);
  await ensureReconciliations(database.db, stage.now());
  expect(await due(shop, 9)).toEqual([]);
  expect(await due(shop, 10)).toEqual(["recent"]);
  for (const { shopId } of shops)
    await sql`update shops set status = 'uninstalled' where shop_id = ${shopId}`.execute(database.db);
  for (const one of shops) expect(await due(one, 10)).toEqual([]);
});

test("after a return it begins anew, with the history that is then read", async () => {
  await stage.compare(shop);
  await applyShopFacts(database.db, shop, [{ kind: "uninstalled", at: stage.now() }], stage.now());
  expect((await stage.report(shop)).last).toBeNull();
});

test("at night every shop is compared widely, spread over an hour; what is asked for goes at once, and once", async () => {
  await stage.compare(shop);
  await openWideForAll(database.db, 3 * DAY, stage.now());
  expect(await due(shop, 60)).toContain("wide");
  await openWideFor(database.db, shop.shopId, 30 * DAY, stage.now());
  expect(await due(shop)).toEqual(["wide"]);
  expect((await stage.report(shop)).open).toEqual({ done: 0, total: null });
  stage.order();
  expect(await stage.compare(shop, "wide")).toMatchObject({ open: null, period: { comparisons: 2 } });
  expect(await due(shop, 5)).toEqual([]);
  await reconcile(shop, "wide", stage.now);
  expect((await stage.report(shop)).period.comparisons).toBe(2);
});

describe("what keeps it from comparing is told, and passes", () => {
  const fails = async () => (await stage.compare(shop)).problem?.kind;
  const home = async () => (await readHome(database.db, shop, stage.now())).comparisonFailing;

  test("a permission that is missing", async () => {
    stage.order();
    api.shop.installedScopes = SAMPLE_SCOPES.filter((scope) => !/orders/.test(scope));
    const since = new Date(stage.now().getTime() + 2 * MINUTE);
    expect(await fails()).toBe("access");
    expect(await home()).toBe(false);
    api.wait(DAY);
    expect(await stage.compare(shop)).toMatchObject({ problem: { kind: "access", since }, last: null });
    expect(await home()).toBe(true);
    api.shop.installedScopes = SAMPLE_SCOPES;
    expect(await stage.compare(shop)).toMatchObject({ problem: null, last: { ordersCaught: 1 } });
    expect(await home()).toBe(false);
  });

  test("a key that is gone", async () => {
    await sql`delete from "Session" where shop = ${shop.domain}`.execute(database.db);
    expect(await fails()).toBe("token");
  });

  test("a key that Shopify no longer takes", async () => {
    await sql`update "Session" set "accessToken" = 'old' where shop = ${shop.domain}`.execute(database.db);
    expect(await fails()).toBe("token");
  });

  test("Shopify's own trouble", async () => {
    api.config.faults.graphqlErrorRate = 1;
    expect(await fails()).toBe("unreachable");
    api.config.faults = { ...noFaults(), dropNext: 1 };
    expect(await fails()).toBe("unreachable");
  });

  test("and it rests longer each time, two hours at most, unless somebody asks", async () => {
    api.config.faults.graphqlErrorRate = 1;
    await openWideFor(database.db, shop.shopId, DAY, stage.now());
    const rests: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      await stage.compare(shop, "wide");
      const { rows } = await sql<{ next_at: Date }>`
        select next_at from reconciliations where shop_id = ${shop.shopId} and span = 'wide'
      `.execute(database.db);
      rests.push(((rows[0]?.next_at.getTime() ?? 0) - stage.now().getTime()) / MINUTE);
    }
    expect(rests).toEqual([1, 2, 4, 8, 16, 32, 64, 120, 120, 120]);
    expect(await due(shop)).not.toContain("wide");
    await openWideFor(database.db, shop.shopId, DAY, stage.now());
    expect(await due(shop)).toContain("wide");
  });
});
