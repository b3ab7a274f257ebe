import { describe, expect, test } from "vitest";

import { setBirthday } from "../../app/bonuses/bonuses.server.ts";
import * as claims from "../../app/bonuses/claims/claims.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { line } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";
import { turn } from "../support/program-state.ts";
import { apply, beOnTime, bonusShop, customer, given, later, NOW, placed } from "./stage.ts";

const database = useDatabase();
const url = "https://example.com";
const follow = { key: "insta", kind: "social", network: "instagram", action: "follow", url };
const review = { key: "stars", kind: "review", disclosure: { en: "x" }, cap: { times: 2, period: "year" } };
const signUp = { key: "hello", kind: "sign-up" };
const birthday = { key: "cake", kind: "birthday", noticeDays: 0 };
const first = { key: "first", kind: "first-order" };

const claim = (shop: Shop, rule: string, now: Date, more: Partial<claims.Claim> = {}) =>
  pipeline.inShop(shop.shopId, (tx) => claims.claim(tx, shop, { customerId: 77n, rule, occasion: "", ...more }, now));

describe("bonuses of a program that is paused (merchant 10)", () => {
  test("a claim is refused, and can be made afterwards", async () => {
    const shop = await bonusShop(database.db, [follow]);
    await apply(shop, [customer(77n)]);
    await turn(shop, "paused", later(1));
    expect(await claim(shop, "insta", later(2))).toEqual({ ok: false, reason: "paused" });
    await turn(shop, "live", later(3));
    expect(await claim(shop, "insta", later(4))).toMatchObject({ ok: true, points: 10n });
  });

  test("a claim that waits is decided all the same, because it was made before", async () => {
    const shop = await bonusShop(database.db, [review]);
    await apply(shop, [customer(77n), placed(1n, { lines: [line(1n, 1_000n, { productId: 900n })] })]);
    const made = await claim(shop, "stars", later(1), { occasion: "900" });
    await turn(shop, "paused", later(2));
    const claimId = made.ok ? made.claimId : 0n;
    const decided = await pipeline.inShop(shop.shopId, (tx) =>
      claims.decide(tx, shop, claimId, "approved", "merchant:7", later(3)),
    );
    expect(decided).toMatchObject({ ok: true, points: 10n });
  });

  test("in a test it is open to those with its tag", async () => {
    const shop = await bonusShop(database.db, [follow]);
    await apply(shop, [customer(77n, { tags: ["beta"] }), customer(78n)]);
    await turn(shop, "test", later(1), "BETA");
    expect(await claim(shop, "insta", later(2), { customerId: 78n })).toEqual({ ok: false, reason: "paused" });
    expect(await claim(shop, "insta", later(2))).toMatchObject({ ok: true });
  });

  test("an account opened during the pause brings nothing, also not afterwards; one opened before does, whenever it is heard of", async () => {
    const shop = await bonusShop(database.db, [signUp]);
    const account = (id: bigint, createdAt: Date) => customer(id, { accountState: "enabled", createdAt, updatedAt: createdAt });
    await turn(shop, "paused", later(2));
    await apply(shop, [account(1n, later(1)), account(2n, later(3))], later(4));
    await turn(shop, "live", later(5));
    await apply(
      shop,
      [account(3n, later(6)), customer(2n, { accountState: "enabled", createdAt: later(3), updatedAt: later(7) })],
      later(7),
    );
    const brought = await Promise.all([1n, 2n, 3n].map((id) => given(database.db, shop, id)));
    expect(brought).toEqual([["hello 10"], [], ["hello 10"]]);
  });

  test("an account opened in a test counts for who is given the tag while the test lasts, not for who gets it later (program state 8)", async () => {
    const shop = await bonusShop(database.db, [signUp]);
    const account = (id: bigint, tags: string[], updatedAt: Date) =>
      customer(id, { accountState: "enabled", createdAt: later(2), updatedAt, tags });
    await turn(shop, "test", later(1), "beta");
    await apply(shop, [account(1n, [], later(2)), account(2n, [], later(2))], later(2));
    await apply(shop, [account(1n, ["beta"], later(3))], later(3));
    await turn(shop, "live", later(4));
    await apply(shop, [account(2n, ["beta"], later(5))], later(5));
    expect(await given(database.db, shop, 1n)).toEqual(["hello 10"]);
    expect(await given(database.db, shop, 2n)).toEqual([]);
  });

  test("a birthday in the pause brings nothing, and the next one does", async () => {
    const shop = await bonusShop(database.db, [birthday]);
    await apply(shop, [customer(77n)]);
    await pipeline.inShop(shop.shopId, (tx) => setBirthday(tx, shop, 77n, { month: 5, day: 4 }, "shopper", NOW));
    await turn(shop, "paused", new Date("2026-05-01T00:00:00Z"));
    await beOnTime(shop, [77n], new Date("2026-06-01T00:00:00Z"));
    await turn(shop, "live", new Date("2026-06-02T00:00:00Z"));
    await beOnTime(shop, [77n], new Date("2027-05-03T00:00:00Z"));
    expect(await given(database.db, shop)).toEqual([]);
    await beOnTime(shop, [77n], new Date("2027-05-05T00:00:00Z"));
    expect(await given(database.db, shop)).toEqual(["cake 10"]);
  });

  test("a first order in the pause brings no bonus, and the second is not the first", async () => {
    const shop = await bonusShop(database.db, [first]);
    await turn(shop, "paused", later(1));
    await apply(shop, [placed(1n, { createdAt: later(2) })], later(2));
    await turn(shop, "live", later(3));
    await apply(shop, [placed(2n, { createdAt: later(4) })], later(4));
    expect(await given(database.db, shop)).toEqual([]);
  });
});
