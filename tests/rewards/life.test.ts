import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";

import { db } from "../../app/db.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { give } from "../../app/rewards/redemptions/taking/give.server.ts";
import { withdraw } from "../../app/rewards/redemptions/redemptions.server.ts";
import { expireDue, warnDue } from "../../app/rewards/redemptions/release/due.server.ts";
import { findCode, rulesOf } from "../sandbox/world/discounts.ts";
import {
  activateDiscount,
  cancelOrder,
  deactivateDiscount,
  deleteDiscount,
  deleteOrder,
  mergeCustomers,
  moveDispute,
  openDispute,
  placeOrder,
  refundOrder,
  removeCode,
} from "../sandbox/world/commerce.ts";
import type { Discount, Order } from "../sandbox/world/types.ts";
import { useDatabase } from "../support/database.ts";
import { idOf, rewardStage, type Stage } from "./stage.ts";

useDatabase();
let stage: Stage;
let customerId: bigint;
let rewardId: number;
let redemptionId: bigint;
let code: string;

/** A customer with 1,000 points left whose code for 5 euros is out. */
async function begin(given?: Stage): Promise<void> {
  stage = given ?? (await rewardStage());
  customerId = await stage.someone(1_500n);
  rewardId = await stage.reward({ kind: "amount", valueMinor: 500, validDays: 30 });
  redemptionId = idOf(await stage.redeem({ customerId, rewardId }));
  ({ code } = await stage.get(redemptionId));
}
beforeEach(() => begin());

function order(codes = [code], quantity = 2, buyer = customerId): Order {
  const variantId = stage.product.variants[0]?.id ?? 0n;
  return placeOrder(stage.world, stage.shop, { customerId: buyer, lines: [{ variantId, quantity }], discountCodes: codes });
}

function lineOf({ lines }: Order): bigint {
  return lines[0]?.id ?? 0n;
}

/** Points spent and come back, without what orders earn. */
async function spent(): Promise<bigint> {
  const { rows } = await sql<{ points: bigint }>`
    select coalesce(sum(points), 0)::bigint as points from ledger_entries
    where shop_id = ${stage.app.shopId} and kind in ('redemption', 'release', 'return')
  `.execute(db());
  return -(rows[0]?.points ?? 0n);
}

async function emails(): Promise<string[]> {
  const { rows } = await sql<{ template: string }>`
    select template from messages where shop_id = ${stage.app.shopId} order by message_id
  `.execute(db());
  return rows.map(({ template }) => template);
}

async function sound(): Promise<void> {
  expect((await verify(db(), stage.app)).discrepancies).toEqual([]);
}

function discountOf(found = findCode(stage.shop, code)): Discount {
  if (found === null) throw new Error("The code is not in Shopify");
  return found.discount;
}

