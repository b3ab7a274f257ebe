import { z } from "zod";

import { flowKeys } from "../messages/templates/registry.ts";

const days = z.number().int().min(0).max(3650);

const stepSchema = z.object({
  kind: z.literal("message"),
  template: z.enum(flowKeys),
  /** Calendar days after the trigger. */
  afterDays: days,
});

/** What a merchant configures. A flow is a list: who enters it, and what happens after how many days. */
export const definitionSchema = z.object({
  /** A customer lapses so many calendar days (in the shop's zone) after the last order, which is the occasion's anchor. */
  trigger: z.object({ kind: z.literal("lapsed"), days: days.min(1) }),
  steps: z
    .array(stepSchema)
    .min(1)
    .max(20)
    .refine(
      (steps) => steps.every((step, at) => at === 0 || step.afterDays > (steps[at - 1]?.afterDays ?? 0)),
      "steps follow one another in time",
    ),
  /** Hour of the shop's clock at which steps happen. */
  sendAtHour: z.number().int().min(8).max(20).default(10),
  /** "each-lapse": again after each new last order. "once": a customer goes through it once in a lifetime. */
  reentry: z.enum(["each-lapse", "once"]).default("each-lapse"),
  /** What ends a run early. */
  exits: z.array(z.enum(["purchase"])).default(["purchase"]),
  /** Customers who had lapsed before the flow was switched on take part if they lapsed at most so many days before. */
  includeAlreadyLapsedDays: days.default(0),
  /** A step that could not happen for so long (the app was off) does not happen any more. */
  giveUpAfterDays: days.min(1).default(180),
});

export type Definition = z.infer<typeof definitionSchema>;
export type Step = z.infer<typeof stepSchema>;

/** Win-back's first stage: 90 days after the last order, without a discount. */
export const winBack: Definition = definitionSchema.parse({
  trigger: { kind: "lapsed", days: 90 },
  steps: [{ kind: "message", template: "win-back", afterDays: 0 }],
});

/** The flows that every shop starts with, switched off. */
export const defaultFlows: Readonly<Record<string, Definition>> = { "win-back": winBack };
