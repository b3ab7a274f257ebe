import { sql, type RawBuilder } from "kysely";

import type { IdParameter, ListAttribute, NumberAttribute, OfDate, TextAttribute } from "../attributes/attribute.ts";
import type { TestOf } from "../language/query.ts";
import type { Setting } from "./setting.ts";
import { edges, instantOf } from "./days.ts";

type Sql = RawBuilder<boolean>;
type Column = { sql: RawBuilder<unknown> };

const signs = { "=": sql`=`, "<": sql`<`, "<=": sql`<=`, ">": sql`>`, ">=": sql`>=` };

export function number(
  { sql: column, unit }: Pick<NumberAttribute, "sql" | "unit">,
  test: TestOf["number"],
  currencyDigits: number,
): Sql {
  const value = (decimal: string) => exact(decimal, unit === "money" ? currencyDigits : 0);
  switch (test.operator) {
    case "!=":
      return sql`${column} is distinct from ${value(test.value)}`;
    case "=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return sql`${column} ${signs[test.operator]} ${value(test.value)}`;
    case "BETWEEN":
      return sql`${column} between ${value(test.low)} and ${value(test.high)}`;
    case "IN":
    case "NOT IN":
      return included(column, test.values.map(value), test.operator);
    case "IS NULL":
    case "IS NOT NULL":
      return sql`${column} ${absence(test.operator)}`;
  }
}

/** A decimal moved `digits` places to the left of its point; an integer where it is one, since PostgreSQL compares those faster. */
function exact(decimal: string, digits: number): RawBuilder<unknown> {
  const [whole = "0", fraction = ""] = decimal.split(".");
  const minor = whole + fraction.slice(0, digits).padEnd(digits, "0");
  const rest = fraction.slice(digits);
  return rest === "" ? sql`${minor}::bigint` : sql`${`${minor}.${rest}`}::numeric`;
}

export function date(of: Pick<OfDate, "sql" | "wholeDays">, test: TestOf["date"], { timeZone, today }: Setting): Sql {
  if (test.operator === "IS NULL" || test.operator === "IS NOT NULL") return sql`${of.sql} ${absence(test.operator)}`;
  const column = instantIn(of, timeZone);
  const { from, until } = edges(test);
  const sides = [
    ...(from === null ? [] : [sql`${column} >= ${instantOf(from, today, timeZone)}::timestamptz`]),
    ...(until === null ? [] : [sql`${column} < ${instantOf(until, today, timeZone)}::timestamptz`]),
  ];
  const within = sql<boolean>`(${sql.join(sides, sql` and `)})`;
  return test.operator === "!=" ? sql`${within} is not true` : within;
}

/** The instant that a date is, of a whole day its noon: no clock skips or repeats that. */
export function instantIn({ sql: column, wholeDays }: Pick<OfDate, "sql" | "wholeDays">, timeZone: string): RawBuilder<unknown> {
  return wholeDays === true ? sql`((${column} + time '12:00') at time zone ${timeZone}::text)` : column;
}

/** @param keys the days of the year that are meant, each as month * 100 + day */
export function anniversary(
  { sql: column }: Column,
  test: TestOf["anniversary"],
  keys: (test: Exclude<TestOf["anniversary"], { operator: "IS NULL" | "IS NOT NULL" }>) => number[],
): Sql {
  if (test.operator === "IS NULL" || test.operator === "IS NOT NULL") return sql`${column} ${absence(test.operator)}`;
  const within = sql<boolean>`${column} = any(${`{${keys(test).join(",")}}`}::int[])`;
  return test.operator === "!=" ? sql`(${within}) is not true` : within;
}

export function oneOf({ sql: column }: Column, test: TestOf["enum"]): Sql {
  switch (test.operator) {
    case "=":
      return sql`${column} = ${test.value.toLowerCase()}::text`;
    case "!=":
      return sql`${column} is distinct from ${test.value.toLowerCase()}::text`;
    case "IN":
    case "NOT IN":
      return included(
        column,
        test.values.map((value) => sql`${value.toLowerCase()}::text`),
        test.operator,
      );
    case "IS NULL":
    case "IS NOT NULL":
      return sql`${column} ${absence(test.operator)}`;
  }
}

/** The empty text is the missing one: `!= ''` is whoever has any. */
export function text({ sql: column, equals }: Pick<TextAttribute, "sql" | "equals">, test: TestOf["text"]): Sql {
  const is = equals ?? ((value: string): Sql => sql`${column} = lower(${value}::text)`);
  const equal = (value: string): Sql => (value === "" ? sql`coalesce(${column}, '') = ''` : is(value));
  switch (test.operator) {
    case "=":
      return equal(test.value);
    case "!=":
      return sql`(${equal(test.value)}) is not true`;
    case "IN":
      return sql`(${sql.join(test.values.map(equal), sql` or `)})`;
    case "NOT IN":
      return sql`(${sql.join(test.values.map(equal), sql` or `)}) is not true`;
    case "IS NULL":
      return equal("");
    case "IS NOT NULL":
      return sql`not (${equal("")})`;
  }
}

export function list({ contains, empty }: Pick<ListAttribute, "contains" | "empty">, test: TestOf["list"]): Sql {
  switch (test.operator) {
    case "IS NULL":
      return empty;
    case "IS NOT NULL":
      return sql`not (${empty})`;
    case "CONTAINS":
      return contains(test.value);
    case "NOT CONTAINS":
      return sql`not (${contains(test.value)})`;
  }
}

export function id({ sql: column, among }: Column & Pick<IdParameter, "among">, test: TestOf["id"]): Sql {
  const values = "values" in test ? test.values : [test.value];
  const ids = sql`${`{${values.join(",")}}`}::bigint[]`;
  const within = among?.(ids) ?? sql<boolean>`${column} = any(${ids})`;
  return test.operator === "=" || test.operator === "IN" ? within : sql`(${within}) is not true`;
}

export function flag({ sql: column }: Column, { value }: TestOf["flag"]): Sql {
  return value ? sql`${column} is true` : sql`${column} is not true`;
}

function included(column: RawBuilder<unknown>, values: RawBuilder<unknown>[], operator: "IN" | "NOT IN"): Sql {
  const within = sql<boolean>`${column} in (${sql.join(values)})`;
  return operator === "IN" ? within : sql`(${within}) is not true`;
}

function absence(operator: "IS NULL" | "IS NOT NULL"): RawBuilder<unknown> {
  return operator === "IS NULL" ? sql`is null` : sql`is not null`;
}
