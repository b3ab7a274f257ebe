import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { balanceAt } from "../../app/points/balance.ts";
import { expiredBy, expiries, expiryPolicy, type ExpiryPolicy } from "../../app/points/expiry/expiry.ts";
import type { LotEntry } from "../../app/points/expiry/lots.ts";
import type { States } from "../../app/program/state/state.ts";
import { DEFAULT_RULES, type ExpiryRules, type Program } from "../../app/program/rules/rules.ts";

const BERLIN = "Europe/Berlin";
const LONG_AGO = new Date("2000-01-01T00:00:00Z");
const LIVE = { state: "live", tag: null, since: LONG_AGO } as const;

function version(number: number, effectiveFrom: string, expiry: ExpiryRules): Program {
  return { version: number, effectiveFrom: new Date(effectiveFrom), rules: { ...DEFAULT_RULES, expiry } };
}

function policy(mode: "lot" | "inactivity", months: number, since = LONG_AGO): ExpiryPolicy {
  return { mode, months, since, timeZone: BERLIN };
}

function entry(seq: number, points: bigint, at: string, change: Partial<LotEntry> = {}): LotEntry {
  const instant = new Date(at);
  const shared = { kind: "bonus" as const, orderId: null, redemptionId: null };
  return { seq, points, availableAt: instant, recordedAt: instant, ...shared, ...change };
}

describe("when points expire", () => {
  test.each([
    ["the whole last day counts", "2026-01-15T10:00:00Z", 12, "2027-01-15T23:00:00Z"],
    ["the day is the shop's", "2026-01-15T23:30:00Z", 12, "2027-01-16T23:00:00Z"],
    ["a shorter month ends it", "2026-08-31T10:00:00Z", 6, "2027-02-28T23:00:00Z"],
    ["a leap day too", "2024-02-29T10:00:00Z", 12, "2025-02-28T23:00:00Z"],
    ["summer time begins at 22 UTC", "2026-01-15T10:00:00Z", 6, "2026-07-15T22:00:00Z"],
    ["across the new year", "2026-11-30T10:00:00Z", 3, "2027-02-28T23:00:00Z"],
    ["the last of December", "2026-06-30T10:00:00Z", 6, "2026-12-30T23:00:00Z"],
  ])("%s", (_name, available, months, end) => {
    expect(expiries([entry(1, 10n, available)], policy("lot", months))).toEqual([{ points: 10n, at: new Date(end) }]);
  });

  test("by lot: each for itself, what was spent first does not expire", () => {
    const entries = [
      entry(1, 100n, "2026-01-10T10:00:00Z"),
      entry(2, 50n, "2026-02-10T10:00:00Z"),
      entry(3, -60n, "2026-03-01T10:00:00Z", { kind: "redemption", redemptionId: 1n }),
    ];
    expect(expiries(entries, policy("lot", 1))).toEqual([
      { points: 40n, at: new Date("2026-02-10T23:00:00Z") },
      { points: 50n, at: new Date("2026-03-10T23:00:00Z") },
    ]);
  });

  test("by inactivity: earning or spending keeps everything; refunds and corrections do not", () => {
    const earned = entry(1, 100n, "2026-01-10T10:00:00Z");
    const spent = entry(2, -10n, "2026-05-10T10:00:00Z", { kind: "redemption", redemptionId: 1n });
    const refunded = entry(3, -5n, "2026-06-10T10:00:00Z", { kind: "order", orderId: 1n });
    expect(expiries([earned, spent, refunded], policy("inactivity", 3))).toEqual([
      { points: 85n, at: new Date("2026-08-10T22:00:00Z") },
    ]);
  });

  test("points on their way do not expire before they have come", () => {
    const waiting = entry(1, 100n, "2026-01-10T10:00:00Z", { availableAt: new Date("2026-07-10T10:00:00Z") });
    for (const mode of ["lot", "inactivity"] as const) {
      expect(expiries([waiting], policy(mode, 1))).toEqual([{ points: 100n, at: new Date("2026-08-10T22:00:00Z") }]);
    }
  });

  test.each(["lot", "inactivity"] as const)("what repays a debt is gone, also while more is on its way (%s)", (mode) => {
    const at = (day: number) => new Date(Date.parse("2026-01-01T10:00:00Z") + day * 86_400_000).toISOString();
    const waiting = { availableAt: new Date(at(55)) };
    const entries = [
      entry(1, 50n, at(0), { kind: "order", orderId: 1n }),
      entry(2, -50n, at(1), { kind: "redemption", redemptionId: 1n }),
      entry(3, -50n, at(5), { kind: "order", orderId: 1n }),
      entry(4, 100n, at(10), { kind: "order", orderId: 2n, ...waiting }),
      entry(5, 30n, at(11)),
    ];
    // 50 were spent of an order that was refunded; the bonus has repaid 30 of them, and 20 of the order will repay the rest.
    const rule = policy(mode, 1);
    for (const day of [20, 45, 55]) expect(expiredBy(entries, rule, new Date(at(day)))).toBe(0n);
    expect(balanceAt(entries, new Date(at(45)), rule)).toMatchObject({ available: -20n, pending: 100n });
    expect(expiries(entries, rule)).toEqual([{ points: 80n, at: new Date("2026-03-25T23:00:00Z") }]);
  });

  test("nobody loses points within 30 days of a new rule", () => {
    const old = entry(1, 100n, "2020-01-10T10:00:00Z");
    const since = new Date("2026-03-01T09:00:00Z");
    expect(expiries([old], policy("lot", 12, since))).toEqual([{ points: 100n, at: new Date("2026-03-31T22:00:00Z") }]);
  });
});

