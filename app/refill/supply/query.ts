export type SupplyCursor = { direction: "after" | "before"; productId: bigint };
export type SupplyQuery = {
  /** Part of a product's title. */
  search: string;
  cursor: SupplyCursor | null;
};

const MAX_SEARCH = 100;

/** The list's state as its address has it. What makes no sense is left out: an old bookmark opens the list, not an error. */
export function parseSupplyQuery(params: URLSearchParams): SupplyQuery {
  return {
    search: (params.get("q") ?? "").replaceAll("\0", "").trim().slice(0, MAX_SEARCH),
    cursor: cursorIn("after", params.get("after")) ?? cursorIn("before", params.get("before")),
  };
}

function cursorIn(direction: SupplyCursor["direction"], text: string | null): SupplyCursor | null {
  return /^[1-9]\d{0,17}$/.test(text ?? "") ? { direction, productId: BigInt(text ?? "") } : null;
}

/** The address of a state; defaults are left out. */
export function writeSupplyQuery({ search, cursor }: SupplyQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (search !== "") params.set("q", search);
  if (cursor !== null) params.set(cursor.direction, String(cursor.productId));
  return params;
}
