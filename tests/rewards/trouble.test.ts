import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";

import { db } from "../../app/db.server.ts";
import * as pipeline from "../support/pipeline.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import type { RewardTerms } from "../../app/rewards/reward.ts";
import { deleteCustomer, deleteDiscount, mergeCustomers } from "../sandbox/world/commerce.ts";
import { useDatabase } from "../support/database.ts";
import { rewardStage, type Fault, type Stage } from "./stage.ts";

useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await rewardStage();
});

type Terms = Partial<RewardTerms> & Pick<RewardTerms, "kind">;
const amount: Terms = { kind: "amount", valueMinor: 500, validDays: 30 };
const kinds: Terms[] = [amount, { kind: "store-credit", valueMinor: 700 }, { kind: "gift-card", valueMinor: 900 }];

/** How many codes, credits and cards Shopify holds. */
function held(): number {
  const credits = [...stage.shop.storeCredits.values()].flatMap(({ transactions }) => transactions);
  return stage.codes().length + credits.length + stage.shop.giftCards.size;
}

/** A click with something going wrong at its first, second, third … effect, each time in a fresh shop, and what is true afterwards. */
async function everywhere(
  terms: Terms,
  faultAt: (at: number) => Fault,
  after: (customerId: bigint, at: number) => Promise<void>,
) {
  for (let at = 1; ; at += 1) {
    if (at > 1) stage = await rewardStage();
    const rewardId = await stage.reward(terms);
    // Somebody else's code lives on the discount already, so that the longer way is gone.
    if (terms.kind === "amount") await stage.redeem({ customerId: await stage.someone(500n), rewardId });
    const customerId = await stage.someone(1_200n);
    const means = stage.means(faultAt(at));
    const { redeem } = await import("../../app/rewards/redemptions/redemptions.server.ts");
    const request = { customerId, rewardId, intent: "click", points: null, actor: "shopper" };
    await redeem(means, stage.app, request).catch(() => null);
    await after(customerId, at);
    if (means.effects() < at) return;
  }
}

/** Either the points are spent and Shopify holds one, or they are there and it holds none. @returns the state of the redemption of `click` */
async function consistent(customers: readonly bigint[], others: number, where: string): Promise<string> {
  const last = (await stage.all()).at(-1);
  const own = held() - others;
  const spent =
    1_200n - (await Promise.all(customers.map((id) => stage.available(id)))).reduce((sum, points) => sum + points, 0n);
  expect([own, spent], where).toEqual(last?.state === "released" ? [0, 0n] : [1, 500n]);
  expect((await verify(db(), stage.app)).discrepancies, where).toEqual([]);
  return last?.state ?? "none";
}

const othersOf = ({ kind }: Terms) => (kind === "amount" ? 1 : 0);

describe.each(["refused", "says-nothing"] as const)("Shopify's answer to any step is: %s", (kind) => {
  test.each(kinds)("$kind ends in one consistent state", (terms) =>
    everywhere(
      terms,
      (at) => ({ kind, at }),
      async (customerId, at) => {
        await stage.settle();
        await consistent([customerId], othersOf(terms), `${kind} at ${at}`);
      },
    ),
  );
});

describe("meanwhile, between any two steps", () => {
  test("the merchant deletes the discount: the shopper gets a code that works", () =>
    everywhere(
      amount,
      (at) => ({
        kind: "meanwhile",
        at,
        what: async () => [...stage.shop.discounts.values()].forEach((one) => deleteDiscount(stage.world, stage.shop, one)),
      }),
      async (customerId, at) => {
        await stage.settle();
        // The other customer's code went with its discount, and their points came back.
        const codes = (await stage.all()).filter(({ state }) => state === "issued").map(({ code }) => code);
        expect(stage.codes(), `at ${at}`).toEqual(codes);
        const spent = 1_200n - (await stage.available(customerId));
        expect(spent, `at ${at}`).toBe((await stage.all()).at(-1)?.state === "issued" ? 500n : 0n);
      },
    ));

  test.each(kinds)("the customer is deleted: $kind is there once, or the points are", (terms) =>
    everywhere(
      terms,
      (at) => ({
        kind: "meanwhile",
        at,
        what: async () => {
          const customer = [...stage.shop.customers.values()].at(-1);
          if (customer !== undefined) deleteCustomer(stage.world, stage.shop, customer);
          await stage.deliver();
        },
      }),
      async (customerId, at) => {
        await stage.settle();
        if ((await stage.all()).length > othersOf(terms)) await consistent([customerId], othersOf(terms), `deleted at ${at}`);
      },
    ),
  );

  test.each(kinds)("the customer is merged into another: $kind is the kept one's", (terms) =>
    everywhere(
      terms,
      (at) => ({
        kind: "meanwhile",
        at,
        what: async () => {
          const keptId = await stage.someone(0n);
          const [gone, kept] = [...stage.shop.customers.values()].slice(-2);
          if (gone === undefined || kept?.id !== keptId) throw new Error("Customers are missing");
          mergeCustomers(stage.world, stage.shop, kept, gone);
          await stage.deliver();
        },
      }),
      async (customerId, at) => {
        await stage.settle();
        const { rows } = await sql<{ kept: bigint | null }>`
          select merged_into as kept from customers where shop_id = ${stage.app.shopId} and customer_id = ${customerId}
        `.execute(db());
        const keptId = rows[0]?.kept ?? null;
        await consistent(keptId === null ? [customerId] : [customerId, keptId], othersOf(terms), `merged at ${at}`);
        expect((await stage.all()).at(-1)?.customerId).toBe(keptId ?? customerId);
      },
    ),
  );

  test.each(kinds)("the app is uninstalled: nothing is asked for $kind until it comes back, and then it ends", (terms) =>
    everywhere(
      terms,
      (at) => ({
        kind: "meanwhile",
        at,
        what: async () => {
          const gone = { kind: "uninstalled" as const, at: stage.at() };
          await pipeline.inShop(stage.app.shopId, (tx) => pipeline.apply(tx, stage.app, [gone], stage.at()));
          throw new Error("No offline session");
        },
      }),
      async (customerId, at) => {
        const { rows } = await sql`select from redemptions where shop_id = ${stage.app.shopId} and intent = 'click'`.execute(
          db(),
        );
        await sql`update shops set status = 'installed' where shop_id = ${stage.app.shopId}`.execute(db());
        await stage.settle();
        if (rows.length > 0) await consistent([customerId], othersOf(terms), `uninstalled at ${at}`);
      },
    ),
  );
});
