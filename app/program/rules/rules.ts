import { z } from "zod";

import { currencyDigits } from "../../lib/money.ts";
import { bonusSchema } from "./bonus-rules.ts";
import { multiplierSchema } from "./multiplier.ts";
import { tiersSchema } from "./tier-rules.ts";

const decimal = z.string().regex(/^\d{1,9}(\.\d{1,6})?$/);

/** When points expire. Off, so many months after the last activity, or so many months after each became available. */
const expirySchema = z.object({
  mode: z.enum(["off", "inactivity", "lot"]),
  /** Calendar months in the shop's zone. */
  months: z.number().int().min(1).max(120),
});

/** What a version of the points program says. Stored as JSON; immutable once published. Versions from before a field existed read as its default. */
export const programRulesSchema = z
  .object({
    /** `points` per `units` of shop currency: 5 per 1, 1 per 10, 1.5 per 1. Exact decimals. */
    earn: z.object({ points: decimal, units: decimal.refine((value) => Number(value) > 0) }),
    /** What counts besides net merchandise. `discounts`: merchandise counts at its price before discounts. */
    base: z.object({ shipping: z.boolean(), tax: z.boolean(), discounts: z.boolean().default(false) }),
    /** Whether orders placed for companies (B2B) earn and count. Versions from before the rule was there let them. */
    companies: z.boolean().default(true),
    awardOn: z.enum(["paid", "fulfilled"]).default("paid"),
    /** Calendar days in the shop's zone, from the day of the order (of its fulfilment, when that awards), until points can be spent. */
    pendingDays: z.number().int().min(0).max(365),
    /** `points` are worth `units` of shop money when redeemed; shown as their worth, and what the slider of a reward starts from. */
    reward: z.object({ points: z.number().int().positive(), units: decimal }),
    multipliers: z.array(multiplierSchema).max(50).default([]),
    bonuses: z.array(bonusSchema).max(40).default([]),
    tiers: tiersSchema.nullable().default(null),
    expiry: expirySchema.default({ mode: "off", months: 12 }),
    /** Whether points spent on an order come back with a partial refund, in proportion. After a full refund they always do. */
    returnOnPartialRefund: z.boolean().default(true),
    /** What becomes of an order's points while its customer disputes the payment with their bank. Lost, they are gone; won, they are there. */
    openDisputes: z.enum(["keep", "hold"]).default("keep"),
  })
  .superRefine((rules, context) => {
    for (const list of ["multipliers", "bonuses"] as const) {
      const keys = rules[list].map(({ key }) => key);
      keys.forEach((key, index) => {
        if (keys.indexOf(key) !== index) context.addIssue({ code: "custom", path: [list, index, "key"], message: "duplicate" });
      });
    }
    const levels = new Set(rules.tiers?.levels.map(({ key }) => key) ?? []);
    rules.multipliers.forEach(({ tiers }, index) => {
      if (tiers.some((key) => !levels.has(key)))
        context.addIssue({ code: "custom", path: ["multipliers", index, "tiers"], message: "unknown-tier" });
    });
  });

export type ProgramRules = z.infer<typeof programRulesSchema>;
export type ExpiryRules = z.infer<typeof expirySchema>;

export type Program = { version: number; effectiveFrom: Date; rules: ProgramRules };

/** 5 points per unit of net merchandise, pending 14 days, 100 points worth one unit: 5 % back. Companies, whose prices are agreed on, earn none. */
export const DEFAULT_RULES: ProgramRules = programRulesSchema.parse({
  earn: { points: "5", units: "1" },
  base: { shipping: false, tax: false },
  companies: false,
  pendingDays: 14,
  reward: { points: 100, units: "1" },
});

export type Ratio = { numerator: bigint; denominator: bigint };

/** A decimal such as "1.5" as an exact fraction. */
export function ratioOf(text: string): Ratio {
  const [whole = "0", fraction = ""] = text.split(".");
  return { numerator: BigInt(whole + fraction), denominator: 10n ** BigInt(fraction.length) };
}

/** Points per minor unit of shop money, exactly. */
export function pointsPerMinor(rules: Pick<ProgramRules, "earn">, currency: string): Ratio {
  const points = ratioOf(rules.earn.points);
  const units = ratioOf(rules.earn.units);
  return {
    numerator: points.numerator * units.denominator,
    denominator: points.denominator * units.numerator * 10n ** BigInt(currencyDigits(currency)),
  };
}

/** What points are worth in minor units of shop money, rounded down. */
export function worthMinor(points: bigint, rules: ProgramRules, currency: string): bigint {
  const units = ratioOf(rules.reward.units);
  const minor = points * units.numerator * 10n ** BigInt(currencyDigits(currency));
  return minor / (units.denominator * BigInt(rules.reward.points));
}
