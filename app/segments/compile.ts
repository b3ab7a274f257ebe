import { sql, type RawBuilder } from "kysely";

import type { CalendarDay } from "../lib/time.ts";
import type { AttributeOf } from "./language/attributes.ts";
import type { DateTest, ListTest, NumberTest, Query, StatusTest, TextTest } from "./language/query.ts";
import { instantOf, type Edge } from "./days.ts";

/** What a query's meaning depends on besides the customer: the shop's zone and currency, and today's day in that zone. */
export type Setting = { timeZone: string; currencyDigits: number; today: CalendarDay };

type Sql = RawBuilder<boolean>;

/**
 * A query as a SQL condition, true or false and never null, over `customers c`, `ledger_accounts l` and `members p` (left joined to c). All values are
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
    case "status":
      return statusCondition(query);
    case "text":
      return textCondition(query);
    case "list":
      return listCondition(query);
  }
}

const signs = { "=": sql`=`, "<": sql`<`, "<=": sql`<=`, ">": sql`>`, ">=": sql`>=` };

const numberColumns: Record<AttributeOf<"number">, { column: RawBuilder<unknown>; money: boolean }> = {
  number_of_orders: { column: sql`c.orders_count`, money: false },
  amount_spent: { column: sql`c.net_spend_minor`, money: true },
  average_order_value: { column: sql`(case when c.orders_count > 0 then c.aov_minor end)`, money: true },
  points_balance: { column: sql`coalesce(l.available, 0)`, money: false },
};

function numberCondition({ attribute, test }: NumberTest, { currencyDigits }: Setting): Sql {
  const { column, money } = numberColumns[attribute];
  const value = (decimal: string) => exact(decimal, money ? currencyDigits : 0);
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

export const dateColumns: Record<AttributeOf<"date">, RawBuilder<unknown>> = {
  first_order_date: sql`c.first_order_at`,
  last_order_date: sql`c.last_order_at`,
  customer_added_date: sql`c.created_at`,
};

function dateCondition({ attribute, test }: DateTest, { timeZone, today }: Setting): Sql {
  const column = dateColumns[attribute];
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

const statusColumns: Record<AttributeOf<"status">, RawBuilder<unknown>> = {
  email_subscription_status: sql`(case when c.email is not null then c.email_consent end)`,
  sms_subscription_status: sql`(case when c.phone is not null then c.sms_consent end)`,
};

function statusCondition({ attribute, test }: StatusTest): Sql {
  const column = statusColumns[attribute];
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
  const equal = (value: string): Sql =>
    attribute === "customer_language" ? speaks(value) : sql`${textColumns[attribute]} = lower(${value}::text)`;
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
      return sql`${textColumns[attribute]} ${absence(test.operator)}`;
  }
}

const domain = sql`(case when position('@' in c.email) > 0 then lower(split_part(c.email, '@', -1)) end)`;
const language = sql`replace(lower(c.locale), '_', '-')`;
const textColumns: Record<AttributeOf<"text">, RawBuilder<unknown>> = {
  customer_language: language,
  customer_email_domain: domain,
  loyalty_tier: sql`lower(p.tier)`,
};

/** "de" is every German, "de-AT" only Austria's. */
function speaks(value: string): Sql {
  const tag = sql`replace(lower(${value}::text), '_', '-')`;
  return /[-_]/.test(value) ? sql`${language} = ${tag}` : sql`split_part(${language}, '-', 1) = ${tag}`;
}

function listCondition({ attribute, test }: ListTest): Sql {
  if (attribute === "customer_countries") {
    if (test.operator === "IS NULL" || test.operator === "IS NOT NULL") return sql`c.country_code ${absence(test.operator)}`;
    const lives = sql<boolean>`upper(c.country_code) = upper(${test.value}::text)`;
    return test.operator === "CONTAINS" ? lives : sql`(${lives}) is not true`;
  }
  switch (test.operator) {
    case "IS NULL":
      return sql`coalesce(cardinality(c.tags), 0) = 0`;
    case "IS NOT NULL":
      return sql`cardinality(c.tags) > 0`;
    case "CONTAINS":
      return tagged(test.value);
    case "NOT CONTAINS":
      return sql`not ${tagged(test.value)}`;
  }
}

/** Both sides are folded by the database, whose idea of case may differ from ours. */
function tagged(value: string): Sql {
  return sql`exists (select from unnest(c.tags) tag where lower(tag) = lower(${value}::text))`;
}

function included(column: RawBuilder<unknown>, values: RawBuilder<unknown>[], operator: "IN" | "NOT IN"): Sql {
  const within = sql<boolean>`${column} in (${sql.join(values)})`;
  return operator === "IN" ? within : sql`(${within}) is not true`;
}

function absence(operator: "IS NULL" | "IS NOT NULL"): RawBuilder<unknown> {
  return operator === "IS NULL" ? sql`is null` : sql`is not null`;
}
