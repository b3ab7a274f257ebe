import type { Step } from "./steps.ts";

/** Every step, those of all forks too, in the order in which they are read. */
export function* eachStep(steps: readonly Step[]): Generator<Step> {
  for (const step of steps) {
    yield step;
    for (const way of waysOf(step)) yield* eachStep(way.steps);
  }
}

/** The ways that a fork offers; none for a step that is none. */
export function waysOf(step: Step): { name: "yes" | "no" | "a" | "b"; steps: Step[] }[] {
  if (step.kind === "branch")
    return [
      { name: "yes", steps: step.yes },
      { name: "no", steps: step.no },
    ];
  if (step.kind === "split")
    return [
      { name: "a", steps: step.a },
      { name: "b", steps: step.b },
    ];
  return [];
}

/** Where runs stand in a tree of steps: what a step is, and what comes after it. */
export type StepIndex = {
  ids: readonly string[];
  first: string | null;
  find: (id: string) => Step | null;
  /** The step that follows when this one is done; for a fork, what comes after both of its ways. Null: the flow is over. */
  after: (id: string) => string | null;
};

const indexes = new WeakMap<readonly Step[], StepIndex>();

export function indexOf(steps: readonly Step[]): StepIndex {
  const known = indexes.get(steps);
  if (known !== undefined) return known;
  const byId = new Map<string, { step: Step; next: string | null }>();
  const put = (list: readonly Step[], beyond: string | null) => {
    list.forEach((step, at) => {
      const next = list[at + 1]?.id ?? beyond;
      byId.set(step.id, { step, next });
      for (const way of waysOf(step)) put(way.steps, next);
    });
  };
  put(steps, null);
  const index: StepIndex = {
    ids: [...byId.keys()],
    first: steps[0]?.id ?? null,
    find: (id) => byId.get(id)?.step ?? null,
    after: (id) => byId.get(id)?.next ?? null,
  };
  indexes.set(steps, index);
  return index;
}
