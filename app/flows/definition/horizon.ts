/** As steps of a definition or of a draft say it: what is typed there may be no number yet. */
type Typed = number | string;
type Wait = { hours: Typed } | { days: Typed } | { weekday: number } | { event: string; atMostHours: Typed };
type Timed =
  | { kind: "wait"; wait: Wait }
  | { kind: "branch"; yes: readonly Timed[]; no: readonly Timed[] }
  | { kind: "split"; a: readonly Timed[]; b: readonly Timed[] }
  | { kind: "email" | "points" | "reward" | "tag" | "end" };

/**
 * For how many days after the beginning of a run it is looked whether its goal is reached, and what the customer buys: for the longest way through the steps, and the
 * days that the goal says.
 */
export function horizonDays({ steps, goal }: { steps: readonly Timed[]; goal: { afterDays: Typed } }): number {
  return Math.ceil(longest(steps)) + numberOf(goal.afterDays);
}

function longest(steps: readonly Timed[]): number {
  return steps.reduce((sum, step) => {
    if (step.kind === "wait") return sum + daysOf(step.wait);
    if (step.kind === "branch") return sum + Math.max(longest(step.yes), longest(step.no));
    return step.kind === "split" ? sum + Math.max(longest(step.a), longest(step.b)) : sum;
  }, 0);
}

function daysOf(wait: Wait): number {
  if ("hours" in wait) return numberOf(wait.hours) / 24;
  if ("event" in wait) return numberOf(wait.atMostHours) / 24;
  return "weekday" in wait ? 7 : Math.max(1, numberOf(wait.days));
}

const numberOf = (typed: Typed): number => (typeof typed === "number" ? typed : 0);
