import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { aliasOf, monthOf, monthStart } from "../../app/leaderboard/board.ts";
import { findMember, join, leave, listHidden, setHidden } from "../../app/leaderboard/members.server.ts";
import { leaderboard } from "../../app/leaderboard/noun.server.ts";
import { listMonths, rank } from "../../app/leaderboard/ranking.server.ts";
import { saveLeaderboard } from "../../app/leaderboard/settings.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { apply, bonusShop, customer, placed } from "../bonuses/stage.ts";
import { useDatabase } from "../support/database.ts";
import { line } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";

const database = useDatabase();
const day = (iso: string) => new Date(`${iso}T12:00:00Z`);
const MARCH = 2026 * 12 + 2;

/** A shop whose orders bring a point a euro at once, with members. */
async function shopWith(members: Record<string, bigint>, prize = 200): Promise<Shop> {
  const shop = await bonusShop(database.db, [], { earn: { points: "1", units: "1" }, pendingDays: 0 });
  await saveLeaderboard(database.db, shop, { on: true, prize }, day("2026-03-01"));
  for (const [alias, customerId] of Object.entries(members)) {
    await apply(shop, [customer(customerId)], day("2026-03-01"));
    expect(await join(database.db, shop.shopId, customerId, alias, day("2026-03-01"))).toBe(true);
  }
  return shop;
}

async function buy(shop: Shop, orderId: bigint, customerId: bigint, iso: string, netMinor: bigint): Promise<void> {
  const at = day(iso);
  await apply(
    shop,
    [placed(orderId, { createdAt: at, processedAt: at, updatedAt: at, customerId, lines: [line(1n, netMinor)] })],
    at,
  );
}

const ranking = async (shop: Shop, month = MARCH) =>
  (await rank(database.db, shop, month)).map(({ place, alias, points }) => `${place} ${alias} ${points}`);

/** The worker does what is due, as often as it finds something. */
async function pass(shop: Shop, now: Date): Promise<void> {
  const [loop] = leaderboard.byTime;
  const due = (await loop?.listDue(database.db, now, 100))?.get(shop.shopId) ?? [];
  if (due.length > 0)
    await pipeline.inShop(shop.shopId, async (tx) => {
      await pipeline.followMoved(tx, shop, (await loop?.work?.(tx, shop, due, now)) ?? {}, now);
    });
}

describe("an alias", () => {
  test.each(["Kaffee-Fan 7", "Ümläut", "日本語", "a b", "Max_M"])("%s may be one", (alias) => expect(aliasOf(alias)).toBe(alias));
  test.each([
    ...["", "a", "x".repeat(21), "lena@example.com", "example.com", "https example", "www shop", "<b>x</b>", "{{ shop }}"],
    ...["030 1234567", "0301234567", "12345", "a\u202eb", "a  -b", "x/y", "t.me/x"],
  ])("%j may not", (alias) => expect(aliasOf(alias)).toBe(null));
  test("is written in one way", () => expect(aliasOf("  Ka\u0308the   K ")).toBe("Käthe K"));
});

test("months are the shop's, also around their first midnight", () => {
  expect(monthOf(new Date("2026-03-31T21:59:59Z"), "Europe/Berlin")).toBe(MARCH);
  expect(monthOf(new Date("2026-03-31T22:00:00Z"), "Europe/Berlin")).toBe(MARCH + 1);
  expect(monthStart(MARCH + 1, "Europe/Berlin")).toEqual(new Date("2026-03-31T22:00:00Z"));
});

describe("the ranking", () => {
  test("has members alone, by the points of the month, and of two with as many whoever had them first", async () => {
    const shop = await shopWith({ Late: 1n, Early: 2n, Most: 3n });
    await apply(shop, [customer(4n)]);
    await buy(shop, 10n, 1n, "2026-03-09", 5_000n);
    await buy(shop, 11n, 2n, "2026-03-08", 5_000n);
    await buy(shop, 12n, 3n, "2026-03-10", 9_000n);
    await buy(shop, 13n, 4n, "2026-03-10", 90_000n);
    await buy(shop, 14n, 1n, "2026-04-02", 90_000n);
    expect(await ranking(shop)).toEqual(["1 Most 90", "2 Early 50", "3 Late 50"]);
    await setHidden(database.db, shop.shopId, 3n, true);
    await leave(database.db, shop.shopId, 1n);
    expect(await ranking(shop)).toEqual(["1 Early 50"]);
  });

  test("no two have one name, and who is hidden stays so under another", async () => {
    const shop = await shopWith({ Lena: 1n, Tom: 2n });
    expect(await join(database.db, shop.shopId, 2n, "LENA", day("2026-03-02"))).toBe(false);
    await setHidden(database.db, shop.shopId, 2n, true);
    expect(await join(database.db, shop.shopId, 2n, "Tommi", day("2026-03-02"))).toBe(true);
    await buy(shop, 10n, 2n, "2026-03-09", 5_000n);
    expect(await ranking(shop)).toEqual([]);
    // Nor does leaving undo it.
    await leave(database.db, shop.shopId, 2n);
    expect([await findMember(database.db, shop.shopId, 2n), await listHidden(database.db, shop.shopId)]).toEqual([null, []]);
    expect(await join(database.db, shop.shopId, 2n, "Tommi", day("2026-03-03"))).toBe(true);
    expect(await ranking(shop)).toEqual([]);
    expect(await listHidden(database.db, shop.shopId)).toMatchObject([{ alias: "Tommi" }]);
  });

  test("a past month names its first until they leave or are hidden", async () => {
    const shop = await shopWith({ First: 1n });
    await buy(shop, 10n, 1n, "2026-03-09", 9_000n);
    await pass(shop, day("2026-04-02"));
    const named = async () => (await listMonths(database.db, shop.shopId, 9)).map(({ alias }) => alias);
    expect(await named()).toEqual(["First"]);
    await setHidden(database.db, shop.shopId, 1n, true);
    expect(await named()).toEqual([null]);
    await setHidden(database.db, shop.shopId, 1n, false);
    await leave(database.db, shop.shopId, 1n);
    expect(await named()).toEqual([null]);
  });
});

