import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { arrivalOf, arrivalOfLine, ENOUGH_PARCELS, type Habits } from "../../../app/customers/orders/parcels/arrival.ts";
import {
  NO_PARCEL,
  parcelSchema,
  wayOf,
  withFact,
  type Parcel,
  type ParcelWay,
} from "../../../app/customers/orders/parcels/parcel.ts";
import type { ParcelFact } from "../../../app/facts/parcel.ts";
import { parseJson, stringifyJson } from "../../../app/lib/json.ts";
import { DAY_MS, plusMs } from "../../../app/lib/time.ts";
import { line, order } from "../../support/orders.ts";

const placed = new Date("2026-03-01T12:00:00Z");
const day = (count: number): Date => plusMs(placed, count * DAY_MS);
const habits: Habits = { homeCountry: "DE", medianDays: new Map(), lastShippedAt: day(0) };
const sent = (change: Partial<ParcelWay> = {}): ParcelWay => ({
  ...{ shippedAt: day(1), deliveredAt: null, expectedAt: null, lineIds: [1n] },
  ...change,
});
const shipped = order([line(1n, 1_000n)], { fulfilledAt: day(1), fulfillmentStatus: "fulfilled" });

describe("an order's arrival is counted from the surest that is known", () => {
  const seen: Habits = { ...habits, medianDays: new Map([["DE", { days: 1.5, parcels: ENOUGH_PARCELS }]]) };
  test.each([
    ["the delivery", [sent({ deliveredAt: day(4), expectedAt: day(2) })], "DE", seen, { at: day(4), by: "delivered" }],
    ["the carrier's expectation", [sent({ expectedAt: day(2) })], "DE", seen, { at: day(2), by: "expected" }],
    ["the shop's own median", [sent()], "DE", seen, { at: day(2.5), by: "transit" }],
    ["three days at home", [sent()], "DE", habits, { at: day(4), by: "usual" }],
    ["three days where nobody knows the country", [sent()], null, habits, { at: day(4), by: "usual" }],
    ["seven days abroad", [sent()], "CH", seen, { at: day(8), by: "usual" }],
    ["the dispatch where parcels were never told of", [], "DE", habits, { at: day(4), by: "usual" }],
  ] as const)("%s", (_name, parcels, country, known, expected) => {
    expect(arrivalOf(shipped, placed, parcels, country, known)).toEqual(expected);
  });

  test("of too few parcels no median is made", () => {
    const few: Habits = { ...habits, medianDays: new Map([["DE", { days: 1.5, parcels: ENOUGH_PARCELS - 1 }]]) };
    expect(arrivalOf(shipped, placed, [sent()], "DE", few)).toEqual({ at: day(4), by: "usual" });
  });

  test("an expectation that lies before the dispatch is none", () => {
    expect(arrivalOf(shipped, placed, [sent({ expectedAt: day(0) })], "DE", habits)?.by).toBe("usual");
  });

  test("what need not be sent arrives with the payment", () => {
    const course = order([line(1n, 1_000n, { unsent: true }), line(2n, 500n, { giftCard: true })]);
    expect(arrivalOf(course, day(2), [], "DE", habits)).toEqual({ at: day(2), by: "digital" });
    expect(arrivalOf(course, null, [], "DE", habits)).toEqual({ at: placed, by: "digital" });
  });

  test("what is sold over the counter has arrived", () => {
    expect(arrivalOf({ ...shipped, sourceName: "pos", fulfilledAt: placed }, placed, [], "DE", habits)).toEqual({
      ...{ at: placed, by: "delivered" },
    });
  });

  test("an order that has not been sent has no arrival, but in shops that never tell of sending", () => {
    const open = order([line(1n, 1_000n)]);
    expect(arrivalOf(open, placed, [], "DE", habits)).toBeNull();
    for (const lastShippedAt of [null, day(-61)])
      expect(arrivalOf(open, placed, [], "DE", { ...habits, lastShippedAt })).toEqual({ at: day(5), by: "ordered" });
  });

  test("nor has one that was cancelled, or of which a part has not been sent", () => {
    expect(arrivalOf({ ...shipped, cancelledAt: day(2) }, placed, [sent()], "DE", habits)).toBeNull();
    const two = order([line(1n, 1_000n), line(2n, 1_000n)], { fulfillmentStatus: "partial" });
    expect(arrivalOf(two, placed, [sent({ deliveredAt: day(3) })], "DE", habits)).toBeNull();
  });
});

