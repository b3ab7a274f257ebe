import { indexOf } from "../definition/tree.ts";
import type { Definition } from "../definition/definition.ts";
import type { Step, StepOf } from "../definition/steps.ts";
import { addDays, dayIn, instantIn } from "../../lib/time.ts";
import { splitOf } from "./draw.ts";
import type { Facts } from "./facts.ts";
import type { About, EndReason } from "./flow.ts";
import { waitedUntil } from "./wait.ts";

/** What a step does, beside leading on to the next. */
export type Act = {
  step: StepOf<"email" | "points" | "reward" | "tag">;
  dueAt: Date;
  /** The step of this run that gave a reward last: what an email tells of. */
  gift: string | null;
};
/** Why an email of a run is not queued. */
export type Skipped = { stepId: string; dueAt: Date; reason: "overtaken" | "too-late" };

export type Advanced = {
  /** The step that has given a reward last. */
  gift: string | null;
  acts: Act[];
  skipped: Skipped[];
} & (
  | { ended: null; stepId: string; arrivedAt: Date; dueAt: Date }
  | { ended: Extract<EndReason, "completed" | "waited-in-vain">; at: Date }
);

export type Standing = {
  stepId: string | null;
  arrivedAt: Date;
  notBefore: Date | null;
  gift: string | null;
  about: About;
  /** The run begins late, because its occasion lay before the flow was switched on: it enters at the step that fits its age. */
  late?: boolean;
};

/**
 * Takes a run as far as it can go by `now`. Of several overdue emails only the latest is queued; effects are never skipped, however late: but for who is let
 * in late, whose earlier steps count as past. Waits are counted from when the step before was due, not from when somebody got round to it.
 */
export function advance(flowId: number, definition: Definition, standing: Standing, facts: Facts, now: Date): Advanced {
  const index = indexOf(definition.steps);
  const acts: Act[] = [];
  let { stepId, arrivedAt, gift } = standing;
  const { notBefore } = standing;
  // Spread over days, a run rests where it stands until its turn comes, by the hour of its flow.
  if (notBefore !== null && notBefore > now && stepId !== null) {
    const rest = restUntil(index.find(stepId), standing, definition, facts, notBefore);
    return { acts, gift, skipped: [], ended: null, stepId, arrivedAt, dueAt: rest };
  }
  let end: { ended: "completed" | "waited-in-vain"; at: Date } | { ended: null; dueAt: Date } | null = null;
  while (end === null) {
    const step = stepId === null ? null : index.find(stepId);
    if (step === null || stepId === null) {
      end = { ended: "completed", at: arrivedAt };
      break;
    }
    switch (step.kind) {
      case "end":
        end = { ended: "completed", at: arrivedAt };
        break;
      case "wait": {
        const waited = waitedUntil(step.wait, arrivedAt, definition.hour, facts, standing.about);
        if (waited.at > now) end = { ended: null, dueAt: waited.at };
        else if (waited.kind === "in-vain") end = { ended: "waited-in-vain", at: waited.at };
        else [stepId, arrivedAt] = [index.after(stepId), waited.at];
        break;
      }
      case "branch": {
        const way = facts.meets.has(step.condition) ? step.yes : step.no;
        stepId = way[0]?.id ?? index.after(stepId);
        break;
      }
      case "split": {
        const way = splitOf(flowId, step.id, step.share, facts.customerId) === "a" ? step.a : step.b;
        stepId = way[0]?.id ?? index.after(stepId);
        break;
      }
      case "email":
      case "points":
      case "reward":
      case "tag":
        if (step.kind === "reward") gift = step.id;
        if (!(step.kind === "email" && step.off)) acts.push({ step, dueAt: arrivedAt, gift });
        stepId = index.after(stepId);
    }
  }
  const chosen = { gift, ...latestOnly(acts, standing.late === true, definition, facts, now) };
  if (end.ended !== null) return { ...chosen, ...end };
  return { ...chosen, ended: null, stepId: stepId ?? "", arrivedAt, dueAt: end.dueAt };
}

/** Emails: the latest, unless it is too late for that. Effects: all; of who is let in late those after the email before the latest. */
function latestOnly(
  acts: readonly Act[],
  late: boolean,
  definition: Definition,
  { timeZone }: Facts,
  now: Date,
): { acts: Act[]; skipped: Skipped[] } {
  const emails = acts.filter(({ step }) => step.kind === "email");
  const latest = emails.at(-1);
  const before = late ? emails.at(-2) : undefined;
  const past = before === undefined ? -1 : acts.indexOf(before);
  const skipped: Skipped[] = [];
  const kept = acts.filter((act, at) => {
    if (act.step.kind !== "email") return at > past;
    const { dueAt } = act;
    const tooLate = !late && instantIn(addDays(dayIn(dueAt, timeZone), definition.giveUpAfterDays), timeZone, 23, 59) < now;
    if (act === latest && !tooLate) return true;
    skipped.push({ stepId: act.step.id, dueAt, reason: act === latest ? "too-late" : "overtaken" });
    return false;
  });
  return { acts: kept, skipped };
}

function restUntil(step: Step | null, { arrivedAt, about }: Standing, { hour }: Definition, facts: Facts, notBefore: Date): Date {
  if (step?.kind !== "wait") return notBefore;
  const { at } = waitedUntil(step.wait, arrivedAt, hour, facts, about);
  return at > notBefore ? at : notBefore;
}
