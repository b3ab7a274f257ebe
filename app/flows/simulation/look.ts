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
    const all = plan(flow, going, past, facts, now);
    const stoodOf = ({ run: { occasion } }: Planned) => going.find(({ run }) => run.occasion === occasion);
    // As rows are: a wait that is over leaves its place to one that follows (runs/carry-out.server.ts).
    const free = all.flatMap((planned) => (planned.kind === "forget" ? (stoodOf(planned) ?? []) : []));
    for (const planned of all) {
      const isNewWait = planned.kind === "go" && !planned.entered && stoodOf(planned) === undefined;
      keep(flow, life, { stood: stoodOf(planned), place: isNewWait ? free.pop() : stoodOf(planned) }, planned, now, foreseen);
    }
    life.going = life.going.filter((one) => !free.includes(one));
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

/** `stood`: the run as it was. `place`: whose place it takes among those that go on, in whose order emails of one instant are queued. */
function keep(
  flow: Flow,
  life: Life,
  { stood, place }: { stood: StandingRun | undefined; place: StandingRun | undefined },
  planned: Planned,
  now: Date,
  foreseen: Foreseen[],
): void {
  const { flowId } = flow;
  const { run } = planned;
  if (planned.kind === "forget") return;
  // Who has entered keeps their version; who waits gets the one in force.
  const definition = stood?.run.phase === "active" ? stood.definition : flow.definition;
  const at = place === undefined ? -1 : life.going.indexOf(place);
  const goesOn = planned.kind === "go" ? [{ flowId, run, definition, dueAt: planned.dueAt }] : [];
  life.going.splice(at < 0 ? life.going.length : at, at < 0 ? 0 : 1, ...goesOn);
  if (planned.kind === "end")
    life.past.push({ flowId, occasion: run.occasion, since: run.since, enteredAt: run.enteredAt, holdout: run.holdout });

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
