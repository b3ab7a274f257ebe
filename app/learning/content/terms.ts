import { z } from "zod";

import { isPictureAddress } from "../../lib/web-address.ts";
import { textsSchema } from "../../program/rules/texts.ts";

export const FEWEST_QUESTIONS = 2;
export const MOST_QUESTIONS = 10;
export const FEWEST_ANSWERS = 2;
export const MOST_ANSWERS = 6;
export const MOST_TRIES = 20;
export const MOST_POINTS = 1_000_000;
export const LONGEST_BODY = 20_000;

export const handleSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
export const questionKey = z.string().regex(/^q[1-9]\d?$/);
export const answerKey = z.string().regex(/^a[1-9]$/);
const tierKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

const questionSchema = z
  .object({
    key: questionKey,
    text: textsSchema,
    /** Said once it has been passed. */
    why: textsSchema.nullable(),
    answers: z
      .array(z.object({ key: answerKey, text: textsSchema, right: z.boolean() }))
      .min(FEWEST_ANSWERS)
      .max(MOST_ANSWERS),
  })
  .refine(({ answers }) => answers.some(({ right }) => right) && answers.some(({ right }) => !right), "right");
export type Question = z.infer<typeof questionSchema>;

/** A version of a module: what there is to read, what is asked, who may take it, and what passing brings. */
export const termsSchema = z
  .object({
    title: textsSchema,
    /** With the marks of `body.ts`. */
    body: z
      .record(z.string().regex(/^[a-z]{2}$/), z.string().trim().min(1).max(LONGEST_BODY))
      .refine((texts) => Object.keys(texts).length > 0, "empty"),
    video: z.string().refine(isPictureAddress, "url").nullable(),
    /** Who may take it; both null: everybody for whom the program runs. */
    ...{ tier: tierKey.nullable(), segmentId: z.number().int().min(1).nullable() },
    questions: z.array(questionSchema).min(FEWEST_QUESTIONS).max(MOST_QUESTIONS),
    /** So many right answers pass. */
    needed: z.number().int().min(1).max(MOST_QUESTIONS),
    /** Of one person on a day of the shop. */
    tries: z.number().int().min(1).max(MOST_TRIES),
    points: z.number().int().min(0).max(MOST_POINTS),
  })
  .superRefine(({ questions, needed, tier, segmentId }, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (needed > questions.length) issue("needed", "too-large");
    if (new Set(questions.map(({ key }) => key)).size !== questions.length) issue("questions", "twice");
    if (tier !== null && segmentId !== null) issue("tier", "both");
  });
export type Terms = z.infer<typeof termsSchema>;

/** The rule by which the ledger knows what a module brings. */
export function ruleOf(moduleId: number): string {
  return `module-${moduleId}`;
}
