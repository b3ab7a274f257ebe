import fc from "fast-check";
import { sql, type RawBuilder } from "kysely";
import { describe, expect, test } from "vitest";

import { readShown } from "../../app/achievements/shown/for-shoppers.server.ts";
import type { Fact } from "../../app/facts/fact.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { apply, bonusShop, customer, later, NOW, placed } from "../bonuses/stage.ts";
import { useDatabase } from "../support/database.ts";
import { line, refund } from "../support/orders.ts";
import { awards, bring, launch, pass, posted } from "./stage.ts";
import { badge, challenge, streak } from "./terms.ts";

const database = useDatabase();
const shopWith = (more: object = {}) => bonusShop(database.db, [], { pendingDays: 14, ...more });

/** A paid order of a customer, so many days after now. */
const order = (orderId: bigint, days = 0, customerId = 77n, netMinor = 5_000n) =>
  placed(orderId, { createdAt: later(days), customerId, lines: [line(1n, netMinor, { productId: orderId })] });
const cancelled = (orderId: bigint, days: number, at: number, customerId = 77n) =>
  placed(orderId, { createdAt: later(days), updatedAt: later(at), cancelledAt: later(at), customerId });

async function events(shop: Shop, customerId = 77n): Promise<string[]> {
  const { rows } = await sql<{ kind: string; title: string; at: Date }>`
    select kind, data ->> 'title.de' as title, occurred_at as at from timeline_events
    where shop_id = ${shop.shopId} and customer_id = ${customerId} and kind like 'achievement.%' order by event_id
  `.execute(database.db);
  return rows.map(({ kind, title, at }) => `${kind} ${title} ${at.toISOString().slice(0, 10)}`);
}

async function balance(shop: Shop, customerId = 77n) {
  const { rows } = await sql<{ available: bigint; pending: bigint }>`
    select available, pending from ledger_accounts where shop_id = ${shop.shopId} and customer_id = ${customerId}
  `.execute(database.db);
  return rows[0];
}

/** What the ledger lets them spend on each of these days after now. */
async function availableOn(shop: Shop, days: readonly number[], customerId = 77n): Promise<bigint[]> {
  const { rows } = await sql<{ points: bigint; at: Date }>`
    select points, available_at as at from ledger_entries where shop_id = ${shop.shopId} and customer_id = ${customerId}
  `.execute(database.db);
  return days.map((day) => rows.filter(({ at }) => at <= later(day)).reduce((sum, { points }) => sum + points, 0n));
}

/** Points, by the instant from which they can be spent. */
async function byInstant(shop: Shop, customerId: bigint, from: RawBuilder<unknown>) {
  const { rows } = await sql<{ at: Date; points: bigint }>`
    select available_at as at, sum(points)::bigint as points from ${from} where shop_id = ${shop.shopId} and customer_id = ${customerId}
    group by 1 having sum(points) <> 0 order by 1
  `.execute(database.db);
  return rows;
}

async function proved(shop: Shop): Promise<void> {
  const { discrepancies } = await database.db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute((tx) => verify(tx, shop));
  expect(discrepancies).toEqual([]);
}