describe("a month's prize", () => {
  test.each([
    ["switched off and on", [false, true], 200, 200],
    ["switched off", [false], 200, 200],
    ["lowered", [true], 5, 200],
  ])("is what the month promised, though the board is %s before the month is closed", async (_, switches, prize, paid) => {
    const shop = await shopWith({ First: 1n });
    await buy(shop, 10n, 1n, "2026-03-09", 9_000n);
    for (const on of switches) await saveLeaderboard(database.db, shop, { on, prize }, day("2026-04-01"));
    await pass(shop, day("2026-04-02"));
    expect(await listMonths(database.db, shop.shopId, 9)).toMatchObject([{ month: MARCH, customerId: 1n, prize: paid }]);
  });

  test("is nobody's who joins once the month is over", async () => {
    const shop = await shopWith({ First: 1n });
    await buy(shop, 10n, 1n, "2026-03-09", 5_000n);
    await buy(shop, 11n, 2n, "2026-03-09", 9_000n);
    await join(database.db, shop.shopId, 2n, "Late", new Date("2026-04-01T06:00:00Z"));
    await pass(shop, day("2026-04-02"));
    expect(await listMonths(database.db, shop.shopId, 9)).toMatchObject([{ customerId: 1n }]);
  });

  test("is paid once, a day after, however often the worker comes and however many at once", async () => {
    const shop = await shopWith({ First: 1n, Second: 2n });
    await buy(shop, 10n, 1n, "2026-03-09", 9_000n);
    await buy(shop, 11n, 2n, "2026-03-08", 5_000n);
    await pass(shop, new Date("2026-04-01T12:00:00Z"));
    expect(await listMonths(database.db, shop.shopId, 9)).toEqual([]);
    await Promise.all([1, 2, 3].map(() => pass(shop, day("2026-04-02"))));
    await pass(shop, day("2026-04-20"));
    expect(await listMonths(database.db, shop.shopId, 9)).toEqual([
      { month: MARCH, customerId: 1n, alias: "First", points: 90n, prize: 200 },
    ]);
    const { rows } = await sql<{ points: bigint }>`
      select points from ledger_entries where shop_id = ${shop.shopId} and rule = 'leaderboard'
    `.execute(database.db);
    expect(rows).toEqual([{ points: 200n }]);
    // Its own points give no place in the next month.
    expect(await ranking(shop, MARCH + 1)).toEqual([]);
    const { discrepancies } = await database.db
      .transaction()
      .setIsolationLevel("repeatable read")
      .execute((tx) => verify(tx, shop));
    expect(discrepancies).toEqual([]);
  });

  test("of a month in which it was off, or nobody had points, nobody gets one", async () => {
    const shop = await shopWith({ Alone: 1n });
    await pass(shop, day("2026-03-05"));
    expect(await listMonths(database.db, shop.shopId, 9)).toEqual([]);
    await pass(shop, day("2026-04-05"));
    expect(await listMonths(database.db, shop.shopId, 9)).toMatchObject([{ customerId: null, prize: 0 }]);
  });
});

describe("people", () => {
  test("who become one are one member with the points of both, and stay hidden if either was", async () => {
    const shop = await shopWith({ Kept: 1n, Gone: 2n, Other: 3n });
    await buy(shop, 10n, 1n, "2026-03-09", 3_000n);
    await buy(shop, 11n, 2n, "2026-03-08", 4_000n);
    await buy(shop, 12n, 3n, "2026-03-08", 5_000n);
    await apply(shop, [{ kind: "customers-merged", keptId: 1n, goneId: 2n, at: day("2026-03-12") }], day("2026-03-12"));
    expect(await ranking(shop)).toEqual(["1 Kept 70", "2 Other 50"]);
  });

  test("an erasure takes member and alias out, also of past months; the month stays paid", async () => {
    const shop = await shopWith({ First: 1n, Second: 2n });
    await buy(shop, 10n, 1n, "2026-03-09", 9_000n);
    await pass(shop, day("2026-04-02"));
    await leaderboard.forget(database.db, shop.shopId, { customerIds: [1n], emails: [] }, day("2026-04-03"));
    expect(await ranking(shop)).toEqual([]);
    expect(await listMonths(database.db, shop.shopId, 9)).toMatchObject([{ alias: null, prize: 200 }]);
    await pass(shop, day("2026-04-04"));
    expect(await listMonths(database.db, shop.shopId, 9)).toHaveLength(1);
  });
});
