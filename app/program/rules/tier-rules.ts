import { z } from "zod";

import { ONE } from "./multiplier.ts";
import { pictureSchema } from "./picture.ts";
import { textsSchema } from "./texts.ts";

const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

const tierLevelSchema = z.object({
  key,
  name: textsSchema,
  /** In the unit of the basis: points, minor units of shop money, orders. */
  threshold: z.number().int().min(0).max(1_000_000_000),
  /** Points of orders are multiplied by this, 1,000 being once. */
  perMille: z
    .number()
    .int()
    .min(ONE)
    .max(10 * ONE)
    .default(ONE),
  /** Free text for shoppers: what else the tier brings, one benefit a line. */
  benefits: textsSchema.nullable().default(null),
  picture: pictureSchema.nullable().default(null),
  /** A customer tag in Shopify while the tier lasts: for early access, own segments, theme conditions. */
  tag: z
    .string()
    .trim()
    .max(40)
    .regex(/^[^,]*$/)
    .default(""),
  /** Extra points on the birthday, on top of the birthday rule's. */
  birthdayPoints: z.number().int().min(0).max(1_000_000).default(0),
});

/** Levels from the lowest up, thresholds rising. */
export const tiersSchema = z
  .object({
    basis: z.enum(["points", "spend", "orders"]),
    window: z.enum(["rolling", "calendar-year", "lifetime"]),
    /** Days in the shop's zone for which a tier that is no longer earned is kept. */
    graceDays: z.number().int().min(0).max(365),
    levels: z.array(tierLevelSchema).min(1).max(10),
  })
  .superRefine(({ levels }, context) => {
    levels.forEach((level, index) => {
      const before = levels[index - 1];
      if (before !== undefined && level.threshold <= before.threshold)
        context.addIssue({ code: "custom", path: ["levels", index, "threshold"], message: "not-rising" });
      if (levels.findIndex((other) => other.key === level.key) !== index)
        context.addIssue({ code: "custom", path: ["levels", index, "key"], message: "duplicate" });
    });
  });

export type TierLevel = z.infer<typeof tierLevelSchema>;
export type TierRules = z.infer<typeof tiersSchema>;

/** Bronze, Silver, Gold by points earned in the last twelve months, thirty days of grace. */
export const TIER_PRESET: TierRules = tiersSchema.parse({
  basis: "points",
  window: "rolling",
  graceDays: 30,
  levels: [
    { key: "bronze", name: { en: "Bronze", de: "Bronze", fr: "Bronze", es: "Bronce", it: "Bronzo", nl: "Brons" }, threshold: 0 },
    {
      key: "silver",
      name: { en: "Silver", de: "Silber", fr: "Argent", es: "Plata", it: "Argento", nl: "Zilver" },
      threshold: 500,
      perMille: 1_250,
    },
    {
      key: "gold",
      name: { en: "Gold", de: "Gold", fr: "Or", es: "Oro", it: "Oro", nl: "Goud" },
      threshold: 1_500,
      perMille: 1_500,
    },
  ],
});
