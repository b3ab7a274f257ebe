import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { netOf } from "../../../app/customers/orders/worth/order-net.ts";
import type { OrderSnapshot } from "../../../app/facts/order-snapshot.ts";
import { line, order, refund } from "../../support/orders.ts";

const cases: [string, OrderSnapshot, bigint][] = [
  ["merchandise counts without tax", order([line(1n, 10_000n, { taxMinor: 1_900n })]), 10_000n],
  [
    "gift cards and tips do not count",
    order([line(1n, 10_000n), line(2n, 5_000n, { giftCard: true }), line(3n, 300n, { tip: true })]),
    10_000n,
  ],
  ["shipping does not count", order([line(1n, 10_000n)], { shippingNetMinor: 490n }), 10_000n],
  [
    "returned items paid back count no more",
    order([line(1n, 10_000n, { quantity: 2, currentQuantity: 1, taxMinor: 1_900n })], {
      refunds: [refund(1n, 5_950n, [{ lineId: 1n, quantity: 1 }])],
    }),
    5_000n,
  ],
  [
    "the same return seen before the order's own update",
    order([line(1n, 10_000n, { quantity: 2, currentQuantity: 2, taxMinor: 1_900n })], {
      refunds: [refund(1n, 5_950n, [{ lineId: 1n, quantity: 1 }])],
    }),
    5_000n,
  ],
  [
    "money without items counts like items",
    order([line(1n, 10_000n, { taxMinor: 1_900n })], { refunds: [refund(1n, 5_950n)] }),
    5_000n,
  ],
  [
    "a restock without money changes nothing",
    order([line(1n, 10_000n, { quantity: 2, currentQuantity: 1 })], { refunds: [refund(1n, 0n, [{ lineId: 1n, quantity: 1 }])] }),
    10_000n,
  ],
  [
    "a restock now and its money later count once",
    order([line(1n, 10_000n, { quantity: 2, currentQuantity: 1 })], {
      refunds: [refund(1n, 0n, [{ lineId: 1n, quantity: 1 }]), refund(2n, 5_000n)],
    }),
    5_000n,
  ],
  [
    "what an edit removed before it was paid does not count, though a refund without money names it",
    order([line(1n, 10_000n, { quantity: 2, currentQuantity: 1 })], {
      ...{ totalMinor: 10_000n, receivedMinor: 5_000n },
      refunds: [refund(1n, 0n, [{ lineId: 1n, quantity: 1 }])],
    }),
    5_000n,
  ],
  [
    "goodwill after such an edit counts besides",
    order([line(1n, 10_000n, { quantity: 2, currentQuantity: 1 })], {
      ...{ totalMinor: 10_000n, receivedMinor: 5_000n },
      refunds: [refund(1n, 0n, [{ lineId: 1n, quantity: 1 }]), refund(2n, 1_000n)],
    }),
    4_000n,
  ],
  [
    "an exchange counts once: what came back without money paid for what went out",
    order([line(1n, 10_000n, { currentQuantity: 0 }), line(2n, 12_000n)], {
      ...{ totalMinor: 22_000n, receivedMinor: 12_000n },
      refunds: [refund(1n, 0n, [{ lineId: 1n, quantity: 1 }])],
    }),
    12_000n,
  ],
  [
    "a restock without money changes nothing where everything was paid",
    order([line(1n, 10_000n, { quantity: 2, currentQuantity: 1 })], {
      ...{ totalMinor: 10_000n, receivedMinor: 10_000n },
      refunds: [refund(1n, 0n, [{ lineId: 1n, quantity: 1 }])],
    }),
    10_000n,
  ],
  [
    "a paid edit whose money came back later counts once",
    order([line(1n, 10_000n, { quantity: 2, currentQuantity: 1 })], {
      ...{ totalMinor: 10_000n, receivedMinor: 10_000n },
      refunds: [refund(1n, 0n, [{ lineId: 1n, quantity: 1 }]), refund(2n, 5_000n)],
    }),
    5_000n,
  ],
  [
    "an unpaid removal that only the quantities tell is not taken off twice",
    order([line(1n, 10_000n, { quantity: 2, currentQuantity: 1 }), line(2n, 3_000n, { currentQuantity: 0 })], {
      ...{ totalMinor: 13_000n, receivedMinor: 8_000n },
      refunds: [refund(1n, 0n, [{ lineId: 2n, quantity: 1 }])],
    }),
    8_000n,
  ],
  [
    "half the money for an item is half the item",
    order([line(1n, 10_000n, { currentQuantity: 0 })], { refunds: [refund(1n, 5_000n, [{ lineId: 1n, quantity: 1 }])] }),
    5_000n,
  ],
  [
    "refunded shipping is not merchandise",
    order([line(1n, 10_000n)], { refunds: [refund(1n, 490n, [], { shippingMinor: 490n })] }),
    10_000n,
  ],
  ["what an edit removed does not count", order([line(1n, 10_000n, { quantity: 4, currentQuantity: 3 })]), 7_500n],
  [
    "money that settles an edit is not taken off twice",
    order([line(1n, 10_000n, { quantity: 4, currentQuantity: 3 })], { refunds: [refund(1n, 2_500n)] }),
    7_500n,
  ],
  [
    "money beyond the edit is goodwill",
    order([line(1n, 10_000n, { quantity: 4, currentQuantity: 3 })], { refunds: [refund(1n, 3_500n)] }),
    6_500n,
  ],
  [
    "a refunded gift card takes nothing from the merchandise",
    order([line(1n, 10_000n), line(2n, 5_000n, { giftCard: true, currentQuantity: 0 })], {
      refunds: [refund(1n, 5_000n, [{ lineId: 2n, quantity: 1 }])],
    }),
    10_000n,
  ],
  [
    "a cent of value that no unit's own gross shows",
    order([line(1n, 1n, { taxMinor: 1n, quantity: 3, currentQuantity: 0 })], {
      refunds: [1n, 0n, 1n].map((money, index) => refund(BigInt(index), money, [{ lineId: 1n, quantity: 1 }])),
    }),
    0n,
  ],
  ["never below zero", order([line(1n, 1_000n)], { refunds: [refund(1n, 9_900n)] }), 0n],
  [
    "refund lines that name no line of the order",
    order([line(1n, 1_000n)], { refunds: [refund(1n, 0n, [{ lineId: 99n, quantity: 3 }])] }),
    1_000n,
  ],
];

