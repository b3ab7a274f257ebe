import { expect, test } from "vitest";

import { createRateGuard } from "../../app/shops/proxy/rate-guard.ts";

const at = (seconds: number) => new Date(seconds * 1_000);

test("so many within the window, for each by itself, and again after it", () => {
  const allows = createRateGuard(2, 60_000);
  expect([allows("a", at(0)), allows("a", at(1)), allows("a", at(2)), allows("b", at(2))]).toEqual([true, true, false, true]);
  expect(allows("a", at(59))).toBe(false);
  expect(allows("a", at(60))).toBe(true);
});

test("who is looked at a moment late belongs to the same window", () => {
  const allows = createRateGuard(2, 60_000);
  expect([allows("a", at(10)), allows("a", at(9.99)), allows("a", at(9.98)), allows("a", at(10.01))]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("a clock that goes back locks nobody out", () => {
  const allows = createRateGuard(1, 60_000);
  allows("a", at(1_000));
  expect(allows("a", at(0))).toBe(true);
});

test("it remembers only so many", () => {
  const allows = createRateGuard(1, 60_000, 2);
  for (const key of ["a", "b", "c"]) expect(allows(key, at(0))).toBe(true);
  expect(allows("a", at(1))).toBe(true);
  expect(allows("c", at(1))).toBe(false);
});
