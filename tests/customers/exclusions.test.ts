import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { excludeCustomer, includeCustomer } from "../../app/actions/merchant/exclude-customer.server.ts";
import { setBirthday } from "../../app/bonuses/bonuses.server.ts";
import * as claims from "../../app/bonuses/claims/claims.server.ts";
import { exclude, findExclusion, include } from "../../app/customers/exclusions/exclusions.server.ts";
import type { Fact } from "../../app/facts/fact.ts";
import { shopperLocales } from "../../app/i18n/shopper/say.ts";
import { readAccount, readAccounts } from "../../app/points/accounts.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { refusal } from "../../app/storefront/answer.ts";
import { readLoyalty } from "../../app/sync/theme/loyalty.server.ts";
import { apply, beOnTime, bonusShop, customer, given, later, NOW, placed } from "../bonuses/stage.ts";
import { idOf, rewardStage } from "../rewards/stage.ts";
import { useDatabase } from "../support/database.ts";
import { line, refund } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";

const database = useDatabase();
const EARNING = { earn: { points: "5", units: "1" }, pendingDays: 0 };

const out = (shop: Shop, at: Date, customerId = 77n) =>
  pipeline.inShop(shop.shopId, (tx) => exclude(tx, shop.shopId, { customerId, reason: "Staff", actor: "merchant:1" }, at));
const back = (shop: Shop, at: Date, customerId = 77n) =>
  pipeline.inShop(shop.shopId, (tx) => include(tx, shop.shopId, customerId, "merchant:1", at));
const balance = async (shop: Shop, customerId = 77n) => (await readAccount(database.db, shop, customerId, later(400))).available;
const sound = async (shop: Shop) => expect((await verify(database.db, shop)).discrepancies).toEqual([]);

describe("a customer who is excluded", () => {
  test("earns nothing while it lasts, keeps what they had, and refunds still take back", async () => {
    const shop = await bonusShop(database.db, [], EARNING);
    await apply(shop, [customer(77n), placed(1n)]);
    expect(await out(shop, later(1))).toBe(true);
    expect(await out(shop, later(1))).toBe(false);
    await apply(shop, [placed(2n, { createdAt: later(2) })], later(2));
    expect(await balance(shop)).toBe(250n);
    await apply(shop, [{ kind: "refund", orderId: 1n, refund: refund(9n, 2_500n) }], later(3));
    expect(await balance(shop)).toBe(125n);
    expect(await back(shop, later(4))).toBe(true);
    await apply(shop, [placed(3n, { createdAt: later(5) })], later(5));
    // What was placed meanwhile stays at nothing, whatever is heard of it.
    await apply(shop, [placed(2n, { createdAt: later(2), updatedAt: later(6) })], later(6));
    expect(await balance(shop)).toBe(375n);
    await sound(shop);
  });

  test("gets no bonus of that time, also not afterwards", async () => {
    const follow = { key: "insta", kind: "social", network: "instagram", action: "follow", url: "https://example.com" };
    const kinds = [{ key: "first", kind: "first-order" }, { key: "cake", kind: "birthday", noticeDays: 0 }, follow];
    const shop = await bonusShop(database.db, kinds);
    await apply(shop, [customer(77n)]);
    await pipeline.inShop(shop.shopId, (tx) => setBirthday(tx, shop, 77n, { month: 5, day: 4 }, "shopper", NOW));
    await out(shop, later(1));
    await apply(shop, [placed(1n, { createdAt: later(2) })], later(2));
    const claim = () =>
      pipeline.inShop(shop.shopId, (tx) => claims.claim(tx, shop, { customerId: 77n, rule: "insta", occasion: "" }, later(3)));
    expect(await claim()).toEqual({ ok: false, reason: "paused" });
    await beOnTime(shop, [77n], new Date("2026-06-01T00:00:00Z"));
    await back(shop, new Date("2026-06-02T00:00:00Z"));
    await apply(shop, [placed(2n, { createdAt: later(100) })], later(100));
    expect(await given(database.db, shop)).toEqual([]);
    await sound(shop);
  });

  test("is rewarded for no review of what they bought then", async () => {
    const review = { key: "stars", kind: "review", disclosure: { en: "x" }, cap: { times: 5, period: "year" } };
    const shop = await bonusShop(database.db, [review]);
    const bought = (orderId: bigint, productId: bigint, change: object) =>
      placed(orderId, { lines: [line(1n, 1_000n, { productId })], ...change });
    await apply(shop, [customer(77n), bought(1n, 901n, {})]);
    await out(shop, later(1));
    await apply(shop, [bought(2n, 902n, { createdAt: later(2) })], later(2));
    // Dated back by a day at most, it was placed when Shopify says; by more, on the day that it names.
    await apply(shop, [bought(3n, 903n, { createdAt: later(2), processedAt: later(0.9), updatedAt: later(2) })], later(2));
    await back(shop, later(3));
    await apply(shop, [bought(4n, 904n, { createdAt: later(4), processedAt: later(3.5), updatedAt: later(4) })], later(4));
    const claim = (occasion: string) =>
      pipeline.inShop(shop.shopId, (tx) => claims.claim(tx, shop, { customerId: 77n, rule: "stars", occasion }, later(5)));
    expect((await claims.listReviewable(database.db, shop.shopId, 77n)).map(({ productId }) => productId)).toEqual([
      "904",
      "903",
      "901",
    ]);
    expect(await claim("902")).toEqual({ ok: false, reason: "not-bought" });
    expect(await claim("901")).toMatchObject({ ok: true });
  });

  test("cannot redeem, until they take part again; a code that they have stays theirs", async () => {
    const stage = await rewardStage();
    const customerId = await stage.someone(1_200n);
    const rewardId = await stage.reward({ kind: "amount", valueMinor: 500, validDays: 30 });
    const code = await stage.get(idOf(await stage.redeem({ customerId, rewardId })));
    await out(stage.app, stage.at(), customerId);
    expect(await stage.redeem({ customerId, rewardId })).toMatchObject({ ok: false, reason: "paused" });
    expect(await stage.get(code.redemptionId)).toMatchObject({ state: "issued" });
    await back(stage.app, stage.at(), customerId);
    expect(await stage.redeem({ customerId, rewardId })).toMatchObject({ ok: true });
  });

  test.each(shopperLocales)("is not told in %s that the program rests when it does so for them alone", (locale) => {
    expect(refusal({ locale, names: {} }, "paused").message).not.toMatch(/paus|pauz/i);
  });

  test("is told so by the theme, and two clicks at once are one exclusion", async () => {
    const shop = await bonusShop(database.db, [], EARNING);
    await apply(shop, [customer(77n), placed(1n)]);
    const told = async () => {
      const accounts = await readAccounts(database.db, shop, [77n], new Date());
      return (await readLoyalty(database.db, shop, accounts, new Date())).get(77n)?.excluded;
    };
    const request = { customerId: 77n, reason: null, actor: "merchant:1" };
    expect((await Promise.all([excludeCustomer(shop, request), excludeCustomer(shop, request)])).sort()).toEqual([false, true]);
    expect(await findExclusion(database.db, shop.shopId, 77n)).toMatchObject({ reason: null, excludedBy: "merchant:1" });
    expect(await told()).toBe(true);
    expect(await includeCustomer(shop, request)).toBe(true);
    expect(await told()).toBe(false);
    const { rows } = await sql`
      select kind from timeline_events where shop_id = ${shop.shopId} and kind like 'customer.%cluded' order by event_id
    `.execute(database.db);
    expect(rows).toEqual([{ kind: "customer.excluded" }, { kind: "customer.included" }]);
  });
});

