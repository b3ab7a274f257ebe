import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { lotsOf, type Lot, type LotEntry } from "../../app/points/expiry/lots.ts";
import { computedSeconds } from "../support/cpu.ts";

const DAY = 86_400_000;
const START = Date.parse("2026-01-01T00:00:00Z");

function day(number: number): Date {
  return new Date(START + number * DAY);
}

function entry(seq: number, points: bigint, change: Partial<LotEntry> = {}): LotEntry {
  const at = day(seq);
  return { seq, kind: "adjustment", points, availableAt: at, recordedAt: at, orderId: null, redemptionId: null, ...change };
}

function left(entries: readonly LotEntry[], expiresAt?: (lot: { availableAt: Date }) => Date | null) {
  const { lots, debt } = lotsOf(entries, expiresAt);
  return { lots: lots.map(({ seq, remaining }) => [seq, remaining]), debt };
}

describe("what is left of what", () => {
  test("the oldest points are spent first", () => {
    const entries = [entry(1, 100n), entry(2, 50n), entry(3, -120n, { kind: "redemption", redemptionId: 1n })];
    expect(left(entries)).toEqual({ lots: [[2, 30n]], debt: 0n });
  });

  test("what is released goes back to where it came from", () => {
    const spent = entry(3, -120n, { kind: "redemption", redemptionId: 1n });
    const back = entry(4, 120n, { kind: "release", redemptionId: 1n });
    expect(left([entry(1, 100n), entry(2, 50n), spent, back])).toEqual({
      lots: [
        [1, 100n],
        [2, 50n],
      ],
      debt: 0n,
    });
  });

  test("half of it goes back to the youngest of it", () => {
    const spent = entry(3, -120n, { kind: "redemption", redemptionId: 1n });
    const back = entry(4, 60n, { kind: "return", redemptionId: 1n });
    expect(left([entry(1, 100n), entry(2, 50n), spent, back])).toEqual({
      lots: [
        [1, 40n],
        [2, 50n],
      ],
      debt: 0n,
    });
  });

  test("points whose time ran out while they were reserved start anew", () => {
    const entries = [
      entry(1, 100n),
      entry(2, -100n, { kind: "redemption", redemptionId: 1n }),
      entry(30, 100n, { kind: "release", redemptionId: 1n }),
    ];
    expect(left(entries, ({ availableAt }) => new Date(availableAt.getTime() + 10 * DAY)).lots).toEqual([[30, 100n]]);
    expect(left(entries, ({ availableAt }) => new Date(availableAt.getTime() + 40 * DAY)).lots).toEqual([[1, 100n]]);
  });

  test("a refund takes its own order's points, then the newest that can be spent, then makes a debt", () => {
    const entries = [
      entry(1, 10n),
      entry(2, 100n, { kind: "order", orderId: 7n }),
      entry(3, 20n),
      entry(4, 30n, { availableAt: day(90) }),
      entry(5, -110n, { kind: "redemption", redemptionId: 1n }),
      entry(6, -100n, { kind: "order", orderId: 7n }),
    ];
    expect(left(entries.slice(0, 5))).toEqual({
      lots: [
        [3, 20n],
        [4, 30n],
      ],
      debt: 0n,
    });
    expect(left(entries)).toEqual({ lots: [], debt: 50n });
    // The balance is 80 below nothing until day 90: what comes first repays first.
    expect(left([...entries, entry(7, 60n)])).toEqual({ lots: [[4, 10n]], debt: 0n });
    expect(left([...entries, entry(7, 90n)])).toEqual({
      lots: [
        [7, 10n],
        [4, 30n],
      ],
      debt: 0n,
    });
  });
});

/** The same rules for single points, each a thing of its own. */
type Token = { seq: number; orderId: bigint | null; at: number; gone: "no" | "yes" | bigint };

