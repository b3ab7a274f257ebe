import type { BadgeProps } from "@shopify/polaris";

import type { Standing } from "../../insights/goals/goal.ts";

export const stateTones: Readonly<Record<Standing["state"], BadgeProps["tone"]>> = {
  reached: "success",
  ahead: "success",
  behind: "warning",
  missed: "critical",
  unknown: undefined,
};
