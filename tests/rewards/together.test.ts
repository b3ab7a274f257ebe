import { beforeEach, describe, expect, test } from "vitest";

import { MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { issueDue } from "../../app/rewards/redemptions/issue.server.ts";
import type { Means } from "../../app/rewards/redemptions/means.server.ts";
import { give } from "../../app/rewards/redemptions/taking/give.server.ts";
import { ADD_CODES } from "../../app/rewards/shopify/reward.graphql.ts";
import { MOST_CUSTOMERS } from "../../app/rewards/shopify/discounts.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { deleteCustomer } from "../sandbox/world/commerce.ts";
import { addCode, rulesOf } from "../sandbox/world/discounts.ts";
import { useDatabase } from "../support/database.ts";
import * as pipeline from "../support/pipeline.ts";
import { Crash, rewardStage, type Fault, type Stage } from "./stage.ts";

useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await rewardStage();
});

/** Rewards that a flow has given to so many customers, none of which Shopify knows of yet. */
async function given(count: number, rewardId?: number): Promise<bigint[]> {
  const reward = rewardId ?? (await stage.reward({ kind: "percentage", percent: 10, validDays: 7 }));
  const customerIds: bigint[] = [];
  for (let one = 0; one < count; one += 1) customerIds.push(await stage.someone(0n));
  await pipeline.inShop(stage.app.shopId, async (tx) => {
    for (const customerId of customerIds)
      await give(tx, stage.app, { customerId, rewardId: reward, intent: `flow:1:${customerId}` }, stage.at());
  });
  return customerIds;
}

/** The app's means, counting what it asks of Shopify by the first word of the operation's name. */
function counting(means: Means = stage.means()): { means: Means; asked: string[] } {
  const asked: string[] = [];
  const admin = <Data>(shop: Shop, document: string, variables?: Record<string, unknown>) => {
    asked.push(/(?:query|mutation) (\w+)/.exec(document)?.[1] ?? "");
    return means.admin<Data>(shop, document, variables);
  };
  return { means: { ...means, admin }, asked };
}

const states = async () => (await stage.all()).map(({ state }) => state);
const of = (count: number, state: string) => Array.from({ length: count }, () => state);
/** How many customers and codes each discount has in Shopify. */
const discounts = () =>
  [...stage.shop.discounts.values()].map((discount) => [
    rulesOf(discount).context?.customers?.add?.length ?? 0,
    discount.codes.length,
  ]);

async function survive(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
}

describe("codes of equal terms that are due at once", () => {
  test("are made with a call for the discount, one for the codes and one look (flows 33)", async () => {
    await given(40);
    const { means, asked } = counting();
    expect(await issueDue(means, stage.at(), 1)).toBe(40);
    expect(asked).toEqual(["CreateRewardDiscount", "AddRewardCodes", "RewardCodeCreation"]);
    expect(await states()).toEqual(of(40, "issued"));
    expect(discounts()).toEqual([[40, 40]]);
    for (const { code, customerId, externalGid, expiresAt } of await stage.all()) {
      expect(stage.codes().filter((held) => held === code)).toHaveLength(1);
      expect([customerId > 0n, externalGid, expiresAt]).toEqual([true, expect.any(String), expect.any(Date)]);
    }
    const rest = counting();
    expect([await issueDue(rest.means, stage.at(), 1), rest.asked]).toEqual([0, []]);
  });

  test("fill a discount that has room before they open a new one", async () => {
    const rewardId = await stage.reward({ kind: "percentage", percent: 10 });
    await given(MOST_CUSTOMERS - 3, rewardId);
    await issueDue(stage.means(), stage.at(), 1);
    await given(5, rewardId);
    const { means, asked } = counting();
    await issueDue(means, stage.at(), 1);
    expect(asked).toEqual([
      ...["OpenRewardDiscount", "AddRewardCodes", "RewardCodeCreation"],
      ...["CreateRewardDiscount", "AddRewardCodes", "RewardCodeCreation"],
    ]);
    expect(discounts()).toEqual([
      [MOST_CUSTOMERS, MOST_CUSTOMERS],
      [2, 2],
    ]);
    expect(await states()).toEqual(of(MOST_CUSTOMERS + 2, "issued"));
  });

  test("of other terms, and of other shops, go by themselves", async () => {
    await given(2, await stage.reward({ kind: "percentage", percent: 10 }));
    await given(2, await stage.reward({ kind: "percentage", percent: 20 }));
    const first = stage;
    stage = await rewardStage();
    await given(1);
    expect(await issueDue(first.means(), first.at(), 4)).toBe(4);
    expect([discounts(), await states()]).toEqual([[], ["reserved"]]);
    await stage.settle();
    stage = first;
    expect([discounts(), await states()]).toEqual([
      [
        [2, 2],
        [2, 2],
      ],
      of(4, "issued"),
    ]);
  });
});

