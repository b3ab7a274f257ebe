import { createHash } from "node:crypto";

import { stringifyJson } from "../lib/json.ts";
import type { RewardTerms } from "./reward.ts";

/**
 * A short name for what a reward offers: its price, its worth and the conditions under which that can be used. The theme sends the one that it showed, so
 * that nobody gets something else than they saw. Words are not in it, nor is what a shopper is refused for by name (tiers, segment, stock, limits).
 */
export function offerOf(terms: RewardTerms, currency: string): string {
  const { kind, points, steps, slider, valueMinor, percent, product, minSpendMinor, validDays, combinesWith, collections } =
    terms;
  const said = [
    ...[kind, points, steps?.map((step) => [step.points, step.valueMinor]) ?? null],
    slider === undefined ? null : [slider.minPoints, slider.maxPoints, slider.stepPoints],
    ...[valueMinor, percent, product?.variantId ?? null, minSpendMinor, validDays],
    [combinesWith.order, combinesWith.product, combinesWith.shipping],
    [...collections].sort(),
    currency,
  ];
  return createHash("sha256").update(stringifyJson(said)).digest("base64url").slice(0, 10);
}
