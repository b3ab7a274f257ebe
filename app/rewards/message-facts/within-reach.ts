import type { RewardTerms } from "../reward.ts";

/** The fewest points for which a reward can be had. */
export function leastCost({ kind, points, steps, slider }: RewardTerms): bigint {
  if (kind === "amount" && steps !== undefined) return BigInt(Math.min(...steps.map((step) => step.points)));
  return BigInt(kind === "slider" && slider !== undefined ? slider.minPoints : points);
}