describe("a code that an order carries", () => {
  test("is used", async () => {
    const placed = order();
    await stage.deliver();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "used", usedOrderId: placed.id, returnedPoints: 0n });
    expect(await spent()).toBe(500n);
    await sound();
  });

  test("is used even before the app has noted that it was issued", async () => {
    const second = stage.redeem({ customerId, rewardId }, { kind: "crash", at: 6 });
    await expect(second).rejects.toThrow();
    const reserved = (await stage.all()).at(-1);
    expect(reserved?.state).toBe("reserved");
    order([reserved?.code ?? ""]);
    await stage.deliver();
    await stage.settle();
    expect(await stage.get(reserved?.redemptionId ?? 0n)).toMatchObject({ state: "used" });
    expect(await spent()).toBe(1_000n);
  });

  test("gives all points back when the order is cancelled, and only once", async () => {
    const placed = order();
    await stage.deliver();
    cancelOrder(stage.world, stage.shop, placed, { refund: true });
    await stage.deliver();
    await stage.deliver();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "used", returnedPoints: 500n });
    expect(await spent()).toBe(0n);
    await sound();
  });

  test("gives all points back when the order is deleted, none when its payment is lost to a dispute (points 5)", async () => {
    const [kept, gone] = [order(), order([])];
    await stage.deliver();
    const dispute = openDispute(stage.world, stage.shop, kept);
    moveDispute(stage.world, stage.shop, kept, dispute, "lost");
    await stage.deliver();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "used", returnedPoints: 0n });
    for (const placed of [kept, gone]) {
      placed.transactions = [];
      deleteOrder(stage.world, stage.shop, placed);
    }
    await stage.deliver();
    await stage.deliver();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "used", returnedPoints: 500n });
    expect(await spent()).toBe(0n);
    await sound();
  });

  test("gives a share back with a partial refund, all with the rest, whatever becomes of the shipping", async () => {
    const placed = order();
    await stage.deliver();
    refundOrder(stage.world, stage.shop, placed, { lines: [{ lineId: lineOf(placed), quantity: 1 }] });
    await stage.deliver();
    // 20.98 after the discount, of which 10.49 went back.
    expect((await stage.get(redemptionId)).returnedPoints).toBe(250n);
    refundOrder(stage.world, stage.shop, placed, { lines: [{ lineId: lineOf(placed), quantity: 1 }] });
    await stage.deliver();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "used", returnedPoints: 500n });
    expect(await spent()).toBe(0n);
    await sound();
  });

  test("what comes back of it is told by an email, once for each refund (shopper 29)", async () => {
    const placed = order();
    await stage.deliver();
    for (let part = 0; part < 2; part += 1) {
      refundOrder(stage.world, stage.shop, placed, { lines: [{ lineId: lineOf(placed), quantity: 1 }] });
      await stage.deliver();
      await stage.deliver();
    }
    const { rows } = await sql<{ points: string; reason: string; title: string }>`
      select data ->> 'points' as points, data ->> 'reason' as reason, data #>> '{title,en}' as title from messages
      where shop_id = ${stage.app.shopId} and template = 'reward-released' order by message_id
    `.execute(db());
    expect(rows).toEqual(
      [250, 250].map((points) => ({ points: String(points), reason: "refunded", title: expect.any(String) as string })),
    );
  });

  test("gives nothing back with a partial refund where the program says so", async () => {
    const rules = { ...DEFAULT_RULES, returnOnPartialRefund: false };
    await begin(await rewardStage([{ version: 1, effectiveFrom: new Date(0), rules }]));
    const placed = order();
    refundOrder(stage.world, stage.shop, placed, { moneyMinor: 1_000n });
    await stage.deliver();
    expect((await stage.get(redemptionId)).returnedPoints).toBe(0n);
    refundOrder(stage.world, stage.shop, placed, { lines: [{ lineId: lineOf(placed), quantity: 2 }] });
    await stage.deliver();
    expect((await stage.get(redemptionId)).returnedPoints).toBe(500n);
  });

  test("says the same in whatever order its webhooks arrive", async () => {
    const placed = order();
    refundOrder(stage.world, stage.shop, placed, { lines: [{ lineId: lineOf(placed), quantity: 1 }] });
    await stage.deliver((events) => events.reverse());
    expect(await stage.get(redemptionId)).toMatchObject({ state: "used", returnedPoints: 250n });
    expect(await spent()).toBe(250n);
  });

  test("costs again when a second order carries it after the first was cancelled", async () => {
    const first = order();
    await stage.deliver();
    cancelOrder(stage.world, stage.shop, first, { refund: true });
    await stage.deliver();
    expect(await spent()).toBe(0n);
    const found = findCode(stage.shop, code);
    if (found !== null) found.entry.usageCount = 0;
    const second = order();
    await stage.deliver();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "used", usedOrderId: second.id, returnedPoints: 0n });
    expect(await spent()).toBe(500n);
    await sound();
  });
});

