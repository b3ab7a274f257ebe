import type { Draft, DraftStep, DraftWait, Typed } from "./draft.ts";
import { eachStep, waysOf } from "./tree.ts";

/** The days on which a step can happen, counted from the flow's day 0; `to` null: nobody can say until when. */
export type DayMark = { from: number; to: number };

/** Where in time a way has come; `clock`: the hour of the day, where it is known. */
type Point = { from: number; to: number; clock: number | null };

const HOURS = 24;

/**
 * On which day each step happens. Day 0 is the last order, the birthday, the first order's day, the day on which it is used up, or the event; for the customer's own rhythm, the day of
 * entering. A step without a mark comes after a wait that cannot be read.
 */
export function dayMarks({ trigger, steps, hour }: Pick<Draft, "trigger" | "steps" | "hour">): ReadonlyMap<string, DayMark> {
  const marks = new Map<string, DayMark>();
  walk(steps, startOf(trigger, hour), hour, marks);
  return marks;
}

/** The day on which runs begin, null where what is typed says none. */
export function startDay({ trigger, hour }: Pick<Draft, "trigger" | "hour">): number | null {
  return startOf(trigger, hour)?.from ?? null;
}

function startOf(trigger: Draft["trigger"], hour: number): Point | null {
  switch (trigger.kind) {
    case "lapsed":
      return at(trigger.ownGap === null ? trigger.days : 0, hour);
    case "birthday":
    case "anniversary":
      return at(trigger.offsetDays, hour);
    case "points-expiring":
    case "tier-at-risk":
      return typeof trigger.daysBefore === "number" ? at(-trigger.daysBefore, hour) : null;
    case "due":
      return at(typeof trigger.leadDays === "number" ? -trigger.leadDays : trigger.leadDays, hour);
    case "event":
      return { from: 0, to: 0, clock: null };
  }
}

function at(day: Typed, clock: number): Point | null {
  return typeof day === "number" ? { from: day, to: day, clock } : null;
}

/** @returns where the way ends; null where nobody can say */
function walk(steps: readonly DraftStep[], start: Point | null, hour: number, marks: Map<string, DayMark>): Point | null {
  let point = start;
  for (const step of steps) {
    if (point !== null) marks.set(step.id, { from: point.from, to: point.to });
    const here = point;
    if (step.kind === "wait") point = here === null ? null : waited(step.wait, here, hour);
    const ways = waysOf(step).map(({ steps: inner }) => walk(inner, here, hour, marks));
    if (ways.length > 0) point = joined(ways);
  }
  return point;
}

function joined(ways: readonly (Point | null)[]): Point | null {
  const known = ways.filter((way) => way !== null);
  const [first] = known;
  if (first === undefined || known.length < ways.length) return null;
  return {
    from: Math.min(...known.map(({ from }) => from)),
    to: Math.max(...known.map(({ to }) => to)),
    clock: known.every(({ clock }) => clock === first.clock) ? first.clock : null,
  };
}

function waited(wait: DraftWait, { from, to, clock }: Point, hour: number): Point | null {
  if ("hours" in wait) return typeof wait.hours === "number" ? later({ from, to, clock }, wait.hours) : null;
  if ("days" in wait) {
    if (typeof wait.days !== "number") return null;
    const then = wait.hour ?? hour;
    // "0 days" is until that hour: today's, or tomorrow's when it is over.
    const over = wait.days === 0 && clock !== null && clock > then ? 1 : 0;
    const perhaps = wait.days === 0 && clock === null ? 1 : over;
    return { from: from + wait.days + over, to: to + wait.days + perhaps, clock: then };
  }
  if ("weekday" in wait) return { from: from + 1, to: to + 7, clock: wait.hour ?? hour };
  if (typeof wait.atMostHours !== "number") return null;
  return { from, to: later({ from, to, clock }, wait.atMostHours).to, clock: null };
}

function later({ from, to, clock }: Point, hours: number): Point {
  if (hours % HOURS === 0) return { from: from + hours / HOURS, to: to + hours / HOURS, clock };
  if (clock === null) return { from: from + Math.floor(hours / HOURS), to: to + Math.ceil(hours / HOURS), clock };
  const days = Math.floor((clock + hours) / HOURS);
  return { from: from + days, to: to + days, clock: (clock + hours) % HOURS };
}

/** Whether a flow counts from when parcels arrive: from the event, or from when what was in them is used up. */
export function restsOnArrival({ trigger, steps }: Draft): boolean {
  const waits = [...eachStep(steps)].some(
    (step) => step.kind === "wait" && "event" in step.wait && step.wait.event === "order-delivered",
  );
  return waits || trigger.kind === "due" || (trigger.kind === "event" && trigger.event === "order-delivered");
}
