import type { RfmGroup } from "../../segments/attributes/rfm-groups.ts";

export { RFM_GROUPS, type RfmGroup } from "../../segments/attributes/rfm-groups.ts";

/** 1 is the lowest fifth, 5 the highest: how lately, how often, how much. */
export type Scores = { readonly recency: number; readonly frequency: number; readonly monetary: number };

/** By recency, from 5 down: the groups of who buys often or much (5 and 4), so so (3), and rarely and little (2 and 1). Shopify publishes the names only; this is ours. */
const BY_RECENCY: Readonly<Record<number, readonly [many: RfmGroup, some: RfmGroup, few: RfmGroup]>> = {
  5: ["CHAMPIONS", "ACTIVE", "NEW"],
  4: ["LOYAL", "ACTIVE", "PROMISING"],
  3: ["LOYAL", "NEEDS_ATTENTION", "PROMISING"],
  2: ["AT_RISK", "AT_RISK", "ALMOST_LOST"],
  1: ["PREVIOUSLY_LOYAL", "ALMOST_LOST", "DORMANT"],
};

/** How often and how much as one score: their mean, a half counting up. */
export function worth({ frequency, monetary }: Scores): number {
  return Math.round((frequency + monetary) / 2);
}

/** The group of a customer who has bought. @throws RangeError for what is no score */
export function groupOf(scores: Scores): RfmGroup {
  return groupAt(scores.recency, worth(scores));
}

/** The group of a cell of the map. @throws RangeError for what is none */
export function groupAt(recency: number, value: number): RfmGroup {
  const row = BY_RECENCY[recency];
  if (row === undefined || !Number.isInteger(value) || value < 1 || value > 5) throw new RangeError("Not a score");
  if (value >= 4) return row[0];
  return value === 3 ? row[1] : row[2];
}