describe("since when a rule about expiry holds", () => {
  const off: ExpiryRules = { mode: "off", months: 12 };
  const year: ExpiryRules = { mode: "lot", months: 12 };
  const half: ExpiryRules = { mode: "lot", months: 6 };
  const programs = [
    version(1, "2026-01-01T00:00:00Z", off),
    version(2, "2026-02-01T00:00:00Z", year),
    version(3, "2026-03-01T00:00:00Z", year),
    version(4, "2026-04-01T00:00:00Z", half),
  ];
  test.each([
    ["2026-01-15T00:00:00Z", null],
    ["2026-02-15T00:00:00Z", { mode: "lot", months: 12, since: new Date("2026-02-01T00:00:00Z"), timeZone: BERLIN }],
    ["2026-03-15T00:00:00Z", { mode: "lot", months: 12, since: new Date("2026-02-01T00:00:00Z"), timeZone: BERLIN }],
    ["2026-04-01T00:00:00Z", { mode: "lot", months: 6, since: new Date("2026-04-01T00:00:00Z"), timeZone: BERLIN }],
  ])("at %s", (at, expected) => expect(expiryPolicy({ programs, states: [LIVE] }, new Date(at), BERLIN)).toEqual(expected));

  test.each([
    ["while it is live", "2026-05-10T00:00:00Z", "2026-04-01T00:00:00Z"],
    ["not while it is paused", "2026-06-10T00:00:00Z", null],
    ["since it is live again", "2026-08-01T00:00:00Z", "2026-07-01T09:00:00Z"],
  ])("the program says so %s (merchant 10)", (_name, at, since) => {
    const states: States = [
      LIVE,
      { state: "paused", tag: null, since: new Date("2026-06-01T09:00:00Z") },
      { state: "live", tag: null, since: new Date("2026-07-01T09:00:00Z") },
    ];
    const found = expiryPolicy({ programs, states }, new Date(at), BERLIN);
    expect(found?.since.toISOString() ?? null).toBe(since === null ? null : new Date(since).toISOString());
    expect(expiryPolicy({ programs, states: [] }, new Date(at), BERLIN)).toBeNull();
  });

  test("what was due during a pause is kept for 30 days after it (merchant 10)", () => {
    const states: States = [
      LIVE,
      { state: "paused", tag: null, since: new Date("2026-06-01T09:00:00Z") },
      { state: "live", tag: null, since: new Date("2027-03-01T09:00:00Z") },
    ];
    const earned = entry(1, 100n, "2026-06-01T08:00:00Z");
    const policyAt = (at: string) => expiryPolicy({ programs, states }, new Date(at), BERLIN);
    const resumed = policyAt("2027-03-02T00:00:00Z");
    expect(resumed === null ? null : expiries([earned], resumed)).toEqual([
      { points: 100n, at: new Date("2027-03-31T22:00:00Z") },
    ]);
  });
});

const step = fc.record({
  what: fc.constantFrom("bonus", "order", "redemption", "refund", "release"),
  points: fc.bigInt(1n, 500n),
  hours: fc.integer({ min: 1, max: 24 * 60 }),
  wait: fc.nat(24 * 75),
});

test("letting points expire when they are due never takes more than can be spent, and leaves nothing due", () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 25 }),
      fc.constantFrom("lot" as const, "inactivity" as const),
      fc.constantFrom(1, 2),
      (steps, mode, months) => {
        const rule = policy(mode, months);
        const entries: LotEntry[] = [];
        const released = new Set<bigint | null>();
        let at = new Date("2026-01-01T00:00:00Z");
        const append = (points: bigint, change: Partial<LotEntry>) => {
          const shared = { kind: "bonus" as const, availableAt: at, recordedAt: at, orderId: null, redemptionId: null };
          entries.push({ seq: entries.length + 1, points, ...shared, ...change });
        };
        steps.forEach(({ what, points, hours, wait }, index) => {
          at = new Date(at.getTime() + hours * 3_600_000);
          const due = expiredBy(entries, rule, at);
          const before = balanceAt(entries, at, rule).available;
          expect(due <= (before > 0n ? before : 0n)).toBe(true);
          if (due > 0n) append(-due, { kind: "expiry" });
          expect(expiredBy(entries, rule, at)).toBe(0n);
          const { available } = balanceAt(entries, at, rule);
          // What is foretold can happen as well.
          let foretold = 0n;
          for (const next of expiries(entries, rule)) {
            expect(next.at > at).toBe(true);
            foretold += next.points;
            expect(foretold <= balanceAt(entries, next.at, rule).available).toBe(true);
          }
          if (what === "bonus") append(points, {});
          if (what === "order") {
            append(points, { kind: "order", orderId: BigInt(index % 5), availableAt: new Date(at.getTime() + wait * 3_600_000) });
          }
          if (what === "redemption" && available >= points) append(-points, { kind: "redemption", redemptionId: BigInt(index) });
          if (what === "release") {
            const spent = entries.findLast((item) => item.kind === "redemption" && !released.has(item.redemptionId));
            if (spent !== undefined) append(-spent.points, { kind: "release", redemptionId: spent.redemptionId });
            released.add(spent?.redemptionId ?? null);
          }
          if (what === "refund") {
            const orderId = BigInt(index % 5);
            const own = entries.filter((item) => item.orderId === orderId);
            const posted = own.reduce((sum, item) => sum + item.points, 0n);
            const last = own.at(-1);
            if (posted > 0n && last !== undefined) append(-posted, { kind: "order", orderId, availableAt: last.availableAt });
          }
        });
      },
    ),
    { numRuns: 300 },
  );
});
