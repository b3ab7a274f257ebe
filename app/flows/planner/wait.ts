import type { Wait } from "../definition/steps.ts";
import { addDays, dayIn, HOUR_MS, instantIn, plusMs, type CalendarDay } from "../../lib/time.ts";
import { happened, isOfOrder } from "../triggers/events.ts";
import type { Facts } from "./facts.ts";
import type { About } from "./flow.ts";

export type Waited =
  | { kind: "until"; at: Date }
  /** What it waited for did not come in time, and then the flow is over. */
  | { kind: "in-vain"; at: Date };

/**
 * When a wait that began at `from` is over, as far as is known now. For an event that has not come: when its time is up.
 * @param hour the flow's, where the wait says none
 * @param about what the run is about: of an order it waits for what becomes of that one, which may have come before
 */
export function waitedUntil(
  wait: Wait,
  from: Date,
  hour: number,
  facts: Pick<Facts, "timeZone" | "happenings">,
  about: About = {},
): Waited {
  const { timeZone } = facts;
  if ("hours" in wait) return until(plusMs(from, wait.hours * HOUR_MS));
  if ("event" in wait) {
    const end = plusMs(from, wait.atMostHours * HOUR_MS);
    const { orderId } = about;
    const own = orderId !== undefined && isOfOrder(wait.event);
    const event = facts.happenings.find(
      (one) =>
        one.at <= end && (own ? String(one.data["orderId"]) === String(orderId) : one.at > from) && happened(wait.event, one),
    );
    if (event !== undefined) return until(event.at > from ? event.at : from);
    return { kind: wait.otherwise === "end" ? "in-vain" : "until", at: end };
  }
  const today = dayIn(from, timeZone);
  const at = (day: CalendarDay) => instantIn(day, timeZone, wait.hour ?? hour);
  if ("weekday" in wait) return until(at(addDays(today, ((wait.weekday - weekdayOf(today) + 6) % 7) + 1)));
  const then = at(addDays(today, wait.days));
  // "0 days" is until that hour: today's, or tomorrow's when it is over.
  return until(then < from ? at(addDays(today, wait.days + 1)) : then);
}

const until = (at: Date): Waited => ({ kind: "until", at });

/** Monday is 1. */
function weekdayOf({ year, month, day }: CalendarDay): number {
  return ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7) + 1;
}
