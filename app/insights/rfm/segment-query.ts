import { groupAt, RFM_GROUPS, type RfmGroup } from "./groups.ts";

/** A group, or one cell of the map that is in it: recency, and frequency and value as one (groups.ts). */
export type Place = { group: RfmGroup; cell: { recency: number; worth: number } | null };

/** What a merchant names; null: there is no such group, or the cell is in another. */
export function placeOf(named: { group: string; cell: Place["cell"] } | null): Place | null {
  const group = RFM_GROUPS.find((known) => known === named?.group);
  if (named === null || group === undefined) return null;
  const { cell } = named;
  return cell === null || groupAt(cell.recency, cell.worth) === group ? { group, cell } : null;
}

const SCORES = [1, 2, 3, 4, 5];

/** The customers of a place as a segment's query. A cell has all pairs of frequency and value that come to its one. */
export function segmentQuery({ group, cell }: Place): string {
  const ofGroup = `our_rfm_group = '${group}'`;
  if (cell === null) return ofGroup;
  const { recency, worth } = cell;
  const pairs = SCORES.flatMap((frequency) => {
    const values = SCORES.filter((value) => Math.round((frequency + value) / 2) === worth);
    return values.length === 0 ? [] : [`frequency_score = ${frequency} AND ${among("monetary_score", values)}`];
  });
  const worths = pairs.length === 1 ? pairs.join("") : `(${pairs.map((pair) => `(${pair})`).join(" OR ")})`;
  return `recency_score = ${recency} AND ${worths}`;
}

function among(attribute: string, values: readonly number[]): string {
  return values.length === 1 ? `${attribute} = ${values[0]}` : `${attribute} IN (${values.join(", ")})`;
}
