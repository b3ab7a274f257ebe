import type { Draft, DraftStep, DraftStepOf } from "./draft.ts";
import { eachStep, find, listAt, mapLists, mayStand, sameList, waysOf, type ListRef, type Place } from "./tree.ts";

/**
 * What can be done to the steps of a draft. Each returns the steps as they are then; what cannot be done leaves them as they are. Ids never change, and no two steps
 * have the same.
 */
type Steps = readonly DraftStep[];

export function insert(steps: Steps, { list, index }: Place, step: DraftStep): DraftStep[] {
  if (!mayStand(steps, step, list)) return [...steps];
  return mapLists(steps, (own, ref) => (sameList(ref, list) ? own.toSpliced(Math.max(0, index), 0, step) : own));
}

/** Percent that are held out where something is given off, so that one can tell whether it was worth it. */
export const USUAL_HOLDOUT = 10;

/** The holdout once a step of a kind is put in: proposed with the first reward, where nobody has chosen one; whoever sets it back keeps that. */
export function holdoutWith({ steps, holdout }: Pick<Draft, "steps" | "holdout">, kind: DraftStep["kind"]): Draft["holdout"] {
  const isFirst = kind === "reward" && [...eachStep(steps)].every((step) => step.kind !== "reward");
  return isFirst && holdout === 0 ? USUAL_HOLDOUT : holdout;
}

export function remove(steps: Steps, id: string): DraftStep[] {
  return mapLists(steps, (own) => own.filter((step) => step.id !== id));
}

/** Says something else in a step; its kind and its ways stay. */
export function change<Kind extends DraftStep["kind"]>(
  steps: Steps,
  id: string,
  kind: Kind,
  patch: Partial<Omit<DraftStepOf<Kind>, "kind" | "id">>,
): DraftStep[] {
  return mapLists(steps, (own) => own.map((step) => (step.id === id && step.kind === kind ? { ...step, ...patch } : step)));
}

/** A copy of a step with all that is in it, under ids of their own, behind it. @param makeId an id that no step has ever had */
export function duplicate(steps: Steps, id: string, makeId: () => string): { steps: DraftStep[]; id: string } {
  const found = find(steps, id);
  if (found === null) return { steps: [...steps], id };
  const copy = renamed(found.step, makeId);
  return { steps: insert(steps, { list: found.list, index: found.index + 1 }, copy), id: copy.id };
}

function renamed(step: DraftStep, makeId: () => string): DraftStep {
  const ways = waysOf(step).map(({ way, steps }) => [way, steps.map((inner) => renamed(inner, makeId))] as const);
  return { ...step, id: makeId(), ...Object.fromEntries(ways) };
}

/** Puts a step where it shall be, as the lists stand before it is taken out. Not into itself. */
export function moveTo(steps: Steps, id: string, { list, index }: Place): DraftStep[] {
  const found = find(steps, id);
  if (found === null || (list !== null && isWithin(found.step, list.fork))) return [...steps];
  const same = sameList(found.list, list);
  const place = { list, index: same && index > found.index ? index - 1 : index };
  const without = remove(steps, id);
  return mayStand(without, found.step, list) ? insert(without, place, found.step) : [...steps];
}

function isWithin(step: DraftStep, id: string): boolean {
  return [...eachStep([step])].some((inner) => inner.id === id);
}

/** One place up or down: into the way of a fork that it meets, out of the one that it is in. */
export function moveBy(steps: Steps, id: string, by: 1 | -1): DraftStep[] {
  const place = placeBeside(steps, id, by);
  return place === null ? [...steps] : moveTo(steps, id, place);
}

/** Where a step goes that is moved by one; null at the end of the flow. */
export function placeBeside(steps: Steps, id: string, by: 1 | -1): Place | null {
  const found = find(steps, id);
  if (found === null) return null;
  const { list, index, length } = found;
  const neighbor = listAt(steps, list)?.[index + by];
  if (neighbor !== undefined) {
    const ways = waysOf(neighbor);
    const way = by === 1 ? ways.at(0) : ways.at(-1);
    const inside: ListRef = way === undefined ? null : { fork: neighbor.id, way: way.way };
    if (way !== undefined && mayStand(remove(steps, id), found.step, inside))
      return { list: inside, index: by === 1 ? 0 : way.steps.length };
    return { list, index: by === 1 ? index + 2 : index - 1 };
  }
  if (list === null || (by === 1 && index < length - 1)) return null;
  // The end of a way: the other way of the fork, else out of it.
  const fork = find(steps, list.fork);
  if (fork === null) return null;
  const ways = waysOf(fork.step);
  const next = ways[ways.findIndex(({ way }) => way === list.way) + by];
  if (next !== undefined) return { list: { fork: list.fork, way: next.way }, index: by === 1 ? 0 : next.steps.length };
  return { list: fork.list, index: by === 1 ? fork.index + 1 : fork.index };
}

/** A step of a kind as it is added: with what is most often meant, where nothing has to be chosen. */
export function newStep(kind: DraftStep["kind"], id: string): DraftStep {
  switch (kind) {
    case "wait":
      return { kind, id, wait: { days: 3 } };
    case "email":
      return { kind, id, emailId: null, topic: "news", similarGoods: false, off: false };
    case "points":
      return { kind, id, points: 100 };
    case "reward":
      return { kind, id, rewardId: null };
    case "tag":
      return { kind, id, add: [], remove: [] };
    case "branch":
      return { kind, id, condition: "", yes: [], no: [] };
    case "split":
      return { kind, id, share: 50, a: [], b: [] };
    case "end":
      return { kind, id };
  }
}

/** In the order in which they are offered. */
export const stepKinds = [
  "wait",
  "email",
  "reward",
  "points",
  "tag",
  "branch",
  "split",
  "end",
] as const satisfies DraftStep["kind"][];

/** Where a step stands among those of its list, from 1. */
export function positionOf({ steps }: Pick<Draft, "steps">, id: string): { at: number; of: number } | null {
  const found = find(steps, id);
  return found === null ? null : { at: found.index + 1, of: found.length };
}
