import { sql, type RawBuilder } from "kysely";

/** Milliseconds to wait after so many failures in a row: `firstMs` after the first, twice as long after each further one, at most `longestMs`. */
export function backoffMs(failures: number, firstMs: number, longestMs: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
}

/** The same as an interval of SQL. @param failures how many there were with this one */
export function backoffSql(failures: RawBuilder<unknown>, firstMs: number, longestMs: number): RawBuilder<unknown> {
  return sql`(least(${longestMs}::float8, ${firstMs}::float8 * power(2, least(30, greatest(0, ${failures} - 1)))) * interval '1 millisecond')`;
}
