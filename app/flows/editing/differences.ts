import type { Draft, DraftStep } from "./draft.ts";
import { eachStep, find, listAt, sameList, waysOf, type ListRef } from "./tree.ts";

/** What is else about a flow, beside its steps. */
const frameParts = ["trigger", "audience", "exits", "reentry", "goal", "hour", "holdout", "giveUpAfterDays"] as const;
export type FramePart = (typeof frameParts)[number];

/** One difference of two versions; `number`: which step of its kind it is, from 1, in the version that has it. */
export type Difference =
  | { what: "frame"; part: FramePart; before: Draft; after: Draft }
  | { what: "added" | "removed" | "moved"; step: DraftStep; number: number }
  | { what: "changed"; before: DraftStep; step: DraftStep; number: number };

/** What is different, in the order in which the new version is read; what is gone last. Steps are the same where their ids are. */
export function differences(before: Draft, after: Draft): Difference[] {
  const moved = movedSteps(before, after);
  const frame = frameParts.flatMap((part): Difference[] =>
    isSame(before[part], after[part]) ? [] : [{ what: "frame", part, before, after }],
  );
  const steps = [...eachStep(after.steps)].flatMap((step): Difference[] => {
    const number = numberOf(after.steps, step);
    const old = find(before.steps, step.id)?.step;
    if (old === undefined) return [{ what: "added", step, number }];
    return [
      ...(isSame(bare(old), bare(step)) ? [] : [{ what: "changed" as const, before: old, step, number }]),
      ...(moved.has(step.id) ? [{ what: "moved" as const, step, number }] : []),
    ];
  });
  const gone = [...eachStep(before.steps)].flatMap((step): Difference[] =>
    find(after.steps, step.id) === null ? [{ what: "removed", step, number: numberOf(before.steps, step) }] : [],
  );
  return [...frame, ...steps, ...gone];
}

/** Which step of its kind a step is, from 1. */
export function numberOf(steps: readonly DraftStep[], { id, kind }: DraftStep): number {
  const alike = [...eachStep(steps)].filter((step) => step.kind === kind);
  return alike.findIndex((step) => step.id === id) + 1;
}

/** A step without what lies in it. */
function bare(step: DraftStep): unknown {
  return Object.fromEntries(Object.entries(step).filter(([name]) => !waysOf(step).some(({ way }) => way === name)));
}

/** Steps that stand in another list, or were passed by others of theirs: as few as explain the new order. */
function movedSteps(before: Draft, after: Draft): Set<string> {
  const moved = new Set<string>();
  const lists: ListRef[] = [null];
  for (const step of eachStep(after.steps)) lists.push(...waysOf(step).map(({ way }) => ({ fork: step.id, way })));
  for (const list of lists) {
    const old = (listAt(before.steps, list) ?? []).map(({ id }) => id);
    const kept: { id: string; place: number }[] = [];
    for (const { id } of listAt(after.steps, list) ?? []) {
      const was = find(before.steps, id);
      if (was === null) continue;
      if (sameList(was.list, list)) kept.push({ id, place: old.indexOf(id) });
      else moved.add(id);
    }
    const staying = longestRising(kept.map(({ place }) => place));
    for (const { id, place } of kept) if (!staying.has(place)) moved.add(id);
  }
  return moved;
}

/** The values of the longest rising subsequence of distinct numbers. */
function longestRising(values: readonly number[]): Set<number> {
  const best: number[][] = [];
  for (const [at, value] of values.entries()) {
    const before = best.filter((_, earlier) => earlier < at && (values[earlier] ?? 0) < value);
    const longest = before.reduce<number[]>((one, other) => (other.length > one.length ? other : one), []);
    best.push([...longest, value]);
  }
  return new Set(best.reduce<number[]>((one, other) => (other.length > one.length ? other : one), []));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, item]) => [name, sorted(item)]));
}
