import fc from "fast-check";
import { expect, test } from "vitest";

import { differences, type Difference } from "../../../app/flows/editing/differences.ts";
import { moveBy } from "../../../app/flows/editing/edit.ts";
import { anySteps, branch, draft, email, wait } from "./build.ts";

const said = (difference: Difference) =>
  difference.what === "frame"
    ? difference.part
    : `${difference.what} ${difference.step.kind} ${difference.number} (${difference.step.id})`;
const between = (...pair: [Parameters<typeof differences>[0], Parameters<typeof differences>[1]]) =>
  differences(...pair).map(said);

test("a step that says something else is named by its number among its kind", () => {
  const before = [email("a"), wait("b", 15), email("c"), { kind: "reward" as const, id: "d", rewardId: 1 }];
  const after = [email("a"), wait("b", 5), email("c", 2), { kind: "reward" as const, id: "d", rewardId: 2 }];
  expect(between(draft(before), draft(after))).toEqual(["changed wait 1 (b)", "changed email 2 (c)", "changed reward 1 (d)"]);
});

test("what came, went and moved is each said once", () => {
  const before = draft([email("a"), email("b"), email("c"), email("d")]);
  expect(between(before, draft([email("d"), email("a"), email("b"), email("x")]))).toEqual([
    "moved email 1 (d)",
    "added email 4 (x)",
    "removed email 3 (c)",
  ]);
  expect(between(before, draft([email("a"), branch("f", [email("b")]), email("c"), email("d")]))).toEqual([
    "added branch 1 (f)",
    "moved email 2 (b)",
  ]);
});

test("what lies in a fork does not change the fork", () => {
  const one = draft([branch("f", [email("a")])]);
  expect(between(one, draft([branch("f", [email("a"), email("b")])]))).toEqual(["added email 2 (b)"]);
  expect(between(one, draft([branch("f", [email("a")], [], "number_of_orders > 9")]))).toEqual(["changed branch 1 (f)"]);
});

test("the flow's own choices are named", () => {
  const before = draft([email("a")]);
  expect(between(before, draft([email("a")], { holdout: 10, hour: 9, audience: "number_of_orders = 1" }))).toEqual([
    "audience",
    "hour",
    "holdout",
  ]);
});

test("a flow differs from itself in nothing, and from one with a step moved in no more than that", () => {
  fc.assert(
    fc.property(anySteps, fc.nat(), (steps, pick) => {
      const one = draft(steps);
      // As it comes from the database, whose members have an order of their own.
      expect(differences(one, JSON.parse(JSON.stringify(one)) as typeof one)).toEqual([]);
      const id = steps[pick % Math.max(1, steps.length)]?.id;
      if (id === undefined) return;
      const moved = differences(one, draft(moveBy(steps, id, 1)));
      expect(moved.every(({ what }) => what === "moved")).toBe(true);
      expect(moved.length).toBeLessThanOrEqual(1);
    }),
  );
});
