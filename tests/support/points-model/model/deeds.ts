import type { Movement } from "./age.ts";
import type { Heard } from "./heard.ts";
import { isAdmitted, isBought, netOfOrder } from "../orders.ts";
import type { Deeds } from "./tiers.ts";

/** What counts for a tier. */
export function deedsIn(orders: readonly Heard[], movements: readonly Movement[]): Deeds {
  const bought = orders
    .filter(({ order, programs }) => isBought(order) && isAdmitted(order, programs.rules))
    .map(({ order }) => ({ at: order.placed, amount: netOfOrder(order) }));
  return {
    points: movements.filter(({ tier }) => tier !== 0).map(({ tier, earned }) => ({ at: earned, amount: tier })),
    spend: bought,
    orders: bought.map(({ at }) => ({ at, amount: 1 })),
  };
}

/** When somebody first did something. */
export function firstOf(orders: readonly Heard[], movements: readonly Movement[]): number | null {
  const first = Math.min(...orders.map(({ order }) => order.placed), ...movements.map(({ earned }) => earned));
  return Number.isFinite(first) ? first : null;
}