test("each line is counted from its own parcel, the order from the last, a line that went back from none (flows 32)", () => {
  const lines = [line(1n, 1_000n), line(2n, 1_000n), line(3n, 1_000n, { currentQuantity: 0 })];
  const inTwo = order(lines, { fulfilledAt: day(1), fulfillmentStatus: "fulfilled" });
  const parcels = [sent({ deliveredAt: day(3), lineIds: [1n] }), sent({ deliveredAt: day(12), lineIds: [2n] })];
  const of = (lineId: bigint) => arrivalOfLine(inTwo, lineId, placed, parcels, "DE", habits);
  expect([of(1n), of(2n), of(3n), of(4n)]).toEqual([
    { at: day(3), by: "delivered" },
    { at: day(12), by: "delivered" },
    null,
    null,
  ]);
  expect(arrivalOf(inTwo, placed, parcels, "DE", habits)).toEqual({ at: day(12), by: "delivered" });
  // The first line has arrived while the second is still to be sent.
  const half = { ...inTwo, fulfilledAt: null, fulfillmentStatus: "partial" };
  expect(arrivalOfLine(half, 1n, placed, parcels.slice(0, 1), "DE", habits)).toEqual({ at: day(3), by: "delivered" });
  expect(arrivalOfLine(half, 2n, placed, parcels.slice(0, 1), "DE", habits)).toBeNull();
});

describe("a parcel", () => {
  const statuses = fc.constantFrom(null, "in_transit", "out_for_delivery", "delivered", "picked_up", "attempted_delivery");
  const when = fc.integer({ min: 0, max: 6 }).map(day);
  const parcelFact: fc.Arbitrary<ParcelFact> = fc.oneof(
    fc
      .record({
        ...{ shippedAt: fc.constant(day(0)), updatedAt: when, cancelled: fc.boolean(), shipmentStatus: statuses },
        ...{ deliveredAt: fc.option(when), expectedAt: fc.option(when) },
        lines: fc.option(
          fc.array(fc.record({ lineId: fc.constantFrom(1n, 2n), quantity: fc.integer({ min: 0, max: 2 }) }), { maxLength: 2 }),
        ),
      })
      .map((parcel): ParcelFact => ({ kind: "parcel", orderId: 1n, parcelId: 2n, parcel })),
    fc
      .record({
        eventId: fc.constantFrom(1n, 2n, 3n),
        event: fc.record({
          ...{ status: statuses.map((status) => status ?? "delayed"), happenedAt: when, expectedAt: fc.option(when) },
          ...{ at: when, deleted: fc.boolean() },
        }),
      })
      .map((told): ParcelFact => ({ kind: "parcel-event", orderId: 1n, parcelId: 2n, ...told })),
  );
  const kept = (parcel: Parcel): Parcel => parcelSchema.parse(parseJson(stringifyJson(parcel)));
  const endOf = (facts: readonly ParcelFact[]) => wayOf(facts.reduce((parcel, fact) => kept(withFact(parcel, fact)), NO_PARCEL));

  test("is known alike in whatever order, and however often, its webhooks come", () => {
    fc.assert(
      fc.property(
        fc
          .array(parcelFact, { maxLength: 7 })
          .chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length }))),
        ([facts, shuffled]) => {
          expect(endOf([...shuffled, ...facts.toReversed()])).toEqual(endOf(facts));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  const told = (updatedAt: Date, shipmentStatus: string | null): ParcelFact => ({
    ...{ kind: "parcel", orderId: 1n, parcelId: 2n },
    parcel: { shippedAt: day(0), updatedAt, cancelled: false, shipmentStatus, deliveredAt: null, expectedAt: null, lines: null },
  });
  const seen = (status: string, happenedAt: Date, deleted = false): ParcelFact => ({
    ...{ kind: "parcel-event", orderId: 1n, parcelId: 2n, eventId: 9n },
    event: { status, happenedAt, expectedAt: null, at: happenedAt, deleted },
  });

  test("has arrived when its carrier says, not when Shopify passed it on", () => {
    const both = [told(day(5), "delivered"), seen("delivered", day(4))];
    expect(endOf(both)?.deliveredAt).toEqual(day(4));
  });

  test("stays delivered since the first word of it, though it is changed later", () => {
    expect(endOf([told(day(5), "delivered"), told(day(9), "delivered")])?.deliveredAt).toEqual(day(5));
  });

  test("has not arrived when that was taken back", () => {
    const mistaken = [
      seen("delivered", day(4)),
      told(day(4), "delivered"),
      seen("delivered", day(4), true),
      told(day(5), "in_transit"),
    ];
    expect(endOf(mistaken)?.deliveredAt).toBeNull();
  });

  test("is no way at all when it was cancelled, or only heard of", () => {
    const cancelled = told(day(5), null);
    if (cancelled.kind === "parcel") cancelled.parcel.cancelled = true;
    expect([endOf([cancelled]), endOf([seen("delivered", day(4))])]).toEqual([null, null]);
  });
});
