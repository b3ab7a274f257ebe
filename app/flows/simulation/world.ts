import { plusMs } from "../../lib/time.ts";
import type { Intent, PolicyFacts } from "../../messages/policy.ts";
import type { Definition } from "../definition/definition.ts";
import type { Facts } from "../planner/facts.ts";
import type { PastRun, Run } from "../planner/flow.ts";

/**
 * What the policy knows of one customer, beside what a simulation keeps itself (the flow's state, what left lately) and what it cannot know: the shop's limit of
 * the day, and what befalls a single email.
 */
export type PolicyView = Omit<PolicyFacts, "flow" | "campaign" | "recentMarketing" | "leftToday" | "pending" | "outdated">;

/** One customer as known at an instant. */
export type View = { facts: Facts; policy: PolicyView };

/** One customer in the course of time. */
export type World = {
  at: (now: Date) => View;
  /** The first instant after `after` at which something else becomes known; null: nothing more will. */
  nextChange: (after: Date) => Date | null;
};

/** A customer to whom nothing happens but what flows do: what a forecast can honestly assume. */
export function unchanging(view: View): World {
  return { at: () => view, nextChange: () => null };
}

/** A customer about whom each of these instants tells something new. @param view what is known at an instant */
export function changingAt(instants: readonly Date[], view: (now: Date) => View): World {
  const times = [...new Set(instants.map((at) => at.getTime()))].sort((a, b) => a - b);
  return {
    at: view,
    nextChange: (after) => {
      const next = times.find((time) => time > after.getTime());
      return next === undefined ? null : plusMs(after, next - after.getTime());
    },
  };
}

/** A run that goes on when a simulation begins, and when it next wants attention; null: at once. */
export type StandingRun = { flowId: number; run: Run; definition: Definition; dueAt: Date | null };

/** An email that waits to leave. */
export type StandingEmail = {
  flowId: number;
  run: Pick<Run, "occasion" | "since" | "about">;
  definition: Definition;
  stepId: string;
  dueAt: Date;
} & Omit<Intent, "purpose">;

/** What a customer brings along when a simulation begins. */
export type Standing = {
  going: readonly StandingRun[];
  past: readonly (PastRun & { flowId: number })[];
  emails: readonly StandingEmail[];
  /** When advertising left for the customer in the seven days before, the latest first. */
  recentMarketing: readonly Date[];
};

export const nothingStanding: Standing = { going: [], past: [], emails: [], recentMarketing: [] };
