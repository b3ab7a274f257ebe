import { toMinor } from "../../lib/money.ts";
import { decimalOf } from "../../lib/typed-number.ts";
import { dayOf } from "../figures/asked.ts";
import { figures } from "../figures/list.ts";
import { isGoalFigure, isLength, LOWEST_SCORE, type Goal } from "./goal.ts";

export type GoalField = "target" | "dueOn";
export type GoalErrors = Partial<Record<GoalField, "number" | "share" | "score" | "zero" | "day" | "past">>;
export type NewGoal = Pick<Goal, "figure" | "days" | "target" | "dueOn">;

const SIGNED = /^([-−]?)(.*)$/;
const UNSIGNED = /^()(.*)$/;

/** A goal as it is typed: shares in percent, money in the shop's currency. @throws Response 422 for what no form of ours sends */
export function readGoal(
  fields: FormData,
  { currency, today }: { currency: string; today: number },
): { ok: true; goal: NewGoal } | { ok: false; errors: GoalErrors } {
  const [figure, days] = [fields.get("figure"), Number(fields.get("days"))];
  if (!isGoalFigure(figure) || !isLength(days)) throw new Response("Unknown figure", { status: 422 });
  const { unit } = figures[figure];
  const errors: GoalErrors = {};
  // Only a score can be below nought.
  const [, minus = "", rest = ""] = (unit === "score" ? SIGNED : UNSIGNED).exec(textOf(fields, "target").trim()) ?? [];
  const decimal = decimalOf(rest, unit !== "money");
  const typed = decimal === null ? NaN : Number(decimal) * (minus === "" ? 1 : -1);
  const target = unit === "share" ? typed / 100 : unit === "money" ? minorOf(decimal, currency) : typed;
  if (Number.isNaN(target)) errors.target = "number";
  else if (unit === "score" && (target <= LOWEST_SCORE || target > -LOWEST_SCORE)) errors.target = "score";
  else if (unit !== "score" && target <= 0) errors.target = "zero";
  else if (unit === "share" && target > 1) errors.target = "share";
  const dueOn = dayOf(textOf(fields, "dueOn"));
  if (dueOn === null) errors.dueOn = "day";
  else if (dueOn <= today) errors.dueOn = "past";
  if (dueOn === null || Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, goal: { figure, days, target, dueOn } };
}

function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
}

function minorOf(decimal: string | null, currency: string): number {
  if (decimal === null) return NaN;
  try {
    return Number(toMinor(decimal, currency));
  } catch {
    return NaN;
  }
}
