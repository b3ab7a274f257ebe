import fc from "fast-check";

import { draftSchema, EMPTY_DRAFT, type Draft, type DraftStep } from "../../../app/flows/editing/draft.ts";
import { newStep, stepKinds } from "../../../app/flows/editing/edit.ts";

export const wait = (id: string, days: number, hour?: number): DraftStep => ({
  ...{ kind: "wait", id },
  wait: { days, ...(hour === undefined ? {} : { hour }) },
});
export const email = (id: string, emailId: number | null = 1): DraftStep => ({
  ...{ kind: "email", id, emailId, topic: "news", similarGoods: false, off: false },
});
export const branch = (id: string, yes: DraftStep[], no: DraftStep[] = [], condition = "number_of_orders > 3"): DraftStep => ({
  ...{ kind: "branch", id, condition, yes, no },
});
export const draft = (steps: DraftStep[], rest: Partial<Draft> = {}): Draft =>
  draftSchema.parse({ ...EMPTY_DRAFT, ...rest, steps });

/** Steps in any order, forks three deep, each with an id of its own. */
export const anySteps: fc.Arbitrary<DraftStep[]> = shapes(3).map((all) => {
  let next = 0;
  const named = (step: DraftStep): DraftStep => {
    const id = `s${(next += 1)}`;
    if (step.kind === "branch") return { ...step, id, yes: step.yes.map(named), no: step.no.map(named) };
    return step.kind === "split" ? { ...step, id, a: step.a.map(named), b: step.b.map(named) } : { ...step, id };
  };
  return all.map(named);
});

function shapes(deep: number): fc.Arbitrary<DraftStep[]> {
  const plain = fc
    .constantFrom(...stepKinds.filter((kind) => kind !== "branch" && kind !== "split"))
    .map((kind) => newStep(kind, "x"));
  const fork = deep === 0 ? [] : [fc.tuple(shapes(deep - 1), shapes(deep - 1)).map(([yes, no]) => branch("x", yes, no))];
  return fc.array(fc.oneof({ arbitrary: plain, weight: 4 }, ...fork), { maxLength: 5 });
}
