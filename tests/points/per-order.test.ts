import fc from "fast-check";
import { expect, test } from "vitest";

import type { Earning } from "../../app/points/orders/earning.ts";
import { owed } from "../../app/points/orders/owed.ts";
import { awaited } from "../../app/points/per-order/awaited.ts";
import { explain } from "../../app/points/per-order/explained.ts";
import { DEFAULT_RULES, pointsPerMinor, type Program } from "../../app/program/rules/rules.ts";
import { operations, play } from "../support/random-commerce.ts";
import { readOrders } from "../support/read-orders.ts";

const random = fc.record({
  operations,
  taxesIncluded: fc.boolean(),
  shipping: fc.boolean(),
  tax: fc.boolean(),
  discounts: fc.boolean(),
  awardOn: fc.constantFrom("paid" as const, "fulfilled" as const),
  factors: fc.array(fc.constantFrom(0, 500, 1_000, 1_250, 3_000), { minLength: 3, maxLength: 3 }),
  tierPerMille: fc.constantFrom(1_000, 1_500),
});

test("what is said of an order adds up to its points, whatever happened to it; what it awaits is what it then brings", async () => {
  await fc.assert(
    fc.asyncProperty(random, async ({ operations: list, taxesIncluded, awardOn, factors, tierPerMille, ...base }) => {
      const played = play(list, taxesIncluded);
      const program: Program = { version: 1, effectiveFrom: new Date(0), rules: { ...DEFAULT_RULES, awardOn, base } };
      const { numerator, denominator } = pointsPerMinor(program.rules, "EUR");
      for (const order of await readOrders(played)) {
        const lines = Object.fromEntries(
          order.lines.map(({ lineId }, index) => [lineId.toString(), factors[index % 3] ?? 1_000]),
        );
        const earning: Earning = { tier: null, tierPerMille, lines };
        const { points, nothing, lines: told, shippingMinor, otherWeighted, weighted } = explain(order, program, earning);
        const ofLines = told.reduce((sum, { countedMinor, perMille }) => sum + countedMinor * BigInt(perMille), 0n);
        expect(ofLines + shippingMinor * 1_000n + otherWeighted).toBe(weighted);
        expect(points).toBe(owed(order, program, earning));
        if (points > 0n) {
          expect((weighted * BigInt(tierPerMille) * numerator) / (denominator * 1_000_000n)).toBe(points);
          expect(nothing).toBeNull();
        }
        const later = awaited(order, program, earning, order.updatedAt);
        if (later === null) continue;
        const paid = { ...order, fulfilledAt: order.fulfilledAt ?? order.updatedAt };
        if (later.awaits === "payment") Object.assign(paid, { financialStatus: "paid", receivedMinor: null });
        expect([points, owed(paid, program, earning)]).toEqual([0n, later.points]);
      }
    }),
    { numRuns: 60 },
  );
});
