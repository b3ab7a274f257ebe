import { sql, type RawBuilder } from "kysely";

import type { NumberParameter, Parameter, RowsAttribute } from "../attributes/attribute.ts";
import { attributes } from "../attributes/registry.ts";
import { mirroredBy, type Mirrored } from "../language/shopify/mirrored.ts";
import { mirrorKey } from "../../mirrors/key.ts";
import type { ParameterTest, RowsTest, ValueTest, WholeQuery } from "../language/query.ts";
import type { Setting } from "./setting.ts";
import { keysOf } from "./year-days.ts";
import * as tests from "./tests.ts";

type Sql = RawBuilder<boolean>;

/**
 * A query as a SQL condition, true or false and never null, over `customers c` and what its attributes read beside it (`joined`). All values are
 * parameters. As in Shopify, a missing value fails every comparison but `!=`, `NOT IN` and `NOT CONTAINS`.
 */
export function compile(query: WholeQuery, setting: Setting): Sql {
  return sql<boolean>`coalesce(${condition(query, setting)}, false)`;
}

function condition(query: WholeQuery, setting: Setting): Sql {
  const mirrored = query.kind === "and" || query.kind === "or" || query.kind === "not" ? null : mirroredBy(query);
  if (mirrored !== null) return atShopify(mirrored);
  switch (query.kind) {
    case "and":
    case "or":
      return sql`(${sql.join(
        query.items.map((item) => condition(item, setting)),
        query.kind === "and" ? sql` and ` : sql` or `,
      )})`;
    case "not":
      return sql`(${condition(query.item, setting)}) is not true`;
    case "rows":
      return rows(query, setting);
    case "number":
    case "date":
    case "anniversary":
    case "enum":
    case "text":
    case "list":
      return ofValue(query, setting);
  }
}

/** As Shopify's own segments last said. */
function atShopify({ clauses, holds }: Mirrored): Sql {
  const keys = sql`${`{${clauses.map(mirrorKey).join(",")}}`}::text[]`;
  const found = sql<boolean>`exists (
    select from mirror_members m
    where m.shop_id = c.shop_id and m.customer_id = c.customer_id and m.mirror_key = any(${keys}) and m.present)`;
  return holds ? found : sql`not ${found}`;
}

function ofValue(query: ValueTest, setting: Setting): Sql {
  switch (query.kind) {
    case "number":
      return tests.number(attributes[query.attribute], query.test, setting.currencyDigits);
    case "date":
      return tests.date(attributes[query.attribute], query.test, setting);
    case "anniversary":
      return tests.anniversary(attributes[query.attribute], query.test, (test) => keysOf(test, setting.today));
    case "enum":
      return tests.oneOf(attributes[query.attribute], query.test);
    case "text":
      return tests.text(attributes[query.attribute], query.test);
    case "list":
      return tests.list(attributes[query.attribute], query.test);
  }
}

/** One row must pass all parameters; counts and sums are of the rows that pass the others. */
function rows({ attribute, matches, tests: asked }: RowsTest, setting: Setting): Sql {
  const entry: RowsAttribute = attributes[attribute];
  const counts = asked.filter((test) => isAggregate(entry, test));
  const each = asked.filter((test) => !isAggregate(entry, test));
  const of = sql`${entry.rows}${passing(entry, each, setting)}`;
  const found =
    counts.length === 0
      ? sql<boolean>`exists (select from ${of})`
      : sql<boolean>`(select ${all(counts.map((test) => parameter(entry, test, setting)))} from ${of})`;
  return matches ? found : sql`not ${found}`;
}

/** What rows must pass besides, as ` and … and …`. */
export function passing(entry: RowsAttribute, each: readonly ParameterTest[], setting: Setting): RawBuilder<unknown> {
  return each.length === 0 ? sql`` : sql` and ${all(each.map((test) => parameter(entry, test, setting)))}`;
}

function all(conditions: readonly Sql[]): RawBuilder<unknown> {
  return sql.join(
    conditions.map((one) => sql`(${one})`),
    sql` and `,
  );
}

function isAggregate({ parameters }: RowsAttribute, { parameter: name }: ParameterTest): boolean {
  return (parameters[name] as Partial<NumberParameter> | undefined)?.aggregate === true;
}

function parameter({ parameters }: RowsAttribute, { kind, parameter: name, test }: ParameterTest, setting: Setting): Sql {
  const entry = parameters[name] as Parameter;
  // The reader has put tests and entries of one kind together; so they are told apart by either.
  switch (kind) {
    case "number":
      return tests.number(counted(entry as NumberParameter, setting), test, setting.currencyDigits);
    case "date":
      return tests.date(entry, test, setting);
    case "enum":
      return tests.oneOf(entry, test);
    case "text":
      return tests.text(entry, test);
    case "id":
      return tests.id(entry, test);
    case "flag":
      return tests.flag(entry, test);
  }
}

function counted({ sql: column, unit, ofDays }: NumberParameter, { timeZone }: Setting): Pick<NumberParameter, "sql" | "unit"> {
  return { unit, sql: ofDays === true ? sql`count(distinct (${column} at time zone ${timeZone}::text)::date)` : column };
}
