/**
 * The planner: what a flow does next for one customer, and why. A pure function of the flow, the run, the facts and the instant: live runs, preview,
 * forecast and replay all ask it, so they cannot disagree.
 *
 * It guarantees: an occasion has one run at most; no step happens before it is due, and none twice; of several overdue emails only the latest is queued;
 * effects are never skipped; what ends a run ends it before anything else happens at that instant.
 */
import type { Definition } from "../definition/definition.ts";
import { addDays, DAY_MS, dayIn, instantIn, plusMs } from "../../lib/time.ts";
import { stillDue } from "../triggers/due.ts";
import { isOfOrder } from "../triggers/events.ts";
import { isTimed } from "../triggers/schema.ts";
import { occasionsOf, redated } from "../triggers/occasions.ts";
import { advance, type Act, type Advanced, type Skipped, type Standing } from "./advance.ts";
import { draw, isHeldOut } from "./draw.ts";
import { exitOf } from "./exits.ts";
import type { Facts } from "./facts.ts";
import type { EndReason, Flow, Occasion, PastRun, Run } from "./flow.ts";

/** What becomes of a run, or of an occasion that has none. */
export type Planned =
  /** It goes on, or begins: `acts` happen now, and it wants attention again at `dueAt`. */
  | { kind: "go"; run: Run; entered: boolean; acts: Act[]; skipped: Skipped[]; dueAt: Date }
  /** It is over, after `acts`. `began`: it had, or has now; if not, its occasion will never have a run. */
  | { kind: "end"; run: Run; entered: boolean; began: boolean; acts: Act[]; skipped: Skipped[]; reason: EndReason }
  /** Its beginning has not come, and will not: it leaves no trace. */
  | { kind: "forget"; run: Run };

/** A run with the version that it follows. */
export type Going = { run: Run; definition: Definition };

/**
 * Everything that happens to a customer in a flow by now: what becomes of the runs that go on, and which begin.
 * @param going the runs that are not over, each with its own version
 */
export function plan(flow: Flow, going: readonly Going[], past: readonly PastRun[], facts: Facts, now: Date): Planned[] {
  if (flow.state === "paused") return [];
  const planned: Planned[] = [];
  const active = going.filter(({ run }) => run.phase === "active");
  for (const { run, definition } of active) planned.push(goOn(flow, definition, run, facts, now));
  const waiting = new Map(going.flatMap(({ run }) => (run.phase === "waiting" ? [[run.occasion, run] as const] : [])));
  const had = new Set([...past, ...active.map(({ run }) => run)].map(({ occasion }) => occasion));
  const began: PastRun[] = [...past, ...active.map(({ run }) => run)];
  for (const occasion of wanted(flow, facts, began, now)) {
    if (had.has(occasion.key)) continue;
    const result = begin(flow, occasion, waiting.get(occasion.key) ?? null, began, facts, now);
    if (result === null) continue;
    waiting.delete(occasion.key);
    planned.push(result);
    if (result.kind !== "forget" && result.entered) began.push(result.run);
  }
  for (const run of waiting.values()) planned.push({ kind: "forget", run });
  return planned;
}

/** The occasions that may have a run: of a flow that is live, for a customer who is there. */
function wanted(flow: Flow, facts: Facts, past: readonly PastRun[], now: Date): Occasion[] {
  if (flow.state !== "live" || flow.liveSince === null || facts.gone !== null) return [];
  const found = occasionsOf(flow, facts, past, now);
  if (flow.definition.trigger.kind !== "lapsed") return found;
  // Who has had a lapse does not get an older one, which a cancelled order or a merge may bring back.
  return found.filter(({ since }) => past.every((one) => one.since < since));
}

