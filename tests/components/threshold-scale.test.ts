import fc from "fast-check";
import { expect, test } from "vitest";

import {
  type Distribution,
  axisOf,
  positionOf,
  roundNear,
  shareFrom,
  thresholdFor,
  valueAt,
} from "../../app/components/program-editor/tiers/threshold-scale.ts";

const distributions = fc
  .tuple(fc.integer({ min: 1, max: 2_000 }), fc.array(fc.nat(500), { minLength: 1, maxLength: 30 }))
  .map(([width, counts]): Distribution => {
    const customers = counts.reduce((sum, count) => sum + count, 0);
    const edges = Array.from({ length: counts.length + 1 }, (_, index) => index * width);
    return { customers, about: false, counts, edges, thresholds: null };
  });

test("a handle stands where its value is, and dragging it there gives about that value", () => {
  fc.assert(
    fc.property(distributions, fc.double({ min: 0, max: 1, noNaN: true }), (distribution, position) => {
      const value = valueAt(position, distribution);
      const exact = position * (distribution.edges.at(-1) ?? 0);
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.max(1, exact * 0.06));
      expect(positionOf(value, distribution)).toBeGreaterThanOrEqual(0);
      expect(positionOf(value, distribution)).toBeLessThanOrEqual(1);
      expect(roundNear(value)).toBe(value);
    }),
  );
});

test("a higher threshold is reached by no more customers, the lowest by all", () => {
  fc.assert(
    fc.property(distributions, fc.nat(60_000), fc.nat(1_000), (distribution, value, more) => {
      expect(shareFrom(value + more, distribution)).toBeLessThanOrEqual(shareFrom(value, distribution) + 1e-9);
      expect(shareFrom(0, distribution)).toBeCloseTo(distribution.customers === 0 ? 0 : 1);
      expect(thresholdFor(0.05, distribution)).toBeGreaterThanOrEqual(thresholdFor(0.2, distribution));
    }),
  );
});

test("what is written below the bars stands where it is on their scale (merchant 26)", () => {
  const edges = Array.from({ length: 19 }, (_edge, index) => index * 200);
  expect(axisOf({ edges })).toEqual([0, 5, 9, 14, 18].map((index) => ({ edge: index * 200, at: index / 18 })));
  expect(axisOf({ edges: [0, 100] })).toEqual([
    { edge: 0, at: 0 },
    { edge: 100, at: 1 },
  ]);
});
