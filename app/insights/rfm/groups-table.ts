import { groupAt, RFM_GROUPS, type RfmGroup } from "./groups.ts";

type Cell = { recency: number; worth: number; customers: number; spentMinor: number };
type Move = { from: RfmGroup | null; to: RfmGroup; customers: number };
/** `change`: how many more there are than at the end of the month before, of those who were customers then; null: nobody knows. */
export type GroupLine = { group: RfmGroup; customers: number; share: number; spentMinor: bigint; change: number | null };

/** Each group with its customers, its share of all and what they have spent, in the order of the groups. */
export function groupLines(cells: readonly Cell[], moves: readonly Move[], prospects: number): GroupLine[] {
  const total = cells.reduce((sum, { customers }) => sum + customers, prospects);
  const known = moves.some(({ from }) => from !== null);
  return RFM_GROUPS.map((group) => {
    const own = cells.filter(({ recency, worth }) => groupAt(recency, worth) === group);
    const customers = group === "PROSPECTS" ? prospects : own.reduce((sum, cell) => sum + cell.customers, 0);
    const before = moves.filter(({ from }) => from === group).reduce((sum, move) => sum + move.customers, 0);
    return {
      group,
      customers,
      share: total === 0 ? 0 : customers / total,
      spentMinor: BigInt(Math.round(own.reduce((sum, { spentMinor }) => sum + spentMinor, 0))),
      change: known && group !== "PROSPECTS" ? customers - before : null,
    };
  });
}

/** Who moved from one group to another, most first; those who stayed are told apart. */
export function movements(moves: readonly Move[]): { moved: Move[]; stayed: number; joined: number } {
  const sum = (some: readonly Move[]) => some.reduce((total, { customers }) => total + customers, 0);
  return {
    moved: moves.filter(({ from, to }) => from !== null && from !== to).toSorted((a, b) => b.customers - a.customers),
    stayed: sum(moves.filter(({ from, to }) => from === to)),
    joined: sum(moves.filter(({ from }) => from === null)),
  };
}