describe("a badge", () => {
  test("is earned by the order that fills it, with points that wait as the order's do, and told once", async () => {
    const shop = await shopWith();
    const id = await launch(database.db, shop, badge("orders", 2, { points: 30 }), NOW);
    await apply(shop, [customer(77n), order(1n, 1)], later(1));
    expect(await awards(database.db, shop)).toEqual([]);
    await apply(shop, [order(2n, 2)], later(2));
    await apply(shop, [order(2n, 2), order(3n, 3)], later(3));
    expect(await awards(database.db, shop)).toEqual([`${id} once held 30`]);
    expect(await balance(shop)).toMatchObject({ available: 0n, pending: 30n });
    expect(await events(shop)).toEqual(["achievement.earned Ein Abzeichen 2026-03-04"]);
    await proved(shop);
  });

  test("goes with its order, takes its points back also when they are spent, and comes again with the next", async () => {
    const shop = await shopWith({ pendingDays: 0 });
    const id = await launch(database.db, shop, badge("orders", 1, { points: 30 }), NOW);
    await apply(shop, [customer(77n), order(1n, 1)], later(1));
    await apply(shop, [cancelled(1n, 1, 20)], later(20));
    expect([await awards(database.db, shop), await posted(database.db, shop, id)]).toEqual([[`${id} once withdrawn 0`], 0n]);
    await apply(shop, [order(2n, 21)], later(21));
    await apply(shop, [{ kind: "refund", orderId: 2n, refund: refund(9n, 5_000n) }], later(22));
    await apply(shop, [order(3n, 23)], later(23));
    expect([await awards(database.db, shop), await posted(database.db, shop, id)]).toEqual([[`${id} once held 30`], 30n]);
    expect((await events(shop)).map((line) => line.split(" ")[0])).toEqual([
      ...["achievement.earned", "achievement.withdrawn", "achievement.earned", "achievement.withdrawn", "achievement.earned"],
    ]);
    await proved(shop);
  });

  test("gives its points back when they would have come, although another order has counted for it since", async () => {
    const shop = await shopWith();
    await launch(database.db, shop, badge("orders", 1, { points: 30 }), NOW);
    await apply(shop, [customer(77n), order(1n, 1)], later(1));
    await apply(shop, [order(2n, 14)], later(14));
    await apply(shop, [cancelled(1n, 1, 14)], later(14));
    expect(await availableOn(shop, [14, 15, 27, 28])).toEqual([0n, 0n, 0n, 30n]);
    await apply(shop, [cancelled(2n, 14, 16)], later(16));
    expect(await availableOn(shop, [15, 16, 28])).toEqual([0n, 0n, 0n]);
    await proved(shop);
  });

  test("leaves points that can be spent already where they are, as long as an order counts for it", async () => {
    const shop = await shopWith();
    await launch(database.db, shop, badge("orders", 1, { points: 30 }), NOW);
    await apply(shop, [customer(77n), order(1n, 1), order(2n, 14)], later(14));
    await apply(shop, [cancelled(1n, 1, 16)], later(16));
    expect(await availableOn(shop, [14, 15, 16])).toEqual([0n, 30n, 30n]);
    await apply(shop, [cancelled(2n, 14, 17)], later(17));
    expect(await availableOn(shop, [17])).toEqual([0n]);
    await proved(shop);
  });

  test("brings what its orders say, in whatever order they become known: points only for what came after it was on", async () => {
    const shop = await shopWith();
    const id = await launch(database.db, shop, badge("orders", 1, { points: 30 }), NOW);
    await apply(shop, [customer(77n), customer(78n), order(1n, -9), order(2n, 2)], later(2));
    expect(await awards(database.db, shop)).toEqual([`${id} once held 0`]);
    await apply(shop, [cancelled(1n, -9, 3)], later(3));
    expect(await awards(database.db, shop)).toEqual([`${id} once held 30`]);
    await apply(shop, [order(4n, 2, 78n)], later(3));
    expect(await awards(database.db, shop, 78n)).toEqual([`${id} once held 30`]);
    await apply(shop, [order(3n, -9, 78n)], later(4));
    expect([await awards(database.db, shop, 78n), await posted(database.db, shop, id)]).toEqual([[`${id} once held 0`], 30n]);
    await bring(database.db, shop, id, "paused", later(5));
    await apply(shop, [cancelled(3n, -9, 5, 78n)], later(5));
    expect(await awards(database.db, shop, 78n)).toEqual([`${id} once held 0`]);
    await bring(database.db, shop, id, "active", later(6));
    expect(await awards(database.db, shop, 78n)).toEqual([`${id} once held 30`]);
    await proved(shop);
  });

  test("is had by who had done it before, without points: those are for what comes after", async () => {
    const shop = await shopWith();
    await apply(shop, [customer(77n), order(1n, -9)], later(-9));
    await apply(shop, [customer(78n)], later(-9));
    const id = await launch(database.db, shop, badge("orders", 1, { points: 30 }), NOW);
    await apply(shop, [order(2n, 1, 78n)], later(1));
    expect(await awards(database.db, shop)).toEqual([`${id} once held 0`]);
    expect(await awards(database.db, shop, 78n)).toEqual([`${id} once held 30`]);
  });

  test("for years comes on its day, by time alone, also when the worker is late; of a day in a pause without points", async () => {
    const shop = await shopWith();
    const id = await launch(database.db, shop, badge("years", 1, { points: 30 }), NOW);
    await apply(shop, [customer(77n), order(1n, 0)], NOW);
    expect(await awards(database.db, shop)).toEqual([`${id} once awaited 0`]);
    await pass(database.db, shop, later(364));
    expect(await awards(database.db, shop)).toEqual([`${id} once awaited 0`]);
    await pass(database.db, shop, later(367));
    expect(await awards(database.db, shop)).toEqual([`${id} once held 30`]);
    expect(await events(shop)).toEqual(["achievement.earned Ein Abzeichen 2027-03-01"]);
    await proved(shop);
    // The first order comes to nothing after all: by the second, the day is still to come.
    await apply(shop, [order(2n, 368)], later(368));
    await apply(shop, [cancelled(1n, 0, 369)], later(369));
    expect(await awards(database.db, shop)).toEqual([`${id} once awaited 0`]);
    await pass(database.db, shop, later(368 + 366));
    expect(await awards(database.db, shop)).toEqual([`${id} once held 30`]);
    await proved(shop);
  });

  test("for a segment is earned on entering it, once, with what its points lead to, and stays when they leave", async () => {
    const shop = await shopWith();
    await sql`insert into segments (shop_id, key, name, query, created_at, updated_at) values
      (${shop.shopId}, 'two', 'Two', 'number_of_orders = 2', ${NOW}, ${NOW}),
      (${shop.shopId}, 'badged', 'Badged', 'achievement_earned MATCHES (kind = ''BADGE'')', ${NOW}, ${NOW})`.execute(database.db);
    const { rows } = await sql<{
      id: number;
    }>`select segment_id as id from segments where shop_id = ${shop.shopId} and key = 'two'`.execute(database.db);
    const id = await launch(database.db, shop, badge("segment", 1, { points: 30, segmentId: rows[0]?.id }), NOW);
    await apply(shop, [customer(77n), order(1n, 1)], later(1));
    await apply(shop, [order(2n, 2)], later(2));
    await apply(shop, [order(3n, 3)], later(3));
    await apply(shop, [cancelled(3n, 3, 4)], later(4));
    expect([await awards(database.db, shop), await posted(database.db, shop, id)]).toEqual([[`${id} once held 30`], 30n]);
    const members = await sql<{ key: string }>`select s.key from segment_members m join segments s using (shop_id, segment_id)
      where m.shop_id = ${shop.shopId} order by 1`.execute(database.db);
    expect(members.rows.map(({ key }) => key)).toEqual(["badged", "two"]);
    await proved(shop);
  });

  test("is nobody's while it is paused, stays with who has it, and still goes with its order; archived it stays whatever happens", async () => {
    const shop = await shopWith();
    const id = await launch(database.db, shop, badge("orders", 1, { points: 30 }), NOW);
    await apply(shop, [customer(77n), customer(78n), customer(79n), order(1n, 1), order(4n, 1, 79n)], later(1));
    await bring(database.db, shop, id, "paused", later(2));
    await apply(shop, [order(2n, 2, 78n), cancelled(1n, 1, 2)], later(2));
    expect([await awards(database.db, shop), await awards(database.db, shop, 78n)]).toEqual([[`${id} once withdrawn 0`], []]);
    await bring(database.db, shop, id, "active", later(3));
    expect(await awards(database.db, shop, 78n)).toEqual([`${id} once held 30`]);
    await bring(database.db, shop, id, "archived", later(4));
    await apply(shop, [cancelled(4n, 1, 5, 79n)], later(5));
    expect(await awards(database.db, shop, 79n)).toEqual([`${id} once held 30`]);
    expect(await posted(database.db, shop, id)).toBe(60n);
  });
});

