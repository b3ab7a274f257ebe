import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import * as bonuses from "../../app/bonuses/bonuses.server.ts";
import { listWays } from "../../app/bonuses/ways.server.ts";
import type { Consent } from "../../app/facts/customer.ts";
import { plusMs } from "../../app/lib/time.ts";
import * as pipeline from "../support/pipeline.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { aboutBonus } from "../../app/program/rules/bonus-rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { refund } from "../support/orders.ts";
import { apply, bonusShop, customer, given, later, look, NOW, placed, rulesWith } from "./stage.ts";

const database = useDatabase();
const posted = (shop: Shop, customerId = 77n) => given(database.db, shop, customerId);
const first = { key: "first", kind: "first-order", points: 100 };
const third = { key: "third", kind: "milestone", orders: 3, points: 30 };

async function age(shop: Shop, now: Date): Promise<void> {
  const due = (await bonuses.occasionsDue(database.db, now, 1_000)).get(shop.shopId) ?? [];
  await pipeline.inShop(shop.shopId, async (tx) => {
    await pipeline.passTimeFor(tx, shop, due, now);
    await pipeline.follow(tx, shop, due, now);
  });
}

describe("the first order and milestones", () => {
  test("bring points that wait like the order's, count for the tier, and are told", async () => {
    const shop = await bonusShop(database.db, [first, third], { tiers: TIER_PRESET });
    await apply(shop, [customer(77n), placed(1n), placed(2n, { createdAt: later(1) })], later(1));
    expect(await readAccount(database.db, shop, 77n, later(1))).toMatchObject({
      available: 0n,
      pending: 100n,
      lifetimeEarned: 100n,
    });
    expect(await readAccount(database.db, shop, 77n, later(15))).toMatchObject({ available: 100n });
    await apply(shop, [placed(3n, { createdAt: later(2) })], later(2));
    expect(await posted(shop)).toEqual(["first 100", "third 30"]);
    const { rows } = await sql`
      select data ->> 'orderName' as name, data ->> 'bonus' as bonus from timeline_events
      where shop_id = ${shop.shopId} and kind = 'points.bonus' order by event_id
    `.execute(database.db);
    expect(rows).toEqual([
      { name: "#1", bonus: "first-order" },
      { name: "#3", bonus: "milestone" },
    ]);
    const member = await sql`select tier_progress from members where shop_id = ${shop.shopId}`.execute(database.db);
    expect(member.rows).toEqual([{ tier_progress: 130n }]);
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  });

  test("go with an order that is cancelled or fully refunded and come with the next one; heard twice, nothing happens", async () => {
    const shop = await bonusShop(database.db, [first]);
    const facts = [customer(77n), placed(1n), placed(2n, { createdAt: later(1) })];
    await apply(shop, facts, later(1));
    await apply(shop, facts, later(1));
    await apply(shop, [placed(1n, { cancelledAt: later(2), updatedAt: later(2) })], later(2));
    expect((await posted(shop)).toSorted()).toEqual(["first -100", "first 100", "first 100"]);
    await apply(shop, [{ kind: "refund", orderId: 2n, refund: refund(5n, 5_000n) }], later(3));
    expect((await posted(shop)).toSorted()).toEqual(["first -100", "first -100", "first 100", "first 100"]);
    expect(await readAccount(database.db, shop, 77n, later(30))).toMatchObject({ available: 0n, pending: 0n });
    await apply(shop, [placed(1n, { updatedAt: later(4) })], later(4));
    expect((await posted(shop)).length).toBeLessThanOrEqual(5);
  });

  test("do not depend on the order in which orders are heard of", async () => {
    const later5 = { version: 2, effectiveFrom: later(1), rules: rulesWith([{ ...first, points: 7 }]) };
    const one = await bonusShop(database.db, [first], {}, [later5]);
    const two = await bonusShop(database.db, [first], {}, [later5]);
    const [early, late] = [placed(1n), placed(2n, { createdAt: later(2) })];
    for (const fact of [early, late]) await apply(one, [customer(77n), fact], later(3));
    for (const fact of [late, early]) await apply(two, [customer(77n), fact], later(3));
    const balances = [];
    for (const shop of [one, two]) balances.push((await readAccount(database.db, shop, 77n, later(30))).available);
    expect(balances).toEqual([100n, 100n]);
  });

  test("nothing comes of tests, of disabled or absent rules; a rule that is switched off takes nothing back", async () => {
    const off = { version: 2, effectiveFrom: later(1), rules: rulesWith([{ ...first, enabled: false }]) };
    const shop = await bonusShop(database.db, [first], {}, [off]);
    await apply(shop, [customer(77n), customer(78n), placed(1n, { test: true })]);
    expect(await posted(shop)).toEqual([]);
    await apply(shop, [placed(2n)]);
    await apply(shop, [placed(3n, { customerId: 78n, createdAt: later(2) })], later(2));
    await apply(shop, [customer(77n, { updatedAt: later(3) })], later(3));
    expect([await posted(shop), await posted(shop, 78n)]).toEqual([["first 100"], []]);
  });

  test("wait for the fulfilment where that awards", async () => {
    const shop = await bonusShop(database.db, [first], { awardOn: "fulfilled", pendingDays: 0 });
    await apply(shop, [customer(77n), placed(1n)]);
    expect(await posted(shop)).toEqual([]);
    await apply(shop, [placed(1n, { fulfilledAt: later(2), updatedAt: later(2) })], later(2));
    expect(await readAccount(database.db, shop, 77n, later(2))).toMatchObject({ available: 100n });
  });
});

