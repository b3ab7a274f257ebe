import type { Lift } from "../../lift/lift.ts";
import type { Band } from "../../../surveys/content/survey.ts";

/** What was given, spent and expired up to the end of a period, in points; what was given less the others is open, and what customers owe lowers it. */
export type Points = { given: number; spent: number; expired: number };

/** What a flow led to in a period, and what it had brought by its end that would not have come anyway. Null: nobody had entered long enough ago, or it was not asked for. */
export type FlowPart = { flowId: number; orders: number; revenue: number; lift: Lift | null };

/** Orders within five days of a click in an email of a flow; revenue in minor units. */
export type FlowSums = { orders: number; revenue: number; each: FlowPart[] };

/** What the newest scores by the end of a period expected of the year after them. `day`: since 1970 in the shop's zone. */
export type Expected = { day: number; customers: number; spend365Minor: number };

/**
 * What is told of a period beside the orders of customers. `points` and `flows` are null for periods from before the shop had the app, `expected` where no scores with predictions were kept.
 * `answers`: how likely customers said they would recommend the shop, each by their last answer.
 */
export type Beside = { points: Points | null; flows: FlowSums | null; answers: Record<Band, number>; expected: Expected | null };

export function openPoints({ given, spent, expired }: Points): number {
  return given - spent - expired;
}

export function expectedValue({ customers, spend365Minor }: Expected): number | null {
  return customers === 0 ? null : spend365Minor / customers;
}
