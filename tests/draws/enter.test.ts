import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { changeDrawState } from "../../app/actions/merchant/draw-state.server.ts";
import { enterDraw } from "../../app/actions/shopper/taking-part/enter-draw.server.ts";
import { findDraw, saveDraw } from "../../app/draws/draws.server.ts";
import { draws } from "../../app/draws/noun.server.ts";
import { countPrizes } from "../../app/draws/shown/figures.server.ts";
import { recordCsv, verifyDraw } from "../../app/draws/shown/record.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward, updateReward } from "../../app/rewards/rewards.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { bonusShop, later } from "../bonuses/stage.ts";
import { useDatabase } from "../support/database.ts";
import * as pipeline from "../support/pipeline.ts";
import { DAYS, entries, launch, nothing, NOW, people, points, reward, terms } from "./stage.ts";

const database = useDatabase();
const newShop = () => bonusShop(database.db, []);
const range = (from: bigint, count: number) => Array.from({ length: count }, (_, index) => from + BigInt(index));
const enter = (shop: Shop, customerId: bigint, at = NOW, handle = "wheel") => enterDraw(shop, { handle, customerId }, () => at);

async function found(shop: Shop, drawId: number) {
  const draw = await findDraw(database.db, shop.shopId, drawId);
  if (draw === null) throw new Error("no draw");
  return draw;
}

async function proved(shop: Shop, drawId: number): Promise<void> {
  expect(await verifyDraw(database.db, shop.shopId, await found(shop, drawId))).toMatchObject({ fault: null });
  const { discrepancies } = await database.db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute((tx) => verify(tx, shop));
  expect(discrepancies).toEqual([]);
}

async function balance(shop: Shop, customerId: bigint): Promise<bigint> {
  const { rows } = await sql<{ available: bigint }>`
    select available from ledger_accounts where shop_id = ${shop.shopId} and customer_id = ${customerId}
  `.execute(database.db);
  return rows[0]?.available ?? 0n;
}

describe("taking part", () => {
  test("many at once: never more prizes than there are, nobody twice, and the record proves it (real races)", async () => {
    const shop = await newShop();
    const who = range(1n, 30);
    await people(database.db, shop, who);
    const drawId = await launch(
      database.db,
      shop,
      terms([points("p1", 600_000, 4), points("p2", 300_000, 3, 50), nothing("p3", 100_000)]),
    );
    const outcomes = await Promise.all([...who, ...who].map((customerId) => enter(shop, customerId)));
    expect(outcomes.filter((outcome) => outcome.ok && outcome.fresh)).toHaveLength(30);
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(60);
    const lines = await entries(database.db, shop, drawId);
    expect(lines.map((line) => line.split(" ")[0])).toEqual(range(1n, 30).map(String));
    expect(new Set(lines.map((line) => line.split(" ")[1])).size).toBe(30);
    const counts = new Map((await countPrizes(database.db, shop.shopId, drawId)).map(({ prize, given }) => [prize, given]));
    expect(counts.get("p1")).toBeLessThanOrEqual(4);
    expect(counts.get("p2")).toBeLessThanOrEqual(3);
    const sum = await Promise.all(who.map((customerId) => balance(shop, customerId)));
    expect(sum.reduce((all, one) => all + one, 0n)).toBe(BigInt((counts.get("p1") ?? 0) * 10 + (counts.get("p2") ?? 0) * 50));
    await proved(shop, drawId);
  });

  test("what is gone is replaced as the terms say, and then by no prize", async () => {
    const shop = await newShop();
    await people(database.db, shop, range(1n, 3));
    const prizes = [points("p1", 999_999, 1, 100), points("p2", 1, 1, 5)];
    const drawId = await launch(database.db, shop, terms(prizes, { fallback: "p2" }));
    for (const customerId of range(1n, 3)) await enter(shop, customerId);
    expect(await entries(database.db, shop, drawId)).toEqual(["1 1 p1 p1 100", "2 2 p1 p2 5", "3 3 p1 none 0"]);
    await proved(shop, drawId);
  });

  test("once in each run of days, and a person gets no more points than the draw's cap", async () => {
    const shop = await newShop();
    await people(database.db, shop, [1n]);
    const what = terms([points("p1", 999_999, 9, 40), nothing("p2", 1)], { everyDays: 7, mostPoints: 100 });
    const drawId = await launch(database.db, shop, what);
    for (const days of [0, 6, 7, 13, 14, 21]) await enter(shop, 1n, later(days));
    expect(await entries(database.db, shop, drawId)).toEqual(["1 1 p1 p1 40", "2 1 p1 p1 40", "3 1 p1 p1 20", "4 1 p1 p1 0"]);
    expect(await balance(shop, 1n)).toBe(100n);
    await proved(shop, drawId);
  });

  test("only on its days, while it is on, for who is there and takes part in the program", async () => {
    const shop = await newShop();
    const other = await newShop();
    await people(database.db, shop, [1n, 2n, 3n]);
    await people(database.db, other, [9n]);
    const drawId = await launch(database.db, shop, terms([points("p1", 999_999, 9), nothing("p2", 1)], { from: "2026-03-04" }));
    const reason = async (customerId: bigint, at: Date, of = shop) => {
      const outcome = await enter(of, customerId, at);
      return outcome.ok ? "drawn" : outcome.reason;
    };
    expect(await reason(1n, later(1))).toBe("ahead");
    expect(await reason(1n, later(28))).toBe("over");
    expect(await reason(404n, later(3))).toBe("unknown");
    expect(await reason(9n, later(3), other)).toBe("unknown");
    await sql`update customers set deleted_at = ${NOW} where shop_id = ${shop.shopId} and customer_id = 2`.execute(database.db);
    expect(await reason(2n, later(3))).toBe("outside");
    await sql`
      insert into customer_exclusions (shop_id, customer_id, since, excluded_by) values (${shop.shopId}, 3, ${NOW}, 'merchant:1')
    `.execute(database.db);
    expect(await reason(3n, later(3))).toBe("outside");
    const { version } = await found(shop, drawId);
    await changeDrawState(shop, drawId, "paused", version, () => later(3));
    expect(await reason(1n, later(3))).toBe("paused");
    await changeDrawState(shop, drawId, "active", version, () => later(3));
    expect(await reason(1n, later(3))).toBe("drawn");
    await changeDrawState(shop, drawId, "ended", version, () => later(4));
    expect(await reason(1n, later(5))).toBe("drawn");
    expect(await changeDrawState(shop, drawId, "active", version, () => later(5))).toEqual({ ok: false, reason: "changed" });
    expect(await entries(database.db, shop, drawId)).toHaveLength(1);
  });

  test("what is on is fixed; a first day that has passed is not switched on, nor is an archived reward", async () => {
    const shop = await newShop();
    const what = terms([points("p1", 500_000, 9), nothing("p2", 500_000)]);
    const drawId = await launch(database.db, shop, what);
    const { version } = await found(shop, drawId);
    expect(await saveDraw(shop.shopId, drawId, version, { handle: "other", terms: what }, NOW)).toEqual({
      ok: false,
      reason: "gone",
    });
    await expect(launch(database.db, shop, what, "late", later(1))).rejects.toThrow("begun");
    await expect(launch(database.db, shop, terms([reward("p1", 500_000, 1, 404), nothing("p2", 500_000)]), "no")).rejects.toThrow(
      "reward",
    );
  });
});

