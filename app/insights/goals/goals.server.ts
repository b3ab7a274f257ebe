import { prisma } from "../../db.server.ts";
import { DAY_MS } from "../../lib/time.ts";
import { isGoalFigure, isLength, type Goal } from "./goal.ts";
import type { NewGoal } from "./read-goal.ts";

/** More goals than anybody follows. */
export const MOST_GOALS = 20;

/** A shop's goals, the next due first. */
export async function listGoals(shopId: number): Promise<Goal[]> {
  const rows = await prisma().figure_goals.findMany({
    where: { shop_id: shopId },
    orderBy: [{ due_on: "asc" }, { goal_id: "asc" }],
  });
  return rows.flatMap(({ goal_id: goalId, figure, days, target, due_on, set_by: setBy, set_on, started }) =>
    isGoalFigure(figure) && isLength(days)
      ? [{ goalId, figure, days, target, dueOn: due_on.getTime() / DAY_MS, setBy, setOn: set_on.getTime() / DAY_MS, started }]
      : [],
  );
}

/** Adds one beside those that there are: of two people who set one at the same time, both stay. @returns false: there are enough */
export async function addGoal(
  shopId: number,
  goal: NewGoal,
  { actor, now, today, started }: { actor: string; now: Date; today: number; started: number | null },
): Promise<boolean> {
  if ((await prisma().figure_goals.count({ where: { shop_id: shopId } })) >= MOST_GOALS) return false;
  await prisma().figure_goals.create({
    data: {
      ...{ shop_id: shopId, figure: goal.figure, days: goal.days, target: goal.target, due_on: new Date(goal.dueOn * DAY_MS) },
      ...{ set_by: actor, set_at: now, set_on: new Date(today * DAY_MS), started },
    },
  });
  return true;
}

/** What is gone already stays gone. */
export async function removeGoal(shopId: number, goalId: number): Promise<void> {
  await prisma().figure_goals.deleteMany({ where: { shop_id: shopId, goal_id: goalId } });
}
