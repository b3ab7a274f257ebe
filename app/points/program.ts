import { z } from "zod";

import { currencyDigits } from "../lib/money.ts";

const decimal = z.string().regex(/^\d{1,9}(\.\d{1,6})?$/);

/** What a version of the points programme says. Stored as JSON; immutable once an order may have used it. */
export const programRulesSchema = z.object({
  /** `points` per `units` of shop currency: 5 per 1, 1 per 10, 1.5 per 1. Exact decimals. */
  earn: z.object({ points: decimal, units: decimal.refine((value) => Number(value) > 0) }),
  /** What counts besides net merchandise. */
  base: z.object({ shipping: z.boolean(), tax: z.boolean() }),
  /** Calendar days in the shop's zone, from the day of the order, until points can be spent. */
  pendingDays: z.number().int().min(0).max(365),
  /** `points` are worth `valueMinor` of shop money when redeemed; shown as their worth. */
  reward: z.object({ points: z.number().int().positive(), units: decimal }),
});

export type ProgramRules = z.infer<typeof programRulesSchema>;

export type Program = { version: number; effectiveFrom: Date; rules: ProgramRules };

/** 5 points per unit of net merchandise, pending 14 days, 100 points worth one unit: 5 % back. */
export const DEFAULT_RULES: ProgramRules = {
  earn: { points: "5", units: "1" },
  base: { shipping: false, tax: false },
  pendingDays: 14,
  reward: { points: 100, units: "1" },
};

export type Ratio = { numerator: bigint; denominator: bigint };

/** A decimal such as "1.5" as an exact fraction. */
export function ratioOf(text: string): Ratio {
  const [whole = "0", fraction = ""] = text.split(".");
  return { numerator: BigInt(whole + fraction), denominator: 10n ** BigInt(fraction.length) };
}

/** Points per minor unit of shop money, exactly. */
export function pointsPerMinor(rules: ProgramRules, currency: string): Ratio {
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
