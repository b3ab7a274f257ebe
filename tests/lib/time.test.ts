import { expect, test } from "vitest";

import { clockText, instantIn } from "../../app/lib/time.ts";

const BERLIN = "Europe/Berlin";
const half = (month: number, day: number) => instantIn({ year: 2027, month, day }, BERLIN, 2, 30).toISOString();

test("half past two comes once a day: an hour later where clocks skip it, the first time where they show it twice (flows 10)", () => {
  expect([27, 28, 29].map((day) => half(3, day))).toEqual([
    "2027-03-27T01:30:00.000Z",
    "2027-03-28T01:30:00.000Z",
    "2027-03-29T00:30:00.000Z",
  ]);
  expect([30, 31].map((day) => half(10, day))).toEqual(["2027-10-30T00:30:00.000Z", "2027-10-31T00:30:00.000Z"]);
  expect(half(11, 1)).toBe("2027-11-01T01:30:00.000Z");
});

test("files tell instants by the shop's clock (merchant 39)", () => {
  expect(clockText(new Date("2026-12-19T23:00:00.999Z"), BERLIN)).toBe("2026-12-20 00:00");
  expect(clockText(new Date("2026-07-01T03:59:59Z"), "America/New_York")).toBe("2026-06-30 23:59");
});
