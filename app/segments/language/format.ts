import type { Condition, DayValue, Query } from "./query.ts";

/** The canonical text of a query: reading it again gives the same tree. */
export function format(query: Query): string {
  if (query.kind === "and")
    return query.items.map((item) => (item.kind === "or" ? `(${format(item)})` : format(item))).join(" AND ");
  if (query.kind === "or") return query.items.map(format).join(" OR ");
  return condition(query);
}

function condition({ kind, attribute, test }: Condition): string {
  const write = (value: string | DayValue): string =>
    typeof value === "object" ? day(value) : kind === "number" ? value : quote(value);
  const start = `${attribute} ${test.operator}`;
  if ("values" in test) return `${start} (${test.values.map(write).join(", ")})`;
  if ("low" in test) return `${start} ${write(test.low)} AND ${write(test.high)}`;
  if ("value" in test) return `${start} ${write(test.value)}`;
  return start;
}

function day(value: DayValue): string {
  if (value.type === "day") {
    const { year, month, day } = value.day;
    return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  }
  if (value.amount === 0) return "today";
  if (value.amount === -1 && value.unit === "d") return "yesterday";
  return `${value.amount > 0 ? "+" : ""}${value.amount}${value.unit}`;
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
