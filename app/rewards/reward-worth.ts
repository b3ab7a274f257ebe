import { pointsPerMinor, type ProgramRules } from "../program/rules/rules.ts";
import { valueOf, type RewardTerms } from "./reward.ts";

export type Worth = {
  /** What a customer spends to earn the points, in minor units of shop money, rounded up. */
  spendMinor: bigint;
  /** The reward's worth in minor units; null where the order decides it (a percentage, free shipping). */
  valueMinor: bigint | null;
  /** Worth as a share of the spend: 0.05 is 5 % back. */
  share: number | null;
};

/**
 * What so many points of a reward cost a customer and give back, for orders that earn once (no tier, no multiplier).
 * @param productMinor the price of a free product, null when it is not known
 * @returns null under a programme in which orders earn nothing
 */
export function worthOf(
  terms: RewardTerms,
  points: bigint,
  rules: ProgramRules,
  currency: string,
  productMinor: bigint | null,
): Worth | null {
  const { numerator, denominator } = pointsPerMinor(rules, currency);
  if (numerator === 0n) return null;
  const spendMinor = (points * denominator + numerator - 1n) / numerator;
  const valueMinor = terms.kind === "product" ? productMinor : decidedByOrder(terms) ? null : valueOf(terms, points);
  const share = valueMinor === null || spendMinor === 0n ? null : Number((valueMinor * 10_000n) / spendMinor) / 10_000;
  return { spendMinor, valueMinor, share };
}

function decidedByOrder({ kind }: RewardTerms): boolean {
  return kind === "percentage" || kind === "free-shipping";
}

/** The prices between which a reward can be had: both the same when there is one. */
export function priceRange(terms: RewardTerms): { least: bigint; most: bigint } {
  const prices =
    terms.kind === "amount" && terms.steps !== undefined
      ? terms.steps.map(({ points }) => points)
      : terms.kind === "slider" && terms.slider !== undefined
        ? [terms.slider.minPoints, terms.slider.maxPoints]
        : [terms.points];
  return { least: BigInt(Math.min(...prices)), most: BigInt(Math.max(...prices)) };
}
