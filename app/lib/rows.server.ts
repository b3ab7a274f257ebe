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

/** A list of instants as one parameter. */
export function instants(list: readonly Date[]): RawBuilder<Date[]> {
  return sql<Date[]>`${`{${list.map((at) => at.toISOString()).join(",")}}`}::timestamptz[]`;
}

/** A list of texts as one parameter. */
export function texts(list: readonly (string | null)[]): RawBuilder<(string | null)[]> {
  const quoted = list.map((text) => (text === null ? "null" : `"${text.replace(/["\\]/g, "\\$&")}"`));
  return sql<(string | null)[]>`${`{${quoted.join(",")}}`}::text[]`;
}
