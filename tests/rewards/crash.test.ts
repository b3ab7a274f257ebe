import { beforeEach, describe, expect, test } from "vitest";

import { verify } from "../../app/points/verification/verify.server.ts";
import { db } from "../../app/db.server.ts";
import { withdraw } from "../../app/rewards/redemptions/redemptions.server.ts";
import { expireDue } from "../../app/rewards/redemptions/release/due.server.ts";
import { releaseDue } from "../../app/rewards/redemptions/release/release.server.ts";
import type { RewardTerms } from "../../app/rewards/reward.ts";
import { placeOrder } from "../sandbox/world/commerce.ts";
import { useDatabase } from "../support/database.ts";
import { Crash, idOf, rewardStage, type Fault, type Stage } from "./stage.ts";

useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await rewardStage();
});

const kinds: (Partial<RewardTerms> & Pick<RewardTerms, "kind">)[] = [
  { kind: "amount", valueMinor: 500, validDays: 30 },
  { kind: "free-shipping" },
  { kind: "store-credit", valueMinor: 700 },
  { kind: "gift-card", valueMinor: 900 },
];

/** How much Shopify holds of what was redeemed: codes, credits and cards, and on how many discounts. */
function held() {
  const credits = [...stage.shop.storeCredits.values()].flatMap(({ transactions }) => transactions);
  return {
    codes: stage.codes().length,
    credits: credits.length,
    cards: stage.shop.giftCards.size,
    discounts: stage.shop.discounts.size,
  };
}

/** Does something with the process ending before its first, second, third … effect until it gets through; each time in a fresh shop. */
async function everywhere(
  kind: Extract<Fault["kind"], "crash" | "lost-answer" | "no-answer">,
  run: (fault: Fault) => Promise<{ effects: number }>,
): Promise<number> {
  for (let at = 1; ; at += 1) {
    if (at > 1) stage = await rewardStage();
    const { effects } = await run({ kind, at });
    if (effects < at) return at - 1;
  }
}

/** Runs a step of the saga that may end with the process. */
async function survive(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
}

const faults = ["crash", "lost-answer", "no-answer"] as const;

describe.each(faults)("%s at any step", (fault) => {
  test.each(kinds)("of issuing $kind: it is reserved once, issued once and paid once (flows 33)", async (terms) => {
    const steps = await everywhere(fault, async (where) => {
      const customerId = await stage.someone(1_200n);
      const rewardId = await stage.reward(terms);
      const means = stage.means(where);
      const request = { customerId, rewardId, intent: "click", points: null, actor: "shopper" };
      const { redeem } = await import("../../app/rewards/redemptions/redemptions.server.ts");
      await survive(redeem(means, stage.app, request));
      await stage.settle();
      // The shopper, who has seen nothing, clicks again.
      const again = await stage.redeem(request);
      await stage.settle();
      const redemption = await stage.get(idOf(again));
      const paidOut = terms.kind === "store-credit" || terms.kind === "gift-card";
      expect(redemption.state, JSON.stringify(where)).toBe(paidOut ? "used" : "issued");
      expect(await stage.all(), JSON.stringify(where)).toHaveLength(1);
      expect(await stage.available(customerId)).toBe(700n);
      expect(held(), JSON.stringify(where)).toEqual({
        codes: paidOut ? 0 : 1,
        credits: terms.kind === "store-credit" ? 1 : 0,
        cards: terms.kind === "gift-card" ? 1 : 0,
        discounts: paidOut ? 0 : 1,
      });
      return { effects: means.effects() };
    });
    expect(steps).toBeGreaterThan(2);
  });

  test("of adding a code to a discount that others share", async () => {
    await everywhere(fault, async (where) => {
      const rewardId = await stage.reward({ kind: "amount", valueMinor: 500 });
      await stage.redeem({ customerId: await stage.someone(500n), rewardId });
      stage.config.faults.codesDelayMs = 3;
      const customerId = await stage.someone(700n);
      const means = stage.means(where);
      const { redeem } = await import("../../app/rewards/redemptions/redemptions.server.ts");
      const request = { customerId, rewardId, intent: "click", points: null, actor: "shopper" };
      await survive(redeem(means, stage.app, request));
      await stage.settle();
      expect((await stage.get(idOf(await stage.redeem(request)))).state).toBe("issued");
      await stage.settle();
      expect(held(), JSON.stringify(where)).toMatchObject({ codes: 2, discounts: 1 });
      expect(await stage.available(customerId)).toBe(200n);
      return { effects: means.effects() };
    });
  });

  test("of releasing: the code goes, the points come back once", async () => {
    const steps = await everywhere(fault, async (where) => {
      const customerId = await stage.someone(1_200n);
      const rewardId = await stage.reward({ kind: "amount", valueMinor: 500, validDays: 3 });
      const redemptionId = idOf(await stage.redeem({ customerId, rewardId }));
      stage.config.faults.codesDelayMs = 3;
      stage.world.clock.set((await stage.get(redemptionId)).expiresAt ?? stage.at());
      const means = stage.means(where);
      await survive(expireDue(means, stage.at(), 10).then(() => releaseDue(means, stage.at(), 10)));
      await stage.settle();
      expect(await stage.get(redemptionId), JSON.stringify(where)).toMatchObject({ state: "released", releaseReason: "expired" });
      expect([held().codes, await stage.available(customerId)], JSON.stringify(where)).toEqual([0, 1_200n]);
      expect((await verify(db(), stage.app)).discrepancies).toEqual([]);
      return { effects: means.effects() };
    });
    expect(steps).toBeGreaterThan(fault === "crash" ? 4 : 2);
  });

  test("of releasing what was used unheard: it is used, and no points come back", async () => {
    await everywhere(fault, async (where) => {
      const customerId = await stage.someone(1_200n);
      const rewardId = await stage.reward({ kind: "amount", valueMinor: 500 });
      const redemptionId = idOf(await stage.redeem({ customerId, rewardId }));
      const { code } = await stage.get(redemptionId);
      const lines = [{ variantId: stage.product.variants[0]?.id ?? 0n, quantity: 1 }];
      const { id } = placeOrder(stage.world, stage.shop, { customerId, lines, discountCodes: [code] });
      stage.events.length = 0;
      const means = stage.means(where);
      await survive(withdraw(means, stage.app, redemptionId, { reason: "withdrawn", actor: "merchant:1" }));
      await stage.settle();
      const redemption = await stage.get(redemptionId);
      // The process may have ended before anything was decided: then the code is simply still out.
      if (redemption.state !== "issued") expect(redemption).toMatchObject({ state: "used", usedOrderId: id });
      const spent = 1_200n - (await stage.available(customerId));
      expect(spent, JSON.stringify(where)).toBe(500n);
      return { effects: means.effects() };
    });
  });
});
