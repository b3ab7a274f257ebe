import { suppressionReasons, type SuppressionReason } from "./suppression.ts";

export type SuppressionCursor = { direction: "after" | "before"; atMs: bigint; address: string };
export type SuppressionQuery = {
  /** Part of an address. */
  search: string;
  reason: SuppressionReason | null;
  cursor: SuppressionCursor | null;
};

const MAX_SEARCH = 100;

/** The list's state as its address has it. What makes no sense is left out: an old bookmark opens the list, not an error. */
export function parseSuppressionQuery(params: URLSearchParams): SuppressionQuery {
  return {
    search: (params.get("q") ?? "").replaceAll("\0", "").trim().slice(0, MAX_SEARCH),
    reason: suppressionReasons.find((reason) => reason === params.get("reason")) ?? null,
    cursor: cursorIn("after", params.get("after")) ?? cursorIn("before", params.get("before")),
  };
}

function cursorIn(direction: "after" | "before", text: string | null): SuppressionCursor | null {
  const [, atMs, address] = /^(\d{1,15})~([^\0]{1,320})$/.exec(text ?? "") ?? [];
  return atMs === undefined || address === undefined ? null : { direction, atMs: BigInt(atMs), address };
}

/** The address of a state; defaults are left out. */
export function writeSuppressionQuery({ search, reason, cursor }: SuppressionQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (search !== "") params.set("q", search);
  if (reason !== null) params.set("reason", reason);
  if (cursor !== null) params.set(cursor.direction, `${cursor.atMs}~${cursor.address}`);
  return params;
}
