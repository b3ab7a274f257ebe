import fc from "fast-check";
import { describe, expect, test } from "vitest";

import "../support/seed.ts";
import {
  redemptionStates,
  releaseReasons,
  step,
  type RedemptionEvent,
  type RedemptionState,
} from "../../app/rewards/redemptions/state.ts";

const events = fc.oneof(
  fc.constantFrom<RedemptionEvent>(
    { kind: "issued" },
    { kind: "paid-out" },
    { kind: "code-gone" },
    { kind: "still-works" },
    { kind: "used" },
  ),
  fc.constantFrom(...releaseReasons).map((reason): RedemptionEvent => ({ kind: "release", reason })),
);

/** The state after events, and how often the points are held by then: 1 taken, 0 not. */
function run(list: readonly RedemptionEvent[]): { state: RedemptionState; held: number } {
  let state: RedemptionState = "reserved";
  let held = 1;
  for (const event of list) {
    const next = step(state, event);
    if (next === null) continue;
    state = next.to;
    if (next.effect === "give-back") held -= 1;
    if (next.effect === "take-again") held += 1;
  }
  return { state, held };
}

describe("whatever happens to a redemption, in any order", () => {
  test("its points are taken exactly when its state says so", () =>
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (list) => {
        const { state, held } = run(list);
        expect(held).toBe(state === "released" ? 0 : 1);
      }),
      { numRuns: 2_000 },
    ));

  test("an order that carries the code decides: from then on it is used", () =>
    fc.assert(
      fc.property(fc.array(events), fc.array(events), (before, after) => {
        expect(run([...before, { kind: "used" }, ...after]).state).toBe("used");
      }),
    ));

  test("an event that comes twice changes nothing the second time", () =>
    fc.assert(
      fc.property(fc.array(events), events, (before, event) => {
        expect(run([...before, event, event])).toEqual(run([...before, event]));
      }),
    ));

  test("points never go back while the code may still be in Shopify", () => {
    for (const from of redemptionStates) {
      for (const kind of ["issued", "paid-out", "still-works", "used"] as const)
        expect(step(from, { kind })?.effect, `${kind} in ${from}`).not.toBe("give-back");
    }
    expect(step("reserved", { kind: "code-gone" })).toBeNull();
    expect(step("issued", { kind: "code-gone" })).toBeNull();
  });
});
