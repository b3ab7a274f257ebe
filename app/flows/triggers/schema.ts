import { z } from "zod";

import { EVENT_NAME } from "../../events/event-name.ts";
import { triggerEventNames } from "./events.ts";

const offset = z.number().int().min(-60).max(60);
const daysBefore = z.number().int().min(1).max(90);

/** What begins a run. Each kind says its occasions in triggers/occasions.ts. */
export const triggerSchema = z.discriminatedUnion("kind", [
  /** So many calendar days after the last order; or so many times the customer's own median gap, and the days where they have none. */
  z.object({
    kind: z.literal("lapsed"),
    days: z.number().int().min(1).max(3650),
    ownGap: z.number().min(1).max(5).nullable().default(null),
  }),
  /** Days before (negative) or after the day itself. */
  z.object({ kind: z.literal("birthday"), offsetDays: offset.default(0) }),
  /** Of the first order. */
  z.object({ kind: z.literal("anniversary"), offsetDays: offset.default(0) }),
  /** Days before points expire, or before a tier ends that is no longer earned. */
  z.object({ kind: z.literal("points-expiring"), daysBefore: daysBefore.default(30) }),
  z.object({ kind: z.literal("tier-at-risk"), daysBefore: daysBefore.default(30) }),
  /** So many days before what was bought is used up, by its supply (app/refill). */
  z.object({ kind: z.literal("due"), leadDays: z.number().int().min(0).max(60).default(5) }),
  z.object({
    kind: z.literal("event"),
    event: z.enum(triggerEventNames),
    segmentId: z.number().int().positive().optional(),
    tier: z.string().min(1).max(60).optional(),
    /** Of a custom event. */
    name: z.string().regex(EVENT_NAME).optional(),
    /** Of a visit: at least so many products were looked at. */
    views: z.number().int().min(1).max(10).optional(),
    /** How long after it the run begins, where it is no news at once: an abandoned checkout, a visit. */
    hours: z.number().int().min(1).max(48).optional(),
  }),
]);

export type Trigger = z.output<typeof triggerSchema>;
export type TriggerOf<Kind extends Trigger["kind"]> = Extract<Trigger, { kind: Kind }>;

/** Whether time brings the occasion on, so that it is known beforehand; other occasions are heard of. */
export function isTimed(trigger: Trigger): boolean {
  return trigger.kind !== "event";
}
