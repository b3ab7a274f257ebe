import { beforeEach, describe, expect, test } from "vitest";

import { MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { withdraw } from "../../app/rewards/redemptions/redemptions.server.ts";
import { issueDue } from "../../app/rewards/redemptions/issue.server.ts";
import type { Means } from "../../app/rewards/redemptions/means.server.ts";
import { findPaidOut } from "../../app/rewards/shopify/paid-out.server.ts";
import { CREDIT_CUSTOMER } from "../../app/rewards/shopify/reward.graphql.ts";
import { useDatabase } from "../support/database.ts";
import { idOf, rewardStage, type Stage } from "./stage.ts";

useDatabase();
let stage: Stage;
let customerId: bigint;
beforeEach(async () => {
  stage = await rewardStage();
  customerId = await stage.someone(1_200n);
});

const BY = { reason: "undone", actor: "merchant:1" } as const;
const later = (minutes: number) => stage.world.clock.set(plusMs(stage.at(), minutes * MINUTE_MS));
const credits = () => [...stage.shop.storeCredits.values()].flatMap(({ transactions }) => transactions);

/** Gift cards that others make meanwhile. */
function makeCards(count: number): void {
  for (let number = 0; number < count; number += 1) {
    const id = `gid://shopify/GiftCard/${stage.world.nextId()}`;
    const about = {
      code: `other${id.slice(-12)}`,
      initialMinor: 100n,
      balanceMinor: 100n,
      currency: "EUR",
      note: null,
      customerId: null,
    };
    stage.shop.giftCards.set(id, { id, ...about, expiresOn: null, enabled: true, createdAt: stage.at(), updatedAt: stage.at() });
  }
}

describe("a gift card whose answer was lost", () => {
  test.each([
    ["that Shopify's search finds", true],
    ["that has to be looked for among hundreds of newer ones", false],
  ])("%s keeps its points, though the merchant takes it back", async (_name, indexed) => {
    makeCards(300);
    later(90);
    const rewardId = await stage.reward({ kind: "gift-card", valueMinor: 900 });
    const redemptionId = idOf(await stage.redeem({ customerId, rewardId }, { kind: "lost-answer", at: 2 }));
    expect(stage.shop.giftCards.size).toBe(301);
    later(1);
    makeCards(450);
    // Nothing is decided while the request could still be in the air.
    expect(await withdraw(stage.means(), stage.app, redemptionId, BY)).toEqual({ ok: true, state: "releasing" });
    if (!indexed) for (const card of stage.shop.giftCards.values()) if (card.note !== null) card.code = `unknown${card.code}`;
    await stage.settle();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "used", releaseReason: null });
    expect([await stage.available(customerId), stage.shop.giftCards.size]).toEqual([700n, 751]);
  });

  test("is made once, however often it is asked for", async () => {
    const rewardId = await stage.reward({ kind: "gift-card", valueMinor: 900 });
    const redemptionId = idOf(await stage.redeem({ customerId, rewardId }, { kind: "lost-answer", at: 2 }));
    makeCards(250);
    await stage.settle();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "used" });
    expect([...stage.shop.giftCards.values()].filter(({ note }) => note !== null)).toHaveLength(1);
  });

  test("is never taken for unmade while there are more cards than can be looked through", async () => {
    let pages = 0;
    const nodes = [{ id: "gid://shopify/GiftCard/1", note: null, createdAt: stage.at().toISOString() }];
    const admin = <Data>(): Promise<Data> => {
      pages += 1;
      const giftCards = { nodes, pageInfo: { hasNextPage: true, endCursor: String(pages) } };
      return Promise.resolve({ named: { nodes: [] }, giftCards } as Data);
    };
    const due = { shop: stage.app, kind: "gift-card" as const, redemptionId: 1n, customerId, valueMinor: 900n, code: "ABCD" };
    const looked = findPaidOut({ ...stage.means(), admin }, { ...due, reservedAt: stage.at(), validDays: null });
    await expect(looked).rejects.toThrow("Too many gift cards");
    expect(pages).toBe(100);
  });

  test("that was never made gives the points back once that is certain", async () => {
    const rewardId = await stage.reward({ kind: "gift-card", valueMinor: 900 });
    const redemptionId = idOf(await stage.redeem({ customerId, rewardId }, { kind: "no-answer", at: 2 }));
    await withdraw(stage.means(), stage.app, redemptionId, BY);
    await stage.settle();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "released", releaseReason: "undone" });
    expect([await stage.available(customerId), stage.shop.giftCards.size]).toEqual([1_200n, 0]);
  });
});

describe("store credit", () => {
  /** Shopify gets the request and says nothing for minutes; then it does what it was asked. */
  function slowly(): { means: Means; arrive: () => Promise<unknown> } {
    const means = stage.means();
    let arrive = (): Promise<unknown> => Promise.reject(new Error("Nothing was asked"));
    const admin: Means["admin"] = <Data>(shop: Stage["app"], document: string, variables?: Record<string, unknown>) => {
      if (document !== CREDIT_CUSTOMER) return means.admin<Data>(shop, document, variables);
      arrive = () => means.admin(shop, document, variables);
      return Promise.reject(new Error("The operation was aborted due to timeout"));
    };
    return { means: { ...means, admin }, arrive: () => arrive() };
  }

  test.each(["issued", "taken back"])("that arrives after its request was given up is paid once: %s", async (how) => {
    const rewardId = await stage.reward({ kind: "store-credit", valueMinor: 700 });
    const { means, arrive } = slowly();
    const { redeem } = await import("../../app/rewards/redemptions/redemptions.server.ts");
    const request = { customerId, rewardId, intent: "click", points: null, actor: "shopper" };
    const redemptionId = idOf(await redeem(means, stage.app, request));
    if (how === "taken back") await withdraw(stage.means(), stage.app, redemptionId, BY);
    later(5);
    expect(await issueDue(stage.means(), stage.at(), 10)).toBe(0);
    await arrive();
    await stage.settle();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "used" });
    expect([credits().length, await stage.available(customerId)]).toEqual([1, 700n]);
  });

  test("is not taken for unpaid while the customer has had more credits since than can be looked through", async () => {
    const rewardId = await stage.reward({ kind: "store-credit", valueMinor: 700 });
    const redemptionId = idOf(await stage.redeem({ customerId, rewardId }, { kind: "lost-answer", at: 2 }));
    later(1);
    const account = stage.shop.storeCredits.get(customerId);
    for (let number = 0; number < 120; number += 1)
      account?.transactions.push({
        ...{
          id: `gid://shopify/StoreCreditAccountCreditTransaction/${stage.world.nextId()}`,
          amountMinor: 1n,
          remainingMinor: 1n,
        },
        ...{ createdAt: stage.at(), balanceAfterMinor: 1n, expiresAt: null },
      });
    later(20);
    await issueDue(stage.means(), stage.at(), 10);
    expect(await stage.get(redemptionId)).toMatchObject({ state: "reserved" });
    expect((await stage.get(redemptionId)).lastError).toMatch("too many credits");
    expect([credits().length, await stage.available(customerId)]).toEqual([121, 700n]);
  });
});

test("a code that Shopify refuses for good gives its points back with the answer to the click", async () => {
  const rewardId = await stage.reward({ kind: "amount", valueMinor: 500 });
  stage.shop.customers.delete(customerId);
  expect(await stage.redeem({ customerId, rewardId })).toMatchObject({ ok: true, redemption: { state: "released" } });
  expect([stage.codes(), await stage.available(customerId)]).toEqual([[], 1_200n]);
});
