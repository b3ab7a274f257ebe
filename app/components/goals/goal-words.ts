import type { BadgeProps } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import type { Goal, Standing } from "../../insights/goals/goal.ts";

/** A goal with the figure as it is now. */
export type FollowedGoal = { goal: Goal; value: number | null; standing: Standing };

export const stateWords: Readonly<Record<Standing["state"], PlainKey>> = {
  reached: "goals.reached",
  ahead: "goals.ahead",
  behind: "goals.behind",
  missed: "goals.missed",
  unknown: "goals.unknown",
};

export const stateTones: Readonly<Record<Standing["state"], BadgeProps["tone"]>> = {
  reached: "success",
  ahead: "success",
  behind: "warning",
  missed: "critical",
  unknown: undefined,
};
