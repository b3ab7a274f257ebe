import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";

import { db } from "../../app/db.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { editOrder, payOrder, placeOrder, refundOrder } from "../sandbox/world/commerce.ts";
import type { Order } from "../sandbox/world/types.ts";
import { useDatabase } from "../support/database.ts";
import { idOf, rewardStage, type Stage } from "./stage.ts";

useDatabase();
let stage: Stage;
let customerId: bigint;
let redemptions: bigint[];
let placed: Order;

const combinesWith = { order: true, product: true, shipping: true };

/** An order of four that carries three codes: 5 off for 500 points, a tenth off for 333, free shipping for 100. */
beforeEach(async () => {
  stage = await rewardStage();
  customerId = await stage.someone(1_000n);
  const rewards = [
    await stage.reward({ kind: "amount", valueMinor: 500, combinesWith }),
    await stage.reward({ kind: "percentage", percent: 10, points: 333, combinesWith }),
    await stage.reward({ kind: "free-shipping", points: 100, combinesWith }),
  ];
  redemptions = [];
  for (const rewardId of rewards) redemptions.push(idOf(await stage.redeem({ customerId, rewardId })));
  const discountCodes = await Promise.all(redemptions.map(async (id) => (await stage.get(id)).code));
  const lines = [{ variantId: variant(), quantity: 4 }];
  placed = placeOrder(stage.world, stage.shop, { customerId, lines, discountCodes });
  await stage.deliver();
});

const variant = () => stage.product.variants[0]?.id ?? 0n;
const lineId = (index = 0) => placed.lines[index]?.id ?? 0n;

/** Points of each code that have come back, and that the ledger agrees. */
async function returned(): Promise<bigint[]> {
  const { rows } = await sql<{ back: bigint }>`
    select coalesce(sum(points), 0)::bigint as back from ledger_entries where shop_id = ${stage.app.shopId} and kind = 'return'
  `.execute(db());
  const each = await Promise.all(redemptions.map(async (id) => (await stage.get(id)).returnedPoints));
  expect(rows[0]?.back).toBe(each.reduce((sum, points) => sum + points, 0n));
  expect((await verify(db(), stage.app)).discrepancies).toEqual([]);
  return each;
}

describe("an order that carries several codes", () => {
  test("uses each of them once", async () => {
    const states = await Promise.all(redemptions.map(async (id) => (await stage.get(id)).state));
    expect([states, await returned()]).toEqual([
      ["used", "used", "used"],
      [0n, 0n, 0n],
    ]);
  });

  test("gives each its share with each part that is refunded, rounded down, and all of it with the last", async () => {
    const seen: bigint[][] = [];
    for (let unit = 0; unit < 4; unit += 1) {
      refundOrder(stage.world, stage.shop, placed, { lines: [{ lineId: lineId(), quantity: 1 }] });
      await stage.deliver();
      seen.push(await returned());
    }
    expect(seen).toEqual([
      [125n, 83n, 25n],
      [250n, 166n, 50n],
      [375n, 249n, 75n],
      [500n, 333n, 100n],
    ]);
  });

  test("that is edited: what is added makes no difference, also when it goes again or comes back; what the codes were for does", async () => {
    editOrder(stage.world, stage.shop, placed, { add: [{ variantId: variant(), quantity: 4 }] });
    await stage.deliver();
    expect(await returned()).toEqual([0n, 0n, 0n]);
    editOrder(stage.world, stage.shop, placed, { setQuantity: [{ lineId: lineId(1), quantity: 2 }] });
    await stage.deliver();
    expect((await returned()).slice(0, 2)).toEqual([0n, 0n]);
    payOrder(stage.world, stage.shop, placed);
    refundOrder(stage.world, stage.shop, placed, { lines: [{ lineId: lineId(1), quantity: 1 }] });
    await stage.deliver();
    expect((await returned()).slice(0, 2)).toEqual([0n, 0n]);
    editOrder(stage.world, stage.shop, placed, { setQuantity: [{ lineId: lineId(), quantity: 2 }] });
    await stage.deliver();
    expect((await returned()).slice(0, 2)).toEqual([250n, 166n]);
    editOrder(stage.world, stage.shop, placed, { setQuantity: [{ lineId: lineId(), quantity: 0 }] });
    await stage.deliver((events) => events.reverse());
    expect((await returned()).slice(0, 2)).toEqual([500n, 333n]);
  });
});
