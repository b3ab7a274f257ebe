import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { readLatest } from "../../insights/figures/kept/read.server.ts";
import { figures } from "../../insights/figures/list.ts";
import { addGoal } from "../../insights/goals/goals.server.ts";
import type { NewGoal } from "../../insights/goals/read-goal.ts";
import { shopDay } from "../../insights/scores/shop-day.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant says what a figure shall be, from what it is now. @returns false: there are enough goals */
export async function setGoal(shop: Shop, goal: NewGoal, actor: string, now = clock): Promise<boolean> {
  const at = now();
  const { current } = await readLatest(db(), shop, at, goal.days);
  const started = current === null ? null : figures[goal.figure].of(current.counts);
  return addGoal(shop.shopId, goal, { actor, now: at, today: shopDay(shop, at), started });
}
