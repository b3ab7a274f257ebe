import type { View } from "../api.ts";

export type Reward = View["program"]["rewards"][number];

/** The fewest points for which a reward can be had. */
export function costOf(reward: Reward): number {
  if (reward.kind === "slider") return reward.min_points ?? reward.points;
  return reward.steps[0]?.points ?? reward.points;
}

/** Whether the shopper's tier may have it. */
export function isForTier({ tiers }: Reward, { loyalty }: View): boolean {
  return tiers.length === 0 || (loyalty.tier?.key != null && tiers.includes(loyalty.tier.key));
}

/** What the cheapest reward costs that the shopper may have; null without one. */
export function cheapest(view: View): number | null {
  const costs = view.program.rewards.filter((reward) => !reward.sold_out && isForTier(reward, view)).map(costOf);
  const positive = costs.filter((cost) => cost > 0);
  return positive.length === 0 ? null : Math.min(...positive);
}

/** The most that a shopper may spend on a reward of a free amount, in whole steps. */
export function mostPoints(reward: Reward, available: number): number {
  const [least, step] = [reward.min_points ?? 0, reward.step_points ?? 1];
  const most = Math.min(reward.max_points ?? available, available);
  return most - ((most - least) % step);
}
