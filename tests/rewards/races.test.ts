import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";

import { db } from "../../app/db.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import * as pipeline from "../support/pipeline.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import { offerOf } from "../../app/rewards/offer.ts";
import type { RewardTerms } from "../../app/rewards/reward.ts";
import { findReward, updateReward } from "../../app/rewards/rewards.server.ts";
import { grant } from "../../app/tiers/tiers.server.ts";
import { addSegment, members } from "../segments/support.ts";
import { useDatabase } from "../support/database.ts";
import { turn } from "../support/program-state.ts";
import { idOf, rewardStage, type Stage } from "./stage.ts";

useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await rewardStage();
});

const fiveOff: Partial<RewardTerms> & { kind: "amount" } = { kind: "amount", valueMinor: 500 };
const times = <Item>(count: number, make: (index: number) => Item) => Array.from({ length: count }, (_, index) => make(index));

describe("many clicks at once", () => {
  test("200 of 20 people, each of theirs sent five times: each intent is one redemption, nobody spends what they have not", async () => {
    const rewardId = await stage.reward({ ...fiveOff, stock: 30 });
    const people: bigint[] = [];
    for (let person = 0; person < 20; person += 1) people.push(await stage.someone(BigInt(250 * (person % 6))));
    const clicks = times(200, (index) => ({ customerId: people[index % 20] ?? 0n, intent: `${index % 20}-${index % 40}` }));
    const outcomes = await Promise.all(clicks.map((click) => stage.redeem({ ...click, rewardId })));
    await stage.settle();
    const all = await stage.all();
    expect(new Set(outcomes.filter(({ ok }) => ok).map(idOf)).size).toBe(all.length);
    // 0, 250, 500, 750, 1,000 and 1,250 points buy 0, 0, 1, 1, 2 and 2, with two intents each.
    const bought = people.map((customerId) => all.filter((redemption) => redemption.customerId === customerId).length);
    expect(bought).toEqual(times(20, (person) => Math.floor((person % 6) / 2)));
    expect(stage.codes()).toHaveLength(all.length);
    expect((await verify(db(), stage.app)).discrepancies).toEqual([]);
  });

  test("two people on the last piece: one gets it; when it is released, the next one does", async () => {
    const rewardId = await stage.reward({ ...fiveOff, stock: 1, validDays: 1 });
    const people = [await stage.someone(600n), await stage.someone(600n)];
    const outcomes = await Promise.all(people.map((customerId) => stage.redeem({ customerId, rewardId })));
    expect(outcomes.map((outcome) => (outcome.ok ? "got it" : outcome.reason)).sort()).toEqual(["got it", "sold-out"]);
    stage.world.clock.set(plusMs(stage.at(), 3 * DAY_MS));
    await stage.settle();
    const loser = people[outcomes.findIndex(({ ok }) => !ok)] ?? 0n;
    expect((await stage.redeem({ customerId: loser, rewardId })).ok).toBe(true);
    expect(stage.codes()).toHaveLength(1);
  });

  test("a limit of one for each customer holds for one who clicks on two devices", async () => {
    const rewardId = await stage.reward({ ...fiveOff, perCustomer: { times: 1, period: "ever" } });
    const customerId = await stage.someone(5_000n);
    const outcomes = await Promise.all(times(12, () => stage.redeem({ customerId, rewardId })));
    expect(outcomes.map((outcome) => (outcome.ok ? "got it" : outcome.reason)).sort()).toEqual([
      "got it",
      ...times(11, () => "limit"),
    ]);
    expect(await stage.available(customerId)).toBe(4_500n);
  });
});

describe("a program that is paused (merchant 10)", () => {
  const pause = () => turn(stage.app, "paused", stage.at());

  test("takes no points from then on, and leaves what was issued as it is", async () => {
    const rewardId = await stage.reward(fiveOff);
    const customerId = await stage.someone(1_200n);
    const first = idOf(await stage.redeem({ customerId, rewardId, intent: "click" }));
    await pause();
    expect(await stage.redeem({ customerId, rewardId })).toEqual({ ok: false, reason: "paused" });
    // The same click again is the same redemption.
    expect(idOf(await stage.redeem({ customerId, rewardId, intent: "click" }))).toBe(first);
    expect(await stage.available(customerId)).toBe(700n);
    expect(await stage.get(first)).toMatchObject({ state: "issued" });
    expect(stage.codes()).toHaveLength(1);
    await turn(stage.app, "live", plusMs(stage.at(), 1));
    stage.world.clock.set(plusMs(stage.at(), 1));
    expect((await stage.redeem({ customerId, rewardId })).ok).toBe(true);
  });

  test("a pause at any step of a click: before its points were taken it gets nothing, afterwards all of it", async () => {
    const rewardId = await stage.reward(fiveOff);
    const seen = new Set<string>();
    for (let at = 1; at <= 8; at += 1) {
      const customerId = await stage.someone(500n);
      const redeemed = await stage.redeem(
        { customerId, rewardId },
        { kind: "meanwhile", at, what: () => pause().catch(() => undefined) },
      );
      await stage.settle();
      seen.add(redeemed.ok ? "got it" : redeemed.reason);
      expect(await stage.available(customerId)).toBe(redeemed.ok ? 0n : 500n);
      stage.world.clock.set(plusMs(stage.at(), 10));
      await turn(stage.app, "live", stage.at()).catch(() => undefined);
    }
    expect([...seen].sort()).toEqual(["got it", "paused"]);
    expect((await verify(db(), stage.app)).discrepancies).toEqual([]);
  });

  test("among many clicks at once each is before the pause or after it", async () => {
    const rewardId = await stage.reward(fiveOff);
    const people = await Promise.all(times(12, () => stage.someone(500n)));
    const clicks = people.map((customerId, index) =>
      index === 6 ? pause().then(() => stage.redeem({ customerId, rewardId })) : stage.redeem({ customerId, rewardId }),
    );
    const outcomes = await Promise.all(clicks);
    await stage.settle();
    expect(outcomes[6]).toEqual({ ok: false, reason: "paused" });
    for (const [index, customerId] of people.entries()) {
      const outcome = outcomes[index];
      if (outcome?.ok === false) expect(outcome.reason).toBe("paused");
      expect(await stage.available(customerId)).toBe(outcome?.ok === true ? 0n : 500n);
    }
    expect(stage.codes()).toHaveLength(outcomes.filter(({ ok }) => ok).length);
    expect((await verify(db(), stage.app)).discrepancies).toEqual([]);
  });

  test("in a test those with its tag can redeem, and nobody else", async () => {
    const rewardId = await stage.reward(fiveOff);
    const [tester, other] = [await stage.someone(500n), await stage.someone(500n)];
    await sql`update customers set tags = '{beta}' where shop_id = ${stage.app.shopId} and customer_id = ${tester}`.execute(db());
    await turn(stage.app, "test", stage.at(), "Beta");
    expect((await stage.redeem({ customerId: tester, rewardId })).ok).toBe(true);
    expect(await stage.redeem({ customerId: other, rewardId })).toEqual({ ok: false, reason: "paused" });
  });
});

