import fc from "fast-check";
import { expect, test } from "vitest";

import { isUndecided, mergeOrders } from "../../../app/customers/orders/snapshot/order-merge.ts";
import { netOf } from "../../../app/customers/orders/worth/order-net.ts";
import type { OrderSnapshot } from "../../../app/facts/order-snapshot.ts";
import { line, order, refund } from "../../support/orders.ts";

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second));

const refunds = fc.array(
  fc
    .record({ id: fc.bigInt({ min: 1n, max: 3n }), money: fc.bigInt({ min: 0n, max: 3n }) })
    .map(({ id, money }) => refund(id, money)),
  { maxLength: 3 },
);
const snapshot: fc.Arbitrary<OrderSnapshot> = fc
  .record({
    second: fc.integer({ min: 0, max: 2 }),
    financialStatus: fc.constantFrom("pending" as const, "paid" as const, "refunded" as const),
    left: fc.integer({ min: 0, max: 2 }),
    received: fc.option(fc.bigInt({ min: 0n, max: 3n })),
    isRead: fc.boolean(),
    told: fc.option(fc.integer({ min: 0, max: 3 })),
    final: fc.boolean(),
    refunds,
  })
  .map(({ second, financialStatus, left, received, isRead, told, final, refunds: some }) =>
    order([line(1n, 100n, { quantity: 2, currentQuantity: left })], {
      updatedAt: at(second),
      ...(told === null ? {} : { toldAt: at(told) }),
      ...(final ? { final } : {}),
      financialStatus,
      receivedMinor: received,
      ...(isRead && received !== null
        ? { received: { read: { minor: received, at: at(second), ...(final ? {} : { open: true as const }) }, told: [] } }
        : {}),
      refunds: isRead ? some.map((each) => ({ ...each, isRead: true })) : some,
    }),
  )
  .map((one) => mergeOrders(one, one));

test("merging is commutative, associative and idempotent: no arrival order and no duplicate matters", () => {
  fc.assert(
    fc.property(snapshot, snapshot, snapshot, (a, b, c) => {
      expect(mergeOrders(a, a)).toEqual(a);
      expect(mergeOrders(a, b)).toEqual(mergeOrders(b, a));
      expect(mergeOrders(mergeOrders(a, b), c)).toEqual(mergeOrders(a, mergeOrders(b, c)));
    }),
  );
});

/** What a sequence of figures comes to, in words: the last one read, or what was told after it if that is more. */
function receivedOf(figures: readonly { second: number; minor: bigint; isRead: boolean }[]): bigint | null {
  const read = figures
    .filter(({ isRead }) => isRead)
    .sort((a, b) => b.second - a.second || Number(b.minor - a.minor))
    .at(0);
  const counted = figures.filter(({ second, isRead }) => !isRead && second > (read?.second ?? -1)).map(({ minor }) => minor);
  const all = read === undefined ? counted : [read.minor, ...counted];
  return all.length === 0 ? null : all.reduce((most, minor) => (minor > most ? minor : most));
}

test("what Shopify said to be received holds against all that was computed until then, in any order (real-store A4)", () => {
  const figure = fc.record({ second: fc.nat(3), minor: fc.bigInt({ min: 0n, max: 4n }), isRead: fc.boolean() });
  fc.assert(
    fc.property(fc.array(figure, { minLength: 1, maxLength: 6 }), (figures) => {
      const merged = figures
        .map(({ second, minor, isRead }) =>
          order([line(1n, 10_000n)], {
            ...{ updatedAt: at(second), receivedMinor: minor },
            ...(isRead ? { received: { read: { minor, at: at(second) }, told: [] } } : {}),
          }),
        )
        .reduce(mergeOrders);
      expect(merged.receivedMinor).toBe(receivedOf(figures));
    }),
    { numRuns: 500 },
  );
});

test("a refund that we have read counts as read, so that its shipping is no merchandise (real-store A4)", () => {
  const told = order([line(1n, 10_000n)], { refunds: [refund(1n, 500n)] });
  const read = { ...told, refunds: [{ ...refund(1n, 500n, [], { shippingMinor: 500n }), isRead: true }] };
  for (const merged of [mergeOrders(told, read), mergeOrders(read, told)]) expect(netOf(merged)).toBe(10_000n);
  const later = { ...told, refunds: [refund(1n, 900n)] };
  expect(mergeOrders(read, later).refunds[0]?.moneyMinor).toBe(900n);
});

test("a restock without money takes nothing off, though the later body shows a lower total and nothing outstanding", () => {
  const paid = order([line(1n, 10_000n)], { receivedMinor: 10_000n });
  const restock = refund(1n, 0n, [{ lineId: 1n, quantity: 1 }]);
  const restocked = order([line(1n, 10_000n, { currentQuantity: 0 })], {
    updatedAt: at(9),
    receivedMinor: 0n,
    refunds: [restock],
  });
  expect(netOf(mergeOrders(paid, restocked))).toBe(10_000n);
});

test("what was removed before the payment was never paid for", () => {
  const pending = order([line(1n, 10_000n, { quantity: 2 })], {
    totalMinor: 10_000n,
    financialStatus: "pending",
    receivedMinor: 0n,
  });
  const removal = refund(1n, 0n, [{ lineId: 1n, quantity: 1 }]);
  const paid = order([line(1n, 10_000n, { quantity: 2, currentQuantity: 1 })], {
    updatedAt: at(9),
    totalMinor: 10_000n,
    receivedMinor: 5_000n,
    refunds: [removal],
  });
  expect(netOf(mergeOrders(pending, paid))).toBe(5_000n);
});

test("of one second, what we read after it wins, then what was told later; without either the order is undecided (points 2)", () => {
  const few = order([line(1n, 10_000n, { quantity: 4, currentQuantity: 1 })], { updatedAt: at(1) });
  const many = order([line(1n, 10_000n, { quantity: 4, currentQuantity: 4 })], { updatedAt: at(1) });
  expect([isUndecided(few, many), isUndecided(many, few), isUndecided(few, few)]).toEqual([true, true, false]);
  const unitsOf = (a: OrderSnapshot, b: OrderSnapshot) => mergeOrders(a, b).lines[0]?.currentQuantity;
  const later = { ...many, toldAt: at(3) };
  expect([unitsOf({ ...few, toldAt: at(2) }, later), unitsOf(later, { ...few, toldAt: at(2) })]).toEqual([4, 4]);
  expect([unitsOf({ ...few, final: true }, later), isUndecided({ ...few, final: true }, later)]).toEqual([1, false]);
  expect(unitsOf({ ...few, final: true }, { ...many, updatedAt: at(2) })).toBe(4);
});
