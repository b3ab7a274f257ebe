import fc from "fast-check";
import { describe, expect, it, test } from "vitest";

import { agreementOf } from "../../app/insights/rfm/agreement.ts";
import { cutsFrom, scoreBy, scoreFrequency } from "../../app/insights/rfm/cuts.ts";
import { groupAt, groupOf, RFM_GROUPS, worth } from "../../app/insights/rfm/groups.ts";
import { cutsOf } from "./plain-cuts.ts";

const anyValues = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 200 });

describe("scores", () => {
  it("are fifths of one's own customers: who has the same has the same score, and more is never less (insights B4)", () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const cuts = cutsOf(values);
        const sorted = values.toSorted((a, b) => a - b);
        for (const [index, value] of sorted.entries()) {
          const score = scoreBy(cuts, value);
          expect(score).toBeGreaterThanOrEqual(1);
          expect(score).toBeLessThanOrEqual(5);
          if (index > 0) expect(score).toBeGreaterThanOrEqual(scoreBy(cuts, sorted[index - 1] ?? value));
          // cume_dist in plain arithmetic: the share of those with as much or less.
          const share = values.filter((other) => other <= value).length;
          if (new Set(values).size >= 5) expect(score).toBe(Math.max(1, Math.ceil((5 * share) / values.length)));
        }
      }),
    );
  });

  it("do not split customers who are alike: 70 % with one order have score 1, all of them (insights B4)", () => {
    const orders = [
      ...Array<number>(70).fill(1),
      ...Array<number>(12).fill(2),
      3,
      3,
      3,
      3,
      3,
      3,
      4,
      4,
      4,
      4,
      5,
      5,
      6,
      6,
      7,
      8,
      9,
      12,
    ];
    const cuts = cutsOf(orders);
    expect(scoreFrequency(cuts, 1)).toBe(1);
    expect(new Set(orders.filter((many) => many === 2).map((many) => scoreFrequency(cuts, many))).size).toBe(1);
  });

  it("are fewer levels where there are fewer than five values (insights B4)", () => {
    const levels = (values: number[]) =>
      [...new Set(values)].sort((a, b) => a - b).map((value) => scoreBy(cutsOf(values), value));
    expect(levels([7, 7, 7])).toEqual([3]);
    expect(levels([1, 9, 9])).toEqual([1, 5]);
    expect(levels([1, 5, 9])).toEqual([1, 3, 5]);
    expect(levels([1, 2, 3, 4])).toEqual([1, 2, 4, 5]);
    expect(levels([1, 2, 3, 4, 5])).toEqual([1, 2, 3, 4, 5]);
    expect(scoreBy(cutsFrom([null, null, null, null], []), 4)).toBe(5);
  });

  it("stay for as long as the cuts do, whatever others buy (insights B4)", () => {
    const cuts = cutsOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect([2, 3, 10, 11, 400].map((value) => scoreBy(cuts, value))).toEqual([1, 2, 5, 5, 5]);
    expect(scoreBy(cuts, -3)).toBe(1);
  });
});

describe("groups", () => {
  it("are the eleven of Shopify, each in its place (insights B4)", () => {
    const rows = [5, 4, 3, 2, 1].map((recency) => [5, 4, 3, 2, 1].map((value) => groupAt(recency, value)));
    expect(rows).toEqual([
      ["CHAMPIONS", "CHAMPIONS", "ACTIVE", "NEW", "NEW"],
      ["LOYAL", "LOYAL", "ACTIVE", "PROMISING", "PROMISING"],
      ["LOYAL", "LOYAL", "NEEDS_ATTENTION", "PROMISING", "PROMISING"],
      ["AT_RISK", "AT_RISK", "AT_RISK", "ALMOST_LOST", "ALMOST_LOST"],
      ["PREVIOUSLY_LOYAL", "PREVIOUSLY_LOYAL", "ALMOST_LOST", "DORMANT", "DORMANT"],
    ]);
    expect([...new Set(rows.flat())].sort()).toEqual(RFM_GROUPS.filter((group) => group !== "PROSPECTS").sort());
  });

  it("count a half of frequency and value up (insights B4)", () => {
    expect(worth({ recency: 5, frequency: 3, monetary: 4 })).toBe(4);
    expect(groupOf({ recency: 5, frequency: 3, monetary: 4 })).toBe("CHAMPIONS");
    expect(groupOf({ recency: 5, frequency: 1, monetary: 1 })).toBe("NEW");
    expect(() => groupAt(6, 1)).toThrow(RangeError);
    expect(() => groupAt(1, 0)).toThrow(RangeError);
  });
});

test("agreement with Shopify's groups is told of those that were compared, with where the others are mostly (insights B4)", () => {
  const pairs = [
    { ours: "LOYAL" as const, theirs: "LOYAL", customers: 60 },
    { ours: "LOYAL" as const, theirs: "ACTIVE", customers: 15 },
    { ours: "LOYAL" as const, theirs: "CHAMPIONS", customers: 25 },
    { ours: "NEW" as const, theirs: "A_GROUP_OF_NEXT_YEAR", customers: 10 },
  ];
  expect(agreementOf(pairs)).toEqual({
    ...{ compared: 110, same: 60 },
    lines: [
      { group: "LOYAL", compared: 100, same: 60, other: { group: "CHAMPIONS", customers: 25 } },
      { group: "NEW", compared: 10, same: 0, other: null },
    ],
  });
  expect(agreementOf([])).toEqual({ compared: 0, same: 0, lines: [] });
});