function tokensOf(entries: readonly LotEntry[]): { tokens: Token[]; debt: bigint } {
  const tokens: Token[] = [];
  let debt = 0n;
  const there = () => tokens.filter(({ gone }) => gone === "no").sort((a, b) => a.at - b.at || a.seq - b.seq);
  // Debts are paid by the first points that can be spent.
  const repay = (until: number) => {
    for (const token of there()) {
      if (debt === 0n || token.at > until) continue;
      token.gone = "yes";
      debt -= 1n;
    }
  };
  for (const { seq, points, availableAt, recordedAt, orderId, redemptionId } of entries) {
    const told = recordedAt.getTime();
    repay(told);
    for (let index = 0n; index < (points < 0n ? -points : points); index += 1n) {
      if (points > 0n) {
        // The last that was taken comes back first.
        const taken = redemptionId === null ? [] : tokens.filter(({ gone }) => gone === redemptionId);
        const back = taken.sort((a, b) => a.at - b.at || a.seq - b.seq).at(-1);
        if (back !== undefined) back.gone = "no";
        else tokens.push({ seq, orderId, at: availableAt.getTime(), gone: "no" });
        continue;
      }
      const ripe = there().filter(({ at }) => at <= told);
      const own = there().filter((token) => token.orderId === orderId);
      const isRefund = orderId !== null && redemptionId === null;
      const victim = isRefund ? (own[0] ?? ripe.at(-1)) : ripe[0];
      if (victim === undefined) debt += 1n;
      else victim.gone = redemptionId ?? "yes";
    }
  }
  repay(Infinity);
  return { tokens: tokens.filter(({ gone }) => gone === "no"), debt };
}

const step = fc.record({
  what: fc.constantFrom("earn", "bonus", "refund", "redeem", "release", "adjust"),
  amount: fc.bigInt(1n, 12n),
  wait: fc.nat(5),
  order: fc.bigInt(1n, 4n),
  redemption: fc.bigInt(1n, 4n),
});

test("the fold is what happens to each single point", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const entries: LotEntry[] = [];
      const spent = new Map<bigint, bigint>();
      steps.forEach(({ what, amount, wait, order, redemption }, index) => {
        const seq = index + 1;
        const later = { availableAt: day(seq + wait) };
        const open = spent.get(redemption) ?? 0n;
        if (what === "earn") entries.push(entry(seq, amount, { kind: "order", orderId: order, ...later }));
        if (what === "bonus") entries.push(entry(seq, amount, { kind: "bonus", ...later }));
        if (what === "refund") entries.push(entry(seq, -amount, { kind: "order", orderId: order }));
        if (what === "adjust") entries.push(entry(seq, -amount));
        // A redemption is spent once and given back at most whole.
        if (what === "redeem" && !spent.has(redemption)) {
          spent.set(redemption, amount);
          entries.push(entry(seq, -amount, { kind: "redemption", redemptionId: redemption }));
        }
        if (what === "release" && open >= amount) {
          spent.set(redemption, open - amount);
          entries.push(entry(seq, amount, { kind: "return", redemptionId: redemption }));
        }
      });
      const { lots, debt } = lotsOf(entries);
      const model = tokensOf(entries);
      const counted = new Map<number, bigint>();
      for (const { seq } of model.tokens) counted.set(seq, (counted.get(seq) ?? 0n) + 1n);
      expect(new Map(lots.map(({ seq, remaining }) => [seq, remaining]))).toEqual(counted);
      expect(debt).toBe(model.debt);
      const sum = entries.reduce((total, { points }) => total + points, 0n);
      expect(lots.reduce((total, { remaining }) => total + remaining, 0n) - debt).toBe(sum);
    }),
    { numRuns: 500 },
  );
});

test("an account of thousands of entries is folded in passing", async () => {
  const entries = Array.from({ length: 20_000 }, (_, index) => {
    const redemption = { kind: "redemption", redemptionId: BigInt(index) } as const;
    return index % 2 === 0 ? entry(index + 1, 100n) : entry(index + 1, -90n, redemption);
  });
  let lots: readonly Lot[] = [];
  // Looking at every lot there ever was for each entry takes minutes.
  expect(await computedSeconds(() => ({ lots } = lotsOf(entries)))).toBeLessThan(20);
  expect(lots.reduce((total, { remaining }) => total + remaining, 0n)).toBe(100_000n);
});
