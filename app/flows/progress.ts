import { dueOf, plan, type EndReason, type Facts, type Flow, type IgnoreReason, type Run } from "./plan.ts";

/** Where a run goes from here. Whoever keeps runs (live in the database, forecast and replay in memory) only has to carry this out. */
export type Progress = {
  /** The run that was there ends, or is forgotten if the customer had not entered yet. */
  ended: EndReason | null;
  /** The run that is there afterwards, and when it wants attention next. It is the one that was there, unless that one ended. */
  run: (Run & { dueAt: Date }) | null;
  /** A step to send now. Its run is `run`; or, when that is null, one that this step completes. */
  send: { anchorAt: Date; step: number } | null;
  /** Why there is no run, if there is none. */
  ignored: IgnoreReason | null;
};

/** Asks the planner until it has nothing more to do at this instant. */
export function progress(flow: Flow, run: Run | null, facts: Facts, now: Date): Progress {
  const decision = plan(flow, run, facts, now);
  switch (decision.kind) {
    case "ignore":
      return { ended: null, run: null, send: null, ignored: decision.reason };
    case "wait": {
      const phase = run?.phase ?? "waiting";
      return {
        ended: null,
        run: { phase, anchorAt: decision.anchorAt, step: decision.step, dueAt: decision.until },
        send: null,
        ignored: null,
      };
    }
    case "send": {
      const { anchorAt, step, nextStep } = decision;
      const going =
        nextStep === null ? null : { phase: "active" as const, anchorAt, step: nextStep, dueAt: dueOf(flow, anchorAt, nextStep) };
      return { ended: null, run: going, send: { anchorAt, step }, ignored: null };
    }
    case "end": {
      if (run?.phase !== "active") return { ended: decision.reason, run: null, send: null, ignored: null };
      // The occasion is over; the customer's newer order may already be the next one's anchor.
      const after = progress(flow, null, { ...facts, pastAnchors: [...facts.pastAnchors, run.anchorAt] }, now);
      return { ...after, ended: decision.reason };
    }
  }
}

/** Whether a message of an occasion that has not left yet should still leave. */
export function withdrawal(flow: Flow, anchorAt: Date, facts: Facts): EndReason | null {
  if (facts.gone !== null) return facts.gone;
  if (flow.enabledAt === null) return "switched-off";
  const bought = facts.lastOrderAt !== null && facts.lastOrderAt > anchorAt;
  return bought && flow.definition.exits.includes("purchase") ? "purchase" : null;
}