test("whoever moves the shop moves no draw: its days go on by the clock by which they began", async () => {
  const shop = await newShop();
  await people(database.db, shop, [1n]);
  await launch(database.db, shop, terms([points("p1", 999_999, 9), nothing("p2", 1)]));
  const moved = { ...shop, timeZone: "Pacific/Honolulu" };
  // The day after its last has begun in Berlin.
  const at = new Date("2026-03-29T23:00:00Z");
  expect(await enter(moved, 1n, at)).toMatchObject({ ok: false, reason: "over" });
});

describe("rewards", () => {
  test("are what they were when the draw was first on, and none is worth what one spends on it", async () => {
    const shop = await newShop();
    await people(database.db, shop, [1n]);
    const amount = { kind: "amount", title: { en: "Voucher" }, points: 100, valueMinor: 2_000 };
    const voucher = await createReward(shop.shopId, rewardTermsSchema.parse(amount), NOW);
    await launch(database.db, shop, terms([reward("p1", 999_999, 2, voucher), nothing("p2", 1)]));
    await updateReward(shop.shopId, voucher, rewardTermsSchema.parse({ ...amount, valueMinor: 100 }), NOW);
    await enter(shop, 1n);
    const { rows } = await sql<{ value_minor: bigint }>`
      select value_minor from redemptions where shop_id = ${shop.shopId}
    `.execute(database.db);
    expect(rows).toEqual([{ value_minor: 2_000n }]);
    const slider = {
      ...{ kind: "slider", title: { en: "Any" }, points: 100, valueMinor: 100 },
      slider: { minPoints: 100, maxPoints: 1_000, stepPoints: 100 },
    };
    const spent = await createReward(shop.shopId, rewardTermsSchema.parse(slider), NOW);
    await expect(launch(database.db, shop, terms([reward("p1", 999_999, 2, spent), nothing("p2", 1)]), "any")).rejects.toThrow(
      "reward",
    );
  });

  test("are given with the entry; one that cannot be is owed, and given once it can", async () => {
    const shop = await newShop();
    await people(database.db, shop, [1n, 2n]);
    const amount = { kind: "amount", title: { en: "Voucher" }, points: 100, valueMinor: 500 };
    const good = await createReward(shop.shopId, rewardTermsSchema.parse(amount), NOW);
    const drawId = await launch(database.db, shop, terms([reward("p1", 999_999, 2, good), nothing("p2", 1)]));
    await enter(shop, 1n);
    // Another reward's number, of which nobody can give one: as if it were gone.
    await sql`update draws set terms = jsonb_set(terms, '{prizes,0,rewardId}', '404') where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    await enter(shop, 2n);
    const given = async () =>
      (
        await sql<{ given: boolean; due: boolean }>`
          select redemption_id is not null as given, due_at is not null as due from draw_entries where shop_id = ${shop.shopId} order by number
        `.execute(database.db)
      ).rows;
    expect(await given()).toEqual([
      { given: true, due: false },
      { given: false, due: true },
    ]);
    await sql`update draw_entries set reward_id = ${good} where shop_id = ${shop.shopId}`.execute(database.db);
    const [loop] = draws.byTime;
    const due = (await loop?.listDue(database.db, later(2), 10))?.get(shop.shopId) ?? [];
    expect(due).toEqual([2n]);
    await pipeline.inShop(shop.shopId, async (tx) => loop?.work?.(tx, shop, due, later(2)));
    expect(await given()).toEqual([
      { given: true, due: false },
      { given: true, due: false },
    ]);
    const { rows } = await sql`select 1 from redemptions where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toHaveLength(2);
    expect(drawId).toBeGreaterThan(0);
  });
});