describe("customers who become one", () => {
  test("have what either had, since the first day, and are paid once", async () => {
    const shop = await shopWith();
    const [first, second] = [
      await launch(database.db, shop, badge("orders", 1, { points: 30 }), NOW),
      await launch(database.db, shop, badge("orders", 2, { points: 50 }), NOW),
    ];
    await apply(shop, [customer(77n), customer(78n), order(1n, 2), order(2n, 1, 78n)], later(2));
    await apply(shop, [{ kind: "customers-merged", keptId: 77n, goneId: 78n, at: later(3) }], later(3));
    expect(await awards(database.db, shop)).toEqual([`${first} once held 30`, `${second} once held 50`]);
    expect(await awards(database.db, shop, 78n)).toEqual([]);
    expect([await posted(database.db, shop, first), await posted(database.db, shop, second)]).toEqual([30n, 50n]);
    expect(await balance(shop)).toMatchObject({ pending: 80n });
    await apply(shop, [customer(77n)], later(4));
    expect(await balance(shop)).toMatchObject({ pending: 80n });
    await proved(shop);
  });
});

describe("a challenge", () => {
  const march = (winners: number | null, more: object = {}) => challenge("orders", 1, { points: 100, ...more }, { winners });

  test("gives its places by when it was reached, not by when that was heard of, until they are paid", async () => {
    const shop = await shopWith();
    const id = await launch(database.db, shop, march(1), NOW);
    await apply(shop, [customer(77n), customer(78n), customer(79n)], NOW);
    await apply(shop, [order(1n, 2)], later(2));
    await apply(shop, [order(2n, 1, 78n)], later(3));
    expect([await awards(database.db, shop), await awards(database.db, shop, 78n)]).toEqual([
      [`${id} once outrun 0`],
      [`${id} once held 100`],
    ]);
    // A fortnight later the points can be spent: the place stays with who has it.
    await apply(shop, [order(3n, 0, 79n)], later(20));
    expect([await awards(database.db, shop, 79n), await posted(database.db, shop, id)]).toEqual([[`${id} once outrun 0`], 100n]);
    // The place of who gave the goods back goes to the next.
    await apply(shop, [cancelled(2n, 1, 21, 78n)], later(21));
    expect([await awards(database.db, shop, 79n), await awards(database.db, shop)]).toEqual([
      [`${id} once held 100`],
      [`${id} once outrun 0`],
    ]);
    expect((await events(shop, 78n)).map((line) => line.split(" ")[0])).toEqual(["achievement.earned", "achievement.withdrawn"]);
    await proved(shop);
  });

  test("gives no place to who is erased or deleted; the one that they had stays theirs", async () => {
    const shop = await shopWith();
    const id = await launch(database.db, shop, march(1), NOW);
    await apply(
      shop,
      [77n, 78n, 79n, 80n].map((customerId) => customer(customerId)),
      NOW,
    );
    await apply(shop, [order(1n, 1), order(2n, 2, 78n), order(3n, 3, 79n)], later(3));
    const gone = (customerId: bigint, column: string) =>
      sql`update customers set ${sql.ref(column)} = ${later(4)} where shop_id = ${shop.shopId} and customer_id = ${customerId}`.execute(
        database.db,
      );
    await gone(78n, "redacted_at");
    await apply(shop, [cancelled(1n, 1, 5)], later(5));
    const had = async () => (await Promise.all([78n, 79n, 80n].map((who) => awards(database.db, shop, who)))).flat();
    expect(await had()).toEqual([`${id} once outrun 0`, `${id} once held 100`]);
    await gone(79n, "deleted_at");
    await apply(shop, [order(4n, 0, 80n)], later(6));
    expect(await had()).toEqual([`${id} once outrun 0`, `${id} once held 100`, `${id} once outrun 0`]);
    await proved(shop);
  });

  test("tells the theme of who gets or loses a place by what another did, and looks at places only when something is another", async () => {
    const shop = await shopWith();
    await launch(database.db, shop, march(1, { points: 0 }), NOW);
    await apply(shop, [customer(77n), customer(78n)], NOW);
    await apply(shop, [order(1n, 2), order(2n, 3, 78n)], later(3));
    const marked = async () => {
      const { rows } = await sql<{ customer_id: bigint }>`
        select customer_id from ledger_accounts where shop_id = ${shop.shopId} and sync_due_at is not null order by 1
      `.execute(database.db);
      return rows.map(({ customer_id }) => customer_id);
    };
    const settled = () =>
      sql`insert into ledger_accounts as a (shop_id, customer_id, as_of) values (${shop.shopId}, 77, ${NOW}), (${shop.shopId}, 78, ${NOW})
        on conflict (shop_id, customer_id) do update set sync_due_at = null`.execute(database.db);
    await settled();
    await apply(shop, [cancelled(1n, 2, 4)], later(4));
    expect(await marked()).toEqual([77n, 78n]);
    // A place that nobody has is seen as soon as anybody's row is another, and not with every order.
    await sql`update achievement_awards set state = 'outrun', told = false where shop_id = ${shop.shopId} and customer_id = 78`.execute(
      database.db,
    );
    await settled();
    await apply(shop, [order(3n, 60, 78n)], later(60));
    expect((await awards(database.db, shop, 78n))[0]).toContain("outrun");
    await apply(shop, [{ kind: "customers-merged", keptId: 77n, goneId: 78n, at: later(61) }], later(61));
    expect((await awards(database.db, shop))[0]).toContain("held");
  });

  test("gives the place of one of two who become one to the next, also where nothing is paid for it", async () => {
    const shop = await shopWith();
    const id = await launch(database.db, shop, march(2, { points: 0 }), NOW);
    await apply(shop, [customer(77n), customer(78n), customer(79n)], NOW);
    await apply(shop, [order(1n, 2), order(2n, 3, 78n), order(3n, 4, 79n)], later(4));
    expect(await awards(database.db, shop, 79n)).toEqual([`${id} once outrun 0`]);
    await apply(shop, [{ kind: "customers-merged", keptId: 77n, goneId: 78n, at: later(5) }], later(5));
    expect(await awards(database.db, shop, 79n)).toEqual([`${id} once held 0`]);
  });

  test("has exactly so many winners when everybody arrives at once, those who bought first", async () => {
    const shop = await shopWith();
    const id = await launch(database.db, shop, march(3), NOW);
    const people = Array.from({ length: 12 }, (_, index) => BigInt(100 + index));
    await apply(
      shop,
      people.map((customerId) => customer(customerId)),
      NOW,
    );
    // The later their number, the earlier they bought.
    await Promise.all(
      people.map((customerId, index) =>
        apply(shop, [placed(customerId, { createdAt: new Date(NOW.getTime() + (20 - index) * 60_000), customerId })], later(1)),
      ),
    );
    const { rows } = await sql<{ customer_id: bigint }>`
      select customer_id from achievement_awards where shop_id = ${shop.shopId} and state = 'held' order by reached_at
    `.execute(database.db);
    expect(rows.map(({ customer_id }) => customer_id)).toEqual([111n, 110n, 109n]);
    expect(await posted(database.db, shop, id)).toBe(300n);
    await proved(shop);
  });

  test("is for a tier by what its customer is when they reach it, and not by what they become later", async () => {
    const shop = await shopWith();
    const tier = (customerId: number, name: string) =>
      sql`insert into members (shop_id, customer_id, tier) values (${shop.shopId}, ${customerId}, ${name})
        on conflict (shop_id, customer_id) do update set tier = excluded.tier`.execute(database.db);
    await tier(78, "gold");
    const id = await launch(database.db, shop, challenge("orders", 1, { points: 10 }, { tier: "gold" }), NOW);
    await apply(shop, [customer(77n), customer(78n), customer(79n)], NOW);
    await apply(shop, [order(1n, 1), order(2n, 1, 78n), order(3n, 1, 79n)], later(1));
    // Tiers and segments follow in the same change, after achievements: what that order makes of them still counts.
    await tier(79, "gold");
    await pass(database.db, shop, later(1));
    await tier(77, "gold");
    await apply(shop, [customer(77n), order(4n, 150)], later(150));
    const had = async (customerId: bigint) => (await awards(database.db, shop, customerId))[0];
    expect([await had(77n), await had(78n), await had(79n)]).toEqual([
      `${id} once missed 0`,
      `${id} once held 10`,
      `${id} once held 10`,
    ]);
    expect(await readShown(database.db, shop, [77n], later(20))).toEqual(new Map([[77n, { held: [], going: [] }]]));
    // What they missed came to nothing: the next time they reach it is another.
    await apply(shop, [cancelled(1n, 1, 151)], later(151));
    expect(await had(77n)).toBe(`${id} once withdrawn 0`);
    await apply(shop, [order(5n, 20)], later(152));
    expect(await had(77n)).toBe(`${id} once held 10`);
  });

  test("gives a reward once nothing can come back any more, once, and not for what did", async () => {
    const shop = await shopWith();
    const { rows } = await sql<{ id: number }>`
      insert into rewards (shop_id, state, position, terms, created_at, updated_at) values (${shop.shopId}, 'paused', 1,
        '{"kind": "free-shipping", "title": {"en": "Free shipping"}, "points": 100}', ${NOW}, ${NOW}) returning reward_id as id
    `.execute(database.db);
    const id = await launch(database.db, shop, challenge("orders", 1, { rewardId: rows[0]?.id }), NOW);
    await apply(shop, [customer(77n), customer(78n), order(1n, 1), order(2n, 1, 78n)], later(1));
    const given = async () =>
      (
        await sql<{ customer_id: bigint }>`select customer_id from redemptions where shop_id = ${shop.shopId}`.execute(
          database.db,
        )
      ).rows;
    await pass(database.db, shop, later(14));
    await apply(shop, [cancelled(2n, 1, 14, 78n)], later(14));
    expect(await given()).toEqual([]);
    await pass(database.db, shop, later(16));
    await pass(database.db, shop, later(16));
    expect(await given()).toEqual([{ customer_id: 77n }]);
    await apply(shop, [cancelled(1n, 1, 17)], later(17));
    await apply(shop, [order(3n, 18)], later(18));
    await pass(database.db, shop, later(40));
    expect([await given(), await awards(database.db, shop)]).toEqual([[{ customer_id: 77n }], [`${id} once held 0`]]);
  });

  test("and a streak give a reward once for the same orders, whichever of them come to nothing", async () => {
    const shop = await shopWith();
    const { rows } = await sql<{ id: number }>`
      insert into rewards (shop_id, state, position, terms, created_at, updated_at) values (${shop.shopId}, 'paused', 1,
        '{"kind": "free-shipping", "title": {"en": "Free shipping"}, "points": 100}', ${NOW}, ${NOW}) returning reward_id as id
    `.execute(database.db);
    const id = await launch(database.db, shop, streak(2, "week", 0, { rewardId: rows[0]?.id }), NOW);
    const given = async () =>
      (await sql`select from redemptions where shop_id = ${shop.shopId}`.execute(database.db)).rows.length;
    await apply(shop, [customer(77n), order(1n, 0), order(2n, 7)], later(7));
    await pass(database.db, shop, later(22));
    expect(await given()).toBe(1);
    // Of a second run, the reward waits; then the first comes to nothing, and what it brought is that of the second.
    await apply(shop, [order(3n, 14), order(4n, 21)], later(22));
    await apply(shop, [cancelled(2n, 7, 23)], later(23));
    await pass(database.db, shop, later(60));
    expect((await awards(database.db, shop)).filter((line) => line.includes("held"))).toHaveLength(1);
    expect(await given()).toBe(1);
    // That one goes, too, and the weeks shift: still the same orders.
    await apply(shop, [cancelled(4n, 21, 61)], later(61));
    await apply(shop, [order(5n, 61), order(6n, 68)], later(68));
    await pass(database.db, shop, later(90));
    expect([await given(), (await awards(database.db, shop)).filter((line) => line.includes("held"))]).toEqual([
      1,
      [expect.stringContaining(`${id} week-`)],
    ]);
    // A second full run beside it brings a second reward.
    await apply(shop, [order(7n, 75), order(8n, 82)], later(91));
    await pass(database.db, shop, later(120));
    expect(await given()).toBe(2);
  });

  test("counts products of a tag, and goes on to count those that lose it", async () => {
    const shop = await shopWith();
    await sql`insert into products (shop_id, product_id, title, handle, status, tags, source_updated_at) values
      (${shop.shopId}, 1, 'A', 'a', 'active', '{Summer}', ${NOW}), (${shop.shopId}, 2, 'B', 'b', 'active', '{summer,x}', ${NOW}),
      (${shop.shopId}, 3, 'C', 'c', 'active', '{}', ${NOW})`.execute(database.db);
    const id = await launch(
      database.db,
      shop,
      challenge("products", 2, { points: 5, only: { of: "tag", value: "SUMMER" } }),
      NOW,
    );
    await apply(shop, [customer(77n), order(1n, 1), order(3n, 1)], later(1));
    expect(await awards(database.db, shop)).toEqual([]);
    await apply(shop, [order(2n, 2)], later(2));
    await sql`update products set tags = '{}' where shop_id = ${shop.shopId}`.execute(database.db);
    await apply(shop, [order(4n, 3)], later(3));
    expect(await awards(database.db, shop)).toEqual([`${id} once held 5`]);
  });
});

