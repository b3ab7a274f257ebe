import { z } from "zod";

import { exitKinds } from "../definition/definition.ts";
import { DEEPEST, MOST_STEPS } from "../definition/steps.ts";
import { goalKinds, goalProductSchema, MOST_PRODUCTS, USUAL_DAYS, USUAL_GOAL } from "../goal/goal.ts";
import type { FlowPreset } from "../presets/preset.ts";
import { triggerEventNames, waitedEvents } from "../triggers/events.ts";

/** A number as it is typed: the number, or the text where it is none (yet), so that nothing typed is lost. */
export type Typed = number | string;

const LONGEST = 5_000;
const typed = z.union([z.number(), z.string().max(40)]);
const id = z.string().regex(/^[a-z0-9]{1,12}$/);
const hour = z.number().int().min(0).max(23).optional();
const reference = z.number().int().positive().nullable();
const tags = z.array(z.string().max(255)).max(10);

const draftWaitSchema = z.union([
  z.object({ hours: typed }),
  z.object({ days: typed, hour }),
  z.object({ weekday: z.number().int().min(1).max(7), hour }),
  z.object({ event: z.enum(waitedEvents), atMostHours: typed, otherwise: z.enum(["continue", "end"]) }),
]);
export type DraftWait = z.output<typeof draftWaitSchema>;

const topics = ["news", "refill", "post-purchase", "points", "birthday", "service"] as const;

const plainSteps = [
  z.object({ kind: z.literal("wait"), id, wait: draftWaitSchema }),
  z.object({
    ...{ kind: z.literal("email"), id, emailId: reference, topic: z.enum(topics).default("news") },
    ...{ similarGoods: z.boolean().default(false), off: z.boolean().default(false) },
  }),
  z.object({ kind: z.literal("points"), id, points: typed }),
  z.object({ kind: z.literal("reward"), id, rewardId: reference }),
  z.object({ kind: z.literal("tag"), id, add: tags.default([]), remove: tags.default([]) }),
  z.object({ kind: z.literal("end"), id }),
] as const;

type DraftPlain = z.output<(typeof plainSteps)[number]>;
export type DraftBranch = { kind: "branch"; id: string; condition: string; yes: DraftStep[]; no: DraftStep[] };
export type DraftSplit = { kind: "split"; id: string; share: Typed; a: DraftStep[]; b: DraftStep[] };
export type DraftStep = DraftPlain | DraftBranch | DraftSplit;
export type DraftStepOf<Kind extends DraftStep["kind"]> = Extract<DraftStep, { kind: Kind }>;

/** As deep as definitions may be, so that nothing sent can nest without end. */
function listOf(deep: number): z.ZodType<DraftStep[]> {
  const kinds =
    deep < DEEPEST
      ? z.discriminatedUnion("kind", [...plainSteps, ...forks(listOf(deep + 1))])
      : z.discriminatedUnion("kind", plainSteps);
  return z.array(kinds).max(MOST_STEPS);
}

function forks(inner: z.ZodType<DraftStep[]>) {
  return [
    z.object({ kind: z.literal("branch"), id, condition: z.string().max(LONGEST), yes: inner, no: inner }),
    z.object({ kind: z.literal("split"), id, share: typed, a: inner, b: inner }),
  ] as const;
}

/** What was chosen for one kind stays while another is looked at. */
const draftGoalSchema = z.object({
  ...{ kind: z.enum(goalKinds), afterDays: typed.default(USUAL_DAYS) },
  // Who types ids may be in the midst of one.
  products: z
    .array(goalProductSchema.extend({ productId: z.string().max(40) }))
    .max(MOST_PRODUCTS)
    .optional(),
  segmentId: reference.optional(),
});

/** A flow as it is being edited: what a definition says, where what is missing or mistyped may stand too (check.ts tells). */
export const draftSchema = z.object({
  trigger: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("lapsed"), days: typed, ownGap: typed.nullable().default(null) }),
    z.object({ kind: z.literal("birthday"), offsetDays: typed.default(0) }),
    z.object({ kind: z.literal("anniversary"), offsetDays: typed.default(0) }),
    z.object({ kind: z.literal("points-expiring"), daysBefore: typed.default(30) }),
    z.object({ kind: z.literal("tier-at-risk"), daysBefore: typed.default(30) }),
    z.object({ kind: z.literal("due"), leadDays: typed.default(5) }),
    z.object({
      ...{ kind: z.literal("event"), event: z.enum(triggerEventNames) },
      ...{
        segmentId: z.number().int().positive().optional(),
        tier: z.string().max(60).optional(),
        name: z.string().max(60).optional(),
        hours: typed.optional(),
        views: typed.optional(),
      },
    }),
  ]),
  audience: z.string().max(LONGEST).nullable().default(null),
  steps: listOf(0),
  exits: z.array(z.enum(exitKinds)).default(["purchase"]),
  reentry: z.union([z.literal("each"), z.literal("once"), z.object({ everyDays: typed })]).default("each"),
  goal: draftGoalSchema.default(USUAL_GOAL),
  hour: z.number().int().min(8).max(20).default(10),
  holdout: typed.default(0),
  giveUpAfterDays: typed.default(30),
});

export type Draft = z.output<typeof draftSchema>;
export type DraftGoal = Draft["goal"];
export type DraftTrigger = Draft["trigger"];

/** What a flow from nothing begins with. */
export const EMPTY_DRAFT: Draft = draftSchema.parse({ trigger: { kind: "lapsed", days: 90 }, steps: [] });

/** What is being edited: the draft, else what was published, else nothing yet. */
export function readDraft(...kept: readonly unknown[]): Draft {
  for (const one of kept) {
    const read = draftSchema.safeParse(one);
    if (read.success) return read.data;
  }
  return EMPTY_DRAFT;
}

/** A preset as a flow of the shop, with the shop's own emails and rewards; what the shop lacks is left to be chosen. */
export function draftFrom(
  preset: FlowPreset,
  emailIds: ReadonlyMap<string, number>,
  rewardIds: ReadonlyMap<number, number>,
): Draft {
  const steps = preset.steps.map((step) => {
    if (step.kind === "email") {
      const { email, ...rest } = step;
      return { ...rest, emailId: emailIds.get(email) ?? null };
    }
    if (step.kind !== "reward" || !("percent" in step)) return step;
    return { kind: step.kind, id: step.id, rewardId: rewardIds.get(step.percent) ?? null };
  });
  return draftSchema.parse({ ...preset, steps });
}
