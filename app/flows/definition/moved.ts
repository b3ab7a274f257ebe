import type { Definition } from "./definition.ts";
import { indexOf } from "./tree.ts";

/** Where runs at each step of a version stand in another: at the same step, else at the next that is left; null: at the end. */
export function stepsMoved(from: Definition, to: Definition): Map<string, string | null> {
  const [before, after] = [indexOf(from.steps), indexOf(to.steps)];
  const moved = new Map<string, string | null>();
  for (const id of before.ids) {
    let next: string | null = id;
    while (next !== null && after.find(next) === null) next = before.after(next);
    moved.set(id, next);
  }
  return moved;
}

type Beginning = { trigger: { kind: string; event?: unknown } };

/** Whether a run of one version can go on with another: what it is about, and what ends it, follow from what began it. */
export function canMove({ trigger: from }: Beginning, { trigger: to }: Beginning): boolean {
  return from.kind === to.kind && from.event === to.event;
}
