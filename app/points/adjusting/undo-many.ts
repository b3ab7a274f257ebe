import { z } from "zod";

import { REASON_LIMIT } from "./adjustment-form.ts";

export const undoSpecSchema = z.object({
  /** The run that is taken back; it names the undoing, too, so that there is one. */
  key: z.string().regex(/^\d{1,18}$/),
  reason: z.string().min(1).max(REASON_LIMIT),
});

export const undoResultSchema = z.object({
  undone: z.number().int().default(0),
  /** Points that were taken back, or given back. */
  points: z.string().default("0").transform(BigInt),
  /** Customers who had spent some of what they were given: what was left was taken. */
  short: z.number().int().default(0),
  /** The first of them. */
  shortIds: z.array(z.string()).default([]),
});
