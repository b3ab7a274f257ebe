import { DEEPEST, MOST_STEPS } from "../definition/steps.ts";
import type { DraftStep } from "./draft.ts";

export type Way = "yes" | "no" | "a" | "b";
/** A list of steps: the flow's own (null), or a way of a fork. */
export type ListRef = { fork: string; way: Way } | null;
/** A place in a list: before the step that has this index now. */
export type Place = { list: ListRef; index: number };

/** The ways of a fork, none of another step. */
export function waysOf(step: DraftStep): { way: Way; steps: DraftStep[] }[] {
  if (step.kind === "branch")
    return [
      { way: "yes", steps: step.yes },
      { way: "no", steps: step.no },
    ];
  if (step.kind === "split")
    return [
      { way: "a", steps: step.a },
      { way: "b", steps: step.b },
    ];
  return [];
}

export function* eachStep(steps: readonly DraftStep[]): Generator<DraftStep> {
  for (const step of steps) {
    yield step;
    for (const { steps: inner } of waysOf(step)) yield* eachStep(inner);
  }
}

export type Found = { step: DraftStep; list: ListRef; index: number; length: number };

export function find(steps: readonly DraftStep[], id: string, list: ListRef = null): Found | null {
  for (const [index, step] of steps.entries()) {
    if (step.id === id) return { step, list, index, length: steps.length };
    for (const { way, steps: inner } of waysOf(step)) {
      const found = find(inner, id, { fork: step.id, way });
      if (found !== null) return found;
    }
  }
  return null;
}

/** The steps of a list; null for one that is not there. */
export function listAt(steps: readonly DraftStep[], list: ListRef): readonly DraftStep[] | null {
  if (list === null) return steps;
  const fork = find(steps, list.fork)?.step;
  return fork === undefined ? null : (waysOf(fork).find(({ way }) => way === list.way)?.steps ?? null);
}

export function sameList(one: ListRef, other: ListRef): boolean {
  return one?.fork === other?.fork && one?.way === other?.way;
}

/** Every list with what `change` makes of it, the innermost first. */
export function mapLists(
  steps: readonly DraftStep[],
  change: (list: DraftStep[], ref: ListRef) => DraftStep[],
  ref: ListRef = null,
): DraftStep[] {
  const inner = steps.map((step) => {
    const ways = waysOf(step).map(({ way, steps: own }) => [way, mapLists(own, change, { fork: step.id, way })] as const);
    return ways.length === 0 ? step : { ...step, ...Object.fromEntries(ways) };
  });
  return change(inner, ref);
}

/** How many forks lie around a list. */
function depthOf(steps: readonly DraftStep[], list: ListRef): number {
  if (list === null) return 0;
  const fork = find(steps, list.fork);
  return fork === null ? 0 : 1 + depthOf(steps, fork.list);
}

/** How many forks lie in one another in a step, itself included. */
function heightOf(step: DraftStep): number {
  const ways = waysOf(step);
  return ways.length === 0 ? 0 : 1 + Math.max(0, ...ways.flatMap(({ steps }) => steps.map(heightOf)));
}

/** Whether a step may stand in a list: forks lie no deeper than `DEEPEST` in one another, and a list has an end. */
export function mayStand(steps: readonly DraftStep[], step: DraftStep, list: ListRef): boolean {
  const own = listAt(steps, list);
  return own !== null && own.length < MOST_STEPS && depthOf(steps, list) + heightOf(step) <= DEEPEST;
}