test("whatever comes in whatever order, everybody has what their orders say, and the ledger what they have", async () => {
  const spec = fc.record({
    customerId: fc.constantFrom(77n, 78n),
    hours: fc.integer({ min: 0, max: 24 * 40 }),
    net: fc.integer({ min: 1, max: 4 }),
    fate: fc.constantFrom("kept", "kept", "kept", "cancelled", "refunded", "half"),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(spec, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      fc.infiniteStream(fc.nat()),
      async (specs, merged, random) => {
        const shop = await shopWith({ pendingDays: 60 });
        const terms = [
          badge("orders", 2, { points: 7 }),
          challenge("spend", 6_000, { points: 11 }, { winners: 1 }),
          streak(2, "week", 1, { points: 13 }),
        ];
        const ids: number[] = [];
        for (const one of terms) ids.push(await launch(database.db, shop, one, NOW));
        await apply(shop, [customer(77n), customer(78n)], NOW);
        const now = later(45);
        const facts = specs.flatMap(({ customerId, hours, net, fate }, index): Fact[] => {
          const orderId = BigInt(500 + index);
          const at = new Date(NOW.getTime() + hours * 3_600_000 + index);
          const made = { createdAt: at, customerId, lines: [line(1n, BigInt(net) * 1_000n)] };
          const end = new Date(at.getTime() + 3_600_000);
          const money = fate === "half" ? BigInt(net) * 500n : BigInt(net) * 1_000n;
          return [
            placed(orderId, made),
            placed(orderId, made),
            ...(fate === "cancelled" ? [placed(orderId, { ...made, updatedAt: end, cancelledAt: end })] : []),
            ...(fate === "refunded" || fate === "half"
              ? [{ kind: "refund" as const, orderId, refund: refund(orderId, money, [], { createdAt: end }) }]
              : []),
          ];
        });
        const together: Fact[] = merged ? [{ kind: "customers-merged", keptId: 77n, goneId: 78n, at: now }] : [];
        const shuffled = [...facts, ...together].map((fact) => ({ fact, place: random.next().value as number }));
        shuffled.sort((a, b) => a.place - b.place);
        for (let from = 0; from < shuffled.length;) {
          const size = 1 + ((random.next().value as number) % 3);
          await apply(
            shop,
            shuffled.slice(from, from + size).map(({ fact }) => fact),
            now,
          );
          from += size;
        }

        const owner = (customerId: bigint) => (merged ? 77n : customerId);
        const left = specs
          .map((one, index) => ({
            ...one,
            index,
            owner: owner(one.customerId),
            worth: one.fate === "half" ? one.net * 500 : one.net * 1_000,
          }))
          .filter(({ fate }) => fate !== "cancelled" && fate !== "refunded")
          .sort((a, b) => a.hours - b.hours || a.index - b.index);
        const of = (customerId: bigint) => left.filter((one) => one.owner === customerId);
        const people = merged ? [77n] : [77n, 78n];
        // The challenge is of March in Berlin, which ends 707 hours after noon of the second.
        const spent = people.flatMap((customerId) => {
          let sum = 0;
          const full = of(customerId).find(({ hours, worth }) => hours < 705 && (sum += worth) >= 6_000);
          return full === undefined ? [] : [{ customerId, at: full.hours * 10_000 + full.index }];
        });
        const winner = spent.sort((a, b) => a.at - b.at)[0]?.customerId;
        for (const customerId of people) {
          const weeks = [...new Set(of(customerId).map(({ hours }) => Math.floor((hours + 12 + 1) / 168)))].sort((a, b) => a - b);
          let [count, last, missed, full] = [0, -9, 0, 0];
          for (const week of weeks) {
            missed = count === 0 ? 0 : missed + week - last - 1;
            [count, missed] = missed > 1 ? [1, 0] : [count + 1, missed];
            last = week;
            if (count === 2) [count, full] = [0, full + 1];
          }
          const expected = [of(customerId).length >= 2 ? 7n : 0n, winner === customerId ? 11n : 0n, BigInt(full) * 13n];
          const { rows } = await sql<{ id: number; points: bigint; counted: bigint }>`
          select achievement_id as id, sum(posted)::bigint as points, sum(case when state = 'held' then points else 0 end)::bigint as counted
          from achievement_awards where shop_id = ${shop.shopId} and customer_id = ${customerId} group by 1
        `.execute(database.db);
          const had = ids.map((id) => rows.find((row) => row.id === id) ?? { points: 0n, counted: 0n });
          expect(had.map(({ points }) => points)).toEqual(expected);
          expect(had.map(({ counted }) => counted)).toEqual(expected);
          expect((await balance(shop, customerId))?.pending ?? 0n).toBe(expected.reduce((sum, points) => sum + points, 0n));
          expect(await byInstant(shop, customerId, sql`ledger_entries`)).toEqual(
            await byInstant(shop, customerId, sql`(select * from achievement_awards where state = 'held') a`),
          );
        }
        await proved(shop);
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

describe("what somebody has", () => {
  test("is the latest twelve, and every badge for a group that is still offered: nobody is told to earn it again (issue 11, account)", async () => {
    const shop = await shopWith();
    const others: number[] = [];
    for (let count = 0; count < 13; count += 1) others.push(await launch(database.db, shop, badge("orders", 90 + count), NOW));
    // Among the newest, which are those that are offered.
    const forGroup = await launch(database.db, shop, badge("segment", 1, { segmentId: 7 }), NOW);
    await apply(shop, [customer(77n)], NOW);
    for (const [at, achievementId] of [forGroup, ...others].entries())
      await sql`
        insert into achievement_awards (shop_id, achievement_id, customer_id, occasion, state, reached_at, available_at)
        values (${shop.shopId}, ${achievementId}, 77, 'once', 'held', ${later(at)}, ${later(at)})
      `.execute(database.db);
    const held = (await readShown(database.db, shop, [77n], later(20)))?.get(77n)?.held ?? [];
    expect(held.map(({ achievementId }) => achievementId)).toEqual([...others.slice(2).toReversed(), forGroup]);
  });

  test("is in the personal data that is handed over, by its name (issue 11, achievements)", async () => {
    const shop = await shopWith();
    await launch(database.db, shop, badge("orders", 1, { points: 30 }), NOW);
    await apply(shop, [customer(77n), order(1n, 1), customer(78n)], later(1));
    for (const customerId of [77n, 78n])
      await apply(
        shop,
        [{ kind: "export-requested", key: `export-${customerId}`, customerId, email: null, at: later(2) }],
        later(2),
      );
    const { rows } = await sql<{ achievements: object[] }>`
      select export -> 'achievements' as achievements from privacy_requests where shop_id = ${shop.shopId} order by key
    `.execute(database.db);
    const one = { title: { en: "A badge", de: "Ein Abzeichen" }, kind: "badge", occasion: "once", state: "held", points: 30 };
    expect(rows.map(({ achievements }) => achievements)).toMatchObject([[one], []]);
  });
});
