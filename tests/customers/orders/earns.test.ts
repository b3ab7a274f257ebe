import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { earnsByItself, placedAt } from "../../../app/customers/orders/earns.ts";

const DAY = 86_400_000;
const INSTALLED = new Date("2026-03-01T12:00:00Z");
/** Days before or after the install. */
const day = (days: number) => new Date(INSTALLED.getTime() + days * DAY);
const order = (created: number, processed = created, sourceName = "web") => ({
  ...{ createdAt: day(created), processedAt: day(processed), sourceName },
});
const earns = (it: ReturnType<typeof order>, announced = true) => earnsByItself(it, announced, INSTALLED);

describe("which orders earn without being awarded", () => {
  it.each([
    ["an order of today", order(10), true],
    ["an old invoice that is paid after the install (decision 6)", order(-200), true],
    ["history that a tool moves here: sold two years ago, created now (points 4)", order(10, -720), false],
    ["the same, whatever the tool calls itself (points 4)", order(10, -720, "5544332"), false],
    ["what was sold the week before the install and moved here after it (points 4)", order(2, -7, "5544332"), false],
    ["another shop's history of after the install (points 4)", order(400, 100, "5544332"), false],
    ["what a marketplace's connector sends three days late", order(10, 7, "amazon"), true],
    ["what a till sold while it was offline", order(10, 8, "pos"), true],
    ["even if it was offline for weeks", order(100, 60, "pos"), true],
    ["but not what it sold before the install", order(2, -3, "pos"), false],
    ["a sale of some hours before the install that arrives after it", order(0.2, -0.2, "pos"), true],
  ])("%s: %s", (_name, it, expected) => {
    expect(earns(it)).toBe(expected);
  });

  it("what nobody announced earns if it was created since the install, and history read later does not", () => {
    expect(earns(order(1), false)).toBe(true);
    expect(earns(order(-1), false)).toBe(false);
  });

  it("what is dated back was placed then, anything else when Shopify heard of it", () => {
    expect(placedAt(order(10, -720))).toEqual(day(-720));
    expect(placedAt(order(10, 9.9))).toEqual(day(10));
  });

  it("an announcement makes no order earn that was placed before the install and moved here since (points 4)", () => {
    const days = fc.double({ min: -1_000, max: 1_000, noNaN: true });
    fc.assert(
      fc.property(days, days, fc.constantFrom("web", "pos", "5544332"), (created, processed, source) => {
        fc.pre(created - processed > 1.01 && processed < -0.01);
        expect(earns(order(created, processed, source))).toBe(false);
      }),
    );
  });
});
