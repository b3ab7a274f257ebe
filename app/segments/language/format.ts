import type { AnyAttribute, RowsAttribute } from "../attributes/attribute.ts";
import { attributes, type AttributeOf } from "../attributes/registry.ts";
import type { CalendarDay } from "../../lib/time.ts";
import { askedOfMetafield } from "./shopify/metafields.ts";
import type { Condition, DayValue, ParameterTest, Query, RowsTest } from "./query.ts";

/** The canonical text of a query, as Shopify writes it since 2026-10: reading it again gives the same tree. */
export function format(query: Query): string {
  if (query.kind === "and")
    return query.items.map((item) => (item.kind === "or" ? `(${format(item)})` : format(item))).join(" AND ");
  if (query.kind === "or") return query.items.map(format).join(" OR ");
  if (query.kind === "not") return `NOT (${format(query.item)})`;
  return condition(query);
}

function condition(asked: Condition): string {
  const metafield = asked.kind === "rows" ? ofMetafield(asked) : null;
  if (metafield !== null) return metafield;
  if (asked.kind === "rows")
    return `${asked.attribute} ${asked.matches ? "MATCHES" : "NOT MATCHES"} (${asked.tests.map((one) => parameter(one, asked.attribute)).join(", ")})`;
  return `${nameOf(asked)} ${test(asked, isBare(asked))}`;
}

function isBare(asked: Exclude<Condition, { kind: "rows" }>): boolean {
  const entry: AnyAttribute = attributes[asked.attribute];
  return entry.kind === "list" && entry.ids === true;
}

function nameOf(asked: Exclude<Condition, { kind: "rows" }>): string {
  return asked.kind === "anniversary" ? `anniversary('metafields.${attributes[asked.attribute].metafield}')` : asked.attribute;
}

/** As Shopify writes it; null where only the form of a function says it. */
function ofMetafield(rows: RowsTest): string | null {
  const meant = askedOfMetafield(rows);
  if (meant === null) return null;
  const { path, asked } = meant;
  const name = `metafields.${path}`;
  if (asked === null) return `${name} ${rows.matches ? "IS NOT NULL" : "IS NULL"}`;
  if (!rows.matches && asked.test.operator !== "=") return null;
  const written = test(asked);
  const of = asked.parameter === "anniversary" ? `anniversary('${name}')` : name;
  return `${of} ${rows.matches ? written : `!${written}`}`;
}

function parameter(asked: ParameterTest, of: AttributeOf<"rows">): string {
  const entry: RowsAttribute = attributes[of];
  const about = entry.parameters[asked.parameter];
  if (about?.kind === "text" && about.pair === true && "value" in asked.test && typeof asked.test.value === "string")
    return `${asked.parameter} ${asked.test.operator} (${asked.test.value})`;
  return `${asked.parameter} ${test(asked)}`;
}

/** @param bare values of a list are written without quotes */
function test({ kind, test: asked }: Exclude<Condition, { kind: "rows" }> | ParameterTest, bare = false): string {
  const write = (value: string | boolean | DayValue): string => {
    if (typeof value === "object") return dayText(value);
    if (typeof value === "boolean") return String(value);
    return kind === "number" || kind === "id" || bare ? value : quote(value);
  };
  if ("values" in asked) return `${asked.operator} (${asked.values.map(write).join(", ")})`;
  if ("low" in asked) return `${asked.operator} ${write(asked.low)} AND ${write(asked.high)}`;
  if ("value" in asked) return `${asked.operator} ${write(asked.value)}`;
  return asked.operator;
}

/** A day as the language writes it. */
export function dayText(value: DayValue): string {
  if (value.type === "day") return calendarText(value.day);
  if (value.type === "moment") {
    const { hour, minute, second } = value.clock;
    return `${calendarText(value.day)}T${[hour, minute, second].map((part) => padded(part, 2)).join(":")}`;
  }
  if (value.amount === 0) return "today";
  if (value.amount === -1 && value.unit === "d") return "yesterday";
  return `${value.amount > 0 ? "+" : ""}${value.amount}${value.unit}`;
}

function calendarText({ year, month, day }: CalendarDay): string {
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}

/** A text as the language writes it. */
export function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