/** Null: the occasion lay before the flow was switched on, and is not let in. */
function begin(
  flow: Flow,
  occasion: Occasion,
  waiting: Run | null,
  past: readonly PastRun[],
  facts: Facts,
  now: Date,
): Planned | null {
  const entry = entryOf(flow, occasion, facts) ?? promised(flow, waiting);
  if (entry === null) return null;
  const { definition } = flow;
  const run: Run = {
    occasion: occasion.key,
    since: occasion.since,
    about: occasion.about,
    phase: "waiting",
    holdout: lotOf(flow, waiting, past, facts),
    enteredAt: null,
    gift: null,
    stepId: definition.steps[0]?.id ?? null,
    arrivedAt: entry.at,
    notBefore: null,
  };
  if (entry.at > now) return { kind: "go", run, entered: false, acts: [], skipped: [], dueAt: entry.at };
  const none = { run, entered: false, began: false, acts: [], skipped: [] };
  if (!mayReenter(definition, past, now)) return { kind: "end", ...none, reason: "had-it-before" };
  if (definition.audience !== null && !facts.meets.has(definition.audience))
    return { kind: "end", ...none, reason: "not-in-audience" };
  const exit = exitOf(definition, run, facts);
  if (exit !== null) return { kind: "end", ...none, reason: exit };
  const standing = { stepId: run.stepId, arrivedAt: occasion.at, notBefore: null, gift: null, about: run.about };
  const advanced = entry.late
    ? lateEntry(flow, definition, standing, facts, entry.at, now)
    : advance(flow.flowId, definition, standing, facts, now);
  return settled({ ...run, enteredAt: now }, true, advanced);
}

/** Held out once is held out for as long as the flow holds anybody out: runs of a merge keep the lot of an id that is gone. */
function lotOf({ flowId, definition }: Flow, waiting: Run | null, past: readonly PastRun[], { customerId }: Facts): boolean {
  const before = past.some(({ enteredAt, holdout }) => enteredAt !== null && holdout);
  return (definition.holdout > 0 && before) || (waiting?.holdout ?? isHeldOut(flowId, definition.holdout, customerId));
}

type Entry = { at: Date; late: boolean };

/** Who was waiting to be let in when the flow was paused, and would still be: their turn is kept, whatever is said of those who came meanwhile. */
function promised({ liveSince }: Flow, waiting: Run | null): Entry | null {
  return waiting === null || liveSince === null || waiting.arrivedAt < liveSince ? null : { at: waiting.arrivedAt, late: true };
}

/** When the run of an occasion begins: at the occasion; for one that lay before the flow was switched on, when the merchant wants it. */
function entryOf(flow: Flow, occasion: Occasion, facts: Facts): Entry | null {
  const { liveSince, catchUp, definition } = flow;
  if (liveSince === null) return null;
  if (occasion.at >= liveSince || !isTimed(definition.trigger)) return { at: occasion.at, late: false };
  if (catchUp.mode === "nobody") return null;
  if (catchUp.mode === "within" && occasion.at < plusMs(liveSince, -catchUp.days * DAY_MS)) return null;
  const today = dayIn(liveSince, facts.timeZone);
  const first = instantIn(today, facts.timeZone, definition.hour) >= liveSince ? 0 : 1;
  const drawn = draw(`catch-up:${flow.flowId}:${liveSince.getTime()}`, facts.customerId);
  const spread = Math.floor(drawn * Math.max(1, Math.min(catchUp.spreadDays, daysLeft(occasion, liveSince) - first)));
  return { at: instantIn(addDays(today, first + spread), facts.timeZone, definition.hour), late: true };
}

/** Days until what the occasion is about ends: later nobody need be told of it. */
function daysLeft({ about }: Occasion, from: Date): number {
  const { endsAt } = about;
  return endsAt === undefined ? Infinity : Math.floor((Date.parse(String(endsAt)) - from.getTime()) / DAY_MS);
}

/**
 * Who is let in late enters at the step that fitted their age when the flow was switched on. What follows counts from when they were let in: the days between
 * two emails stay what they are.
 */
