import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";

import { installFromApi, giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { addTags, createCustomer } from "../sandbox/world/customers.ts";
import { deleteCustomer } from "../sandbox/world/commerce.ts";
import { plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { syncTags } from "../../app/sync/tier-tags.server.ts";

const database = useDatabase();
const api = await useAdminApi();
const NOW = new Date("2026-03-20T09:00:00Z");

beforeEach(async () => {
  for (const table of ["shops", "Session", "customers", "members", "program_versions"])
    await sql`delete from ${sql.table(table)}`.execute(database.db);
});

let names = 0;
async function someone(shop: Shop, tag: string, tags: string[] = []): Promise<bigint> {
  names += 1;
  const created = createCustomer(api.world, api.shop, { email: `tagged-${names}@example.com`, tags });
  await sql`insert into customers (shop_id, customer_id, created_at, tags) values (${shop.shopId}, ${created.id}, ${NOW}, ${tags}::text[])`.execute(
    database.db,
  );
  await want(shop, created.id, tag);
  return created.id;
}

async function want(shop: Shop, customerId: bigint, tag: string): Promise<void> {
  await sql`
    insert into members (shop_id, customer_id, tier_tag, tier_tag_due_at) values (${shop.shopId}, ${customerId}, ${tag}, ${NOW})
    on conflict (shop_id, customer_id) do update set tier_tag = excluded.tier_tag, tier_tag_due_at = excluded.tier_tag_due_at
  `.execute(database.db);
}

const held = (id: bigint) => api.shop.customers.get(id)?.tags;

async function syncAll(from = NOW, seconds = 3): Promise<void> {
  for (let second = 0; second <= seconds; second += 1) while ((await syncTags(plusMs(from, second * 1_000))) > 0);
}

async function due(): Promise<number> {
  return (await sql`select 1 from members where tier_tag_due_at is not null`.execute(database.db)).rows.length;
}

test("a tier's tag comes, changes and goes, and other tags stay", async () => {
  const shop = await installFromApi(database.db, api);
  const id = await someone(shop, "Silver", ["wholesale"]);
  await syncAll();
  expect(held(id)).toEqual(["Silver", "wholesale"]);
  await want(shop, id, "Gold");
  await syncAll();
  expect(held(id)).toEqual(["Gold", "wholesale"]);
  await want(shop, id, "");
  await syncAll();
  expect(held(id)).toEqual(["wholesale"]);
  expect(await due()).toBe(0);
});

test("a tag that the merchant gave is not ours: it stays when the tier goes", async () => {
  const shop = await installFromApi(database.db, api);
  const id = await someone(shop, "gold", ["Gold"]);
  await syncAll();
  await want(shop, id, "");
  await syncAll();
  expect(held(id)).toEqual(["Gold"]);
});

test("a worker that died after the call begins again and still knows the tag as ours", async () => {
  const shop = await installFromApi(database.db, api);
  const id = await someone(shop, "Gold");
  await sql`update members set tier_tag_synced = 'Gold' where customer_id = ${id}`.execute(database.db);
  addTags(api.world, api.shop, api.shop.customers.get(id) ?? expect.fail(), ["Gold"]);
  await sql`update customers set tags = '{Gold}' where customer_id = ${id}`.execute(database.db);
  await syncAll();
  await want(shop, id, "");
  await syncAll();
  expect(held(id)).toEqual([]);
});

test("after a merge only the kept customer's tag remains of both", async () => {
  const shop = await installFromApi(database.db, api);
  const id = await someone(shop, "Gold", ["Silver", "Gold", "friend"]);
  await sql`update members set tier_tag_synced = 'Silver,Gold' where customer_id = ${id}`.execute(database.db);
  await syncAll();
  expect(held(id)).toEqual(["Gold", "friend"]);
});

test("customers whom Shopify no longer has are settled; a shop that cannot be reached holds up no other", async () => {
  const shop = await installFromApi(database.db, api);
  const gone = await someone(shop, "Gold");
  deleteCustomer(api.world, api.shop, api.shop.customers.get(gone) ?? expect.fail());
  const dead = await createEarningShop(database.db, { domain: "dead.myshopify.com" });
  await giveToken(database.db, dead.domain, "revoked");
  for (let index = 1; index <= 30; index += 1) {
    await sql`insert into customers (shop_id, customer_id, created_at) values (${dead.shopId}, ${index}, ${NOW})`.execute(
      database.db,
    );
    await want(dead, BigInt(index), "Gold");
  }
  const reachable = await someone(shop, "Gold");
  for (let second = 0; second < 12; second += 1) await syncTags(plusMs(NOW, second * 1_000));
  expect(held(reachable)).toEqual(["Gold"]);
  const { rows } =
    await sql`select customer_id from members where shop_id = ${shop.shopId} and tier_tag_due_at is not null`.execute(
      database.db,
    );
  expect(rows).toEqual([]);
});
