import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";

import { installFromApi, giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { createCustomer, deleteCustomer } from "../sandbox/world/commerce.ts";
import { gid } from "../../app/lib/gid.ts";
import { plusMs } from "../../app/lib/time.ts";
import { markForSync } from "../../app/points/accounts.server.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import { change } from "../../app/pipeline/change.server.ts";
import { tellThemeOfAll } from "../../app/rewards/for-members.server.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward, updateReward } from "../../app/rewards/rewards.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { repair, syncDue } from "../../app/sync/theme/metafields.server.ts";
import { addSegment } from "../segments/support.ts";

const database = useDatabase();
const api = await useAdminApi();
const NOW = new Date("2026-03-20T09:00:00Z");
const later = (seconds: number) => plusMs(NOW, seconds * 1_000);

beforeEach(async () => {
  for (const table of ["shops", "Session", "customers", "ledger_accounts", "program_versions"]) {
    await sql`delete from ${sql.table(table)}`.execute(database.db);
  }
});

/** A customer of the shop with points, known to Shopify unless it is told to forget. */
async function someone(shop: Shop, name: string): Promise<bigint> {
  const { id } = createCustomer(api.world, api.shop, { email: `${name}@example.com` });
  await give(shop, id);
  return id;
}

async function give(shop: Shop, id: bigint): Promise<void> {
  await sql`insert into customers (shop_id, customer_id, created_at) values (${shop.shopId}, ${id}, ${NOW})`.execute(database.db);
  const points = { customerId: id, points: 70n, reason: "test", actor: "test", key: `${shop.shopId}:${id}` };
  await database.db.transaction().execute((tx) => adjust(tx, shop, points, NOW));
}

function held(id: bigint): string | undefined {
  return [...(api.shop.metafields.get(gid("Customer", id))?.values() ?? [])].find(({ key }) => key === "points_balance")?.value;
}

async function syncAll(from: Date, seconds: number): Promise<void> {
  for (let second = 0; second <= seconds; second += 1) {
    while ((await syncDue(plusMs(from, second * 1_000))) > 0);
  }
}

test("a customer whom Shopify has deleted holds up nobody else of the same call", async () => {
  const shop = await installFromApi(database.db, api);
  const first = await someone(shop, "first");
  const gone = await someone(shop, "gone");
  const last = await someone(shop, "last");
  deleteCustomer(api.world, api.shop, api.shop.customers.get(gone) ?? expect.fail());
  await syncAll(NOW, 5);
  expect([held(first), held(gone), held(last)]).toEqual(["70", undefined, "70"]);
  const { rows } = await sql`select customer_id from ledger_accounts where sync_due_at is not null`.execute(database.db);
  expect(rows).toEqual([]);
});

test("more than fit into a call are written in several, and one whom Shopify has deleted holds up nobody of the others", async () => {
  const shop = await installFromApi(database.db, api);
  const people: bigint[] = [];
  for (let index = 0; index < 19; index += 1) people.push(await someone(shop, `one of many ${index}`));
  const gone = people[12] ?? expect.fail();
  deleteCustomer(api.world, api.shop, api.shop.customers.get(gone) ?? expect.fail());
  await syncAll(NOW, 5);
  expect(people.map(held)).toEqual(people.map((id) => (id === gone ? undefined : "70")));
  const { rows } = await sql`select customer_id from ledger_accounts where sync_due_at is not null`.execute(database.db);
  expect(rows).toEqual([]);
});

test("when Shopify stops answering, what it has taken is not written again, and the rest is when it answers", async () => {
  const shop = await installFromApi(database.db, api);
  const people: bigint[] = [];
  for (let index = 0; index < 12; index += 1) people.push(await someone(shop, `waiting ${index}`));
  const set = api.shop.metafields.set.bind(api.shop.metafields);
  const taken = new Set<string>();
  api.shop.metafields.set = (owner, fields) => {
    if (!taken.has(owner) && taken.size === 8) throw new Error("Shopify fails");
    taken.add(owner);
    return set(owner, fields);
  };
  expect(await syncDue(NOW)).toBe(8);
  const again: string[] = [];
  api.shop.metafields.set = (owner, fields) => {
    if (taken.has(owner)) again.push(owner);
    return set(owner, fields);
  };
  await syncAll(later(1), 5);
  api.shop.metafields.set = set;
  expect(people.map(held)).toEqual(people.map(() => "70"));
  expect(again).toEqual([]);
});

test("a shop whose token has been revoked does not slow the others down", async () => {
  const shop = await installFromApi(database.db, api);
  const dead = await createEarningShop(database.db, { domain: "dead.myshopify.com" });
  await giveToken(database.db, dead.domain, "revoked");
  for (let index = 0; index < 200; index += 1) await give(dead, BigInt(index + 1));
  const reachable = await someone(shop, "reachable");

  for (let second = 0; second < 12; second += 1) await syncDue(later(second));
  expect(held(reachable)).toBe("70");
  // Refused at 0, 2 and 6 seconds, then at rest: not a new forty of its accounts each second.
  const { rows } = await sql<{ tried: number }>`
    select count(*)::int as tried from ledger_accounts where shop_id = ${dead.shopId} and sync_attempts > 0
  `.execute(database.db);
  expect(rows[0]?.tried).toBeLessThanOrEqual(120);
});

test("what changes while a call is under way is written again", async () => {
  const shop = await installFromApi(database.db, api);
  const one = await someone(shop, "busy");
  const set = api.shop.metafields.set.bind(api.shop.metafields);
  let moved: Promise<void> | undefined;
  // Between our reading and Shopify's answer the customer's tier changes: nothing of the balances does.
  api.shop.metafields.set = (owner, fields) => {
    moved ??= markForSync(database.db, shop.shopId, [one], later(1));
    return set(owner, fields);
  };
  expect(await syncDue(later(1))).toBe(1);
  await moved;
  api.shop.metafields.set = set;
  expect(await syncDue(later(2))).toBe(1);
  expect(await syncDue(later(3))).toBe(0);
});

test("what changes when a slow call's time is over is written again too", async () => {
  const shop = await installFromApi(database.db, api);
  const one = await someone(shop, "slow");
  const set = api.shop.metafields.set.bind(api.shop.metafields);
  let moved: Promise<void> | undefined;
  // An hour has passed, far more than the call was given.
  api.shop.metafields.set = (owner, fields) => {
    moved ??= markForSync(database.db, shop.shopId, [one], later(3_600));
    return set(owner, fields);
  };
  expect(await syncDue(later(1))).toBe(1);
  await moved;
  api.shop.metafields.set = set;
  expect(await syncDue(later(3_601))).toBe(1);
  expect(await syncDue(later(3_602))).toBe(0);
});

test("what the theme shows besides balances is repaired too", async () => {
  const shop = await installFromApi(database.db, api);
  const one = await someone(shop, "story");
  await syncAll(NOW, 2);
  const field = [...(api.shop.metafields.get(gid("Customer", one))?.values() ?? [])].find(({ key }) => key === "loyalty");
  const loyalty = JSON.parse(field?.value ?? "null") as { history: object[] };
  expect(loyalty).toMatchObject({
    ...{ tier: null, expiring: null, birthday: null, rewards: [], used_up: [], redemption_count: 0 },
    history: [{ on: "2026-03-20", kind: "adjustment", points: 70, available_on: null, label: null, rule: null, reward: null }],
  });
  // The reason of an adjustment is the merchant's.
  expect(field?.value).not.toContain("test");
  expect(await repair(shop.shopId, later(60))).toEqual({ drifted: 0, next: null });
  if (field !== undefined) field.value = JSON.stringify({ ...loyalty, history: [] });
  expect(await repair(shop.shopId, later(61))).toEqual({ drifted: 1, next: null });
  await syncAll(later(61), 2);
  expect(await repair(shop.shopId, later(70))).toEqual({ drifted: 0, next: null });
});

test("what has drifted is repaired, whatever becomes of customers who are gone", async () => {
  const shop = await installFromApi(database.db, api);
  const one = await someone(shop, "drifted");
  const gone = await someone(shop, "away");
  await syncAll(NOW, 2);
  deleteCustomer(api.world, api.shop, api.shop.customers.get(gone) ?? expect.fail());
  api.shop.metafields.delete(gid("Customer", one));
  expect(await repair(shop.shopId, later(60))).toEqual({ drifted: 1, next: null });
  await syncAll(later(60), 2);
  expect(held(one)).toBe("70");
});

test("who comes to a segment is told of the rewards for its members, and who leaves it no longer (rewards for a segment)", async () => {
  const shop = await installFromApi(database.db, api);
  const id = await someone(shop, "member");
  const segmentId = await addSegment(database.db, shop.shopId, "rich", "points_balance >= 70");
  const terms = rewardTermsSchema.parse({ kind: "free-shipping", title: { en: "For you" }, points: 5, segmentId });
  const rewardId = await createReward(shop.shopId, terms, NOW);
  const told = () => {
    const value = [...(api.shop.metafields.get(gid("Customer", id))?.values() ?? [])].find(({ key }) => key === "loyalty")?.value;
    return (JSON.parse(value ?? "{}") as { open_rewards?: string[] }).open_rewards;
  };
  await syncAll(NOW, 1);
  expect(told()).toEqual([]);
  const look = (at: Date) =>
    change(
      shop,
      () => Promise.resolve({ result: null, moved: { points: [id] } }),
      () => at,
    );
  await look(later(10));
  await syncAll(later(10), 1);
  expect(told()).toEqual([String(rewardId)]);
  await sql`update segments set query = 'points_balance > 70', revision = revision + 1 where shop_id = ${shop.shopId}`.execute(
    database.db,
  );
  await look(later(20));
  await syncAll(later(20), 1);
  expect(told()).toEqual([]);
  // A reward that is for others now is told to all of them at once.
  await sql`update segments set query = 'points_balance = 70', revision = revision + 1 where shop_id = ${shop.shopId}`.execute(
    database.db,
  );
  await look(later(30));
  await syncAll(later(30), 1);
  await updateReward(shop.shopId, rewardId, { ...terms, segmentId: null }, later(40));
  await tellThemeOfAll(database.db, shop.shopId, [segmentId], later(40));
  await syncAll(later(40), 1);
  expect(told()).toEqual([]);
});

test("a change that takes accounts as it comes to them and the one who notes what Shopify took do not block each other", async () => {
  const shop = await installFromApi(database.db, api);
  const [low, high] = [await someone(shop, "low"), await someone(shop, "high")];
  const [first, second] = [await database.pool.connect(), await database.pool.connect()];
  try {
    await first.query("begin");
    await first.query("select from ledger_accounts where shop_id = $1 and customer_id = $2 for update", [shop.shopId, high]);
    // The account that is taken is neither claimed nor waited for while others are held.
    await sql`update ledger_accounts set sync_due_at = ${NOW} where shop_id = ${shop.shopId} and customer_id = ${low}`.execute(
      database.db,
    );
    const set = api.shop.metafields.set.bind(api.shop.metafields);
    let taken: Promise<unknown> | undefined;
    api.shop.metafields.set = (owner, fields) => {
      // While the call is under way, somebody takes what it is about.
      taken ??= second
        .query("begin")
        .then(() =>
          second.query("select from ledger_accounts where shop_id = $1 and customer_id = $2 for update", [shop.shopId, low]),
        );
      return set(owner, fields);
    };
    const syncing = syncDue(later(1));
    await expect.poll(() => taken !== undefined).toBe(true);
    await taken;
    api.shop.metafields.set = set;
    await first.query("commit");
    await second.query("commit");
    expect(await syncing).toBeGreaterThan(0);
    await syncAll(later(2), 2);
    expect([held(low), held(high)]).toEqual(["70", "70"]);
    const { rows } = await sql`select from ledger_accounts where shop_id = ${shop.shopId} and sync_due_at is not null`.execute(
      database.db,
    );
    expect(rows).toEqual([]);
  } finally {
    first.release();
    second.release();
  }
});
