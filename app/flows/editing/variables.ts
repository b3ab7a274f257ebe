import type { DraftStep } from "./draft.ts";
import { eachStep } from "./tree.ts";

/** What two ways of a split can differ in. */
export type Variable = "content" | "time" | "offer" | "tags" | "way";

const variableOf: Record<DraftStep["kind"], Variable | null> = {
  email: "content",
  wait: "time",
  points: "offer",
  reward: "offer",
  tag: "tags",
  branch: "way",
  split: "way",
  end: null,
};

/** In what two ways differ, whatever their steps are called. Of more than one nobody can tell afterwards which of them made the difference. */
export function differing(a: readonly DraftStep[], b: readonly DraftStep[]): Variable[] {
  const [one, other] = [partsOf(a), partsOf(b)];
  const all = new Set([...one.keys(), ...other.keys()]);
  return [...all].filter((variable) => (one.get(variable) ?? []).join() !== (other.get(variable) ?? []).join());
}

/** By variable, what each of its steps does, in their order. */
function partsOf(steps: readonly DraftStep[]): Map<Variable, string[]> {
  const parts = new Map<Variable, string[]>();
  for (const step of eachStep(steps)) {
    const variable = variableOf[step.kind];
    if (variable === null || (step.kind === "email" && step.off)) continue;
    const own = JSON.stringify({ ...step, id: "", yes: null, no: null, a: null, b: null });
    parts.set(variable, [...(parts.get(variable) ?? []), own]);
  }
  return parts;
}
