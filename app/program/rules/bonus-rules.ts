import { z } from "zod";

import { textsSchema } from "./texts.ts";

const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const points = z.number().int().min(1).max(1_000_000);
const url = z.url({ protocol: /^https$/ }).max(500);

const shared = {
  key,
  points,
  enabled: z.boolean().default(true),
  /** In place of the built-in words for the kind. */
  title: textsSchema.nullable().default(null),
  /** At most so many awards to one customer within the period. */
  cap: z
    .object({ times: z.number().int().min(1).max(1_000), period: z.enum(["ever", "year", "month", "day"]) })
    .default({ times: 1, period: "ever" }),
};

/**
 * Points for what is no purchase. Order rules follow their orders: a cancelled or fully refunded order takes them back. `review`: fixed points
 * whatever the rating, for reviews on the shop's own site alone. `social`: the shopper says so, once. `survey`: the survey's last page shows `word`.
 */
export const bonusSchema = z.discriminatedUnion("kind", [
  z.object({ ...shared, kind: z.literal("sign-up") }),
  z.object({ ...shared, kind: z.literal("newsletter") }),
  z.object({ ...shared, kind: z.literal("first-order") }),
  z.object({ ...shared, kind: z.literal("milestone"), orders: z.number().int().min(2).max(1_000) }),
  /** The date must have been told `noticeDays` before. */
  z.object({ ...shared, kind: z.literal("birthday"), noticeDays: z.number().int().min(0).max(365).default(30) }),
  z.object({ ...shared, kind: z.literal("anniversary") }),
  /** Approved by the merchant; only for products that the customer has bought. */
  z.object({ ...shared, kind: z.literal("review"), disclosure: textsSchema }),
  z.object({
    ...shared,
    kind: z.literal("social"),
    network: z.enum(["instagram", "facebook", "tiktok", "youtube", "pinterest", "x"]),
    action: z.enum(["follow", "share"]),
    url,
  }),
  z.object({ ...shared, kind: z.literal("survey"), url, word: z.string().trim().min(3).max(40) }),
]);

export type Bonus = z.infer<typeof bonusSchema>;
export type BonusKind = Bonus["kind"];
