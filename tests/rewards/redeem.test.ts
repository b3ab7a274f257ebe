import { sql } from "kysely";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { db } from "../../app/db.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import * as pipeline from "../support/pipeline.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { listOpenCodes } from "../../app/rewards/redemptions/redemptions.server.ts";
import { setRewardState } from "../../app/rewards/rewards.server.ts";
import type { RewardTerms } from "../../app/rewards/reward.ts";
import { useDatabase } from "../support/database.ts";
import { idOf, rewardStage, type Stage } from "./stage.ts";

useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await rewardStage();
});

const fiveOff: Partial<RewardTerms> & { kind: "amount" } = { kind: "amount", valueMinor: 500, validDays: 30 };

describe("a redemption", () => {
  test("takes points, puts a code into Shopify that only this customer can use, and shows it", async () => {
    const customerId = await stage.someone(1_200n);
    const rewardId = await stage.reward({ ...fiveOff, minSpendMinor: 2_000 });
    const redemption = await stage.get(idOf(await stage.redeem({ customerId, rewardId })));
    expect(redemption).toMatchObject({ state: "issued", points: 500n, valueMinor: 500n, customerId });
    expect(redemption.code).toMatch(/^PT-[2-9A-HJKMNP-Z]{10}$/);
    expect(redemption.expiresAt).toEqual(new Date("2026-07-15T21:59:00Z"));
    expect(await stage.available(customerId)).toBe(700n);
    expect(stage.codes()).toEqual([redemption.code]);
    const [discount] = stage.shop.discounts.values();
    expect(discount?.input).toMatchObject({
      ...{ usageLimit: 1, appliesOncePerCustomer: false },
      context: { customers: { add: [`gid://shopify/Customer/${customerId}`] } },
      customerGets: { value: { discountAmount: { amount: "5.00", appliesOnEachItem: false } }, items: { all: true } },
      minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: "20.00" } },
    });
    expect((await listOpenCodes(db(), stage.app.shopId, [customerId], stage.at())).get(customerId)).toMatchObject([
      { code: redemption.code, kind: "amount", valueMinor: 500n, minSpendMinor: 2_000 },
    ]);
    const emails = await sql`select template, data ->> 'code' as code from messages where shop_id = ${stage.app.shopId}`.execute(
      db(),
    );
    expect(emails.rows).toEqual([{ template: "reward-issued", code: redemption.code }]);
    const { rows } = await sql<{ kind: string }>`
      select kind from timeline_events where shop_id = ${stage.app.shopId} and kind like 'reward.%' order by event_id
    `.execute(db());
    expect(rows.map(({ kind }) => kind)).toEqual(["reward.redeemed", "reward.issued"]);
  });

  test("asked for twice with one intent is one; another customer's intent is refused", async () => {
    const customerId = await stage.someone(1_200n);
    const rewardId = await stage.reward(fiveOff);
    const first = await stage.redeem({ customerId, rewardId, intent: "click" });
    const second = await stage.redeem({ customerId, rewardId, intent: "click" });
    expect(idOf(second)).toBe(idOf(first));
    expect(second).toMatchObject({ ok: true, duplicate: true });
    expect(await stage.available(customerId)).toBe(700n);
    const other = await stage.someone(1_200n);
    expect(await stage.redeem({ customerId: other, rewardId, intent: "click" })).toEqual({ ok: false, reason: "not-available" });
    expect(stage.codes()).toHaveLength(1);
  });

  test("codes of the same terms share a discount, also when Shopify adds them in its own time", async () => {
    const rewardId = await stage.reward(fiveOff);
    stage.config.faults.codesDelayMs = 12;
    const customers = [await stage.someone(600n), await stage.someone(600n), await stage.someone(600n)];
    const states = [];
    for (const customerId of customers) states.push((await stage.get(idOf(await stage.redeem({ customerId, rewardId })))).state);
    expect(states).toEqual(["issued", "issued", "issued"]);
    expect(stage.shop.discounts.size).toBe(1);
    expect(stage.codes()).toHaveLength(3);
  });

  test("a slow Shopify leaves it reserved; the loop ends it", async () => {
    const customerId = await stage.someone(1_200n);
    const rewardId = await stage.reward(fiveOff);
    await stage.redeem({ customerId, rewardId });
    // Shopify's own time stands still.
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    stage.config.faults.codesDelayMs = 100;
    const redemptionId = idOf(await stage.redeem({ customerId, rewardId }));
    expect((await stage.get(redemptionId)).state).toBe("reserved");
    vi.advanceTimersByTime(100);
    vi.useRealTimers();
    await stage.settle();
    expect((await stage.get(redemptionId)).state).toBe("issued");
    expect(stage.codes()).toHaveLength(2);
  });

  test("fixed steps and a slider have prices and values of their own", async () => {
    const customerId = await stage.someone(5_000n);
    const steps = await stage.reward({
      kind: "amount",
      steps: [
        { points: 500, valueMinor: 500 },
        { points: 900, valueMinor: 1_000 },
      ],
    });
    const slider = await stage.reward({
      ...{ kind: "slider", points: 100, valueMinor: 99 },
      slider: { minPoints: 300, maxPoints: 1_000, stepPoints: 100 },
    });
    const value = async (rewardId: number, points: bigint | null) => {
      const redeemed = await stage.redeem({ customerId, rewardId, points });
      return redeemed.ok ? [redeemed.redemption.points, redeemed.redemption.valueMinor] : redeemed.reason;
    };
    expect(await value(steps, 900n)).toEqual([900n, 1_000n]);
    expect(await value(steps, 500n)).toEqual([500n, 500n]);
    expect(await value(steps, 700n)).toBe("bad-amount");
    expect(await value(steps, null)).toBe("bad-amount");
    expect(await value(slider, 700n)).toEqual([700n, 693n]);
    expect(await value(slider, 250n)).toBe("bad-amount");
    expect(await value(slider, 1_100n)).toBe("bad-amount");
    expect(stage.shop.discounts.size).toBe(3);
  });

  test("a free product costs what it costs in the shop, on exactly that variant", async () => {
    const customerId = await stage.someone(5_000n);
    const [variant] = stage.product.variants;
    const product = { productId: String(stage.product.id), variantId: String(variant?.id), title: "Coffee" };
    const rewardId = await stage.reward({ kind: "product", product });
    const redemption = await stage.get(idOf(await stage.redeem({ customerId, rewardId })));
    expect(redemption.valueMinor).toBe(1_299n);
    expect([...stage.shop.discounts.values()][0]?.input).toMatchObject({
      customerGets: {
        value: { discountAmount: { amount: "12.99", appliesOnEachItem: false } },
        items: { products: { productVariantsToAdd: [`gid://shopify/ProductVariant/${variant?.id}`] } },
      },
    });
    const gone = await stage.reward({ kind: "product", product: { ...product, variantId: "77" } });
    expect(await stage.redeem({ customerId, rewardId: gone })).toEqual({ ok: false, reason: "not-available" });
  });

  test("whether store credit can be spent is asked where the points are taken; what was taken by then is paid out (real-store A5)", async () => {
    const customerId = await stage.someone(1_200n);
    const rewardId = await stage.reward({ kind: "store-credit", valueMinor: 500 });
    const turnOff = async () => {
      await sql`update shops set store_credit = false where shop_id = ${stage.app.shopId}`.execute(db());
    };
    const credits = () => stage.shop.storeCredits.get(customerId)?.transactions.length ?? 0;
    const late = await stage.redeem({ customerId, rewardId }, { kind: "meanwhile", at: 2, what: turnOff });
    expect([(await stage.get(idOf(late))).state, credits(), await stage.available(customerId)]).toEqual(["used", 1, 700n]);
    await sql`update shops set store_credit = true where shop_id = ${stage.app.shopId}`.execute(db());
    const refused = await stage.redeem({ customerId, rewardId }, { kind: "meanwhile", at: 1, what: turnOff });
    expect(refused).toEqual({ ok: false, reason: "unspendable-credit" });
    expect([credits(), await stage.available(customerId)]).toEqual([1, 700n]);
  });

  test("percentage and free shipping become what Shopify calls so", async () => {
    const customerId = await stage.someone(5_000n);
    await stage.redeem({ customerId, rewardId: await stage.reward({ kind: "percentage", percent: 12.5 }) });
    await stage.redeem({
      customerId,
      rewardId: await stage.reward({ kind: "free-shipping", combinesWith: { order: true, product: true, shipping: true } }),
    });
    const [percentage, shipping] = [...stage.shop.discounts.values()];
    expect(percentage).toMatchObject({ kind: "DiscountCodeBasic", input: { customerGets: { value: { percentage: 0.125 } } } });
    expect(shipping).toMatchObject({
      kind: "DiscountCodeFreeShipping",
      input: { combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: false } },
    });
  });

  test("store credit and a gift card are paid out at once, and then are used", async () => {
    const customerId = await stage.someone(5_000n);
    const credit = await stage.get(
      idOf(await stage.redeem({ customerId, rewardId: await stage.reward({ kind: "store-credit", valueMinor: 700 }) })),
    );
    expect(credit.state).toBe("used");
    expect(stage.shop.storeCredits.get(customerId)?.transactions).toMatchObject([
      { amountMinor: 700n, expiresAt: credit.expiresAt },
    ]);
    const card = await stage.get(
      idOf(await stage.redeem({ customerId, rewardId: await stage.reward({ kind: "gift-card", valueMinor: 900 }) })),
    );
    expect(card).toMatchObject({ state: "used", expiresAt: null });
    expect([...stage.shop.giftCards.values()]).toMatchObject([{ code: card.code.toLowerCase(), initialMinor: 900n, customerId }]);
    const shown = async (later: number) =>
      (await listOpenCodes(db(), stage.app.shopId, [customerId], plusMs(stage.at(), later)))
        .get(customerId)
        ?.map(({ code }) => code);
    // The shopper who did not see the answer finds the card, though for us it has left.
    expect([await shown(0), await shown(31 * DAY_MS)]).toEqual([[card.code], undefined]);
  });
});

