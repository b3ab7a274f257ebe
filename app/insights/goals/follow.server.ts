import type { Db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { readLatest } from "../figures/kept/read.server.ts";
import { figures } from "../figures/list.ts";
import { LENGTHS } from "../figures/period.ts";
import { shopDay } from "../scores/shop-day.ts";
import { standingOf, type FollowedGoal } from "./goal.ts";
import { listGoals } from "./goals.server.ts";

/** A shop's goals with what their figures are now, by what was last kept of them. */
export async function followGoals(db: Db, shop: Shop, now: Date): Promise<FollowedGoal[]> {
  const goals = await listGoals(shop.shopId);
  const needed = LENGTHS.filter((days) => goals.some((goal) => goal.days === days));
  const kept = new Map(
    await Promise.all(needed.map(async (days) => [days, (await readLatest(db, shop, now, days)).current] as const)),
  );
  return goals.map((goal) => {
    const current = kept.get(goal.days) ?? null;
    const value = current === null ? null : figures[goal.figure].of(current.counts);
    return { goal, value, standing: standingOf(goal, value, shopDay(shop, now)) };
  });
}
