/**
 * The planner: what a flow does next for one customer, and why. A pure function of the flow, the run, the facts and the instant: live runs,
 * preview, forecast and replay all ask it, so they cannot disagree.
 *
 * It guarantees: a step is sent at most once an occasion; nothing is sent before it is due; of several overdue steps only the latest is sent;
 * a purchase ends the run; whoever has had an occasion does not get an older one.
 */
import { addDays, DAY_MS, dayIn, instantIn, plusMs } from "../lib/time.ts";
import type { Definition } from "./definition.ts";

export type Flow = {
  definition: Definition;
  /** Since when it is switched on; null while it is off. */
  enabledAt: Date | null;
  timeZone: string;
};

export type Facts = {
  /** Deleted, redacted, or merged into another customer. */
  gone: "deleted" | "redacted" | "merged" | null;
  ordersCount: number;
  lastOrderAt: Date | null;
  /** Anchors of this flow's runs that have ended, this customer's and those of customers merged into this one. */
  pastAnchors: readonly Date[];
};

/** A run that goes on. "waiting": the trigger is still ahead. "active": the customer has entered. */
export type Run = {
  phase: "waiting" | "active";
  /** The last order at which the run began to count. */
  anchorAt: Date;
  /** Index of the next step. */
  step: number;
};

export type IgnoreReason =
  "switched-off" | "never-bought" | "lapsed-before-start" | "had-it-before" | "too-late" | Exclude<Facts["gone"], null>;
export type EndReason = "purchase" | "order-withdrawn" | IgnoreReason;

export type Decision =
  /** No run, and none wanted. */
  | { kind: "ignore"; reason: IgnoreReason }
  /** Be in the flow at this anchor and look again at `until`. */
  | { kind: "wait"; anchorAt: Date; step: number; until: Date; reason: "not-lapsed" | "between-steps" }
  /** Send the step now; it was due at `dueAt`. Afterwards ask again with the run one step further: `nextStep` null means that it is complete. */
  | { kind: "send"; anchorAt: Date; step: number; dueAt: Date; nextStep: number | null }
  | { kind: "end"; reason: EndReason };

export function plan(flow: Flow, run: Run | null, facts: Facts, now: Date): Decision {
  const stop = (reason: IgnoreReason): Decision => (run === null ? { kind: "ignore", reason } : { kind: "end", reason });
  if (facts.gone !== null) return stop(facts.gone);
  if (flow.enabledAt === null) return stop("switched-off");
  const anchorAt = facts.lastOrderAt;

  if (run?.phase === "active") {
    if (anchorAt === null || anchorAt < run.anchorAt) return { kind: "end", reason: "order-withdrawn" };
    if (anchorAt > run.anchorAt && flow.definition.exits.includes("purchase")) return { kind: "end", reason: "purchase" };
    return next(flow, run.anchorAt, run.step, now, stop);
  }

  if (anchorAt === null || facts.ordersCount === 0) return stop("never-bought");
  const repeated = facts.pastAnchors.some((past) => past >= anchorAt);
  if (repeated || (flow.definition.reentry === "once" && facts.pastAnchors.length > 0)) return stop("had-it-before");
  if (lapsedTooEarly(flow, anchorAt, flow.enabledAt)) return stop("lapsed-before-start");
  return next(flow, anchorAt, 0, now, stop);
}

function next(flow: Flow, anchorAt: Date, from: number, now: Date, stop: (reason: IgnoreReason) => Decision): Decision {
  const { steps, giveUpAfterDays } = flow.definition;
  const dueAts = steps.map((_, step) => dueOf(flow, anchorAt, step));
  const overdue = dueAts.findLastIndex((dueAt) => dueAt <= now);
  const step = Math.max(from, overdue);
  const dueAt = dueAts[step];
  if (dueAt === undefined) return stop("had-it-before");
  if (dueAt > now) {
    return { kind: "wait", anchorAt, step, until: dueAt, reason: step === 0 ? "not-lapsed" : "between-steps" };
  }
  if (atHour(flow, dueAt, giveUpAfterDays) < now) return stop("too-late");
  return { kind: "send", anchorAt, step, dueAt, nextStep: step + 1 < steps.length ? step + 1 : null };
}

/** When a step is due after the last order at `anchorAt`: for those who had lapsed before the flow was switched on, not before the next sending hour. */
export function dueOf(flow: Flow, anchorAt: Date, step: number): Date {
  const { trigger, steps } = flow.definition;
  const dueAt = atHour(flow, anchorAt, trigger.days + (steps[step]?.afterDays ?? 0));
  if (flow.enabledAt === null || dueAt > flow.enabledAt) return dueAt;
  const sameDay = atHour(flow, flow.enabledAt, 0);
  return sameDay >= flow.enabledAt ? sameDay : atHour(flow, flow.enabledAt, 1);
}

/**
 * Nobody whose last order is before this instant gets a new run, so that a switch or a repair need not look at customers of years ago; null for a
 * flow that is off. Earlier by up to two days than the exact edge, which lies elsewhere on each calendar.
 */
export function earliestAnchor({ definition, enabledAt }: Pick<Flow, "definition" | "enabledAt">): Date | null {
  const days = definition.trigger.days + definition.includeAlreadyLapsedDays + 2;
  return enabledAt === null ? null : plusMs(enabledAt, -days * DAY_MS);
}

function lapsedTooEarly(flow: Flow, anchorAt: Date, enabledAt: Date): boolean {
  const { trigger, includeAlreadyLapsedDays } = flow.definition;
  return atHour(flow, anchorAt, trigger.days + includeAlreadyLapsedDays) <= enabledAt;
}

function atHour({ definition, timeZone }: Flow, instant: Date, plusDays: number): Date {
  return instantIn(addDays(dayIn(instant, timeZone), plusDays), timeZone, definition.sendAtHour);
}
