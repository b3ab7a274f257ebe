import { scoredBands } from "../survey-results/score.ts";
import { expectedValue, openPoints } from "./beside/beside.ts";
import type { Counts } from "./counts.ts";
import {
  churnRate,
  frequency,
  historicValue,
  memberDifference,
  orderValue,
  repeatRate,
  retentionRate,
  returningShare,
} from "./rates.ts";
import { median } from "./survival.ts";

export const figureKeys = [
  "retention",
  "churn",
  "repeat",
  "second",
  "orderValue",
  "frequency",
  "returning",
  "value",
  "predicted",
  "members",
  "flows",
  "liability",
  "nps",
] as const;
export type FigureKey = (typeof figureKeys)[number];
/** `difference`: of two shares; `score`: from -100 to 100. */
export type Unit = "share" | "money" | "number" | "days" | "difference" | "score";

/** The figures that pages show, set as goals and write into files: in one list, each by its one formula. Null: there is nothing to tell. Money is in minor units. */
export const figures: Readonly<Record<FigureKey, { unit: Unit; of: (counts: Counts) => number | null }>> = {
  retention: { unit: "share", of: retentionRate },
  churn: { unit: "share", of: churnRate },
  repeat: { unit: "share", of: repeatRate },
  second: { unit: "days", of: ({ second }) => median(second)?.days ?? null },
  orderValue: { unit: "money", of: orderValue },
  frequency: { unit: "number", of: frequency },
  returning: { unit: "share", of: returningShare },
  value: { unit: "money", of: (counts) => historicValue(counts)?.perCustomer ?? null },
  predicted: { unit: "money", of: ({ beside }) => (beside?.expected == null ? null : expectedValue(beside.expected)) },
  members: { unit: "difference", of: memberDifference },
  flows: { unit: "money", of: ({ beside }) => beside?.flows?.revenue ?? null },
  liability: { unit: "number", of: ({ beside }) => (beside?.points == null ? null : openPoints(beside.points)) },
  nps: {
    unit: "score",
    of: ({ beside }) => (beside === undefined ? null : (scoredBands("score", beside.answers).score?.value ?? null)),
  },
};
