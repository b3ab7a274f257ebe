import { z } from "zod";

import { parseJson } from "../../lib/json.ts";
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

function jsonIn(form: FormData, field: string): unknown {
  const text = form.get(field);
  if (typeof text !== "string" || text.length > LONGEST) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