describe("a code that nobody uses", () => {
  test("expires: it goes from Shopify, then the points come back, with a warning before and an email", async () => {
    const expiresAt = (await stage.get(redemptionId)).expiresAt ?? stage.at();
    stage.world.clock.set(plusMs(expiresAt, -7 * DAY_MS - 1));
    await warnDue(db(), stage.at(), 100);
    expect(await emails()).toEqual(["reward-issued"]);
    stage.world.clock.set(plusMs(expiresAt, -7 * DAY_MS));
    await warnDue(db(), stage.at(), 100);
    await warnDue(db(), stage.at(), 100);
    expect(await emails()).toEqual(["reward-issued", "reward-expiring"]);
    stage.world.clock.set(plusMs(expiresAt, -1));
    await expireDue(stage.means(), stage.at(), 100);
    expect((await stage.get(redemptionId)).state).toBe("issued");
    stage.world.clock.set(expiresAt);
    await stage.settle();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "released", releaseReason: "expired" });
    expect([stage.codes(), await stage.available(customerId)]).toEqual([[], 1_500n]);
    expect(await emails()).toEqual(["reward-issued", "reward-expiring", "reward-released"]);
    await sound();
  });

  test("of a flow is freed at its end: gone from Shopify, without points or an email that speaks of them (flows 33)", async () => {
    const terms = { kind: "percentage", percent: 10, validDays: 14 } as const;
    const gift = { customerId, rewardId: await stage.reward(terms), intent: "flow:1:ten" };
    const given = await db()
      .transaction()
      .execute((tx) => give(tx, stage.app, gift, stage.at()));
    await stage.settle();
    const made = await stage.get(given.ok ? given.redemptionId : 0n);
    expect([made.state, stage.codes().length]).toEqual(["issued", 2]);
    const told = await emails();
    stage.world.clock.set(made.expiresAt ?? stage.at());
    await stage.settle();
    expect(await stage.get(made.redemptionId)).toMatchObject({ state: "released", releaseReason: "expired" });
    expect(stage.codes().map((one) => one.toUpperCase())).toEqual([code]);
    expect([await emails(), await stage.available(customerId)]).toEqual([told, 1_000n]);
    await sound();
  });

  test("that was used all the same, though nobody told, is used", async () => {
    const placed = order();
    stage.events.length = 0;
    stage.world.clock.set((await stage.get(redemptionId)).expiresAt ?? stage.at());
    await stage.settle();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "used", usedOrderId: placed.id, releaseReason: null });
    expect(await spent()).toBe(500n);
  });

  test("counts as used when Shopify says so and the order is nowhere", async () => {
    const found = findCode(stage.shop, code);
    if (found !== null) found.entry.usageCount = 1;
    stage.world.clock.set((await stage.get(redemptionId)).expiresAt ?? stage.at());
    await stage.settle();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "used", usedOrderId: null });
    expect(await spent()).toBe(500n);
  });

  test("is taken back by the merchant, who may do it again", async () => {
    const by = { reason: "undone", actor: "merchant:5" } as const;
    expect(await withdraw(stage.means(), stage.app, redemptionId, by)).toEqual({ ok: true, state: "released" });
    expect(await withdraw(stage.means(), stage.app, redemptionId, by)).toEqual({ ok: false, reason: "released" });
    expect(await withdraw(stage.means(), stage.app, 999_999n, by)).toEqual({
      ok: false,
      reason: "unknown-redemption",
    });
    expect(await stage.get(redemptionId)).toMatchObject({ releaseReason: "undone", releasedBy: "merchant:5" });
    expect([stage.codes(), await stage.available(customerId)]).toEqual([[], 1_500n]);
  });

  test("cannot be taken back once it is used, or paid out", async () => {
    const by = { reason: "withdrawn", actor: "merchant:5" } as const;
    order();
    expect(await withdraw(stage.means(), stage.app, redemptionId, by)).toEqual({ ok: false, reason: "used" });
    const credit = await stage.reward({ kind: "store-credit", valueMinor: 300 });
    const paid = idOf(await stage.redeem({ customerId, rewardId: credit }));
    expect(await withdraw(stage.means(), stage.app, paid, by)).toEqual({ ok: false, reason: "paid-out" });
    expect(await spent()).toBe(1_000n);
  });

  test("used after it was released costs again, even into debt", async () => {
    await withdraw(stage.means(), stage.app, redemptionId, { reason: "withdrawn", actor: "merchant:5" });
    await stage.redeem({ customerId, rewardId });
    await stage.redeem({ customerId, rewardId });
    await stage.redeem({ customerId, rewardId });
    expect(await stage.available(customerId)).toBe(0n);
    // An order placed in the instant before the code was deleted.
    const [discount] = stage.shop.discounts.values();
    discount?.codes.push({ id: "gid://shopify/DiscountRedeemCode/1", code, usageCount: 0 });
    const placed = order();
    await stage.deliver();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "used", releasedAt: null, releaseReason: null });
    expect(await stage.available(customerId)).toBe(-500n);
    cancelOrder(stage.world, stage.shop, placed, { refund: true });
    await stage.deliver();
    expect(await stage.available(customerId)).toBe(0n);
    await sound();
  });
});