test("whatever comes first, an order brings its points unless its owner was excluded when it was placed; a merge joins the times of both", async () => {
  const day = fc.integer({ min: 1, max: 40 });
  const times = fc.array(fc.record({ who: fc.constantFrom(77n, 78n), from: day, days: fc.integer({ min: 1, max: 10 }) }), {
    maxLength: 3,
  });
  const orders = fc.array(fc.record({ who: fc.constantFrom(77n, 78n), on: day, heard: fc.nat(5) }), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(times, orders, fc.boolean(), fc.boolean(), async (exclusions, bought, merged, late) => {
      const shop = await bonusShop(database.db, [{ key: "first", kind: "first-order" }], EARNING);
      const steps: { at: Date; run: () => Promise<unknown> }[] = [];
      const known: typeof exclusions = [];
      for (const exclusion of exclusions) {
        const { who, from, days } = exclusion;
        // Where one lasts already, another begins nothing and ends it too.
        if (known.some((other) => other.who === who && other.from <= from + days && from <= other.from + other.days)) continue;
        known.push(exclusion);
        steps.push({ at: later(from), run: () => out(shop, later(from), who) });
        steps.push({ at: later(from + days), run: () => back(shop, later(from + days), who) });
      }
      bought.forEach(({ who, on, heard }, index) => {
        const createdAt = later(on + 0.5);
        const fact: Fact = placed(BigInt(index + 1), { customerId: who, createdAt });
        steps.push({ at: later(on + 0.5 + heard), run: () => apply(shop, [fact], later(on + 0.5 + heard)) });
      });
      const merge: Fact = { kind: "customers-merged", keptId: 77n, goneId: 78n, at: later(60) };
      await apply(shop, [customer(77n), customer(78n)]);
      for (const { run } of steps.sort((a, b) => a.at.getTime() - b.at.getTime())) await run();
      if (merged) await apply(shop, [merge], later(60));
      if (late)
        await apply(
          shop,
          bought.map(({ who, on }, index) =>
            placed(BigInt(index + 1), { customerId: who, createdAt: later(on + 0.5), updatedAt: later(70) }),
          ),
          later(70),
        );
      const counts = bought.filter(
        ({ who, on }) => !known.some((x) => (merged || x.who === who) && x.from <= on + 0.5 && on + 0.5 < x.from + x.days),
      );
      const { rows } = await sql<{ points: bigint }>`
        select coalesce(sum(points), 0)::bigint as points from ledger_entries where shop_id = ${shop.shopId} and order_id is not null and rule is null
      `.execute(database.db);
      expect(rows[0]?.points).toBe(BigInt(counts.length) * 250n);
      await sound(shop);
    }),
    { numRuns: 15 },
  );
});
