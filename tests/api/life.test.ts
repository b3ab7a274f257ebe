import { expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import { db } from "../../app/db.server.ts";
import { idOf, rewardStage } from "../rewards/stage.ts";
import { placeOrder, refundOrder } from "../sandbox/world/commerce.ts";
import { useDatabase } from "../support/database.ts";
import { call, keyOf } from "./stage.ts";

/** The public API through a customer's points: seen, redeemed, earned, used, refunded, seen again (issue 11, must show 1). */
useDatabase();

type Seen = { points: { available: number; pending: number } };
type Redemption = { state: string; code: string | null; orderId: string | null; returnedPoints: number };

test("a shop's own system sees what is earned, spent, used and given back by a refund, with the ledger's numbers", async () => {
  const stage = await rewardStage();
  const customerId = await stage.someone(1_500n);
  const rewardId = await stage.reward({ kind: "amount", valueMinor: 500, validDays: 30 });
  const key = await keyOf(db(), stage.app, now());
  const get = async (path: string) => (await call(`GET ${path}`, { key })).body;
  const seen = async () => (await get(`/customers/${customerId}`)) as Seen;
  const kinds = async () => {
    const { items } = (await get(`/customers/${customerId}/ledger`)) as { items: { kind: string; points: number }[] };
    return items.map(({ kind, points }) => [kind, Math.sign(points)] as const);
  };
  expect((await seen()).points).toMatchObject({ available: 1_500, pending: 0 });

  const redemptionId = idOf(await stage.redeem({ customerId, rewardId }));
  const redemption = async () => (await get(`/redemptions/${redemptionId}`)) as Redemption;
  const { code } = await redemption();
  expect(await redemption()).toMatchObject({ state: "issued", orderId: null, returnedPoints: 0 });
  const afterRedeeming = (await seen()).points.available;
  expect(afterRedeeming).toBeLessThan(1_500);

  const variantId = stage.product.variants[0]?.id ?? 0n;
  const lines = [{ variantId, quantity: 2 }];
  const order = placeOrder(stage.world, stage.shop, { customerId, lines, discountCodes: [code ?? ""] });
  await stage.deliver();
  expect(await redemption()).toMatchObject({ state: "used", orderId: String(order.id) });
  const earned = await seen();
  expect(earned.points.available + earned.points.pending).toBeGreaterThan(afterRedeeming);
  expect(await kinds()).toContainEqual(["order", 1]);

  refundOrder(stage.world, stage.shop, order, { lines: [{ lineId: order.lines[0]?.id ?? 0n, quantity: 1 }] });
  await stage.deliver();
  const refunded = await seen();
  expect(refunded.points.pending).toBeLessThan(earned.points.pending + earned.points.available);
  expect((await redemption()).returnedPoints).toBeGreaterThan(0);
  expect(await kinds()).toEqual(
    expect.arrayContaining([
      ["order", -1],
      ["return", 1],
    ]),
  );
});