describe("what is refused takes nothing", () => {
  test.each([
    ["too few points", {}, 499n, "insufficient-points"],
    ["a tier that the customer does not have", { tiers: ["gold"] }, 5_000n, "tier"],
    ["nothing left", { stock: 0 }, 5_000n, "sold-out"],
  ] as const)("%s", async (_name, terms, points, reason) => {
    const customerId = await stage.someone(points);
    const rewardId = await stage.reward({ ...fiveOff, ...terms } as typeof fiveOff);
    expect(await stage.redeem({ customerId, rewardId })).toEqual({ ok: false, reason });
    expect([await stage.available(customerId), stage.codes(), (await stage.all()).length]).toEqual([points, [], 0]);
  });

  test("a level above an allowed one does not count by itself", async () => {
    const customerId = await stage.someone(5_000n);
    const rewardId = await stage.reward({ ...fiveOff, tiers: ["silver"] });
    const become = (tier: string) =>
      sql`insert into members (shop_id, customer_id, tier) values (${stage.app.shopId}, ${customerId}, ${tier})
        on conflict (shop_id, customer_id) do update set tier = excluded.tier`.execute(db());
    await become("gold");
    expect(await stage.redeem({ customerId, rewardId })).toEqual({ ok: false, reason: "tier" });
    await become("silver");
    expect((await stage.redeem({ customerId, rewardId })).ok).toBe(true);
  });

  test("rewards that are paused, archived or unknown, and people whom nobody knows", async () => {
    const customerId = await stage.someone(5_000n);
    const rewardId = await stage.reward(fiveOff);
    await setRewardState(stage.app.shopId, rewardId, "paused", stage.at());
    expect(await stage.redeem({ customerId, rewardId })).toEqual({ ok: false, reason: "not-available" });
    await setRewardState(stage.app.shopId, rewardId, "archived", stage.at());
    expect(await stage.redeem({ customerId, rewardId })).toEqual({ ok: false, reason: "unknown-reward" });
    expect(await stage.redeem({ customerId, rewardId: 99_999 })).toEqual({ ok: false, reason: "unknown-reward" });
    expect(await stage.redeem({ customerId: 12n, rewardId })).toEqual({ ok: false, reason: "unknown-customer" });
  });

  test("more than a customer may have, until one is released or the month is over", async () => {
    const customerId = await stage.someone(5_000n);
    const rewardId = await stage.reward({ ...fiveOff, perCustomer: { times: 2, period: "month" } });
    await stage.redeem({ customerId, rewardId });
    await stage.redeem({ customerId, rewardId });
    expect(await stage.redeem({ customerId, rewardId })).toEqual({ ok: false, reason: "limit" });
    // The first of July in Berlin.
    stage.world.clock.set(new Date("2026-06-30T21:59:00Z"));
    expect(await stage.redeem({ customerId, rewardId })).toEqual({ ok: false, reason: "limit" });
    stage.world.clock.set(new Date("2026-06-30T22:00:00Z"));
    expect((await stage.redeem({ customerId, rewardId })).ok).toBe(true);
  });

  test("Shopify does not know the customer: the points come back", async () => {
    const customerId = await stage.someone(1_200n);
    const rewardId = await stage.reward(fiveOff);
    stage.shop.customers.delete(customerId);
    const redemptionId = idOf(await stage.redeem({ customerId, rewardId }));
    await stage.settle();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "released", releaseReason: "refused" });
    expect(await stage.available(customerId)).toBe(1_200n);
  });
});