describe("what the merchant does in Shopify", () => {
  test("deleting the discount gives the points back; the next redemption has a new one", async () => {
    deleteDiscount(stage.world, stage.shop, discountOf());
    await stage.deliver();
    await stage.settle();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "released", releaseReason: "disabled" });
    expect(await stage.available(customerId)).toBe(1_500n);
    const next = await stage.get(idOf(await stage.redeem({ customerId, rewardId })));
    expect([next.state, stage.codes()]).toEqual(["issued", [next.code]]);
  });

  test("deleting it unheard is noticed when the next code is to go there", async () => {
    deleteDiscount(stage.world, stage.shop, discountOf());
    stage.events.length = 0;
    const next = await stage.get(idOf(await stage.redeem({ customerId, rewardId })));
    expect([next.state, stage.codes()]).toEqual(["issued", [next.code]]);
  });

  test("switching it off gives the points back and takes no further codes", async () => {
    deactivateDiscount(stage.world, stage.shop, discountOf());
    const next = await stage.get(idOf(await stage.redeem({ customerId, rewardId })));
    expect(next.state).toBe("issued");
    expect(next.discountGid).not.toBe((await stage.get(redemptionId)).discountGid);
    await stage.deliver();
    await stage.settle();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "released", releaseReason: "disabled" });
    expect(stage.codes()).toEqual([next.code]);
    expect((await stage.get(next.redemptionId)).state).toBe("issued");
  });

  test("switching it off and on again takes nothing from the shopper", async () => {
    deactivateDiscount(stage.world, stage.shop, discountOf());
    await stage.deliver();
    expect((await stage.get(redemptionId)).state).toBe("releasing");
    activateDiscount(stage.world, stage.shop, discountOf());
    await stage.settle();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "issued", releaseReason: null });
    expect(stage.codes()).toEqual([code]);
    order();
  });

  test("deleting one code gives back only its points", async () => {
    const other = idOf(await stage.redeem({ customerId, rewardId }));
    const found = findCode(stage.shop, code);
    if (found !== null) removeCode(stage.world, stage.shop, found.discount, found.entry.id);
    await stage.deliver();
    await stage.settle();
    expect([(await stage.get(redemptionId)).state, (await stage.get(other)).state]).toEqual(["released", "issued"]);
  });
});

describe("a merge", () => {
  test("hands redemptions to the kept customer, whose codes then work for them", async () => {
    const keptId = await stage.someone(100n);
    const [gone, kept] = [stage.shop.customers.get(customerId), stage.shop.customers.get(keptId)];
    if (gone === undefined || kept === undefined) throw new Error("Customers are missing");
    mergeCustomers(stage.world, stage.shop, kept, gone);
    await stage.deliver();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "issued", customerId: keptId });
    expect([await stage.available(keptId), await stage.available(customerId)]).toEqual([1_100n, 0n]);
    await stage.settle();
    expect(rulesOf(discountOf()).context?.customers?.add).toContain(`gid://shopify/Customer/${keptId}`);
    order([code], 2, keptId);
    await stage.deliver();
    expect((await stage.get(redemptionId)).state).toBe("used");
    expect(await spent()).toBe(500n);
    await sound();
  });

  test("leaves the code alone when Shopify does not know the kept customer any more", async () => {
    const keptId = await stage.someone(100n);
    const [gone, kept] = [stage.shop.customers.get(customerId), stage.shop.customers.get(keptId)];
    if (gone === undefined || kept === undefined) throw new Error("Customers are missing");
    mergeCustomers(stage.world, stage.shop, kept, gone);
    await stage.deliver();
    stage.shop.customers.delete(keptId);
    await stage.settle();
    expect(await stage.get(redemptionId)).toMatchObject({ state: "issued", customerId: keptId, attempts: 0 });
  });

  test("in the middle of it all ends with the kept customer, points and code", async () => {
    const keptId = await stage.someone(100n);
    const slow = stage.redeem({ customerId, rewardId }, { kind: "crash", at: 5 });
    await expect(slow).rejects.toThrow();
    const [gone, kept] = [stage.shop.customers.get(customerId), stage.shop.customers.get(keptId)];
    if (gone === undefined || kept === undefined) throw new Error("Customers are missing");
    mergeCustomers(stage.world, stage.shop, kept, gone);
    await stage.deliver();
    await stage.settle();
    const all = await stage.all();
    expect(all.map((redemption) => [redemption.state, redemption.customerId])).toEqual([
      ["issued", keptId],
      ["issued", keptId],
    ]);
    expect(await stage.available(keptId)).toBe(600n);
    for (const redemption of all) order([redemption.code], 2, keptId);
  });
});
