import { sql, type RawBuilder } from "kysely";

import { stringifyJson } from "./json.ts";
import { parseInstant } from "./time.ts";

/**
 * A set of records as one parameter, for set-based statements:
 * `from ${recordset(rows)} as t(order_id bigint, points bigint)`.
 */
export function recordset(rows: readonly object[]): RawBuilder<unknown> {
  return sql`jsonb_to_recordset(${stringifyJson(rows)}::jsonb)`;
}

/** A row as PostgreSQL writes it as JSON, where long numbers lose their ends. */
export type AsJson<Row> = {
  [Column in keyof Row]: bigint extends Row[Column]
    ? never
    : Row[Column] extends Date
      ? string
      : Date extends Row[Column]
        ? string | null
        : Row[Column];
};

/** An instant in such a row. */
export function instantOrNull(text: string | null): Date | null {
  return text === null ? null : parseInstant(text);
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

/** A list of numbers as one parameter. */
export function numbers(list: readonly (bigint | number | null)[]): RawBuilder<(bigint | null)[]> {
  return sql<(bigint | null)[]>`${listed(list, String)}::bigint[]`;
}

/** A list of numbers with fractions as one parameter. */
export function fractions(list: readonly (number | null)[]): RawBuilder<(number | null)[]> {
  return sql<(number | null)[]>`${listed(list, String)}::float8[]`;
}

/** A list of instants as one parameter. */
export function instants(list: readonly (Date | null)[]): RawBuilder<(Date | null)[]> {
  return sql<(Date | null)[]>`${listed(list, (at) => at.toISOString())}::timestamptz[]`;
}

/** A list of booleans as one parameter. */
export function yesOrNo(list: readonly boolean[]): RawBuilder<boolean[]> {
  return sql<boolean[]>`${`{${list.join(",")}}`}::boolean[]`;
}

/** A list of texts as one parameter. */
export function texts(list: readonly (string | null)[]): RawBuilder<(string | null)[]> {
  return sql<(string | null)[]>`${listed(list, quoted)}::text[]`;
}

/** A list of JSON documents as one parameter. */
export function documents(list: readonly unknown[]): RawBuilder<unknown[]> {
  return sql<unknown[]>`${listed(list, (one) => quoted(stringifyJson(one)))}::jsonb[]`;
}

function listed<One>(list: readonly (One | null)[], write: (one: One) => string): string {
  return `{${list.map((one) => (one === null ? "null" : write(one))).join(",")}}`;
}

const SPECIAL = /["\\]/;

function quoted(text: string): string {
  return `"${SPECIAL.test(text) ? text.replace(/["\\]/g, "\\$&") : text}"`;
}

/**
 * Lists of one length as rows: `from ${unnested(ids(a), texts(b))} as t(id, name)`. For thousands of rows it costs both sides half of what `recordset` does. PostgreSQL does not see how long they are: of a thousand rows it would rather read
 * a whole table of middling size than be led to each by an index.
 */
export function unnested(...lists: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql`unnest(${sql.join(lists.map((list) => sql`(select ${list})`))})`;
}
