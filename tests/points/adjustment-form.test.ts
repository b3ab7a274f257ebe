import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { ADJUSTMENT_LIMIT, parseAdjustment, REASON_LIMIT } from "../../app/points/adjusting/adjustment-form.ts";

const KEY = "6f3c2b1a-0000-4000-8000-123456789abc";

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries({ key: KEY, points: "1", reason: "because", ...fields })) data.set(name, value);
  return data;
}

describe("an adjustment form", () => {
  test.each([
    ["100", 100n],
    ["+100", 100n],
    [" 7 ", 7n],
    ["-50", -50n],
    ["−50", -50n],
    ["1.000", 1_000n],
    ["1,000", 1_000n],
    ["1 000", 1_000n],
    ["1’000", 1_000n],
    ["-1.000.000", -1_000_000n],
    ["000012", 12n],
  ])("reads %j as %s", (points, expected) => {
    expect(parseAdjustment(form({ points }))).toEqual({
      ok: true,
      input: { points: expected, reason: "because", publicReason: null, tell: false, key: KEY, affectsTier: false },
    });
  });

  test.each([
    ["true", true],
    ["false", false],
    ["on", false],
    ["", false],
  ])("counts for the tier only when it says so: %j", (affectsTier, expected) => {
    expect(parseAdjustment(form({ points: "5", affectsTier }))).toMatchObject({ ok: true, input: { affectsTier: expected } });
  });

  test.each([
    ["", "required"],
    ["   ", "required"],
    ["0", "zero"],
    ["-0", "zero"],
    ["ten", "not-a-number"],
    ["1.5", "not-a-number"],
    ["1,5", "not-a-number"],
    ["1e3", "not-a-number"],
    ["0x10", "not-a-number"],
    ["--5", "not-a-number"],
    ["1.00", "not-a-number"],
    ["1000001", "too-large"],
    ["-1000001", "too-large"],
    ["9".repeat(15), "too-large"],
    ["9".repeat(400), "too-large"],
  ])("answers %j with %s beside the field", (points, issue) => {
    expect(parseAdjustment(form({ points }))).toEqual({ ok: false, errors: { points: issue } });
  });

  test("what the customer reads is optional and apart from the reason (merchant 15)", () => {
    const told = form({ publicReason: " Sorry for the dent ", tell: "true" });
    expect(parseAdjustment(told)).toMatchObject({ input: { reason: "because", publicReason: "Sorry for the dent", tell: true } });
    expect(parseAdjustment(form({ publicReason: "x".repeat(REASON_LIMIT + 1) }))).toEqual({
      ok: false,
      errors: { publicReason: "too-long" },
    });
  });

  test("wants a reason, and not a novel", () => {
    expect(parseAdjustment(form({ reason: " \0 " }))).toEqual({ ok: false, errors: { reason: "required" } });
    expect(parseAdjustment(form({ reason: "x".repeat(REASON_LIMIT) })).ok).toBe(true);
    expect(parseAdjustment(form({ reason: "x".repeat(REASON_LIMIT + 1) }))).toEqual({
      ok: false,
      errors: { reason: "too-long" },
    });
    expect(parseAdjustment(form({ points: "", reason: "" }))).toEqual({
      ok: false,
      errors: { points: "required", reason: "required" },
    });
  });

  test.each(["", "1", "not-a-uuid", `${KEY}x`])("accepts no key that no form of ours has: %j (security-faults 13)", (key) => {
    expect(() => parseAdjustment(form({ key }))).toThrow(expect.objectContaining({ status: 400 }));
  });

  test("never accepts anything but a whole number within the limit", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (points) => {
        const parsed = parseAdjustment(form({ points }));
        if (parsed.ok) {
          expect(parsed.input.points).not.toBe(0n);
          expect(parsed.input.points <= ADJUSTMENT_LIMIT && parsed.input.points >= -ADJUSTMENT_LIMIT).toBe(true);
        }
      }),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: -ADJUSTMENT_LIMIT, max: ADJUSTMENT_LIMIT }), (points) => {
        const parsed = parseAdjustment(form({ points: points.toString() }));
        expect(parsed.ok ? parsed.input.points : 0n).toBe(points);
      }),
    );
  });
});
