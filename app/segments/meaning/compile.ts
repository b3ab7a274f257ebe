import { sql, type RawBuilder } from "kysely";

import type { CalendarDay } from "../../lib/time.ts";
import type { TextAttribute } from "../attributes/attribute.ts";
import { attributes } from "../attributes/registry.ts";
import type { DateTest, EnumTest, ListTest, NumberTest, Query, TextTest } from "../language/query.ts";
import { instantOf, type Edge } from "./days.ts";

/** What a query's meaning depends on besides the customer: the shop's zone and currency, and today's day in that zone. */
export type Setting = { timeZone: string; currencyDigits: number; today: CalendarDay };

type Sql = RawBuilder<boolean>;

/**
 * A query as a SQL condition, true or false and never null, over `customers c` and what its attributes read beside it (`joined`). All values are
 * parameters. As in Shopify, a missing value fails every comparison but `!=`, `NOT IN` and `NOT CONTAINS`.
 */
export function compile(query: Query, setting: Setting): Sql {
  return sql<boolean>`coalesce(${condition(query, setting)}, false)`;
}

function condition(query: Query, setting: Setting): Sql {
  switch (query.kind) {
    case "and":
    case "or":
      return sql`(${sql.join(
        query.items.map((item) => condition(item, setting)),
        query.kind === "and" ? sql` and ` : sql` or `,
      )})`;
    case "number":
      return numberCondition(query, setting);
    case "date":
      return dateCondition(query, setting);
    case "enum":
      return enumCondition(query);
    case "text":
      return textCondition(query);
    case "list":
      return listCondition(query);
  }
}

const signs = { "=": sql`=`, "<": sql`<`, "<=": sql`<=`, ">": sql`>`, ">=": sql`>=` };

function numberCondition({ attribute, test }: NumberTest, { currencyDigits }: Setting): Sql {
  const { sql: column, unit } = attributes[attribute];
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

function dateCondition({ attribute, test }: DateTest, { timeZone, today }: Setting): Sql {
  const { sql: column } = attributes[attribute];
  if (test.operator === "IS NULL" || test.operator === "IS NOT NULL") return sql`${column} ${absence(test.operator)}`;
  const { from, until } = edges(test);
  const sides = [
    ...(from === null ? [] : [sql`${column} >= ${instantOf(from, today, timeZone)}::timestamptz`]),
    ...(until === null ? [] : [sql`${column} < ${instantOf(until, today, timeZone)}::timestamptz`]),
  ];
  const within = sql<boolean>`(${sql.join(sides, sql` and `)})`;
  return test.operator === "!=" ? sql`${within} is not true` : within;
}

/** The instants between which a date test holds (`!=`: does not hold): from inclusive, until exclusive. */
export function edges(test: Exclude<DateTest["test"], { operator: "IS NULL" } | { operator: "IS NOT NULL" }>): {
  from: Edge | null;
  until: Edge | null;
} {
  switch (test.operator) {
    case "=":
    case "!=":
      return { from: { value: test.value, after: false }, until: { value: test.value, after: true } };
    case "<":
      return { from: null, until: { value: test.value, after: false } };
    case "<=":
      return { from: null, until: { value: test.value, after: true } };
    case ">":
      return { from: { value: test.value, after: true }, until: null };
    case ">=":
      return { from: { value: test.value, after: false }, until: null };
    case "BETWEEN":
      return { from: { value: test.low, after: false }, until: { value: test.high, after: true } };
  }
}

function enumCondition({ attribute, test }: EnumTest): Sql {
  const { sql: column } = attributes[attribute];
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

function textCondition({ attribute, test }: TextTest): Sql {
  const { sql: column, equals }: TextAttribute = attributes[attribute];
  const equal = equals ?? ((value: string): Sql => sql`${column} = lower(${value}::text)`);
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
    case "IS NOT NULL":
      return sql`${column} ${absence(test.operator)}`;
  }
}

function listCondition({ attribute, test }: ListTest): Sql {
  const { contains, empty } = attributes[attribute];
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

function included(column: RawBuilder<unknown>, values: RawBuilder<unknown>[], operator: "IN" | "NOT IN"): Sql {
  const within = sql<boolean>`${column} in (${sql.join(values)})`;
  return operator === "IN" ? within : sql`(${within}) is not true`;
}

function absence(operator: "IS NULL" | "IS NOT NULL"): RawBuilder<unknown> {
  return operator === "IS NULL" ? sql`is null` : sql`is not null`;
}
