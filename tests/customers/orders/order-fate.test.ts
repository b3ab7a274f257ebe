import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  disputeOf,
  isWithdrawn,
  mergeFates,
  NO_FATE,
  readDisputes,
  withFate,
  withoutFate,
  type Fate,
} from "../../../app/customers/orders/order-fate.ts";
import { stringifyJson } from "../../../app/lib/json.ts";
import { line, order } from "../../support/orders.ts";

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second));
const statuses = ["needs_response", "under_review", "prevented", "charge_refunded", "accepted", "lost", "won"];
const fates: fc.Arbitrary<Fate> = fc.record({
  deletedAt: fc.option(fc.integer({ min: 0, max: 9 }).map(at), { nil: null }),
  disputes: fc.dictionary(
    fc.constantFrom("1", "2"),
    fc.record({ status: fc.constantFrom(...statuses), at: fc.integer({ min: 0, max: 9 }).map(at) }),
  ),
});

describe("what befell an order", () => {
  it("comes to the same in any order and any number of times (points 5)", () => {
    fc.assert(
      fc.property(fates, fates, fates, (a, b, c) => {
        const all = mergeFates(mergeFates(a, b), c);
        expect(mergeFates(mergeFates(c, a), mergeFates(b, a))).toEqual(all);
        expect(mergeFates(all, all)).toEqual(all);
        expect(mergeFates(NO_FATE, all)).toEqual(all);
      }),
    );
  });

  it("is kept and read back", () => {
    const disputes = { "7": { status: "lost", at: at(3) } };
    expect(readDisputes(JSON.parse(stringifyJson(disputes)))).toEqual(disputes);
  });

  it.each([
    [["needs_response"], "open"],
    [["under_review"], "open"],
    [["lost"], "lost"],
    [["accepted"], "lost"],
    [["won"], null],
    [["prevented"], null],
    [["charge_refunded"], null],
    [["something new"], null],
    [["won", "needs_response"], "open"],
    [["won", "lost"], "lost"],
    [[], null],
  ])("disputes that are %j: %s", (told, expected) => {
    expect(disputeOf(Object.fromEntries(told.map((status, index) => [String(index), { status, at: at(0) }])))).toBe(expected);
  });

  it("takes a deleted order for gone until something newer is told of it (points 5)", () => {
    const placed = order([line(1n, 1_000n)], { updatedAt: at(0) });
    const gone = withFate(placed, { ...NO_FATE, deletedAt: at(5) });
    expect([isWithdrawn(gone), gone.deletedAt]).toEqual([true, at(5)]);
    expect(isWithdrawn(withFate({ ...placed, updatedAt: at(5) }, { ...NO_FATE, deletedAt: at(5) }))).toBe(true);
    expect(isWithdrawn(withFate({ ...gone, updatedAt: at(6) }, { ...NO_FATE, deletedAt: at(5) }))).toBe(false);
    expect(withoutFate(gone)).toEqual(placed);
  });
});
