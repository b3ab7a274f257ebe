import { z } from "zod";

import { LIST_LIMIT } from "./adjust-many-form.ts";
import { REASON_LIMIT } from "./adjustment-form.ts";

/** How many of those who have too little are named. */
export const NAMED = 100;

const digits = z.string().regex(/^\d{1,18}$/);

const targetSchema = z.discriminatedUnion("kind", [
  /** Everybody whom the customers' list shows. */
  z.object({
    kind: z.literal("query"),
    search: z.string().max(100),
    segment: z.string().max(100).nullable(),
    also: z.array(z.string().max(100)).max(10).default([]),
    tier: z.string().max(40).nullable().default(null),
    place: z
      .object({
        group: z.string().max(30),
        cell: z.object({ recency: z.number().int(), worth: z.number().int() }).nullable(),
      })
      .nullable()
      .default(null),
  }),
  z.object({ kind: z.literal("list"), customerIds: z.array(digits).min(1).max(LIST_LIMIT) }),
]);

export const adjustSpecSchema = z.object({
  target: targetSchema,
  points: z
    .string()
    .regex(/^-?\d+$/)
    .transform(BigInt),
  reason: z.string().min(1).max(REASON_LIMIT),
  publicReason: z.string().min(1).max(REASON_LIMIT).nullable().default(null),
  affectsTier: z.boolean(),
  /** Names the intent: sent twice, it is still one adjustment. */
  key: z.string().min(1).max(60),
});

export const adjustResultSchema = z.object({
  adjusted: z.number().int().default(0),
  /** Customers who have fewer points than were to be taken. */
  short: z.number().int().default(0),
  /** The first of them. */
  shortIds: z.array(z.string()).default([]),
});

export type Target = z.infer<typeof targetSchema>;
export type AdjustSpec = z.infer<typeof adjustSpecSchema>;
export type AdjustResult = z.infer<typeof adjustResultSchema>;
