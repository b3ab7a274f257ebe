export const sorts = ["last-order", "spend", "orders", "points", "created"] as const;
export type Sort = (typeof sorts)[number];

/** Where a page ends: its edge row's sort value (an instant is milliseconds since 1970) and id. */
export type Cursor = { direction: "after" | "before"; value: bigint; id: bigint };

/** Customers of a group, or of one cell of the map of groups (insights/rfm): their scores by recency, and by frequency and value as one. */
export type GroupPlace = { group: string; cell: { recency: number; worth: number } | null };

export type CustomerQuery = {
  search: string;
  /** Null is everyone. */
  place: GroupPlace | null;
  /** A segment's key; null is everyone. */
  segment: string | null;
  /** Keys of further segments that they are in, too. */
  also: readonly string[];
  /** Key of a tier; null is everyone. */
  tier: string | null;
  sort: Sort;
  order: "asc" | "desc";
  cursor: Cursor | null;
};

const MAX_SEARCH = 100;
const MOST_ALSO = 2;
const TIER = /^[a-z0-9][a-z0-9-]{0,39}$/;
const GROUP = /^[A-Z_]{1,30}$/;
const SCORE = /^[1-5]$/;
const CURSOR = /^(-?\d{1,15})~(\d{1,18})$/;

/** The list's state as its address has it. Whatever makes no sense is left out: an old bookmark opens the list, not an error. */
export function parseQuery(params: URLSearchParams): CustomerQuery {
  const segment = params.get("segment")?.slice(0, MAX_SEARCH) ?? "";
  const tier = params.get("tier") ?? "";
  return {
    search: clean(params.get("q") ?? ""),
    segment: segment === "" ? null : clean(segment),
    also: params.getAll("also").map(clean).filter(Boolean).slice(0, MOST_ALSO),
    tier: TIER.test(tier) ? tier : null,
    place: parsePlace(params),
    sort: sorts.find((sort) => sort === params.get("sort")) ?? "last-order",
    order: params.get("order") === "asc" ? "asc" : "desc",
    cursor: parseCursor(params, "after") ?? parseCursor(params, "before"),
  };
}

/** `?group=LOYAL`, or `?group=LOYAL&recency=4&worth=5`. */
export function parsePlace(params: URLSearchParams): GroupPlace | null {
  const group = params.get("group") ?? "";
  const [recency, worth] = [params.get("recency") ?? "", params.get("worth") ?? ""];
  if (!GROUP.test(group)) return null;
  return { group, cell: SCORE.test(recency) && SCORE.test(worth) ? { recency: Number(recency), worth: Number(worth) } : null };
}

/** What `parsePlace` reads. */
export function writePlace(place: GroupPlace | null): Record<string, string> {
  if (place === null) return {};
  const { group, cell } = place;
  return { group, ...(cell === null ? {} : { recency: String(cell.recency), worth: String(cell.worth) }) };
}

/** PostgreSQL's text cannot hold U+0000. */
function clean(text: string): string {
  return text.replaceAll("\0", "").trim().slice(0, MAX_SEARCH);
}

function parseCursor(params: URLSearchParams, direction: Cursor["direction"]): Cursor | null {
  const [, value, id] = CURSOR.exec(params.get(direction) ?? "") ?? [];
  return value === undefined || id === undefined ? null : { direction, value: BigInt(value), id: BigInt(id) };
}

/** The address of a state; defaults are left out. */
export function writeQuery(query: CustomerQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (query.search !== "") params.set("q", query.search);
  if (query.segment !== null) params.set("segment", query.segment);
  for (const key of query.also) params.append("also", key);
  if (query.tier !== null) params.set("tier", query.tier);
  for (const [name, value] of Object.entries(writePlace(query.place))) params.set(name, value);
  if (query.sort !== "last-order") params.set("sort", query.sort);
  if (query.order !== "desc") params.set("order", query.order);
  if (query.cursor !== null) params.set(query.cursor.direction, `${query.cursor.value}~${query.cursor.id}`);
  return params;
}