describe("people", () => {
  test("below all of it the database refuses a second entry of a period, and a prize beyond the stock", async () => {
    const shop = await newShop();
    await people(database.db, shop, [1n]);
    const drawId = await launch(database.db, shop, terms([points("p1", 999_999, 1), nothing("p2", 1)]));
    await enter(shop, 1n);
    const { shopId } = shop;
    await expect(
      sql`update draw_prizes set given = given + 1 where shop_id = ${shopId} and draw_id = ${drawId}`.execute(database.db),
    ).rejects.toThrow("draw_prizes_within_stock");
    await expect(
      sql`
        insert into draw_entries (shop_id, draw_id, number, customer_id, entered_at, period, roll, drawn, prize)
        values (${shopId}, ${drawId}, 2, 1, ${NOW}, 0, 1, 'p2', 'p2')
      `.execute(database.db),
    ).rejects.toThrow("draw_entries_shop_id_draw_id_customer_id_period_key");
  });

  test("an erasure leaves the record whole, and nothing is owed to nobody", async () => {
    const shop = await newShop();
    await people(database.db, shop, [1n, 2n]);
    const drawId = await launch(database.db, shop, terms([points("p1", 999_999, 3), nothing("p2", 1)]));
    await enter(shop, 1n);
    await sql`update draw_entries set due_at = ${NOW} where shop_id = ${shop.shopId}`.execute(database.db);
    await draws.forget(database.db, shop.shopId, { customerIds: [1n], emails: [] }, NOW);
    await enter(shop, 2n);
    expect(await draws.byTime[0]?.listDue(database.db, later(9), 10)).toEqual(new Map());
    expect(await verifyDraw(database.db, shop.shopId, await found(shop, drawId))).toEqual({ entries: 2, fault: null });
  });

  test("who become one keep both entries, count as one from then on, and the record stays whole", async () => {
    const shop = await newShop();
    await people(database.db, shop, [1n, 2n]);
    const drawId = await launch(database.db, shop, terms([points("p1", 999_999, 9), nothing("p2", 1)], { everyDays: 7 }));
    await enter(shop, 1n);
    await enter(shop, 2n);
    await enter(shop, 2n, later(7));
    await pipeline.inShop(shop.shopId, async (tx) => draws.merge?.(tx, shop, { goneId: 2n, keptId: 1n }, later(8)));
    const again = await enter(shop, 1n, later(8));
    expect(again).toMatchObject({ ok: true, fresh: false, entry: { number: 3 } });
    await enter(shop, 1n, later(14));
    expect((await entries(database.db, shop, drawId)).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      ...["1 1", "2 1", "3 1", "4 1"],
    ]);
    expect(await verifyDraw(database.db, shop.shopId, await found(shop, drawId))).toEqual({ entries: 4, fault: null });
  });

  test("a record that was tampered with is found, and the export has the seed only once it is over", async () => {
    const shop = await newShop();
    await people(database.db, shop, [1n, 2n]);
    const drawId = await launch(database.db, shop, terms([points("p1", 999_999, 9), nothing("p2", 1)]));
    await enter(shop, 1n);
    await enter(shop, 2n);
    const draw = await found(shop, drawId);
    const csv = async (at: Date) => {
      let text = "";
      for await (const part of recordCsv(database.db, shop, draw, "en", at)) text += part;
      return text;
    };
    expect(await csv(later(1))).not.toContain(draw.seed);
    expect(await csv(later(1))).toContain(draw.seedHash);
    expect(await csv(new Date(`${DAYS.until}T23:00:00Z`))).toContain(draw.seed);
    await sql`update draw_entries set prize = 'p2' where shop_id = ${shop.shopId} and number = 2`.execute(database.db);
    expect(await verifyDraw(database.db, shop.shopId, draw)).toEqual({ entries: 1, fault: { number: 2, what: "prize" } });
    await sql`delete from draw_entries where shop_id = ${shop.shopId} and number = 1`.execute(database.db);
    expect(await verifyDraw(database.db, shop.shopId, draw)).toEqual({ entries: 0, fault: { number: 1, what: "missing" } });
  });
});