const consent = (state: Consent["state"], at: Date, optInLevel = "confirmed_opt_in"): Consent => ({ state, optInLevel, at });
const newsletter = { key: "news", kind: "newsletter" };
const signUp = { key: "hello", kind: "sign-up", points: 50 };

describe("accounts and the newsletter", () => {
  test("an account brings points once ever, not for customers from before and not before it can log in", async () => {
    const shop = await bonusShop(database.db, [signUp]);
    await apply(shop, [customer(77n), customer(78n, { accountState: "enabled", createdAt: new Date("2025-12-31T00:00:00Z") })]);
    expect([await posted(shop), await posted(shop, 78n)]).toEqual([[], []]);
    for (const days of [1, 2])
      await apply(shop, [customer(77n, { accountState: "enabled", updatedAt: later(days) })], later(days));
    expect(await posted(shop)).toEqual(["hello 50"]);
  });

  test("customers from before the install get nothing for an account that is new, and the merchant is told so (real-store B6)", async () => {
    const shop = await bonusShop(database.db, [signUp]);
    const before = { createdAt: plusMs(shop.installedAt, -1) };
    await apply(shop, [customer(77n, { ...before, accountState: "disabled" }), customer(78n, { createdAt: shop.installedAt })]);
    for (const [days, state] of [
      [1, "invited"],
      [2, "enabled"],
    ] as const)
      await apply(
        shop,
        [
          customer(77n, { ...before, accountState: state, updatedAt: later(days) }),
          customer(78n, { createdAt: shop.installedAt, accountState: state, updatedAt: later(days) }),
        ],
        later(days),
      );
    await look(shop, [77n, 78n], later(40));
    expect([await posted(shop), await posted(shop, 78n)]).toEqual([[], ["hello 50"]]);
    expect(aboutBonus["sign-up"].words.en.help).toMatch(/before you installed the app never get it/);
    expect(aboutBonus["sign-up"].words.de.help).toMatch(/vor der Installation der App .* bekommt diese Punkte nie/);
  });

  test("one mailbox brings it once, however it is spelled and though the first account was deleted", async () => {
    const shop = await bonusShop(database.db, [signUp]);
    const enabled = { accountState: "enabled" };
    await apply(shop, [
      customer(1n, { ...enabled, email: "mia.muster@gmail.com" }),
      customer(2n, { ...enabled, email: "miamuster+2@googlemail.com" }),
    ]);
    await apply(shop, [{ kind: "customer-deleted", customerId: 1n, at: later(1) }], later(1));
    await apply(shop, [{ kind: "customer-redacted", key: "r", customerId: 1n, email: null, at: later(2) }], later(2));
    await apply(
      shop,
      [customer(3n, { ...enabled, email: "MiaMuster@gmail.com", createdAt: later(3), updatedAt: later(3) })],
      later(3),
    );
    const { rows } = await sql<{
      key: string;
      customer_id: bigint;
    }>`select key, customer_id from ledger_entries where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows.map(({ customer_id }) => customer_id)).toEqual([1n]);
    expect(rows[0]?.key).toMatch(/^bonus:once:sign-up:[0-9a-f]{32}$/);
  });

  test("a subscription counts where it is confirmed, once, and is not taken back", async () => {
    const shop = await bonusShop(database.db, [newsletter]);
    await apply(shop, [customer(77n, { emailConsent: consent("subscribed", NOW, "single_opt_in") })]);
    expect(await posted(shop)).toEqual([]);
    await apply(shop, [customer(77n, { emailConsent: consent("subscribed", later(1)), updatedAt: later(1) })], later(1));
    await apply(shop, [customer(77n, { emailConsent: consent("unsubscribed", later(2)), updatedAt: later(2) })], later(2));
    await apply(shop, [customer(77n, { emailConsent: consent("subscribed", later(3)), updatedAt: later(3) })], later(3));
    expect(await posted(shop)).toEqual(["news 10"]);
    await apply(shop, [customer(80n, { countryCode: "FR", emailConsent: consent("subscribed", NOW, "single_opt_in") })]);
    expect(await posted(shop, 80n)).toEqual(["news 10"]);
  });

  test("whoever subscribed before there was a rule gets nothing for it", async () => {
    const now = { version: 2, effectiveFrom: later(5), rules: rulesWith([newsletter, signUp]) };
    const shop = await bonusShop(database.db, [], {}, [now]);
    const old = customer(77n, { accountState: "enabled", emailConsent: consent("subscribed", NOW) });
    await apply(shop, [old, customer(78n, { accountState: "enabled", createdAt: later(6), updatedAt: later(6) })], later(7));
    expect([await posted(shop), await posted(shop, 78n)]).toEqual([[], ["hello 50"]]);
  });
});

const birthday = { key: "cake", kind: "birthday", points: 20, noticeDays: 30 };
const anniversary = { key: "years", kind: "anniversary", points: 5 };
const set = (shop: Shop, month: number, day: number, now = NOW, actor = "shopper") =>
  pipeline.inShop(shop.shopId, (tx) => bonuses.setBirthday(tx, shop, 77n, { month, day }, actor, now));

describe("birthdays and anniversaries", () => {
  test("bring points at the shop's midnight, once a year, with what the tier adds", async () => {
    const levels = TIER_PRESET.levels.map((level) => ({ ...level, birthdayPoints: level.key === "bronze" ? 3 : 0 }));
    const shop = await bonusShop(database.db, [birthday], { tiers: { ...TIER_PRESET, levels } });
    await apply(shop, [customer(77n), placed(1n)]);
    expect(await set(shop, 7, 1)).toMatchObject({ ok: true, changed: true, firstOn: null });
    await age(shop, new Date("2026-06-30T21:59:59Z"));
    expect(await posted(shop)).toEqual([]);
    // Three days late, and dated when it was.
    for (const hours of [0, 1]) await age(shop, new Date(Date.parse("2026-07-03T09:00:00Z") + hours));
    expect(await posted(shop)).toEqual(["cake 23"]);
    const { rows } =
      await sql`select earned_at, key from ledger_entries where shop_id = ${shop.shopId} and rule = 'cake'`.execute(database.db);
    expect(rows).toEqual([{ earned_at: new Date("2026-06-30T22:00:00Z"), key: "bonus:cake:77:2026:1" }]);
    await age(shop, new Date("2028-07-01T09:00:00Z"));
    expect(await posted(shop)).toEqual(["cake 23", "cake 23", "cake 23"]);
  });

  test("are not lost when the shop moves to a zone where the awaited day begins earlier", async () => {
    const zone = (timeZone: string, shop: Shop) =>
      sql`update shops set time_zone = ${timeZone} where shop_id = ${shop.shopId}`
        .execute(database.db)
        .then(() => ({ ...shop, timeZone }));
    const far = async () => {
      const shop = await zone("America/Los_Angeles", await bonusShop(database.db, [birthday]));
      await apply(shop, [customer(77n)]);
      await set(shop, 7, 1);
      return zone("Europe/Berlin", shop);
    };
    const untouched = await far();
    await age(untouched, new Date("2026-07-01T07:00:00Z"));
    expect(await posted(untouched)).toEqual(["cake 20"]);
    // Somebody who is looked at between the two midnights.
    const touched = await far();
    await apply(touched, [customer(77n)], new Date("2026-07-01T03:00:00Z"));
    await age(touched, new Date("2026-07-01T07:00:00Z"));
    expect(await posted(touched)).toEqual(["cake 20"]);
  });

  test("a birthday that was told too late counts from next year on", async () => {
    const shop = await bonusShop(database.db, [birthday]);
    await apply(shop, [customer(77n)]);
    await set(shop, 3, 31);
    await age(shop, new Date("2026-05-01T00:00:00Z"));
    expect(await posted(shop)).toEqual([]);
    await age(shop, new Date("2027-03-31T00:00:00Z"));
    expect(await posted(shop)).toEqual(["cake 20"]);
  });

  test("shoppers change it once a year, merchants when they must, and nobody has two in a year", async () => {
    const shop = await bonusShop(database.db, [birthday]);
    await apply(shop, [customer(77n)]);
    expect(await set(shop, 2, 30)).toEqual({ ok: false, reason: "no-such-day" });
    await set(shop, 5, 1);
    expect(await set(shop, 5, 1)).toMatchObject({ ok: true, changed: false, firstOn: null });
    await age(shop, new Date("2026-05-02T00:00:00Z"));
    const soon = new Date("2026-06-01T00:00:00Z");
    expect(await set(shop, 9, 1, soon)).toEqual({ ok: false, reason: "too-soon", from: { year: 2027, month: 3, day: 2 } });
    expect(await set(shop, 9, 1, soon, "merchant:7")).toMatchObject({ ok: true, changed: true, firstOn: null });
    await age(shop, new Date("2026-12-01T00:00:00Z"));
    expect(await posted(shop)).toEqual(["cake 20"]);
    expect(await set(shop, 9, 2, new Date("2027-06-01T00:00:00Z"))).toMatchObject({ ok: true, changed: true, firstOn: null });
  });

  test("anniversaries are those of members, from the first year on; 29 February comes on 1 March", async () => {
    const shop = await bonusShop(database.db, [anniversary, first]);
    const old = new Date("2024-02-29T10:00:00Z");
    await apply(shop, [customer(77n, { createdAt: old }), customer(78n, { createdAt: old }), placed(1n)]);
    await age(shop, new Date("2027-02-28T22:59:59Z"));
    expect(await posted(shop)).toEqual(["first 100"]);
    await age(shop, new Date("2027-02-28T23:00:00Z"));
    expect(await posted(shop)).toEqual(["first 100", "years 5"]);
    await age(shop, new Date("2028-02-29T00:00:00Z"));
    expect(await posted(shop)).toEqual(["first 100", "years 5", "years 5"]);
    expect(await posted(shop, 78n)).toEqual([]);
  });

  test("of a new rule are awaited once its program is followed", async () => {
    const rules = rulesWith([birthday]);
    const shop = await bonusShop(database.db, [first], {}, [{ version: 2, effectiveFrom: later(40), rules }]);
    await apply(shop, [customer(77n), placed(1n)]);
    await set(shop, 7, 1);
    await sql`update members set next_occasion_at = null where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await pipeline.inShop(shop.shopId, (tx) => bonuses.settleAll(tx, shop, 0n, later(41)))).toMatchObject({
      seen: 1,
      next: null,
    });
    await age(shop, new Date("2026-07-01T00:00:00Z"));
    expect(await posted(shop)).toEqual(["first 100", "cake 20"]);
  });
});

