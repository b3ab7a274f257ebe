import type { FigureKey } from "../figures/list.ts";
import { LENGTHS, type Length } from "../figures/period.ts";

/** Figures of which more is better: what can be aimed at. Churn is what retention leaves. */
export const goalFigures = [
  "retention",
  "repeat",
  "orderValue",
  "frequency",
  "returning",
  "value",
] as const satisfies readonly FigureKey[];
export type GoalFigure = (typeof goalFigures)[number];

/** Days count since 1970 in the shop's zone; money is in minor units, shares are parts of one. */
export type Goal = {
  goalId: number;
  figure: GoalFigure;
  days: Length;
  target: number;
  dueOn: number;
  setBy: string;
  setOn: number;
  /** What the figure was when the goal was set; null: nobody knew. */
  started: number | null;
};

/**
 * How a goal stands: reached; on the way as fast as it needs to be, or slower; over without having been reached; or nothing to tell yet. `expected` is where the figure would be today
 * on a straight way from where it began, `left` what is missing.
 */
export type Standing = {
  state: "reached" | "ahead" | "behind" | "missed" | "unknown";
  expected: number | null;
  left: number | null;
};

/** A goal with the figure as it is now. */
export type FollowedGoal = { goal: Goal; value: number | null; standing: Standing };

export function standingOf({ target, dueOn, setOn, started }: Goal, value: number | null, today: number): Standing {
  if (value === null) return { state: "unknown", expected: null, left: null };
  const left = Math.max(0, target - value);
  if (left === 0) return { state: "reached", expected: null, left };
  if (today > dueOn) return { state: "missed", expected: null, left };
  const gone = dueOn === setOn ? 1 : Math.min(1, Math.max(0, (today - setOn) / (dueOn - setOn)));
  const expected = started === null ? null : started + (target - started) * gone;
  return { state: expected === null ? "unknown" : value >= expected ? "ahead" : "behind", expected, left };
}

export function isGoalFigure(text: unknown): text is GoalFigure {
  return goalFigures.some((figure) => figure === text);
}

export function isLength(days: unknown): days is Length {
  return LENGTHS.some((length) => length === days);
}
