import { z } from "zod";

import { topics } from "../../messages/preferences/topics.ts";
import { waitedEvents } from "../triggers/events.ts";

/** How deep branches and splits may lie in one another, and how many steps a flow may have. */
export const DEEPEST = 4;
export const MOST_STEPS = 40;

const id = z.string().regex(/^[a-z0-9]{1,12}$/);
const hour = z.number().int().min(0).max(23);

/** Monday is 1. */
const weekday = z.number().int().min(1).max(7);

/**
 * How long a run rests. Hours are elapsed time; days are days of the recipient's calendar, and end at an hour of their clock (the flow's, unless it says
 * another), so that "24 hours" and "1 day" differ where the clocks change.
 */
const waitSchema = z.union([
  z.object({ hours: z.number().int().min(1).max(8760) }),
  z.object({ days: z.number().int().min(0).max(3650), hour: hour.optional() }),
  /** Until the next such day, the one on which it begins left out. */
  z.object({ weekday, hour: hour.optional() }),
  /** Until it happens, or so many hours have passed: then it goes on or ends. */
  z.object({
    event: z.enum(waitedEvents),
    atMostHours: z.number().int().min(1).max(8760),
    otherwise: z.enum(["continue", "end"]),
  }),
]);
export type Wait = z.output<typeof waitSchema>;

const plainSteps = [
  z.object({ kind: z.literal("wait"), id, wait: waitSchema }),
  z.object({
    kind: z.literal("email"),
    id,
    /** Of the shop's emails. */
    emailId: z.number().int().positive(),
    /** What customers can choose to hear of. */
    topic: z.enum(topics).default("news"),
    /** About what they bought or the like of it: what § 7 (3) UWG may cover. */
    similarGoods: z.boolean().default(false),
    /** A step that is switched off is passed over. */
    off: z.boolean().default(false),
  }),
  z.object({ kind: z.literal("points"), id, points: z.number().int().min(1).max(1_000_000) }),
  /** Of the shop's rewards, for nothing: its code is made once, and lives as long as the reward says. */
  z.object({ kind: z.literal("reward"), id, rewardId: z.number().int().positive() }),
  z.object({
    kind: z.literal("tag"),
    id,
    add: z.array(z.string().trim().min(1).max(255)).max(10).default([]),
    remove: z.array(z.string().trim().min(1).max(255)).max(10).default([]),
  }),
  z.object({ kind: z.literal("end"), id }),
] as const;

type PlainStep = z.output<(typeof plainSteps)[number]>;
/** One of two ways, by a segment query. */
export type Branch = { kind: "branch"; id: string; condition: string; yes: Step[]; no: Step[] };
/** One of two ways, by chance that stays the same for a customer. `share`: percent who go the first. */
export type Split = { kind: "split"; id: string; share: number; a: Step[]; b: Step[] };
export type Step = PlainStep | Branch | Split;
export type StepOf<Kind extends Step["kind"]> = Extract<Step, { kind: Kind }>;

const levels: z.ZodType<Step[]>[] = [];

/** @param deep how many forks lie around these steps */
function listOf(deep: number): z.ZodType<Step[]> {
  return (levels[deep] ??= z
    .array(
      deep < DEEPEST
        ? z.discriminatedUnion("kind", [...plainSteps, ...forks(deep + 1)])
        : z.discriminatedUnion("kind", plainSteps),
    )
    .max(MOST_STEPS) as unknown as z.ZodType<Step[]>);
}

function forks(deep: number) {
  const inner = z.lazy(() => listOf(deep));
  return [
    z.object({ kind: z.literal("branch"), id, condition: z.string().trim().min(1).max(5_000), yes: inner, no: inner }),
    z.object({ kind: z.literal("split"), id, share: z.number().int().min(1).max(99), a: inner, b: inner }),
  ] as const;
}

export const stepsSchema = listOf(0);
