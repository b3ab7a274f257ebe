import { addDays, DAY_MS, dayIn, HOUR_MS, instantIn, plusMs, type CalendarDay } from "../../lib/time.ts";
import type { Definition } from "../definition/definition.ts";
import type { Facts } from "../planner/facts.ts";
import type { About, Flow, Occasion, PastRun, Run } from "../planner/flow.ts";
import { dueOccasions } from "./due.ts";
import { happened, isOfVisit, usualHours, type Happening, type TriggerEvent } from "./events.ts";
import type { TriggerOf } from "./schema.ts";

/** An event that is told of later than this begins no run any more: it is no news. */
export const LATEST_MS = 3 * DAY_MS;

/**
 * The occasions of a customer in a flow: those that have come about lately, and the next one that time brings. Earlier ones may be among them; a run for each
 * exists once, whoever asks again.
 * @param past the runs that have begun, or never will
 */
export function occasionsOf(flow: Flow, facts: Facts, past: readonly PastRun[], now: Date): Occasion[] {
  const { trigger } = flow.definition;
  switch (trigger.kind) {
    case "lapsed":
      return lapses(trigger, flow, facts);
    case "birthday":
      return facts.birthday === null ? [] : yearly("birthday", facts.birthday, null, trigger.offsetDays, flow, facts, now);
    case "anniversary": {
      if (facts.firstOrderAt === null) return [];
      const first = dayIn(facts.firstOrderAt, facts.timeZone);
      return yearly("anniversary", first, first.year, trigger.offsetDays, flow, facts, now);
    }
    case "points-expiring":
      return ending("points", facts.pointsExpireAt, trigger.daysBefore, flow, facts);
    case "tier-at-risk":
      // Nobody is at risk for longer than the grace lasts.
      return ending("tier", facts.tierEndsAt, Math.min(trigger.daysBefore, facts.graceDays ?? Infinity), flow, facts);
    case "due":
      return dueOccasions(trigger, flow, facts, past);
    case "event":
      return events(trigger, flow, facts, now);
  }
}

// Who foresees asks the same of the same customer at every instant at which something happens.
let answered: { definition: Definition; facts: Facts; occasions: Occasion[] } | null = null;

function lapses(trigger: TriggerOf<"lapsed">, { definition }: Flow, facts: Facts): Occasion[] {
  if (answered?.definition === definition && answered.facts === facts) return answered.occasions;
  const occasions = findLapse(trigger, definition, facts);
  answered = { definition, facts, occasions };
  return occasions;
}

function findLapse({ days, ownGap }: TriggerOf<"lapsed">, { hour }: Definition, facts: Facts): Occasion[] {
  const { lastOrderAt, ordersCount, medianGapDays, timeZone } = facts;
  if (lastOrderAt === null || ordersCount === 0) return [];
  const wait = ownGap === null || medianGapDays === null ? days : Math.max(1, Math.round(medianGapDays * ownGap));
  const at = instantIn(addDays(dayIn(lastOrderAt, timeZone), wait), timeZone, hour);
  return [{ key: `order:${lastOrderAt.toISOString()}`, since: lastOrderAt, at, about: {} }];
}

/** The latest that has come and the next that will. */
function yearly(
  name: string,
  { month, day }: Pick<CalendarDay, "month" | "day">,
  /** The year that is not celebrated itself. */
  firstYear: number | null,
  offsetDays: number,
  { definition, liveSince, catchUp }: Flow,
  { timeZone }: Facts,
  now: Date,
): Occasion[] {
  const thisYear = dayIn(now, timeZone).year;
  const all = [thisYear - 1, thisYear, thisYear + 1].map((year) => {
    const itself = dayInYear(year, month, day);
    return { year, at: instantIn(addDays(itself, offsetDays), timeZone, definition.hour) };
  });
  const due = all.filter(({ year }) => firstYear === null || year > firstYear);
  const next = due.find(({ at }) => at > now);
  // While those are let in whose day had come when the flow was switched on, it is no older for their turn.
  const lettingIn = liveSince !== null && catchUp.mode !== "nobody" && now < plusMs(liveSince, (catchUp.spreadDays + 2) * DAY_MS);
  const earliest = plusMs(lettingIn && liveSince < now ? liveSince : now, -LATEST_MS);
  const latest = due.findLast(({ at }) => at <= now && at > earliest);
  return [latest, next].flatMap((one) =>
    one === undefined ? [] : [{ key: `${name}:${one.year}`, since: one.at, at: one.at, about: {} }],
  );
}

/** What a customer has ends: `endsAt` tells the run later whether it still does. */
function ending(
  name: string,
  endsAt: Date | null,
  daysBefore: number,
  { definition }: Flow,
  { timeZone }: Pick<Facts, "timeZone">,
): Occasion[] {
  if (endsAt === null) return [];
  const at = instantIn(addDays(dayIn(endsAt, timeZone), -daysBefore), timeZone, definition.hour);
  const iso = endsAt.toISOString();
  return [{ key: `${name}:${iso}`, since: at, at, about: { endsAt: iso } }];
}

/** 29 February is the 28th where a year has none. */
function dayInYear(year: number, month: number, day: number): CalendarDay {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return { year, month, day: Math.min(day, last) };
}

function events(
  { event, segmentId, tier, name, views, hours = usualHours[event] ?? 0 }: TriggerOf<"event">,
  { liveSince }: Flow,
  facts: Facts,
  now: Date,
): Occasion[] {
  const earliest = plusMs(now, -LATEST_MS);
  return facts.happenings
    .filter(
      (one) =>
        one.at > earliest &&
        (liveSince === null || one.at >= liveSince) &&
        happened(event, one, { segmentId, tier, name, views }) &&
        !(isOfVisit(event) && goesOn(event, one, hours, facts.happenings)),
    )
    .map(({ key, at, data }) => ({ key, since: at, at: plusMs(at, hours * HOUR_MS), about: aboutOf(data) }));
}

/** Who does the same again before the run has begun is to be reminded of that; who is at the checkout by then, of neither. */
function goesOn(event: TriggerEvent, { at, data }: Happening, hours: number, happenings: readonly Happening[]): boolean {
  const until = plusMs(at, hours * HOUR_MS);
  return happenings.some((later) => {
    if (later.kind === "checkout.abandoned") return later.at.toISOString() >= String(data["from"]) && later.at <= until;
    if (later.kind !== "visit.made" || later.at <= at || String(later.data["from"]) > until.toISOString()) return false;
    return later.data["checkout"] === true || later.data[event === "cart-left" ? "lines" : "products"] !== "";
  });
}

const told = ["orderId", "basis", "checkoutId", "products", "lines", "segmentId", "tier", "redemptionId"] as const;

/**
 * The occasion of a run as it is known by now: something can turn out to have happened at another time, as a parcel that arrived later than expected. Null:
 * nothing new is known.
 */
export function redated({ occasion, since }: Pick<Run, "occasion" | "since">, { happenings }: Facts): Occasion | null {
  const told = happenings.find(({ key }) => key === occasion);
  if (told === undefined || told.at.getTime() === since.getTime()) return null;
  return { key: occasion, since: told.at, at: told.at, about: aboutOf(told.data) };
}

function aboutOf(data: Readonly<Record<string, unknown>>): About {
  return Object.fromEntries(
    told.flatMap((name) => {
      const value = data[name];
      if (typeof value === "bigint") return [[name, String(value)]];
      return typeof value === "string" || typeof value === "number" ? [[name, value]] : [];
    }),
  );
}
