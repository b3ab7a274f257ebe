import { plusMs } from "../../lib/time.ts";
import { PATIENCE_MS } from "../../messages/policy.ts";
import type { Facts } from "../planner/facts.ts";
import type { Flow } from "../planner/flow.ts";
import { plan, type Planned } from "../planner/plan.ts";
import { withdrawalOf } from "../planner/exits.ts";
import type { Foreseen } from "./foreseen.ts";
import type { Life } from "./life.ts";
import type { StandingRun } from "./world.ts";

/** What `react` does: asks the planner about each flow, keeps what it says, and takes back emails whose runs have come to an end. */
export function lookAt(flows: readonly Flow[], life: Life, facts: Facts, now: Date, foreseen: Foreseen[]): void {
  const waiting = life.emails;
  life.emails = [];
  for (const flow of flows) {
    const going = life.going.filter(({ flowId }) => flowId === flow.flowId);
    const past = life.past.filter(({ flowId }) => flowId === flow.flowId);
    for (const planned of plan(flow, going, past, facts, now)) {
      const stood = going.find(({ run }) => run.occasion === planned.run.occasion);
      keep(flow, life, stood, planned, now, foreseen);
    }
  }
  const fresh = life.emails;
  life.emails = waiting.filter(({ flowId, run, definition, stepId }) => {
    const state = flows.find((flow) => flow.flowId === flowId)?.state ?? null;
    const reason = withdrawalOf(state, definition, run, facts);
    if (reason !== null) foreseen.push({ kind: "dropped", at: now, flowId, occasion: run.occasion, stepId, reason });
    return reason === null;
  });
  life.emails.push(...fresh);
}

function keep(flow: Flow, life: Life, stood: StandingRun | undefined, planned: Planned, now: Date, foreseen: Foreseen[]): void {
  const { flowId } = flow;
  const { run } = planned;
  if (stood !== undefined) life.going = life.going.filter((one) => one !== stood);
  if (planned.kind === "forget") return;
  // Who has entered keeps their version; who waits gets the one in force.
  const definition = stood?.run.phase === "active" ? stood.definition : flow.definition;
  if (planned.kind === "go") life.going.push({ flowId, run, definition, dueAt: planned.dueAt });
  else life.past.push({ flowId, occasion: run.occasion, since: run.since, enteredAt: run.enteredAt, holdout: run.holdout });

  const about = { at: now, flowId, occasion: run.occasion };
  if (planned.entered) foreseen.push({ kind: "entered", ...about, holdout: run.holdout });
  for (const { stepId, reason } of planned.skipped) foreseen.push({ kind: "skipped", ...about, stepId, reason });
  for (const { step, dueAt } of planned.acts) {
    if (step.kind !== "email") {
      foreseen.push({ kind: "effect", ...about, stepId: step.id, dueAt, step });
      continue;
    }
    foreseen.push({ kind: "queued", ...about, stepId: step.id });
    const timing = { dueAt: now, expiresAt: plusMs(now, PATIENCE_MS), deferredFor: null };
    const { topic, similarGoods } = step;
    life.emails.push({ flowId, run, definition, stepId: step.id, topic, similarGoods, ...timing });
  }
  if (planned.kind === "go") return;
  const { began, reason } = planned;
  foreseen.push(began ? { kind: "ended", ...about, reason } : { kind: "refused", ...about, reason });
}
