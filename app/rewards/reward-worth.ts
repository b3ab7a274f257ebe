import { leastGoodsFor, type SampleShop } from "../points/orders/sample-order.ts";
import type { ProgramRules } from "../program/rules/rules.ts";
import { valueOf, type RewardTerms } from "./reward.ts";

export type Worth = {
  /** The least that a customer spends on goods, at the prices that the shop shows, to earn the points; minor units of shop money. */
  spendMinor: bigint;
  /** The reward's worth in minor units; null where the order decides it (a percentage, free shipping). */
  valueMinor: bigint | null;
  /** Worth as a share of the spend: 0.05 is 5 % back. */
  share: number | null;
};

/**
 * What so many points of a reward cost a customer and give back, for orders that earn once (no tier, no multiplier).
 * @param productMinor the price of a free product, null when it is not known
 * @returns null under a program in which orders earn nothing
 */
export function worthOf(
  terms: RewardTerms,
  points: bigint,
  rules: ProgramRules,
  shop: SampleShop,
  productMinor: bigint | null,
): Worth | null {
  const spendMinor = leastGoodsFor(points, rules, shop);
  if (spendMinor === null) return null;
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