function lateEntry(flow: Flow, definition: Definition, standing: Standing, facts: Facts, letInAt: Date, now: Date): Advanced {
  const { flowId, liveSince } = flow;
  const first = advance(flowId, definition, { ...standing, late: true }, facts, liveSince ?? now);
  if (first.ended !== null) return first;
  // Who rested when the flow was switched on may not rest any more when their turn comes; their days go on as they were.
  const isEmail = ({ step }: Act) => step.kind === "email";
  const arrivedAt = first.acts.some(isEmail) ? letInAt : first.arrivedAt;
  const onward = advance(
    flowId,
    definition,
    { ...standing, stepId: first.stepId, arrivedAt, notBefore: null, gift: first.gift },
    facts,
    now,
  );
  // Nobody looked for longer than lies between two emails.
  const overtaken = onward.acts.some(isEmail) ? first.acts.filter(isEmail) : [];
  return {
    ...onward,
    acts: [...first.acts.filter((act) => !overtaken.includes(act)), ...onward.acts],
    skipped: [
      ...first.skipped,
      ...overtaken.map(({ step, dueAt }) => ({ stepId: step.id, dueAt, reason: "overtaken" as const })),
      ...onward.skipped,
    ],
  };
}

function mayReenter({ reentry }: Definition, past: readonly PastRun[], now: Date): boolean {
  if (reentry === "each") return true;
  const entered = past.flatMap(({ enteredAt }) => enteredAt ?? []);
  if (reentry === "once") return entered.length === 0;
  return entered.every((at) => plusMs(at, reentry.everyDays * DAY_MS) <= now);
}

function goOn(flow: Flow, definition: Definition, run: Run, facts: Facts, now: Date): Planned {
  const reason = flow.state !== "live" ? "archived" : (facts.gone ?? exitOf(definition, run, facts));
  if (reason !== null) return { kind: "end", run, entered: false, began: true, acts: [], skipped: [], reason };
  // Told by guess, and taken back since: the parcel is still on its way. Nothing happens until it is told again.
  if (isTakenBack(definition, run, facts))
    return { kind: "go", run, entered: false, acts: [], skipped: [], dueAt: plusMs(now, DAY_MS) };
  const moved = follow(run, definition, facts);
  return settled(moved, false, advance(flow.flowId, definition, moved, facts, now));
}

function isTakenBack({ trigger }: Definition, { occasion }: Run, { happenings }: Facts): boolean {
  return trigger.kind === "event" && isOfOrder(trigger.event) && happenings.every(({ key }) => key !== occasion);
}

/**
 * The run as its occasion is known by now: what has not happened yet moves with it (an order that arrived later than expected). Only steps that are due by
 * counting on from the occasion move; a run that was let in late, or moved to another version, keeps its own days.
 */
function follow(run: Run, { trigger }: Definition, facts: Facts): Run {
  if (trigger.kind === "due") return stillDue(run, trigger, facts) ?? run;
  const occasion = trigger.kind === "event" ? redated(run, facts) : null;
  if (occasion === null || run.notBefore !== null) return run;
  const arrivedAt = plusMs(run.arrivedAt, occasion.at.getTime() - run.since.getTime());
  return { ...run, since: occasion.since, about: occasion.about, arrivedAt };
}

function settled(run: Run, entered: boolean, advanced: Advanced): Planned {
  const { skipped } = advanced;
  // Held out: the way is the same, and nothing comes of it.
  const acts = run.holdout ? [] : advanced.acts;
  const began = { entered, acts, skipped: run.holdout ? [] : skipped };
  if (advanced.ended !== null)
    return { kind: "end", run: { ...run, phase: "active" }, ...began, began: true, reason: advanced.ended };
  const { stepId, arrivedAt, dueAt, gift } = advanced;
  return { kind: "go", run: { ...run, phase: "active", stepId, arrivedAt, gift }, ...began, dueAt };
}
