import { dayIn, type CalendarDay } from "../../lib/time.ts";
import type { Definition } from "../definition/definition.ts";
import { eachStep } from "../definition/tree.ts";
import type { Foreseen } from "../simulation/foreseen.ts";

export type ReasonCount = { reason: string; count: number };

/** What would become of a step in the time that was looked at. */
export type StepFigures = {
  stepId: string;
  kind: "email" | "points" | "reward" | "tag";
  /** Emails that would leave; times that points, a reward or tags would be given. */
  given: number;
  /** Of the emails that would leave: those that would be deferred first, by why they were first. Largest first, as all of these. */
  deferred: ReasonCount[];
  /** Emails that would not be sent. */
  heldBack: ReasonCount[];
  /** Emails still deferred at the end. */
  open: number;
};

/** Figures of a simulation of many customers. JSON-safe. */
export type Figures = {
  /** Who were looked at. */
  customers: number;
  /** Runs that would begin; of these, held out for comparison. */
  entered: number;
  heldOut: number;
  /** Occasions that would come and begin no run. */
  refused: ReasonCount[];
  /** In reading order, emails and effects only. */
  steps: StepFigures[];
  /** What could be given at most: all points, and rewards by their id. */
  cost: { points: number; rewards: { rewardId: number; count: number }[] };
  /** The day of the shop on which most emails would leave; null: none would. */
  busiest: { day: string; emails: number } | null;
  /** Emails that would leave, by the day of the shop, the first day first; days without are left out. */
  days: { day: string; emails: number }[];
};

type Counts = Map<string, number>;
type StepTally = { kind: StepFigures["kind"]; given: number; deferred: Counts; heldBack: Counts; open: number };
export type Tally = {
  customers: number;
  entered: number;
  heldOut: number;
  refused: Counts;
  steps: Map<string, StepTally>;
  points: number;
  rewards: Map<number, number>;
  /** By the day of the shop, written as a number: 20261001. */
  days: Map<number, number>;
};

/** @param definition the version in force, whose steps come first */
export function newTally(definition: Definition): Tally {
  const steps = new Map<string, StepTally>();
  for (const { id, kind } of eachStep(definition.steps)) if (isGiving(kind)) steps.set(id, newStep(kind));
  return {
    ...{ customers: 0, entered: 0, heldOut: 0, refused: new Map(), steps, points: 0 },
    ...{ rewards: new Map(), days: new Map() },
  };
}

const isGiving = (kind: string): kind is StepFigures["kind"] => ["email", "points", "reward", "tag"].includes(kind);
const newStep = (kind: StepFigures["kind"]): StepTally => ({ kind, given: 0, deferred: new Map(), heldBack: new Map(), open: 0 });
const add = <Key>(counts: Map<Key, number>, key: Key, more = 1) => counts.set(key, (counts.get(key) ?? 0) + more);

/** Counts what was foreseen of one customer. @param timeZone the shop's */
export function count(tally: Tally, foreseen: readonly Foreseen[], timeZone: string): void {
  tally.customers += 1;
  /** Emails that have not left, and why they were deferred first. */
  const waiting = new Map<string, { step: StepTally; reason: string | null }>();
  for (const one of foreseen) {
    switch (one.kind) {
      case "entered":
        tally.entered += 1;
        if (one.holdout) tally.heldOut += 1;
        break;
      case "refused":
        add(tally.refused, one.reason);
        break;
      case "ended":
        break;
      case "effect":
        stepOf(tally, one.stepId, one.step.kind).given += 1;
        if (one.step.kind === "points") tally.points += one.step.points;
        if (one.step.kind === "reward") add(tally.rewards, one.step.rewardId);
        break;
      case "queued":
        waiting.set(keyOf(one), { step: stepOf(tally, one.stepId, "email"), reason: null });
        break;
      case "deferred": {
        const email = waiting.get(keyOf(one)) ?? { step: stepOf(tally, one.stepId, "email"), reason: null };
        waiting.set(keyOf(one), { ...email, reason: email.reason ?? one.reason });
        break;
      }
      case "sent": {
        const step = stepOf(tally, one.stepId, "email");
        step.given += 1;
        const reason = waiting.get(keyOf(one))?.reason ?? null;
        if (reason !== null) add(step.deferred, reason);
        waiting.delete(keyOf(one));
        add(tally.days, numberOf(dayIn(one.at, timeZone)));
        break;
      }
      case "dropped":
      case "skipped":
        add(stepOf(tally, one.stepId, "email").heldBack, one.reason);
        waiting.delete(keyOf(one));
    }
  }
  for (const { step } of waiting.values()) step.open += 1;
}

const keyOf = ({ occasion, stepId }: { occasion: string; stepId: string }) => `${stepId} ${occasion}`;

/** A step that customers inside are at may be gone from the version in force. */
function stepOf({ steps }: Tally, stepId: string, kind: StepFigures["kind"]): StepTally {
  let step = steps.get(stepId);
  if (step === undefined) steps.set(stepId, (step = newStep(kind)));
  return step;
}

const numberOf = ({ year, month, day }: CalendarDay) => (year * 100 + month) * 100 + day;
const textOf = (number: number) => String(number).replace(/(\d+)(\d\d)(\d\d)/, "$1-$2-$3");

export function figuresOf(tally: Tally): Figures {
  const { customers, entered, heldOut } = tally;
  const [busiest] = sorted(tally.days);
  return {
    ...{ customers, entered, heldOut, refused: reasons(tally.refused) },
    steps: [...tally.steps].map(([stepId, { kind, given, deferred, heldBack, open }]) => ({
      ...{ stepId, kind, given, open, deferred: reasons(deferred), heldBack: reasons(heldBack) },
    })),
    cost: { points: tally.points, rewards: [...tally.rewards].map(([rewardId, times]) => ({ rewardId, count: times })) },
    busiest: busiest === undefined ? null : { day: textOf(busiest[0]), emails: busiest[1] },
    days: [...tally.days].sort(([a], [b]) => a - b).map(([day, emails]) => ({ day: textOf(day), emails })),
  };
}

const sorted = <Key>(counts: Map<Key, number>) => [...counts].sort(([a, more], [b, less]) => less - more || (a < b ? -1 : 1));
const reasons = (counts: Counts): ReasonCount[] => sorted(counts).map(([reason, times]) => ({ reason, count: times }));