describe("one that Shopify will not have holds up no other", () => {
  test("a customer whom it does not know: the others have their codes at once, theirs is released", async () => {
    const [, unknown] = await given(6);
    const customer = stage.shop.customers.get(unknown ?? 0n);
    if (customer !== undefined) deleteCustomer(stage.world, stage.shop, customer);
    await issueDue(stage.means(), stage.at(), 1);
    expect((await states()).sort()).toEqual([...of(5, "issued"), "released"]);
    expect(new Set(stage.codes()).size).toBe(5);
  });

  test("a code that is there already: it is found by its text, and is none of a second kind", async () => {
    await given(4);
    const [, , there] = await stage.all();
    await given(1, (await stage.all())[0]?.rewardId);
    // An answer that was lost: Shopify has the code of one of them on the discount of another.
    const means = stage.means();
    let lost = false;
    const admin: Means["admin"] = (shop, document, variables) => {
      const [discount] = stage.shop.discounts.values();
      if (!lost && document === ADD_CODES && discount !== undefined && there !== undefined) {
        addCode(stage.world, stage.shop, discount, there.code);
        lost = true;
      }
      return means.admin(shop, document, variables);
    };
    await issueDue({ ...means, admin }, stage.at(), 1);
    expect(await states()).toEqual(of(5, "issued"));
    expect([new Set(stage.codes()).size, stage.codes().length]).toEqual([5, 5]);
  });

  test("a discount of fewer customers than we count on: every code is made all the same", async () => {
    for (const fullDiscount of ["invalid", "exceeded-max"] as const) {
      stage = await rewardStage();
      Object.assign(stage.config.faults, { discountCustomers: 2, fullDiscount });
      const rewardId = await stage.reward({ kind: "percentage", percent: 10 });
      await given(1, rewardId);
      await issueDue(stage.means(), stage.at(), 1);
      await given(5, rewardId);
      await issueDue(stage.means(), stage.at(), 1);
      await stage.settle();
      expect([fullDiscount, await states()]).toEqual([fullDiscount, of(6, "issued")]);
      expect(new Set(stage.codes()).size).toBe(6);
    }
  });
});

describe.each(["crash", "lost-answer", "no-answer", "says-nothing", "refused"] as const)("%s at any step", (kind) => {
  test("of making codes together: each is made once and issued (flows 33)", async () => {
    for (let at = 1; ; at += 1) {
      stage = await rewardStage();
      stage.config.faults.codesDelayMs = 2;
      const rewardId = await stage.reward({ kind: "percentage", percent: 10 });
      await given(1, rewardId);
      await issueDue(stage.means(), stage.at(), 1);
      await given(4, rewardId);
      const fault: Fault = { kind, at };
      const means = stage.means(fault);
      await survive(issueDue(means, stage.at(), 1));
      stage.world.clock.set(plusMs(stage.at(), 5 * MINUTE_MS));
      await stage.settle();
      const told = JSON.stringify(fault);
      const all = await stage.all();
      // What Shopify refuses for good is released; nothing else is.
      const issued = all.filter(({ state }) => state === "issued");
      expect(kind === "refused" ? issued.length > 0 : issued.length === 5, told).toBe(true);
      expect([...stage.codes()].sort(), told).toEqual(issued.map(({ code }) => code).sort());
      if (means.effects() < at) break;
    }
  });
});
