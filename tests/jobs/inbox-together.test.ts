import { sql } from "kysely";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { drainInbox } from "../../app/jobs/loops/inbox-loop.server.ts";
import { log } from "../../app/log.server.ts";
import { inLockedShop, inShopsIfUnlocked } from "../../app/shops/lock.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import * as inbox from "../../app/webhooks/inbox.server.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

/** Many shops of which each has little to do: some of them share a transaction. */
const database = useDatabase();
const RECEIVED = new Date("2026-03-01T10:00:00Z");
const NOW = new Date("2026-03-01T10:00:30Z");
const MANY = 20;
let shops: Shop[] = [];

beforeEach(async () => {
  await sql`delete from webhook_inbox`.execute(database.db);
  shops = [];
  while (shops.length < MANY) shops.push(await createEarningShop(database.db));
  await arrive(shops, 77n);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await sql`drop trigger if exists ailing on customers`.execute(database.db);
});

async function arrive(where: readonly Shop[], customerId: bigint, topic = "customers/update"): Promise<void> {
  const said = { "customers/update": { id: 0 }, "customers/redact": { customer: { id: 0 }, orders_to_redact: [] } }[topic];
  const body = JSON.stringify({ ...said, updated_at: RECEIVED.toISOString() }).replace('"id":0', `"id":${customerId}`);
  await inbox.accept(
    database.db,
    where.map(({ domain }) => ({
      ...{ domain, topic, dedupeKey: `${topic}:${customerId}`, webhookId: "w", apiVersion: "2026-10" },
      ...{ triggeredAt: RECEIVED, receivedAt: RECEIVED, body: Buffer.from(body) },
    })),
  );
}

/** In which transaction each shop's customer was written. */
async function transactionsOf(customerId: bigint): Promise<Map<number, string>> {
  const { rows } = await sql<{ shop_id: number; xmin: string }>`
    select shop_id, xmin::text from customers where customer_id = ${customerId}
  `.execute(database.db);
  return new Map(rows.map(({ shop_id, xmin }) => [shop_id, xmin]));
}

async function states(): Promise<Map<number, string>> {
  const { rows } = await sql<{ shop_id: number; state: string; attempts: number }>`
    select shop_id, state, attempts from webhook_inbox
  `.execute(database.db);
  return new Map(rows.map(({ shop_id, state, attempts }) => [shop_id, `${state} ${attempts}`]));
}

async function inAilingShop(does: string): Promise<Shop> {
  const ailing = shops[3];
  if (ailing === undefined) throw new Error("no shop");
  await sql
    .raw(
      `create or replace function ailing() returns trigger language plpgsql as $$
       begin if new.shop_id = ${ailing.shopId} then ${does}; end if; return new; end $$;
       create or replace trigger ailing before insert or update on customers for each row execute function ailing()`,
    )
    .execute(database.db);
  return ailing;
}

const othersThan = (shop: Shop) => shops.filter(({ shopId }) => shopId !== shop.shopId).map(({ shopId }) => [shopId, "done 0"]);

it("some shops share a transaction, and each gets what is its own", async () => {
  expect(await drainInbox(() => NOW)).toBe(MANY);
  const written = await transactionsOf(77n);
  expect([...written.keys()].sort()).toEqual(shops.map(({ shopId }) => shopId).sort());
  const sizes = [...Map.groupBy(written.values(), (xmin) => xmin).values()].map(({ length }) => length);
  expect(sizes).toEqual([5, 5, 5, 5]);
  expect([...(await states()).values()]).toEqual(shops.map(() => "done 0"));
});

it("the webhook that spoils what shops did together waits, and no other does", async () => {
  vi.spyOn(log(), "warn").mockReturnValue();
  const ailing = await inAilingShop("raise exception 'ailing'");
  expect(await drainInbox(() => NOW)).toBe(MANY - 1);
  expect(await states()).toEqual(new Map([...othersThan(ailing), [ailing.shopId, "pending 1"]] as [number, string][]));
  expect((await transactionsOf(77n)).has(ailing.shopId)).toBe(false);
});

it("a shop that waits for PostgreSQL holds up those it shares with for a moment only", async () => {
  const warned = vi.spyOn(log(), "warn").mockReturnValue();
  const ailing = await inAilingShop("perform pg_advisory_xact_lock(42)");
  const holder = await database.pool.connect();
  try {
    await holder.query("select pg_advisory_lock(42)");
    const drained = drainInbox(() => NOW);
    const done = async () => [...(await states()).values()].filter((state) => state === "done 0").length;
    await vi.waitFor(async () => expect(await done()).toBe(MANY - 1), 5_000);
    expect(warned.mock.calls).toMatchObject([
      [{ shopIds: expect.arrayContaining([ailing.shopId]) as unknown }, "shops failed together, each is tried by itself"],
    ]);
    await holder.query("select pg_advisory_unlock(42)");
    expect(await drained).toBe(MANY);
    expect(await states()).toEqual(new Map([...othersThan(ailing), [ailing.shopId, "done 0"]] as [number, string][]));
  } finally {
    holder.release(true);
  }
});

it("a busy shop is passed over, and the others of its transaction are not", async () => {
  const [busy] = shops;
  if (busy === undefined) throw new Error("no shop");
  const settled = await inLockedShop(database.db, busy.shopId, () => drainInbox(() => NOW));
  expect(settled).toBe(MANY - 1);
  expect(await states()).toEqual(new Map([...othersThan(busy), [busy.shopId, "pending 0"]] as [number, string][]));
  expect(await drainInbox(() => NOW)).toBe(1);
});

it("who has much to do, or erases somebody, has a transaction of its own", async () => {
  const [much, erasing] = shops;
  if (much === undefined || erasing === undefined) throw new Error("no shop");
  for (let customerId = 100n; customerId < 109n; customerId += 1n) await arrive([much], customerId);
  await arrive([erasing], 5n, "customers/redact");
  const ready = await inbox.listReadyShops(database.db, NOW);
  expect(ready.filter(({ few }) => !few).map(({ shopId }) => shopId)).toEqual([much.shopId, erasing.shopId]);
  expect(await drainInbox(() => NOW)).toBe(MANY + 9 + 1);
  const written = await transactionsOf(77n);
  const sharing = (shop: Shop) => [...written.values()].filter((xmin) => xmin === written.get(shop.shopId)).length;
  expect([sharing(much), sharing(erasing)]).toEqual([1, 1]);
});

it("what has come since the shops were listed, and is to be worked on alone, keeps its shop out", async () => {
  const [erasing, other] = shops;
  if (erasing === undefined || other === undefined) throw new Error("no shop");
  await arrive([erasing], 5n, "customers/redact");
  const claim = () =>
    inShopsIfUnlocked(
      database.db,
      [erasing.shopId, other.shopId],
      (tx, shopId) => inbox.claim(tx, shopId, 8, NOW, "amongOthers"),
      (_tx, _shop, rows) => Promise.resolve(rows.length),
    );
  expect(await claim()).toEqual([0, 1]);
});

it("who has failed before has a transaction of its own", async () => {
  const [failed] = shops;
  await sql`update webhook_inbox set attempts = 1 where shop_id = ${failed?.shopId}`.execute(database.db);
  const ready = await inbox.listReadyShops(database.db, NOW);
  expect(ready.filter(({ few }) => !few).map(({ shopId }) => shopId)).toEqual([failed?.shopId]);
});
