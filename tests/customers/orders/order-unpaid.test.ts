import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { netOf } from "../../../app/customers/orders/worth/order-net.ts";
import type { OrderSnapshot } from "../../../app/facts/order-snapshot.ts";
import { owed } from "../../../app/points/orders/owed.ts";
import { DEFAULT_RULES, type Program } from "../../../app/program/rules/rules.ts";
import { line, order, refund } from "../../support/orders.ts";

const program: Program = { version: 1, effectiveFrom: new Date(0), rules: DEFAULT_RULES };
const PARTLY = { financialStatus: "partially_paid" as const };

describe("what was received decides what an order earns (points 1, 3)", () => {
  test.each<[string, OrderSnapshot, bigint]>([
    [
      "an edit that adds a unit, not paid yet: the paid one keeps its points",
      order([line(1n, 20_000n, { quantity: 2 })], { ...PARTLY, totalMinor: 20_000n, receivedMinor: 10_000n }),
      500n,
    ],
    [
      "an edit that adds a line, not paid yet",
      order([line(1n, 10_000n), line(2n, 49_500n)], { ...PARTLY, totalMinor: 59_500n, receivedMinor: 10_000n }),
      500n,
    ],
    [
      "the same, whatever the order in which lines are told",
      order([line(2n, 49_500n), line(1n, 10_000n)], { ...PARTLY, totalMinor: 59_500n, receivedMinor: 10_000n }),
      500n,
    ],
    [
      "a cent refunded does not pay for what was added",
      order([line(1n, 10_000n, { taxMinor: 1_900n }), line(2n, 41_597n, { taxMinor: 7_903n })], {
        ...{ financialStatus: "partially_refunded", totalMinor: 61_400n, receivedMinor: 11_900n, refunds: [refund(1n, 119n)] },
      }),
      495n,
    ],
    [
      "an edit undone before it was paid",
      order([line(1n, 20_000n, { quantity: 2, currentQuantity: 1 })], {
        ...{ totalMinor: 20_000n, receivedMinor: 10_000n, refunds: [refund(1n, 0n, [{ lineId: 1n, quantity: 1 }])] },
      }),
      500n,
    ],
    [
      "a deposit earns what it pays for, shipping first",
      order([line(1n, 10_000n)], { ...PARTLY, shippingNetMinor: 500n, totalMinor: 10_500n, receivedMinor: 3_500n }),
      150n,
    ],
    [
      "a deposit that does not cover the shipping earns nothing",
      order([line(1n, 10_000n)], { ...PARTLY, shippingNetMinor: 500n, totalMinor: 10_500n, receivedMinor: 400n }),
      0n,
    ],
    [
      "where nobody knows what was received, nothing",
      order([line(1n, 10_000n)], { ...PARTLY, totalMinor: 10_000n, receivedMinor: null }),
      0n,
    ],
    [
      "what cash is rounded by is nothing unpaid",
      order([line(1n, 9_998n)], {
        ...{ financialStatus: "partially_refunded", totalMinor: 9_998n, receivedMinor: 9_995n, refunds: [refund(1n, 0n)] },
      }),
      499n,
    ],
  ])("%s", (_name, snapshot, points) => {
    expect(owed(snapshot, program)).toBe(points);
  });

  test("shipping that is not paid for does not count where shipping does", () => {
    const deposit = order([line(1n, 10_000n)], { ...PARTLY, shippingNetMinor: 500n, totalMinor: 10_500n, receivedMinor: 400n });
    expect(netOf(deposit, { shipping: true, tax: false })).toBe(400n);
  });

  test("what a reward was for is not taken for returned while it is unpaid", () => {
    const dearer = order([line(1n, 10_000n), line(2n, 5_000n)], { ...PARTLY, totalMinor: 15_000n, receivedMinor: 10_000n });
    expect(netOf(dearer, { shipping: false, tax: false, unpaid: true })).toBe(15_000n);
  });
});

const amount = fc.bigInt({ min: 1n, max: 50_000n });
const lines = fc.array(
  fc.record({
    net: amount,
    tax: fc.bigInt({ min: 0n, max: 9_000n }),
    quantity: fc.integer({ min: 1, max: 4 }),
    other: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);
const partly = fc
  .record({ drawn: lines, shipping: fc.bigInt({ min: 0n, max: 900n }), perMille: fc.bigInt({ min: 0n, max: 1_000n }) })
  .map(({ drawn, shipping, perMille }) => {
    const all = drawn.map(({ net, tax, quantity, other }, index) =>
      line(BigInt(index + 1), net, { taxMinor: tax, quantity, giftCard: other && index > 0 }),
    );
    const totalMinor = all.reduce((sum, { netMinor, taxMinor }) => sum + netMinor + taxMinor, shipping);
    return { all, shipping, totalMinor, receivedMinor: (totalMinor * perMille) / 1_000n };
  });
const snapshotOf = ({ all, shipping, totalMinor }: { all: OrderSnapshot["lines"]; shipping: bigint; totalMinor: bigint }) =>
  order(all, { ...PARTLY, shippingNetMinor: shipping, totalMinor });

describe("a part payment", () => {
  test("earns no more than what it paid, no more than the whole order, and never less for more money", () => {
    fc.assert(
      fc.property(partly, fc.bigInt({ min: 0n, max: 20_000n }), fc.boolean(), (drawn, more, tax) => {
        const { receivedMinor, totalMinor } = drawn;
        const snapshot = snapshotOf(drawn);
        const base = { shipping: true, tax };
        const at = (received: bigint) => netOf({ ...snapshot, receivedMinor: received }, base);
        const whole = netOf({ ...snapshot, financialStatus: "paid", receivedMinor: totalMinor }, base);
        const earned = at(receivedMinor);
        // What is outstanding by less than coins and cents of rounding counts as paid.
        expect(earned <= receivedMinor || totalMinor - receivedMinor <= BigInt(2 * drawn.all.length) + 10n).toBe(true);
        expect(earned).toBeLessThanOrEqual(whole);
        const raised = receivedMinor + more > totalMinor ? totalMinor : receivedMinor + more;
        expect(at(raised)).toBeGreaterThanOrEqual(earned);
        expect(at(totalMinor)).toBe(whole);
      }),
    );
  });
});
