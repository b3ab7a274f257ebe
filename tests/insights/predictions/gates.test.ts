import { expect, test } from "vitest";

import { missingForOrders, missingForSpend, type Amounts } from "../../../app/insights/predictions/gates.ts";
import { frequencyAndValue, RELATED } from "../../../app/insights/predictions/spend/steadiness.ts";

const ENOUGH: Amounts = { buyers: 500, historyDays: 180, lastOrderDays: 30, thirdOrder: 1, repeaters: 100 };

test("a shop that just has enough is told predictions, and who lacks one thing is told which (field.md, insights B3)", () => {
  expect([missingForOrders(ENOUGH), missingForSpend(ENOUGH)]).toEqual([[], []]);
  const told = (less: Partial<Amounts>) => missingForOrders({ ...ENOUGH, ...less });
  expect(told({ buyers: 499 })).toEqual([{ what: "buyers", have: 499, need: 500 }]);
  expect(told({ historyDays: 179 })).toEqual([{ what: "historyDays", have: 179, need: 180 }]);
  expect(told({ lastOrderDays: 31 })).toEqual([{ what: "lastOrderDays", have: 31, need: 30 }]);
  expect(told({ thirdOrder: 0 })).toEqual([{ what: "thirdOrder", have: 0, need: 1 }]);
  // What is spent needs people who bought again; orders do not.
  expect(told({ repeaters: 99 })).toEqual([]);
  expect(missingForSpend({ ...ENOUGH, repeaters: 99 })).toEqual([{ what: "repeaters", have: 99, need: 100 }]);
});

test("a shop without an order lacks buyers, and is not told that its last order is long ago", () => {
  const nothing = missingForOrders({ buyers: 0, historyDays: 0, lastOrderDays: 0, thirdOrder: 0, repeaters: 0 });
  expect(nothing.map(({ what }) => what)).toEqual(["buyers", "historyDays", "thirdOrder"]);
});

test("how often and how much are related from a correlation of 0.3 on (insights B2)", () => {
  const spenders = (means: readonly number[]) => means.map((mean, index) => ({ repeats: index + 1, mean }));
  expect(frequencyAndValue(spenders([10, 20, 30, 40]))).toBeCloseTo(1, 12);
  expect(frequencyAndValue(spenders([40, 30, 20, 10]))).toBeCloseTo(-1, 12);
  // By hand: deviations (-1, 0, 1) and (-2, 4, -2) have nothing in common; with (-1, -1, 2) it is 3 of the root of 2 × 6.
  expect(frequencyAndValue(spenders([10, 16, 10]))).toBeCloseTo(0, 12);
  expect(frequencyAndValue(spenders([10, 10, 13]))).toBeCloseTo(3 / Math.sqrt(12), 12);
  expect(3 / Math.sqrt(12)).toBeGreaterThan(RELATED);
  expect(RELATED).toBe(0.3);
  expect(frequencyAndValue(spenders([10, 10, 10]))).toBeNull();
  // Who never came back, or got all of it for free, says nothing of either.
  expect(frequencyAndValue([...spenders([10, 20]), { repeats: 0, mean: 900 }, { repeats: 9, mean: 0 }])).toBeCloseTo(1, 12);
});
