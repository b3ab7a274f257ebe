export type ProductCursor = { direction: "after" | "before"; productId: bigint };
/** A page of a list of products. */
export type ProductQuery = {
  /** Part of a product's title. */
  search: string;
  cursor: ProductCursor | null;
};

const MAX_SEARCH = 100;

/** The list's state as its address has it. What makes no sense is left out: an old bookmark opens the list, not an error. */
export function parseProductQuery(params: URLSearchParams): ProductQuery {
  return {
    search: (params.get("q") ?? "").replaceAll("\0", "").trim().slice(0, MAX_SEARCH),
    cursor: cursorIn("after", params.get("after")) ?? cursorIn("before", params.get("before")),
  };
}

function cursorIn(direction: ProductCursor["direction"], text: string | null): ProductCursor | null {
  return /^[1-9]\d{0,17}$/.test(text ?? "") ? { direction, productId: BigInt(text ?? "") } : null;
}

/** The address of a state; defaults are left out. */
export function writeProductQuery({ search, cursor }: ProductQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (search !== "") params.set("q", search);
  if (cursor !== null) params.set(cursor.direction, String(cursor.productId));
  return params;
}
