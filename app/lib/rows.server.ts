import { sql, type RawBuilder } from "kysely";

import { stringifyJson } from "./json.ts";

/**
 * A set of records as one parameter, for set-based statements:
 * `from ${recordset(rows)} as t(order_id bigint, points bigint)`.
 */
export function recordset(rows: readonly object[]): RawBuilder<unknown> {
  return sql`jsonb_to_recordset(${stringifyJson(rows)}::jsonb)`;
}

/** A list of ids as one parameter: `= any(${ids(list)})`. */
export function ids(list: readonly bigint[]): RawBuilder<bigint[]> {
  return sql<bigint[]>`${`{${list.join(",")}}`}::bigint[]`;
}
