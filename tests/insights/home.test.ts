import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";

import { readHome } from "../../app/insights/home/home.server.ts";
import { createDefaults } from "../../app/segments/segments.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { addCustomers } from "../customers/views/list-seed.ts";
import { useDatabase } from "../support/database.ts";
import { INSTALLED_AT, installShop } from "../support/shops.ts";

const database = useDatabase();
/** 00:30 on 1 July in Berlin: the day has just begun there, while it is still June in UTC. */
const NOW = new Date("2026-06-30T22:30:00Z");
let shop: Shop;
let other: Shop;

type SomeOrder = { at: string; net: bigint; test?: boolean; cancelled?: boolean; status?: string };
let lastOrder = 0;
async function addOrder(of: Shop, { at, net, test = false, cancelled = false, status = "paid" }: SomeOrder): Promise<void> {
  lastOrder += 1;
  await sql`
    insert into orders (shop_id, order_id, name, created_at, processed_at, source_updated_at, cancelled_at, test, financial_status, currency, net_minor, snapshot, first_seen_at)
    values (${of.shopId}, ${lastOrder}, ${`#${lastOrder}`}, ${at}, ${at}, ${at}, ${cancelled ? at : null}, ${test}, ${status}, 'EUR', ${net}, '{}', ${at})
  `.execute(database.db);
}

beforeAll(async () => {
  shop = await installShop(database.db, "morgenrot.myshopify.com");
  other = await installShop(database.db, "nordlicht.myshopify.com");
  for (const { shopId } of [shop, other]) await createDefaults(shopId, "de", INSTALLED_AT);
  await addCustomers(database.db, shop.shopId, [
    { id: 1n, available: 100n, pending: 50n, segments: ["regular", "vip"] },
    { id: 2n, available: -30n, pending: 10n, segments: ["new"] },
    { id: 3n, pending: 7n },
    { id: 4n, deletedAt: NOW },
  ]);
  // 1 July in Berlin, the first of the thirty days (2 June), the last of the thirty before (1 June 23:59), the first of those (3 May), too early.
  await addOrder(shop, { at: "2026-06-30T22:10:00Z", net: 1_000n });
  await addOrder(shop, { at: "2026-06-01T22:00:00Z", net: 2_000n });
  await addOrder(shop, { at: "2026-06-01T21:59:59Z", net: 4_000n });
  await addOrder(shop, { at: "2026-05-02T22:00:00Z", net: 8_000n });
  await addOrder(shop, { at: "2026-05-02T21:59:59Z", net: 16_000n });
  await addOrder(shop, { at: "2026-06-15T12:00:00Z", net: 32_000n, test: true });
  await addOrder(shop, { at: "2026-06-15T12:00:00Z", net: 64_000n, cancelled: true });
  await addOrder(shop, { at: "2026-06-15T12:00:00Z", net: 0n, status: "refunded" });
  await addOrder(shop, { at: "2026-06-15T12:00:00Z", net: 128_000n, status: "voided" });
  await addOrder(other, { at: "2026-06-15T12:00:00Z", net: 7n });
});

describe("home", () => {
  test("counts the shop's own days, and only orders that count", async () => {
    const home = await readHome(database.db, shop, NOW);
    expect(home.current).toEqual({ orders: 3, netMinor: 3_000n });
    expect(home.previous).toEqual({ orders: 2, netMinor: 12_000n });
    expect(home.days).toHaveLength(30);
    expect(
      home.days.filter(({ orders }) => orders > 0).map(({ at, orders, netMinor }) => [at.toISOString(), orders, netMinor]),
    ).toEqual([
      ["2026-06-02T10:00:00.000Z", 1, 2_000n],
      ["2026-06-15T10:00:00.000Z", 1, 0n],
      ["2026-07-01T10:00:00.000Z", 1, 1_000n],
    ]);
  });

  test("owes what customers can spend now or later; who is in debt does not reduce it", async () => {
    const home = await readHome(database.db, shop, NOW);
    expect(home).toMatchObject({ customers: 3, pointsOutstanding: 157n, pointsPending: 57n });
    expect(home.segments.map(({ key, members }) => [key, members])).toEqual([
      ["new", 1],
      ["regular", 1],
      ["vip", 1],
      ["at-risk", 0],
    ]);
  });

  test("says what the program gave and took this month and the last, by the shop's calendar (merchant 12)", async () => {
    const program = await installShop(database.db, "wattwurm.myshopify.com");
    const entry = (seq: number, kind: string, points: number, at: string) =>
      sql`
      insert into ledger_entries (shop_id, customer_id, seq, key, kind, points, available_at, earned_at, recorded_at, program_version, actor)
      values (${program.shopId}, 1, ${seq}, ${`e:${seq}`}, ${kind}, ${points}, ${at}, ${at}, ${at}, 1, 'system')`.execute(
        database.db,
      );
    await entry(1, "order", 400, "2026-06-30T22:05:00Z"); // July in Berlin
    await entry(2, "redemption", -150, "2026-06-30T22:10:00Z");
    await entry(3, "bonus", 50, "2026-06-30T21:59:00Z");
    await entry(4, "adjustment", -20, "2026-06-02T10:00:00Z");
    await entry(5, "redemption", -30, "2026-06-02T10:00:00Z");
    await entry(6, "release", 30, "2026-06-03T10:00:00Z");
    await entry(7, "order", 999, "2026-05-30T10:00:00Z");
    expect((await readHome(database.db, program, NOW)).months).toEqual({
      current: { given: 400n, redeemed: 150n },
      previous: { given: 30n, redeemed: 0n },
    });
  });

  test("reads what asks something of the merchant, and how far the history is", async () => {
    expect(await readHome(database.db, shop, NOW)).toMatchObject({
      ...{
        senderWaiting: null,
        guideDismissedAt: null,
        backfills: [],
        problems: 0,
        receiversStopped: 0,
        claimsWaiting: 0,
        messagesSent: 0,
      },
    });
    await sql`update shop_settings set sender_name = 'M', sender_email = 'm@example.com', guide_dismissed_at = ${NOW}
      where shop_id = ${shop.shopId}`.execute(database.db);
    await sql`insert into backfills (shop_id, kind, state, objects_done, objects_total) values (${shop.shopId}, 'orders', 'reading', 3, 9)`.execute(
      database.db,
    );
    expect(await readHome(database.db, shop, NOW)).toMatchObject({
      ...{ senderWaiting: "m@example.com", guideDismissedAt: NOW },
      backfills: [{ kind: "orders", state: "reading", done: 3, total: 9 }],
    });
    const lacks = async () => (await readHome(database.db, shop, NOW)).lacksAccountPages;
    expect(await lacks()).toBe(false);
    await sql`update shops set customer_accounts = 'new' where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await lacks()).toBe(true);
    await sql`update shop_settings set accounts_confirmed_at = ${NOW} where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await lacks()).toBe(false);
    expect(await readHome(database.db, other, NOW)).toMatchObject({ senderWaiting: null, guideDismissedAt: null, backfills: [] });
  });

  test("counts the advertising that waits for sender and legal notice, of this shop alone (merchant 1)", async () => {
    const bare = await installShop(database.db, "bare.myshopify.com");
    await sql`
      insert into messages (shop_id, customer_id, template, key, locale, state, reason, due_at, created_at)
      select s.shop_id, n, 'tier-reached', 'm' || n, 'de', case n when 3 then 'dropped' else 'queued' end, case n when 4 then 'quiet-hours' else 'no-legal-notice' end,
        ${NOW}::timestamptz, ${NOW}::timestamptz
      from shops s, generate_series(1, 4) as n where s.shop_id in (${bare.shopId}, ${other.shopId}) and (s.shop_id = ${bare.shopId} or n = 1)
    `.execute(database.db);
    expect(await readHome(database.db, bare, NOW)).toMatchObject({ mailsHeld: 2 });
    expect(await readHome(database.db, other, NOW)).toMatchObject({ mailsHeld: 1 });
    expect(await readHome(database.db, shop, NOW)).toMatchObject({ mailsHeld: 0 });
  });

  test("is all zeros for a shop in which nothing has happened", async () => {
    const empty = await installShop(database.db, "empty.myshopify.com");
    const home = await readHome(database.db, empty, NOW);
    expect(home).toMatchObject({
      customers: 0,
      pointsOutstanding: 0n,
      current: { orders: 0, netMinor: 0n },
      previous: { orders: 0 },
      segments: [],
    });
    expect(home.days.every(({ orders, netMinor }) => orders === 0 && netMinor === 0n)).toBe(true);
  });
});