test("a level that has ended is not enough, though nobody has taken it away yet", async () => {
  const rules = programRulesSchema.parse({ ...DEFAULT_RULES, tiers: { ...TIER_PRESET, graceDays: 0 } });
  stage = await rewardStage([{ version: 1, effectiveFrom: new Date(0), rules }]);
  const tier = rules.tiers?.levels.at(-1)?.key ?? "";
  const rewardId = await stage.reward({ ...fiveOff, tiers: [tier] });
  const customerId = await stage.someone(5_000n);
  const until = plusMs(stage.at(), 10 * DAY_MS);
  await pipeline.inShop(stage.app.shopId, (tx) =>
    grant(tx, stage.app, { customerId, tier, until, actor: "merchant:1", reason: "granted" }, stage.at()),
  );
  stage.world.clock.set(plusMs(until, -1));
  expect((await stage.redeem({ customerId, rewardId })).ok).toBe(true);
  stage.world.clock.set(plusMs(until, DAY_MS));
  expect(await stage.redeem({ customerId, rewardId })).toEqual({ ok: false, reason: "tier" });
  const { rows } = await sql`select tier from members where shop_id = ${stage.app.shopId}`.execute(db());
  expect(rows).toEqual([{ tier: rules.tiers?.levels[0]?.key }]);
});

test("who has left the segment is not enough, though nobody has looked yet (rewards for a segment)", async () => {
  const other = await stage.someone(5_000n);
  const segmentId = await addSegment(db(), stage.app.shopId, "fresh", "customer_added_date >= -5d");
  const rewardId = await stage.reward({ ...fiveOff, segmentId });
  const customerId = await stage.someone(5_000n);
  // Of whom no segment has been asked.
  expect(await stage.redeem({ customerId: other, rewardId })).toEqual({ ok: false, reason: "not-available" });
  expect((await stage.redeem({ customerId, rewardId })).ok).toBe(true);
  stage.world.clock.set(plusMs(stage.at(), 7 * DAY_MS));
  expect(await stage.redeem({ customerId, rewardId })).toEqual({ ok: false, reason: "not-available" });
  expect(await members(db(), stage.app.shopId)).toEqual([]);
});

describe("what the page showed", () => {
  const shown = async (rewardId: number) =>
    offerOf((await findReward(db(), stage.app.shopId, rewardId))?.terms as RewardTerms, "EUR");
  const change = async (rewardId: number, terms: Partial<RewardTerms>) => {
    const reward = await findReward(db(), stage.app.shopId, rewardId);
    if (reward !== null) await updateReward(stage.app.shopId, rewardId, { ...reward.terms, ...terms }, stage.at());
  };

  test.each<[string, Partial<RewardTerms>]>([
    ["worth", { valueMinor: 400 }],
    ["smallest order", { minSpendMinor: 5_000 }],
    ["time", { validDays: 3 }],
    ["products", { collections: ["77"] }],
    ["price", { points: 400 }],
    ["company", { combinesWith: { order: true, product: false, shipping: true } }],
  ])("is what is given: another %s at the click is refused, and takes nothing", async (_name, terms) => {
    const customerId = await stage.someone(1_200n);
    const rewardId = await stage.reward(fiveOff);
    const offer = await shown(rewardId);
    await change(rewardId, terms);
    expect(await stage.redeem({ customerId, rewardId, offer })).toEqual({ ok: false, reason: "changed" });
    expect(await stage.available(customerId)).toBe(1_200n);
    expect((await stage.redeem({ customerId, rewardId, offer: await shown(rewardId) })).ok).toBe(true);
  });

  test("may have been worded otherwise; and what was redeemed before the change stays redeemed", async () => {
    const customerId = await stage.someone(1_200n);
    const rewardId = await stage.reward(fiveOff);
    const offer = await shown(rewardId);
    await change(rewardId, { title: { en: "Five off" }, stock: 9, perCustomer: { times: 5, period: "year" } });
    const first = idOf(await stage.redeem({ customerId, rewardId, offer, intent: "click" }));
    await change(rewardId, { valueMinor: 100 });
    expect(idOf(await stage.redeem({ customerId, rewardId, offer, intent: "click" }))).toBe(first);
    expect(await stage.get(first)).toMatchObject({ valueMinor: 500n, state: "issued" });
  });
});
