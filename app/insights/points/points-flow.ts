import type { EntryKind } from "../../points/entry.ts";
import type { Month } from "../../lib/months.ts";

/** What moves points in or out, as the report tells it. Merges move points within the shop and are no flow. */
export const flowKinds = ["earned", "bonus", "adjusted", "returned", "redeemed", "expired"] as const;
export type FlowKind = (typeof flowKinds)[number];
export type Flow = Record<FlowKind, bigint>;

/** Sums of ledger entries by month of posting, kind and bonus rule. `times` counts entries that gave points. */
export type FlowRow = { month: string; kind: EntryKind; rule: string | null; points: bigint; times: number };

const flowOf: Record<EntryKind, FlowKind | null> = {
  order: "earned",
  bonus: "bonus",
  import: "adjusted",
  adjustment: "adjusted",
  release: "returned",
  return: "returned",
  redemption: "redeemed",
  expiry: "expired",
  merge: null,
};

export function sumFlow(rows: readonly Pick<FlowRow, "kind" | "points">[]): Flow {
  const flow: Flow = { earned: 0n, bonus: 0n, adjusted: 0n, returned: 0n, redeemed: 0n, expired: 0n };
  for (const { kind, points } of rows) {
    const name = flowOf[kind];
    if (name !== null) flow[name] += points;
  }
  return flow;
}

/** A flow for each month, also for those in which nothing moved. */
export function flowByMonth(rows: readonly FlowRow[], months: readonly Month[]): { month: Month; flow: Flow }[] {
  const byMonth = Map.groupBy(rows, ({ month }) => month);
  return months.map((month) => ({ month, flow: sumFlow(byMonth.get(month.key) ?? []) }));
}

/** Orders (null), or a bonus rule by its key: what gave how many points, most first. Given back or taken by hand is no rule. */
export type RuleShare = { rule: string | null; points: bigint; times: number };

export function topRules(rows: readonly FlowRow[], limit: number): RuleShare[] {
  const byRule = new Map<string | null, RuleShare>();
  for (const { kind, rule, points, times } of rows) {
    if (kind !== "order" && kind !== "bonus") continue;
    const key = kind === "order" ? null : (rule ?? "");
    const known = byRule.get(key) ?? { rule: key, points: 0n, times: 0 };
    byRule.set(key, { rule: key, points: known.points + points, times: known.times + times });
  }
  return [...byRule.values()]
    .filter(({ points, times }) => points !== 0n || times > 0)
    .sort((a, b) => (a.points === b.points ? b.times - a.times : a.points > b.points ? -1 : 1))
    .slice(0, limit);
}

/** A share that is exact to a hundredth of a per cent; null of nothing. */
export function shareOf(part: bigint, whole: bigint): number | null {
  return whole <= 0n ? null : Number((part * 10_000n) / whole) / 10_000;
}
