import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";

import { db } from "../../app/db.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { withdraw } from "../../app/rewards/redemptions/redemptions.server.ts";
import { MOST_CUSTOMERS } from "../../app/rewards/shopify/discounts.server.ts";
import { deleteCustomer } from "../sandbox/world/commerce.ts";
import { rulesOf } from "../sandbox/world/discounts.ts";
import { useDatabase } from "../support/database.ts";
import { idOf, rewardStage, type Stage } from "./stage.ts";

useDatabase();
let stage: Stage;
let rewardId: number;
beforeEach(async () => {
  stage = await rewardStage();
  rewardId = await stage.reward({ kind: "amount", valueMinor: 500, validDays: 30 });
});

/** How many customers each discount has in Shopify, the fullest first. */
const customers = () =>
  [...stage.shop.discounts.values()]
    .map((discount) => rulesOf(discount).context?.customers?.add?.length ?? 0)
    .sort((a, b) => b - a);

/** So many places are taken on the discount that the reward's codes go onto now. */
async function takePlaces(count: number): Promise<void> {
  await sql`update reward_discounts set customers = ${count} where shop_id = ${stage.app.shopId} and reward_id = ${rewardId}`.execute(
    db(),
  );
}

const redeemFor = async (points = 500n) => {
  const customerId = await stage.someone(points);
  return { customerId, redeemed: await stage.redeem({ customerId, rewardId }) };
};

describe("a discount takes a hundred customers", () => {
  test("the next one gets a new discount, with no word from Shopify (real-store B3)", async () => {
    await redeemFor();
    await takePlaces(MOST_CUSTOMERS - 1);
    idOf((await redeemFor()).redeemed);
    expect(customers()).toEqual([2]);
    idOf((await redeemFor()).redeemed);
    idOf((await redeemFor()).redeemed);
    expect(customers()).toEqual([2, 2]);
  });

  test("two workers at the last place: one takes it, the other opens a new one (real-store B3)", async () => {
    await redeemFor();
    await takePlaces(MOST_CUSTOMERS - 1);
    const people = await Promise.all(Array.from({ length: 6 }, () => stage.someone(500n)));
    await Promise.all(people.map((customerId) => stage.redeem({ customerId, rewardId })));
    await stage.settle();
    expect((await stage.all()).map(({ state }) => state)).toEqual(Array.from({ length: 7 }, () => "issued"));
    expect(customers()).toEqual([5, 2]);
    expect(new Set(stage.codes()).size).toBe(7);
    expect((await verify(db(), stage.app)).discrepancies).toEqual([]);
  });

  test("who is on a discount takes no second place, and may have a code of it when it is full (real-store B3)", async () => {
    const { customerId } = await redeemFor(1_500n);
    await takePlaces(MOST_CUSTOMERS);
    idOf(await stage.redeem({ customerId, rewardId }));
    expect(customers()).toEqual([1]);
    const { rows } = await sql`select customers from reward_discounts where shop_id = ${stage.app.shopId}`.execute(db());
    expect(rows).toEqual([{ customers: MOST_CUSTOMERS }]);
  });
});

describe.each(["invalid", "exceeded-max"] as const)("should Shopify take fewer, and say so by %s", (fullDiscount) => {
  test("redemptions go on, on new discounts (real-store B3)", async () => {
    Object.assign(stage.config.faults, { discountCustomers: 2, fullDiscount });
    for (let person = 0; person < 5; person += 1) idOf((await redeemFor()).redeemed);
    expect(customers()).toEqual([2, 2, 1]);
    expect((await stage.all()).map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => "issued"));
  });
});

test("whom Shopify does not know is refused for good, and has the points back (real-store B3)", async () => {
  await redeemFor();
  const customerId = await stage.someone(500n);
  const customer = stage.shop.customers.get(customerId);
  if (customer !== undefined) deleteCustomer(stage.world, stage.shop, customer);
  const redeemed = await stage.redeem({ customerId, rewardId });
  expect((await stage.get(idOf(redeemed))).state).toBe("released");
  expect([customers(), await stage.available(customerId)]).toEqual([[1], 500n]);
});

describe.each(["refused", "stays"] as const)("should a discount keep its last code (%s)", (lastCode) => {
  beforeEach(() => {
    stage.config.faults.lastCode = lastCode;
  });

  test("the discount goes, the points come back, and the next code gets a new one (real-store B4)", async () => {
    const { customerId } = await redeemFor();
    stage.world.clock.set(plusMs(stage.at(), 40 * DAY_MS));
    await stage.settle();
    expect((await stage.all()).map(({ state, attempts }) => [state, attempts])).toEqual([["released", 0]]);
    expect([stage.shop.discounts.size, await stage.available(customerId)]).toEqual([0, 500n]);
    idOf(await stage.redeem({ customerId, rewardId }));
    expect(stage.codes()).toHaveLength(1);
  });

  test("codes of others on the same discount stay (real-store B4)", async () => {
    await redeemFor();
    stage.world.clock.set(plusMs(stage.at(), 20 * DAY_MS));
    const second = await redeemFor();
    stage.world.clock.set(plusMs(stage.at(), 20 * DAY_MS));
    await stage.settle();
    expect((await stage.all()).map(({ state }) => state)).toEqual(["released", "issued"]);
    expect(stage.codes()).toEqual([(await stage.get(idOf(second.redeemed))).code]);
  });
});

test("a deletion that only takes its time takes nobody else's code along (real-store B4)", async () => {
  const first = await redeemFor();
  const { redeemed } = await redeemFor();
  const { code } = await stage.get(idOf(redeemed));
  const expired = (await stage.get(idOf(first.redeemed))).code;
  stage.config.faults.codesDelayMs = 400;
  const withdrawal = { actor: "merchant:1", reason: "undone" } as const;
  await withdraw(stage.means(), stage.app, idOf(first.redeemed), withdrawal);
  expect(stage.codes().sort()).toEqual([code, expired].sort());
  await stage.settle();
  expect((await stage.get(idOf(redeemed))).state).toBe("issued");
  expect(stage.codes()).toEqual([code]);
});
