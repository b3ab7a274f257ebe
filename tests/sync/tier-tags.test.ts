import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";

import { installFromApi, giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { addTags, createCustomer, removeTags } from "../sandbox/world/customers.ts";
import { deleteCustomer } from "../sandbox/world/commerce.ts";
import { parseJson } from "../../app/lib/json.ts";
import { plusMs } from "../../app/lib/time.ts";
import * as pipeline from "../support/pipeline.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { syncTags } from "../../app/sync/customers/tier-tags.server.ts";
import * as tiers from "../../app/tiers/tiers.server.ts";
import { interpret } from "../../app/webhooks/interpret.ts";

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

describe("a tag that somebody else changes", () => {
  const rules = {
    ...DEFAULT_RULES,
    tiers: {
      ...TIER_PRESET,
      levels: TIER_PRESET.levels.map((level) => ({ ...level, tag: level.key === "bronze" ? "" : level.key })),
    },
  };

  /** What Shopify told of since the last look, as the app takes it in. */
  async function hear(shop: Shop, now: Date): Promise<void> {
    const told = api.events.splice(0).flatMap(({ topic, body, triggeredAt }) => {
      const meaning = interpret(topic, parseJson(body), { shop, triggeredAt });
      return meaning.ok ? meaning.facts : [];
    });
    await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, told, now));
  }

  async function member(tier: string) {
    const shop = await installFromApi(database.db, api);
    await sql`update program_versions set rules = ${JSON.stringify(rules)}::jsonb where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    api.events.length = 0;
    const [day, at] = [24 * 3_600_000, api.world.clock.now()];
    names += 1;
    const customer = createCustomer(api.world, api.shop, { email: `stray-${names}@example.com`, tags: ["friend"] });
    const grant = async (to: string, now: Date) => {
      const granted = { customerId: customer.id, tier: to, until: null, actor: "merchant:1", reason: "granted" } as const;
      await pipeline.inShop(shop.shopId, (tx) => tiers.grant(tx, shop, granted, now));
      await syncAll(now);
      await hear(shop, now);
    };
    await hear(shop, at);
    await grant(tier, at);
    return { shop, customer, grant, at: (days: number) => plusMs(at, days * day) };
  }

  const move = (at: Date) => api.world.clock.set(at);
  const calls = () => api.events.filter(({ topic }) => topic === "customers/update").length;

  test("is set again, and taken away again when it comes back", async () => {
    const { shop, customer, grant, at } = await member("silver");
    expect(customer.tags).toEqual(["friend", "silver"]);
    move(at(30));
    removeTags(api.world, api.shop, customer, ["silver"]);
    await hear(shop, at(30));
    await syncAll(at(30));
    expect(customer.tags).toEqual(["friend", "silver"]);
    await grant("gold", at(60));
    expect(customer.tags).toEqual(["friend", "gold"]);
    move(at(61));
    removeTags(api.world, api.shop, customer, ["gold"]);
    addTags(api.world, api.shop, customer, ["silver"]);
    await hear(shop, at(62));
    await syncAll(at(62));
    expect(customer.tags).toEqual(["friend", "gold"]);
  });

  test("is not fought: a shop's own automation is answered once a day, and our change answers itself", async () => {
    const { shop, customer, at } = await member("gold");
    let changes = 0;
    for (let hour = 0; hour < 72; hour += 1) {
      const now = at(10 + hour / 24);
      move(now);
      removeTags(api.world, api.shop, customer, ["gold"]);
      await hear(shop, now);
      await syncAll(now, 0);
      changes += calls();
      await hear(shop, now);
      await hear(shop, now);
    }
    expect(changes).toBeGreaterThanOrEqual(3);
    expect(changes).toBeLessThanOrEqual(4);
  });

  test("of a tier that was never ours stays", async () => {
    const { shop, customer, at } = await member("silver");
    move(at(5));
    addTags(api.world, api.shop, customer, ["Gold"]);
    await hear(shop, at(5));
    await syncAll(at(5));
    expect(customer.tags).toEqual(["Gold", "friend", "silver"]);
    expect(await due()).toBe(0);
  });
});
