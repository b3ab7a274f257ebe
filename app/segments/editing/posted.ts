import { z } from "zod";

import { limits } from "../language/reading/reader.ts";

/** A segment as its form sends it; `seen`: the revision that it began from. Longer than anything that could be read is cut off, and refused as too long. */
const postedSchema = z.object({
  name: z.string().transform((name) => name.slice(0, 1_000)),
  query: z.string().transform((query) => query.slice(0, limits.characters + 1)),
  seen: z.coerce.number().int().min(0).default(0),
});

/** Null for a form that is none of ours. */
export function readPosted(form: FormData): { name: string; query: string; seen: number } | null {
  return postedSchema.safeParse(Object.fromEntries(form)).data ?? null;
}
