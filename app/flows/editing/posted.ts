import { z } from "zod";

import { parseJson } from "../../lib/json.ts";
import { definitionSchema, type Definition } from "../definition/definition.ts";
import { catchUpSchema, type CatchUp } from "../planner/catch-up.ts";
import { draftSchema, type Draft } from "./draft.ts";

/** The greatest flow stays far below. */
const LONGEST = 500_000;
const LONGEST_NAME = 100;

const editedSchema = z.object({
  draft: draftSchema,
  name: z
    .string()
    .trim()
    .max(LONGEST_NAME)
    .transform((name) => (name === "" ? null : name)),
  seen: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
});

/** A draft as a page sends it; null for what is none. `seen`: the revision that its editor began from. */
export function readEdited(form: FormData): { draft: Draft; name: string | null; seen: number } | null {
  const parsed = editedSchema.safeParse({ draft: jsonIn(form, "draft"), name: form.get("name"), seen: form.get("seen") });
  return parsed.success ? parsed.data : null;
}

const spreadDays = z.number().int().min(1).max(3650);
const insideSchema = z.discriminatedUnion("mode", [
  z.object({ mode: z.literal("keep") }),
  z.object({ mode: z.literal("move"), spreadDays }),
]);

/** What becomes of customers inside; null for what says nothing. */
export function readInside(form: FormData): z.output<typeof insideSchema> | null {
  return insideSchema.safeParse(jsonIn(form, "inside")).data ?? null;
}

export function readCatchUp(form: FormData): CatchUp | null {
  return catchUpSchema.safeParse(jsonIn(form, "catchUp")).data ?? null;
}

/** What a forecast is asked of: a flow as it is being edited, which must be complete; null for what is not. */
export function readQuestion(form: FormData): { definition: Definition; catchUp: CatchUp } | null {
  const definition = definitionSchema.safeParse(jsonIn(form, "draft")).data;
  const catchUp = readCatchUp(form);
  return definition === undefined || definition.steps.length === 0 || catchUp === null ? null : { definition, catchUp };
}

function jsonIn(form: FormData, field: string): unknown {
  const text = form.get(field);
  if (typeof text !== "string" || text.length > LONGEST) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
