export const directions = ["both", "came", "went"] as const;
export type Direction = (typeof directions)[number];

/** Periods to look back on, in days of the shop with today. */
export const periods = [7, 30, 90, 365] as const;
export type Period = (typeof periods)[number];

/** Before which move a page begins: its instant in milliseconds since 1970, and its id. */
export type MoveCursor = { at: number; id: bigint };
export type MovesQuery = { days: Period; direction: Direction; before: MoveCursor | null };

const CURSOR = /^(\d{1,15})~(\d{1,18})$/;

/** What the address asks for. What makes no sense is left out: an old bookmark opens the list, not an error. */
export function parseMovesQuery(params: URLSearchParams): MovesQuery {
  const [, at, id] = CURSOR.exec(params.get("before") ?? "") ?? [];
  return {
    days: periods.find((days) => String(days) === params.get("days")) ?? 30,
    direction: directions.find((direction) => direction === params.get("moved")) ?? "both",
    before: at === undefined || id === undefined ? null : { at: Number(at), id: BigInt(id) },
  };
}

/** The address of a state; defaults are left out. */
export function writeMovesQuery({ days, direction, before }: MovesQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (days !== 30) params.set("days", String(days));
  if (direction !== "both") params.set("moved", direction);
  if (before !== null) params.set("before", `${before.at}~${before.id}`);
  return params;
}