describe("customers who become one", () => {
  test("keep what both were given and are not given it again", async () => {
    const shop = await bonusShop(database.db, [first, third, signUp, birthday]);
    const enabled = { accountState: "enabled" };
    await apply(
      shop,
      [customer(77n, enabled), customer(78n, enabled), placed(1n), placed(2n, { customerId: 78n, createdAt: later(1) })],
      later(1),
    );
    await pipeline.inShop(shop.shopId, (tx) => bonuses.setBirthday(tx, shop, 78n, { month: 8, day: 8 }, "shopper", later(1)));
    await apply(shop, [{ kind: "customers-merged", keptId: 77n, goneId: 78n, at: later(2) }], later(2));
    expect(await readAccount(database.db, shop, 77n, later(40))).toMatchObject({ available: 300n });
    await apply(shop, [placed(3n, { createdAt: later(3) }), placed(4n, { createdAt: later(4) })], later(4));
    expect(await readAccount(database.db, shop, 77n, later(40))).toMatchObject({ available: 330n });
    // The order of the one who is gone is refunded: its bonus is taken from the kept one.
    await apply(shop, [{ kind: "refund", orderId: 2n, refund: refund(5n, 5_000n) }], later(5));
    expect(await readAccount(database.db, shop, 77n, later(40))).toMatchObject({ available: 200n + 30n });
    await age(shop, new Date("2026-08-08T00:00:00Z"));
    expect((await posted(shop)).at(-1)).toBe("cake 20");
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  });
});

test("erasing a customer erases the birthday", async () => {
  const shop = await bonusShop(database.db, [birthday]);
  await apply(shop, [customer(77n)]);
  await set(shop, 5, 1);
  await apply(shop, [{ kind: "customer-redacted", key: "r", customerId: 77n, email: null, at: later(1) }], later(1));
  expect((await sql`select 1 from members where shop_id = ${shop.shopId}`.execute(database.db)).rows).toEqual([]);
  await age(shop, new Date("2026-06-01T00:00:00Z"));
  expect(await posted(shop)).toEqual([]);
});

test("ways say what is left for a customer", async () => {
  const shop = await bonusShop(database.db, [
    first,
    third,
    signUp,
    newsletter,
    birthday,
    { key: "off", kind: "anniversary", enabled: false },
  ]);
  await apply(shop, [customer(77n), placed(1n)]);
  const ways = await listWays(database.db, shop, [77n, 404n], NOW);
  expect(ways.get(77n)?.map(({ key, usedUp }) => [key, usedUp])).toEqual([
    ["first", true],
    ["third", false],
    ["hello", false],
    ["news", false],
    ["cake", false],
  ]);
  expect(ways.has(404n)).toBe(false);
});
