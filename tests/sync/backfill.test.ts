import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";

import {
  isBackfillPlanned,
  listUnfinished,
  planBackfill,
  readBulk,
  startBackfill,
} from "../../app/sync/history/backfill.server.ts";
import { now } from "../../app/clock.server.ts";
import { plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { applyShopFacts } from "../../app/shops/shops.server.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const api = await useAdminApi();
const WAIT_MS = 25 * 3_600_000;

beforeEach(async () => {
  for (const table of ["shops", "Session", "customers", "orders", "products", "backfills", "program_versions"]) {
    await sql`delete from ${sql.table(table)}`.execute(database.db);
  }
  api.shop.bulkOperations.clear();
});

type Row = { kind: string; state: string; bulk_gid: string | null; error: string | null };

async function rows(shop: Shop): Promise<Record<string, Row>> {
  const found = await sql<Row>`select kind, state, bulk_gid, error from backfills where shop_id = ${shop.shopId}`.execute(
    database.db,
  );
  return Object.fromEntries(found.rows.map((row) => [row.kind, row]));
}

async function started(): Promise<Shop> {
  const shop = await installFromApi(database.db, api);
  await database.db.transaction().execute((tx) => planBackfill(tx, shop.shopId));
  await startBackfill(shop, now());
  await bulkEnds();
  return shop;
}

async function bulkEnds(): Promise<void> {
  const running = () => [...api.shop.bulkOperations.values()].some(({ status }) => status === "CREATED" || status === "RUNNING");
  await expect.poll(running, { interval: 10 }).toBe(false);
}

/** The stand-in's record of what was asked for. */
async function operationOf(shop: Shop, kind: string) {
  const gid = (await rows(shop))[kind]?.bulk_gid ?? expect.fail();
  return { gid, operation: api.shop.bulkOperations.get(gid) ?? expect.fail() };
}

async function readAll(shop: Shop): Promise<void> {
  for (const { bulk_gid } of Object.values(await rows(shop))) if (bulk_gid !== null) await readBulk(shop, bulk_gid);
}

test("reads customers, products and orders", async () => {
  api.order();
  const shop = await started();
  const [unfinished] = await listUnfinished(now());
  const asked = Object.values(await rows(shop)).map((row) => row.bulk_gid);
  expect(unfinished).toMatchObject({ shopId: shop.shopId, start: false });
  expect(new Set(unfinished?.bulkGids)).toEqual(new Set(asked));
  await readAll(shop);
  expect(Object.values(await rows(shop)).map(({ state }) => state)).toEqual(["done", "done", "done"]);
  expect(await listUnfinished(now())).toEqual([]);
  const { rows: orders } = await sql`select order_id from orders`.execute(database.db);
  expect(orders).toHaveLength(api.shop.orders.size);
});

test("asks again, later and later, for what Shopify could not carry out", async () => {
  const shop = await started();
  const { gid, operation } = await operationOf(shop, "orders");
  operation.status = "FAILED";
  await readBulk(shop, gid);
  expect((await rows(shop))["orders"]).toMatchObject({ state: "failed" });
  const due = async (at: Date) => (await listUnfinished(at)).some(({ start }) => start);
  expect(await due(now())).toBe(false);
  const later = plusMs(now(), WAIT_MS);
  expect(await due(later)).toBe(true);
  await startBackfill(shop, later);
  expect((await rows(shop))["orders"]).toMatchObject({ state: "running", error: null });
  expect((await operationOf(shop, "orders")).gid).not.toBe(gid);
  await bulkEnds();
  await readAll(shop);
  expect(Object.values(await rows(shop)).map(({ state }) => state)).toEqual(["done", "done", "done"]);
});

test("takes a result that has expired for lost, not for empty", async () => {
  const shop = await started();
  const { gid, operation } = await operationOf(shop, "customers");
  operation.jsonl = null;
  await readBulk(shop, gid);
  expect((await rows(shop))["customers"]).toMatchObject({ state: "failed" });
  expect(await readBulk(shop, gid)).toBe("not-ours");
});

test("waits while Shopify is busy with other operations", async () => {
  const shop = await installFromApi(database.db, api);
  await database.db.transaction().execute((tx) => planBackfill(tx, shop.shopId));
  for (let index = 0; index < 5; index += 1) {
    const busy = {
      query: "",
      status: "RUNNING" as const,
      createdAt: now(),
      completedAt: null,
      objectCount: 0,
      rootObjectCount: 0,
      jsonl: null,
    };
    api.shop.bulkOperations.set(`busy-${index}`, { id: `busy-${index}`, ...busy });
  }
  await startBackfill(shop, now());
  const refused = Object.values(await rows(shop));
  expect(refused.map(({ state, bulk_gid }) => [state, bulk_gid])).toEqual(Array.from({ length: 3 }, () => ["failed", null]));
  expect(refused[0]?.error).toContain("already in progress");
  api.shop.bulkOperations.clear();
  await startBackfill(shop, plusMs(now(), WAIT_MS));
  expect(Object.values(await rows(shop)).map(({ state }) => state)).toEqual(["running", "running", "running"]);
  await bulkEnds();
});

test("one object that cannot be read holds up no other", async () => {
  const shop = await started();
  const { gid, operation } = await operationOf(shop, "customers");
  const strange = JSON.stringify({ id: "gid://shopify/Customer/1", firstName: 7 });
  const lines = (operation.jsonl ?? "").trim().split("\n");
  const [known] = lines;
  const hostile = JSON.stringify({
    ...(JSON.parse(known ?? "") as object),
    id: "gid://shopify/Customer/2",
    firstName: "a\u0000b\ud800",
  });
  operation.jsonl = [strange, hostile, ...lines].join("\n");
  await readBulk(shop, gid);
  expect((await rows(shop))["customers"]?.state).toBe("done");
  const { rows: read } = await sql<{ first_name: string }>`select first_name from customers order by customer_id`.execute(
    database.db,
  );
  expect(read).toHaveLength(lines.length + 1);
  expect(read[0]?.first_name).toBe("a\uFFFDb\uFFFD");
});

test("a shop that comes back is read anew, even when the visit that took it back broke off", async () => {
  const shop = await started();
  await readAll(shop);
  expect(await isBackfillPlanned(database.db, shop.shopId)).toBe(true);
  const at = now();
  await applyShopFacts(database.db, shop, [{ kind: "uninstalled", at }], at);
  expect(await isBackfillPlanned(database.db, shop.shopId)).toBe(false);
});