describe("net merchandise", () => {
  test.each(cases)("%s", (_name, snapshot, expected) => {
    expect(netOf(snapshot)).toBe(expected);
  });

  test("shipping and tax count where the program says so", () => {
    const snapshot = order([line(1n, 10_000n, { taxMinor: 1_900n })], { shippingNetMinor: 400n, shippingTaxMinor: 76n });
    expect(netOf(snapshot, { shipping: true, tax: false })).toBe(10_400n);
    expect(netOf(snapshot, { shipping: true, tax: true })).toBe(12_376n);
    const back = { ...snapshot, refunds: [refund(1n, 476n, [], { shippingMinor: 476n })] };
    expect(netOf(back, { shipping: true, tax: false })).toBe(10_000n);
    const duties = { ...snapshot, refunds: [refund(1n, 676n, [], { shippingMinor: 676n, dutiesMinor: 438n })] };
    expect(netOf(duties, { shipping: true, tax: false })).toBe(10_200n);
  });

  test("returning everything in any number of steps ends at zero", () => {
    const amounts = fc.bigInt({ min: 0n, max: 1_000_000n });
    const lines = fc.array(fc.record({ net: amounts, tax: amounts, quantity: fc.integer({ min: 1, max: 7 }) }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(lines, (drawn) => {
        const whole = drawn.map(({ net, tax, quantity }, index) =>
          line(BigInt(index), net, { taxMinor: tax, quantity, currentQuantity: 0 }),
        );
        const refunds = whole.flatMap((item, index) =>
          Array.from({ length: item.quantity }, (_, unit) => {
            const gross = item.netMinor + item.taxMinor;
            const units = BigInt(item.quantity);
            const part =
              (2n * gross * BigInt(unit + 1) + units) / (2n * units) - (2n * gross * BigInt(unit) + units) / (2n * units);
            return refund(BigInt(index * 10 + unit), part, [{ lineId: item.lineId, quantity: 1 }]);
          }),
        );
        expect(netOf(order(whole, { refunds }))).toBe(0n);
      }),
    );
  });
});
