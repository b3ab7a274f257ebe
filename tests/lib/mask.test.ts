import { expect, test } from "vitest";

import { messageOf, withoutAddresses } from "../../app/lib/mask.ts";
import { computedSeconds } from "../support/cpu.ts";

test.each([
  ['invalid input syntax for type bigint: "mia@example.com"', 'invalid input syntax for type bigint: "…"'],
  ["550 5.1.1 <mia@example.com>: unknown", "550 5.1.1 …: unknown"],
  ["Key (email)=(jürgen@müller.de) already exists.", "Key (email)=(…) already exists."],
  ["two: a@b.c, d@e.f", "two: … …"],
  ["nothing to hide", "nothing to hide"],
])("of %j stays %j (security-faults 14)", (said, kept) => {
  expect(withoutAddresses(said)).toBe(kept);
  expect(messageOf(new Error(said))).toBe(kept);
  expect(messageOf(said)).toBe(kept);
});

test("long text costs no more than its length", async () => {
  expect(await computedSeconds(() => withoutAddresses("a".repeat(1_000_000)))).toBeLessThan(10);
});
