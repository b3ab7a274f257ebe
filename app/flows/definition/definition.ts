import { z } from "zod";

import { canReach, goalSchema, USUAL_GOAL } from "../goal/goal.ts";
import { stepsSchema, type Step } from "./steps.ts";
import { triggerSchema } from "../triggers/schema.ts";
import { eachStep } from "./tree.ts";

/** How long a day's count may be: ten years. */
const days = z.number().int().min(0).max(3650);

/** What ends a run early. Erasure, deletion, a merge and archiving the flow end it, too. */
export const exitKinds = [
  "purchase",
  "product-purchase",
  "order-withdrawn",
  "consent-gone",
  "segment-left",
  "reward-used",
] as const;
export type ExitKind = (typeof exitKinds)[number];

/** Whether it can ever come about: what is bought again was in an order or a visit that the flow is about. */
export function canEnd(kind: ExitKind, trigger: { kind: string; event?: string }): boolean {
  return kind !== "product-purchase" || /^(order-|product-viewed$|cart-left$)/.test(trigger.event ?? "");
}

/**
 * What a merchant configures: one immutable version of a flow. Who enters it, what then happens, what ends it, and how often somebody may go
 * through it. Times are the recipient's own.
 */
export const definitionSchema = z
  .object({
    trigger: triggerSchema,
    /** A segment query that a customer must meet when the run begins; null: everybody. */
    audience: z.string().trim().min(1).max(5_000).nullable().default(null),
    steps: stepsSchema,
    exits: z
      .array(z.enum(exitKinds))
      .default(["purchase"])
      .transform((kinds) => exitKinds.filter((kind) => kinds.includes(kind))),
    /** "each": once for every occasion. "once": once in a lifetime. `everyDays`: not sooner than so many days after the last run began. */
    reentry: z.union([z.literal("each"), z.literal("once"), z.object({ everyDays: days.min(1) })]).default("each"),
    /** What it is to bring about. It ends no run: exits do. */
    goal: goalSchema.default(USUAL_GOAL),
    /** Hour of the recipient's clock at which what is counted in days happens, unless a step says another. */
    hour: z.number().int().min(8).max(20).default(10),
    /** Percent of the customers who get nothing, so that the flow's effect can be measured. */
    holdout: z.number().int().min(0).max(50).default(0),
    /** An email that could not be queued for so many days (the app was off) is not sent any more. Effects still happen. */
    giveUpAfterDays: days.min(1).max(365).default(30),
  })
  .refine(({ steps }) => new Set([...eachStep(steps)].map(({ id }) => id)).size === [...eachStep(steps)].length, {
    error: "each step has an id of its own",
    path: ["steps"],
  })
  .refine(({ goal, trigger }) => canReach(goal.kind, trigger), {
    error: "what begins these runs is about no product",
    path: ["goal", "kind"],
  });

export type Definition = z.output<typeof definitionSchema>;
export type DefinitionInput = z.input<typeof definitionSchema>;

/** The segment queries that the planner must be told of: whether a customer meets them. */
export function conditionsOf({ audience, steps }: Definition): string[] {
  const branches = [...eachStep(steps)].flatMap((step: Step) => (step.kind === "branch" ? [step.condition] : []));
  return [...new Set([...(audience === null ? [] : [audience]), ...branches])];
}
