import { DAY_MS, plusMs } from "../../lib/time.ts";
import { decide, isHeld, type PolicyFacts } from "../../messages/policy.ts";
import type { Flow } from "../planner/flow.ts";
import { PURPOSE } from "../runs/messages-of.ts";
import type { Foreseen } from "./foreseen.ts";
import type { Life } from "./life.ts";
import type { PolicyView, StandingEmail, View } from "./world.ts";

/**
 * What the sender does: asks the policy about each email that is due, in the order in which they became due; each knows of those before.
 * @param undisturbed until then nothing else happens to the customer: what waits for the merchant is asked about until then at once
 */
export function sendDue(
  flows: readonly Flow[],
  life: Life,
  { policy }: View,
  now: Date,
  undisturbed: Date,
  foreseen: Foreseen[],
): void {
  const { emails } = life;
  if (!emails.some(({ dueAt }) => dueAt <= now)) return;
  const due = emails.filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  const weekAgo = plusMs(now, -7 * DAY_MS);
  life.recentMarketing = life.recentMarketing.filter((at) => at > weekAgo);
  const after = new Map(due.map((email) => [email, decideOn(email, flows, life, policy, now, undisturbed, foreseen)]));
  life.emails = emails.flatMap((email) => (after.has(email) ? (after.get(email) ?? []) : [email]));
}

/** @returns the email as it waits on; null: it does not */
function decideOn(
  email: StandingEmail,
  flows: readonly Flow[],
  life: Life,
  policy: PolicyView,
  now: Date,
  undisturbed: Date,
  foreseen: Foreseen[],
): StandingEmail | null {
  const { flowId, run, stepId } = email;
  const about = { flowId, occasion: run.occasion, stepId };
  const itself = { pending: false, outdated: null, leftToday: null, campaign: "on" as const };
  const facts = { ...policy, ...itself, flow: stateOf(flows, flowId), recentMarketing: life.recentMarketing };
  const intent = { ...email, purpose: PURPOSE };
  for (let at = now; ;) {
    const verdict = decide(intent, facts, at);
    switch (verdict.kind) {
      case "send":
        foreseen.push({ kind: "sent", at, ...about });
        life.recentMarketing = [at, ...life.recentMarketing];
        return null;
      case "drop":
        foreseen.push({ kind: "dropped", at, ...about, reason: verdict.reason });
        return null;
      case "defer": {
        const { until, reason, restMs } = verdict;
        foreseen.push({ kind: "deferred", at, ...about, until, reason });
        const expiresAt = intent.expiresAt === null ? null : plusMs(intent.expiresAt, restMs);
        if (!isHeld(reason) || until >= undisturbed) return { ...email, dueAt: until, expiresAt, deferredFor: reason };
        intent.deferredFor = reason;
        at = until;
      }
    }
  }
}

function stateOf(flows: readonly Flow[], flowId: number): PolicyFacts["flow"] {
  const state = flows.find((flow) => flow.flowId === flowId)?.state;
  return state === "live" ? "on" : state === "paused" ? "paused" : "off";
}
