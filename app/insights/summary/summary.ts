import type { FollowedGoal } from "../goals/goal.ts";
import type { SummaryMonth } from "./due.ts";
import type { Step } from "./steps.ts";

/** Retention and repeat rate, revenue of new and returning customers, revenue after clicks in flows' emails, points outstanding. */
export const summaryKeys = ["retention", "repeat", "fresh", "returning", "flows", "points"] as const;
export type SummaryKey = (typeof summaryKeys)[number];

/** A figure of three months; null: there is nothing to tell. Shares are parts of one, money is in minor units. */
export type Line = { key: SummaryKey; value: number | null; before: number | null; yearBefore: number | null };

/** What a merchant is told of a month. */
export type Summary = { months: SummaryMonth; lines: Line[]; goals: FollowedGoal[]; steps: Step[] };
