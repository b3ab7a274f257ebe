import type { Step } from "./steps.ts";
import { waysOf } from "./tree.ts";

/** How many days after their last step people are still looked at. */
const AFTER_DAYS = 30;

/** How long after the beginning of a run what somebody buys is looked at: the longest way through the steps, and thirty days. */
export function horizonDays(steps: readonly Step[]): number {
  return Math.ceil(longest(steps)) + AFTER_DAYS;
}

function longest(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => {
    if (step.kind === "wait") return sum + daysOf(step);
    return sum + Math.max(0, ...waysOf(step).map((way) => longest(way.steps)));
  }, 0);
}

function daysOf({ wait }: Extract<Step, { kind: "wait" }>): number {
  if ("hours" in wait) return wait.hours / 24;
  if ("event" in wait) return wait.atMostHours / 24;
  return "weekday" in wait ? 7 : Math.max(1, wait.days);
}
