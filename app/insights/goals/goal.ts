import { figures, type FigureKey } from "../figures/list.ts";
import { LENGTHS, type Length } from "../figures/period.ts";

/** Figures with a number to aim at, and whether more of it is better or less. The others: of points that are owed, and of how members differ, neither is (goals/words.ts). */
const directions = {
  ...{ retention: "more", churn: "less", repeat: "more", second: "less", orderValue: "more", frequency: "more" },
  ...{ returning: "more", value: "more", predicted: "more", flows: "more", nps: "more" },
} as const satisfies Partial<Record<FigureKey, "more" | "less">>;
export type GoalFigure = keyof typeof directions;
export const goalFigures = Object.keys(directions).filter(isGoalFigure);

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

export function isLessBetter(figure: GoalFigure): boolean {
  return directions[figure] === "less";
}

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

export function standingOf({ figure, target, dueOn, setOn, started }: Goal, value: number | null, today: number): Standing {
  if (value === null) return { state: "unknown", expected: null, left: null };
  const towards = isLessBetter(figure) ? -1 : 1;
  const left = Math.max(0, towards * (target - value));
  if (left === 0) return { state: "reached", expected: null, left };
  if (today > dueOn) return { state: "missed", expected: null, left };
  const gone = dueOn === setOn ? 1 : Math.min(1, Math.max(0, (today - setOn) / (dueOn - setOn)));
  const expected = started === null ? null : started + (target - started) * gone;
  return { state: expected === null ? "unknown" : towards * (value - expected) >= 0 ? "ahead" : "behind", expected, left };
}

/** How much of the way is behind, from 0 to 1: of a figure of which more is better, how much of the target there is; of another, how much of the value would be enough. */
export function progressOf({ figure, target }: Pick<Goal, "figure" | "target">, value: number): number {
  const least = figures[figure].unit === "score" ? LOWEST_SCORE : 0;
  const [part, whole] = isLessBetter(figure) ? [target, value] : [value - least, target - least];
  return whole <= 0 ? 1 : Math.max(0, Math.min(1, part / whole));
}

/** A score is no share of nothing: it begins here. */
export const LOWEST_SCORE = -100;

export function isGoalFigure(text: unknown): text is GoalFigure {
  return typeof text === "string" && Object.hasOwn(directions, text);
}

export function isLength(days: unknown): days is Length {
  return LENGTHS.some((length) => length === days);
}
