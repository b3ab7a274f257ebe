import { DAY_MS, plusMs } from "../../lib/time.ts";
import { decide, type PolicyFacts } from "../../messages/policy.ts";
import type { Flow } from "../planner/flow.ts";
import { PURPOSE } from "../runs/messages-of.ts";
import type { Foreseen } from "./foreseen.ts";
import type { Life } from "./life.ts";
import type { PolicyView, StandingEmail, View } from "./world.ts";

/** What the sender does: asks the policy about each email that is due, in the order in which they became due; each knows of those before. */
export function sendDue(flows: readonly Flow[], life: Life, { policy }: View, now: Date, foreseen: Foreseen[]): void {
  const due = life.emails.filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  if (due.length === 0) return;
  const weekAgo = plusMs(now, -7 * DAY_MS);
  life.recentMarketing = life.recentMarketing.filter((at) => at > weekAgo);
  const after = new Map(due.map((email) => [email, decideOn(email, flows, life, policy, now, foreseen)]));
  life.emails = life.emails.flatMap((email) => (after.has(email) ? (after.get(email) ?? []) : [email]));
}

/** @returns the email as it waits on; null: it does not */
function decideOn(
  email: StandingEmail,
  flows: readonly Flow[],
  life: Life,
  policy: PolicyView,
  now: Date,
  foreseen: Foreseen[],
): StandingEmail | null {
  const { flowId, run, stepId, expiresAt } = email;
  const about = { at: now, flowId, occasion: run.occasion, stepId };
  const itself = { pending: false, outdated: null, leftToday: null, campaign: "on" as const };
  const facts = { ...policy, ...itself, flow: stateOf(flows, flowId), recentMarketing: life.recentMarketing };
  const verdict = decide({ ...email, purpose: PURPOSE }, facts, now);
  switch (verdict.kind) {
    case "send":
      foreseen.push({ kind: "sent", ...about });
      life.recentMarketing = [now, ...life.recentMarketing];
      return null;
    case "defer": {
      const { until, reason, restMs } = verdict;
      foreseen.push({ kind: "deferred", ...about, until, reason });
      const later = expiresAt === null ? null : plusMs(expiresAt, restMs);
      return { ...email, dueAt: until, expiresAt: later, deferredFor: reason };
    }
    case "drop":
      foreseen.push({ kind: "dropped", ...about, reason: verdict.reason });
      return null;
  }
}

function stateOf(flows: readonly Flow[], flowId: number): PolicyFacts["flow"] {
  const state = flows.find((flow) => flow.flowId === flowId)?.state;
  return state === "live" ? "on" : state === "paused" ? "paused" : "off";
}
