import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { definitionSchema } from "../../../app/flows/definition/definition.ts";
import { check, type ShopHas } from "../../../app/flows/editing/check.ts";
import type { Draft, DraftStep } from "../../../app/flows/editing/draft.ts";
import { anySteps, branch, draft, email, wait } from "./build.ts";

const shop: ShopHas = {
  emails: [
    { emailId: 1, published: true },
    { emailId: 2, published: false },
  ],
  rewards: [
    { rewardId: 1, archived: false },
    { rewardId: 2, archived: true },
  ],
  segments: [{ segmentId: 7, key: "vip" }],
  tiers: [{ key: "gold" }],
};
const found = (steps: DraftStep[], rest: Partial<Draft> = {}) =>
  check(draft(steps, rest), shop).map(({ stepId, field, code }) => `${stepId ?? "flow"}.${field}: ${code}`);

test("a flow that is whole has nothing wrong with it, two waits in a row included", () => {
  expect(
    found([wait("a", 1), wait("b", 2), email("c"), { kind: "reward", id: "d", rewardId: 1 }, { kind: "end", id: "e" }]),
  ).toEqual([]);
});

test("a test of one thing, which is done twice, has nothing wrong with it", () => {
  const b = [wait("d", 3), email("e"), wait("f", 9)];
  expect(found([{ kind: "split", id: "a", share: 50, a: [wait("b", 1), email("c")], b }])).toEqual([]);
});

test.each(["refill", "post-purchase"] as const)("an email about %s can be about similar goods (§ 7 (3) UWG)", (topic) => {
  expect(found([{ ...email("a"), topic, similarGoods: true } as DraftStep])).toEqual([]);
});

describe("what is wrong is said at its place:", () => {
  test.each([
    [
      "a test of two things at once (issue 9, A/B)",
      [
        {
          kind: "split",
          id: "a",
          share: 50,
          a: [wait("b", 1), email("c")],
          b: [email("d"), { kind: "points", id: "e", points: 5 }],
        },
      ],
      "a.ways: several-variables",
    ],
    ["no steps", [], "flow.steps: no-steps"],
    ["nothing but waiting", [wait("a", 1)], "flow.steps: does-nothing"],
    ["an email not chosen", [email("a", null)], "a.email: email-missing"],
    ["an email that is gone", [email("a", 9)], "a.email: email-gone"],
    ["an email that is no more than a draft", [email("a", 2)], "a.email: email-unpublished"],
    [
      "a tick for similar goods on what is about anything",
      [{ ...email("a"), topic: "birthday", similarGoods: true } as DraftStep],
      "a.similarGoods: not-similar",
    ],
    ["a reward not chosen", [{ kind: "reward", id: "a", rewardId: null }], "a.reward: reward-missing"],
    ["a reward put away", [{ kind: "reward", id: "a", rewardId: 2 }], "a.reward: reward-archived"],
    ["points that are no number", [{ kind: "points", id: "a", points: "many" }], "a.points: number"],
    ["tags without a tag", [{ kind: "tag", id: "a", add: [" "], remove: [] }], "a.tags: no-tags"],
    [
      "a segment that is gone",
      [branch("a", [email("b")], [], "number_of_orders > 1 OR segment_member = 'lost'")],
      "a.condition: segment-gone",
    ],
    ["a condition that cannot be read", [branch("a", [email("b")], [], "orders >")], "a.condition: query"],
    ["a fork that leads nowhere", [email("e"), branch("a", [])], "a.ways: empty-fork"],
    ["steps behind the end", [email("a"), { kind: "end", id: "b" }, email("c")], "c.step: unreachable"],
    [
      "steps behind a fork both of whose ways end",
      [branch("a", [{ kind: "end", id: "b" }], [{ kind: "end", id: "c" }]), email("d")],
      "d.step: unreachable",
    ],
  ] as [string, DraftStep[], string][])("%s", (_name, steps, problem) => {
    expect(found(steps)).toEqual([problem]);
  });

  test.each([
    ["a segment not chosen", { trigger: { kind: "event", event: "segment-entered" } }, "flow.segment: segment-missing"],
    ["a segment that is gone", { trigger: { kind: "event", event: "segment-left", segmentId: 8 } }, "flow.segment: segment-gone"],
    ["a tier that is gone", { trigger: { kind: "event", event: "tier-reached", tier: "tin" } }, "flow.tier: tier-gone"],
    ["an audience without a word", { audience: "" }, "flow.audience: query"],
    ["days beyond ten years", { trigger: { kind: "lapsed", days: 9999, ownGap: null } }, "flow.days: number"],
    ["a holdout of more than half", { holdout: 51 }, "flow.holdout: number"],
    ["half a day", { reentry: { everyDays: 0.5 } }, "flow.everyDays: number"],
  ] as [string, Partial<Draft>, string][])("%s", (_name, rest, problem) => {
    expect(found([email("a")], rest)).toEqual([problem]);
  });
});

test("what has nothing wrong with it can be published", () => {
  fc.assert(
    fc.property(anySteps, (steps) => {
      const one = draft(steps);
      if (check(one, shop).length === 0) expect(definitionSchema.safeParse(one).success).toBe(true);
    }),
  );
});

test.each<[Partial<Draft["goal"]>, string[]]>([
  [{ kind: "products" }, ["flow.goalProducts: goal-products"]],
  [{ kind: "products", products: [{ productId: "12", title: "Tea" }] }, []],
  [{ kind: "products", products: [{ productId: "tea", title: "tea" }] }, ["flow.goalProducts: goal-product-ids"]],
  [{ kind: "segment-entered" }, ["flow.goalSegment: segment-missing"]],
  [{ kind: "segment-entered", segmentId: 9 }, ["flow.goalSegment: segment-gone"]],
  [{ kind: "segment-entered", segmentId: 7 }, []],
  [{ kind: "same-product" }, ["flow.goal: goal-about-nothing"]],
  [{ afterDays: "two weeks" }, ["flow.goalDays: number"]],
  [{ afterDays: 366 }, ["flow.goalDays: number"]],
])("a goal that is not whole is told at its field: %j (issue 9, goal)", (goal, problems) => {
  const whole = draft([email("a")], { goal: { kind: "order", afterDays: 30, ...goal } });
  expect(found([email("a")], { goal: whole.goal })).toEqual(problems);
  // What a shop has only the shop knows.
  const isWrongAnyway = problems.some((one) => !one.endsWith("gone"));
  expect(definitionSchema.safeParse(whole).success).toBe(!isWrongAnyway);
});
