import type { PlainKey } from "../../i18n/translate.ts";
import type { FigureKey } from "../figures/list.ts";
import { isLessBetter, type GoalFigure, type Standing } from "./goal.ts";

export const stateWords: Readonly<Record<Standing["state"], PlainKey>> = {
  reached: "goals.reached",
  ahead: "goals.ahead",
  behind: "goals.behind",
  missed: "goals.missed",
  unknown: "goals.unknown",
};

/** "60% by January 30", or "at most" where less is better. */
export function aimWord(figure: GoalFigure): "goals.aim" | "goals.aimLess" {
  return isLessBetter(figure) ? "goals.aimLess" : "goals.aim";
}

/** What is to be known before such a goal is set. */
export const cautions: Readonly<Partial<Record<GoalFigure, PlainKey>>> = {
  second: "goals.cautionSecond",
  predicted: "goals.cautionPredicted",
  flows: "goals.cautionFlows",
  nps: "goals.cautionNps",
};

/** Figures that are no number to aim at, with why. */
export const refused: Readonly<Record<Exclude<FigureKey, GoalFigure>, PlainKey>> = {
  members: "goals.refusedMembers",
  liability: "goals.refusedLiability",
};
