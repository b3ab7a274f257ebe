import type { FlowPresetKey } from "../../flows/presets/presets.ts";
import type { Counts } from "../figures/counts.ts";
import type { FollowedGoal } from "../goals/goal.ts";
import type { ToDo } from "../home/to-do.ts";

/** What is known of a shop when it is told what to do next. `live`: presets of the flows that run. */
export type StepFacts = {
  toDo: readonly ToDo[];
  goals: readonly FollowedGoal[];
  live: ReadonlySet<FlowPresetKey>;
  counts: Pick<Counts, "lost" | "customers" | "again">;
};

/** One thing to do, with what its reason says. */
export type Step =
  | { key: "to-do"; toDo: ToDo }
  | { key: "goal"; goal: FollowedGoal }
  | { key: "win-back" | "second-purchase" | "lost"; customers: number };

/** More would not be done. */
const MOST = 3;

/**
 * The most useful first: what keeps everything else from working, a goal that would be missed, flows that would do it for everybody, who has just left, and what else waits for a word.
 */
export function stepsOf({ toDo, goals, live, counts: { lost, customers, again } }: StepFacts): Step[] {
  const behind = goals.find(({ standing }) => standing.state === "behind");
  const winsBack = live.has("win-back") || live.has("win-back-durable");
  const asStep = (one: ToDo): Step => ({ key: "to-do", toDo: one });
  const all: Step[] = [
    ...toDo.filter(({ problem }) => problem).map(asStep),
    ...(behind === undefined ? [] : [{ key: "goal" as const, goal: behind }]),
    ...(lost > 0 ? [{ key: winsBack ? ("lost" as const) : ("win-back" as const), customers: lost }] : []),
    ...(customers > again && !live.has("second-purchase")
      ? [{ key: "second-purchase" as const, customers: customers - again }]
      : []),
    ...toDo.filter(({ problem }) => !problem).map(asStep),
  ];
  return all.slice(0, MOST);
}