describe("at once", () => {
  test("200 redemptions against a balance that allows one: one succeeds, Shopify holds one code", async () => {
    const customerId = await stage.someone(999n);
    const rewardId = await stage.reward(fiveOff);
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => stage.redeem({ customerId, rewardId })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === "insufficient-points")).toHaveLength(199);
    expect(stage.codes()).toHaveLength(1);
    expect(await stage.available(customerId)).toBe(499n);
  });

  test("stock and limits hold", async () => {
    const rewardId = await stage.reward({ ...fiveOff, stock: 5, perCustomer: { times: 2, period: "ever" } });
    const customers = await Promise.all([1, 2, 3, 4].map((number) => stage.someone(100_000n, `race${number}@example.com`)));
    const outcomes = await Promise.all(
      customers.flatMap((customerId) => Array.from({ length: 6 }, () => stage.redeem({ customerId, rewardId }))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(5);
    await stage.settle();
    expect(stage.codes()).toHaveLength(5);
    const own = Map.groupBy(await stage.all(), ({ customerId }) => customerId);
    expect(Math.max(...[...own.values()].map(({ length }) => length))).toBeLessThanOrEqual(2);
  });

  test("the same intent from many clicks is one redemption", async () => {
    const customerId = await stage.someone(5_000n);
    const rewardId = await stage.reward(fiveOff);
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => stage.redeem({ customerId, rewardId, intent: "one" })));
    expect(new Set(outcomes.map(idOf)).size).toBe(1);
    await stage.settle();
    expect([stage.codes().length, await stage.available(customerId)]).toEqual([1, 4_500n]);
  });
});

test("points that a refused click found expired leave the segments that ask for the balance", async () => {
  const rules = { ...DEFAULT_RULES, expiry: { mode: "lot" as const, months: 3 } };
  stage = await rewardStage([{ version: 1, effectiveFrom: new Date(0), rules }]);
  await sql`
    insert into segments (shop_id, key, name, query, created_at, updated_at)
    values (${stage.app.shopId}, 'rich', 'Rich', 'points_balance >= 100', ${stage.at()}, ${stage.at()})
  `.execute(db());
  const customerId = await stage.someone(400n);
  await pipeline.inShop(stage.app.shopId, (tx) => pipeline.follow(tx, stage.app, [customerId], stage.at()));
  const rewardId = await stage.reward(fiveOff);
  const members = async () => {
    const { rows } = await sql`select customer_id from segment_members where shop_id = ${stage.app.shopId}`.execute(db());
    return rows.length;
  };
  expect(await members()).toBe(1);
  stage.world.clock.set(plusMs(stage.at(), 200 * DAY_MS));
  expect(await stage.redeem({ customerId, rewardId })).toEqual({ ok: false, reason: "insufficient-points" });
  expect(await stage.available(customerId)).toBe(0n);
  expect(await members()).toBe(0);
});
