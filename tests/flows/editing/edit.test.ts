import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { definitionSchema } from "../../../app/flows/definition/definition.ts";
import { DEEPEST } from "../../../app/flows/definition/steps.ts";
import { draftFrom, draftSchema, EMPTY_DRAFT, readDraft, type DraftStep } from "../../../app/flows/editing/draft.ts";
import { change, duplicate, holdoutWith, insert, moveBy, moveTo, newStep, remove } from "../../../app/flows/editing/edit.ts";
import { eachStep, find, listAt } from "../../../app/flows/editing/tree.ts";
import { emailsOf, flowPresetKeys, flowPresets, percentsOf } from "../../../app/flows/presets/presets.ts";
import type { FlowPreset } from "../../../app/flows/presets/preset.ts";
import { anySteps, branch, email, wait } from "./build.ts";

const idsOf = (steps: readonly DraftStep[]) => [...eachStep(steps)].map(({ id }) => id);
const outline = (steps: readonly DraftStep[]): unknown[] =>
  steps.map((step) => (step.kind === "branch" ? [step.id, outline(step.yes), outline(step.no)] : step.id));

describe("moving by one place", () => {
  const steps = [wait("a", 1), branch("b", [email("c")], [email("d")]), email("e")];

  test("leads through the ways of a fork, from the top to the end", () => {
    const seen: unknown[] = [];
    let now: DraftStep[] = steps;
    for (let times = 0; times < 6; times += 1) {
      now = moveBy(now, "a", 1);
      seen.push(outline(now));
    }
    expect(seen).toEqual([
      [["b", ["a", "c"], ["d"]], "e"],
      [["b", ["c", "a"], ["d"]], "e"],
      [["b", ["c"], ["a", "d"]], "e"],
      [["b", ["c"], ["d", "a"]], "e"],
      [["b", ["c"], ["d"]], "a", "e"],
      [["b", ["c"], ["d"]], "e", "a"],
    ]);
    expect(moveBy(now, "a", 1)).toEqual(now);
  });

  test("and back again the same way", () => {
    fc.assert(
      fc.property(anySteps, fc.nat(), (all, pick) => {
        const ids = idsOf(all);
        const id = ids[pick % Math.max(1, ids.length)];
        if (id === undefined) return;
        const down = moveBy(all, id, 1);
        if (JSON.stringify(down) !== JSON.stringify(all)) expect(moveBy(down, id, -1)).toEqual(all);
      }),
    );
  });
});

test("nothing that is done to steps loses one, doubles one, or nests deeper than definitions may", () => {
  fc.assert(
    fc.property(anySteps, fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(4)), { maxLength: 20 }), (all, acts) => {
      let steps = all;
      let made = 0;
      for (const [one, other, act] of acts) {
        const ids = idsOf(steps);
        const id = ids[one % Math.max(1, ids.length)];
        const target = find(steps, ids[other % Math.max(1, ids.length)] ?? "");
        if (id === undefined || target === null) return;
        const before = new Set(ids);
        if (act === 0) steps = moveTo(steps, id, target);
        if (act === 1) steps = moveBy(steps, id, 1);
        if (act === 2) steps = moveBy(steps, id, -1);
        if (act < 3) expect(new Set(idsOf(steps))).toEqual(before);
        if (act === 3) steps = duplicate(steps, id, () => `n${(made += 1)}`).steps;
        if (act === 4) steps = insert(steps, target, branch(`n${(made += 1)}`, []));
        if (act > 2) for (const kept of before) expect(find(steps, kept)).not.toBeNull();
        expect(new Set(idsOf(steps)).size).toBe(idsOf(steps).length);
      }
      expect(depth(steps)).toBeLessThanOrEqual(DEEPEST);
    }),
  );
});

function depth(steps: readonly DraftStep[]): number {
  return Math.max(0, ...steps.map((step) => (step.kind === "branch" ? 1 + Math.max(depth(step.yes), depth(step.no)) : 0)));
}

test("a step is put into no way of its own, and what is removed can be put back where it was", () => {
  const steps = [branch("a", [email("b")]), email("c")];
  expect(moveTo(steps, "a", { list: { fork: "a", way: "yes" }, index: 0 })).toEqual(steps);
  const found = find(steps, "b");
  if (found === null) throw new Error("There is no b");
  expect(insert(remove(steps, "b"), found, found.step)).toEqual(steps);
});

test("a change leaves a step's kind, id and ways, and every other step", () => {
  const steps = [branch("a", [email("b")]), wait("c", 3)];
  expect(change(steps, "a", "branch", { condition: "x" })).toEqual([branch("a", [email("b")], [], "x"), wait("c", 3)]);
  expect(change(steps, "b", "wait", { wait: { days: 9 } })).toEqual(steps);
});

describe("a draft", () => {
  test("keeps what is mistyped, and reads what was published", () => {
    const typed = { ...EMPTY_DRAFT, holdout: "ten", steps: [{ ...newStep("points", "p"), points: "1o0" }] };
    expect(readDraft(JSON.parse(JSON.stringify(typed)))).toEqual(typed);
    expect(readDraft(null, { nonsense: 1 })).toEqual(EMPTY_DRAFT);
  });

  test("nests no deeper than a definition, whatever is sent", () => {
    let steps: unknown[] = [];
    for (let deep = 0; deep < 5_000; deep += 1) steps = [{ kind: "branch", id: "a", condition: "", yes: steps, no: [] }];
    expect(draftSchema.safeParse({ ...EMPTY_DRAFT, steps }).success).toBe(false);
  });

  test.each(flowPresetKeys)("of the preset %s is a definition, once it has its emails and rewards", (key) => {
    const preset: FlowPreset = flowPresets[key];
    const emails = new Map(emailsOf(preset).map((name, at) => [name, at + 1]));
    const rewards = new Map(percentsOf(preset).map((percent, at) => [percent, at + 1]));
    const draft = draftFrom(preset, emails, rewards);
    expect(definitionSchema.parse(draft)).toMatchObject(draft);
    expect(draftSchema.parse(definitionSchema.parse(draft))).toEqual(draft);
    expect(listAt(draftFrom(preset, new Map(), new Map()).steps, null)).toHaveLength(preset.steps.length);
  });
});

test("the first reward proposes that some are held out; whoever sets it back keeps that (issue 9, holdout)", () => {
  const reward: DraftStep = { kind: "reward", id: "r", rewardId: null };
  expect(holdoutWith({ steps: [wait("a", 1)], holdout: 0 }, "reward")).toBe(10);
  expect(holdoutWith({ steps: [branch("b", [reward], [])], holdout: 0 }, "reward")).toBe(0);
  expect(holdoutWith({ steps: [], holdout: 25 }, "reward")).toBe(25);
  expect(holdoutWith({ steps: [], holdout: 0 }, "email")).toBe(0);
});
