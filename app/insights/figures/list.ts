import { median } from "./survival.ts";
import type { Counts } from "./counts.ts";
import { churnRate, frequency, historicValue, orderValue, repeatRate, retentionRate, returningShare } from "./rates.ts";

export const figureKeys = ["retention", "churn", "repeat", "second", "orderValue", "frequency", "returning", "value"] as const;
export type FigureKey = (typeof figureKeys)[number];
export type Unit = "share" | "money" | "number" | "days";

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
};
