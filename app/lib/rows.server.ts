import { sql, type RawBuilder } from "kysely";

import { stringifyJson } from "./json.ts";

/**
 * A set of records as one parameter, for set-based statements:
 * `from ${recordset(rows)} as t(order_id bigint, points bigint)`.
 */
export function recordset(rows: readonly object[]): RawBuilder<unknown> {
  return sql`jsonb_to_recordset(${stringifyJson(rows)}::jsonb)`;
}

/** Customers of several shops, by shop, each shop's in the order of the rows. */
export function customersByShop(rows: readonly { shop_id: number; customer_id: bigint }[]): Map<number, bigint[]> {
  const grouped = Map.groupBy(rows, ({ shop_id }) => shop_id);
  return new Map([...grouped].map(([shopId, own]) => [shopId, own.map(({ customer_id }) => customer_id)]));
}

/** A list of ids as one parameter: `= any(${ids(list)})`. */
export function ids(list: readonly bigint[]): RawBuilder<bigint[]> {
  return sql<bigint[]>`${`{${list.join(",")}}`}::bigint[]`;
}
