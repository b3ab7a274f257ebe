import { describe, expect, test } from "vitest";

import { availableAt, owed } from "../../app/points/orders/owed.ts";
import { versionFor } from "../../app/program/version-for.ts";
import { DEFAULT_RULES, worthMinor, type Program, type ProgramRules } from "../../app/program/rules/rules.ts";
import { line, order, refund } from "../support/orders.ts";

function program(change: Partial<ProgramRules> = {}, version = 1, effectiveFrom = new Date(0)): Program {
  return { version, effectiveFrom, rules: { ...DEFAULT_RULES, ...change } };
}

describe("points owed for an order", () => {
  test.each([
    ["5 per unit", { points: "5", units: "1" }, 38_400n, 1_920n],
    ["1 per 10, rounded down once", { points: "1", units: "10" }, 38_400n, 38n],
    ["1.5 per unit", { points: "1.5", units: "1" }, 43_900n, 658n],
    ["1 per 3", { points: "1", units: "3" }, 1_000n, 3n],
    ["a third of a cent short", { points: "1", units: "1" }, 99n, 0n],
  ])("%s", (_name, earn, netMinor, points) => {
    expect(owed(order([line(1n, netMinor)]), program({ earn }))).toBe(points);
  });

  test("lines are not rounded one by one", () => {
    const halves = [1n, 2n, 3n, 4n].map((id) => line(id, 50n));
    expect(owed(order(halves), program({ earn: { points: "1", units: "1" } }))).toBe(2n);
  });

  test("currencies without and with three decimals", () => {
    expect(owed(order([line(1n, 20n)], { currency: "VND" }), program())).toBe(100n);
    expect(owed(order([line(1n, 1_500n)], { currency: "KWD" }), program())).toBe(7n);
  });

  test.each(["pending", "authorized", "partially_paid", "voided", "expired"] as const)(
    "%s orders earn nothing yet",
    (financialStatus) => {
      expect(owed(order([line(1n, 10_000n)], { financialStatus }), program())).toBe(0n);
    },
  );

  test("test orders and cancelled orders earn nothing", () => {
    expect(owed(order([line(1n, 10_000n)], { test: true }), program())).toBe(0n);
    expect(owed(order([line(1n, 10_000n)], { cancelledAt: new Date("2026-03-02T00:00:00Z") }), program())).toBe(0n);
  });

  test("an order of which all money went back earns nothing, also where shipping counts and no refund says what it was for", () => {
    const rules = { base: { shipping: true, tax: false, discounts: false } };
    const back = { shippingNetMinor: 500n, totalMinor: 10_500n, receivedMinor: 10_500n, refunds: [refund(1n, 10_500n)] };
    const kept = { ...back, refunds: [refund(1n, 9_000n)], financialStatus: "partially_refunded" as const };
    expect(owed(order([line(1n, 10_000n)], { ...back, financialStatus: "refunded" }), program(rules))).toBe(0n);
    expect(owed(order([line(1n, 10_000n)], kept), program(rules))).toBe(75n);
  });

  test("a refund takes off what its part of the order earned", () => {
    const half = order([line(1n, 10_000n)], { financialStatus: "partially_refunded", refunds: [refund(1n, 5_000n)] });
    expect(owed(half, program())).toBe(250n);
  });
});

describe("when and under what", () => {
  test("pending days are calendar days in the shop's zone, across a change of clocks", () => {
    const placed = order([], { processedAt: new Date("2026-03-20T10:30:00Z") });
    expect(availableAt(placed, program(), "Europe/Berlin")).toEqual(new Date("2026-04-03T09:30:00Z"));
    expect(availableAt(placed, program(), "UTC")).toEqual(new Date("2026-04-03T10:30:00Z"));
    expect(availableAt(placed, program({ pendingDays: 0 }), "UTC")).toEqual(placed.processedAt);
  });

  test("an order keeps the version that was in force when it was placed", () => {
    const versions = [
      program({}, 2, new Date("2026-02-01T00:00:00Z")),
      program({}, 1),
      program({}, 3, new Date("2026-03-01T00:00:00Z")),
    ];
    expect(versionFor(new Date("2026-01-31T23:59:59Z"), versions).version).toBe(1);
    expect(versionFor(new Date("2026-02-01T00:00:00Z"), versions).version).toBe(2);
    expect(versionFor(new Date("2027-01-01T00:00:00Z"), versions).version).toBe(3);
  });

  test("100 points are worth one unit", () => {
    expect(worthMinor(250n, DEFAULT_RULES, "EUR")).toBe(250n);
    expect(worthMinor(199n, DEFAULT_RULES, "JPY")).toBe(1n);
  });
});
