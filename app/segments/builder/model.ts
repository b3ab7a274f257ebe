import type { AnyAttribute, Parameter } from "../attributes/attribute.ts";
import { attributes, type Attribute } from "../attributes/registry.ts";
import type { Operator } from "../language/operators.ts";

/** What is asked of a value, as it is typed: one value, two ends, a list, or none, by the operator. Days are as the language writes them ("-30d"). */
export type Asked = { operator: Operator; values: readonly string[] };
export type ParameterRow = Asked & { id: string; parameter: string };
/** A line of the builder. `parameters`: of a function. */
export type Row = Asked & { kind: "row"; id: string; attribute: Attribute; parameters: readonly ParameterRow[] };
/** Lines that all must be met, or one of them; `not`: the opposite of that. */
export type Group = { kind: "group"; id: string; join: "and" | "or"; not: boolean; items: readonly Node[] };
export type Node = Row | Group;

export type ValuedEntry = Exclude<AnyAttribute, { kind: "rows" }> | Parameter;

/** Ids within one model: each edit gives the next. */
export type Ids = () => string;
export function idsFrom(first: number, prefix = "n"): Ids {
  let next = first;
  return () => `${prefix}${next++}`;
}

export function entryOf(attribute: Attribute): AnyAttribute {
  return attributes[attribute];
}

export function parametersOf(attribute: Attribute): Readonly<Record<string, Parameter>> {
  const entry = entryOf(attribute);
  return entry.kind === "rows" ? entry.parameters : {};
}

/** How many values an operator wants; `list`: any number from one on. */
export function arityOf(operator: Operator): 0 | 1 | 2 | "list" {
  switch (operator) {
    case "IS NULL":
    case "IS NOT NULL":
    case "MATCHES":
    case "NOT MATCHES":
      return 0;
    case "BETWEEN":
      return 2;
    case "IN":
    case "NOT IN":
      return "list";
    case "=":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "CONTAINS":
    case "NOT CONTAINS":
      return 1;
  }
}

/** The values that an operator has room for, of those that are typed. */
export function fitted(operator: Operator, values: readonly string[]): string[] {
  const arity = arityOf(operator);
  if (arity === "list") return values.filter((value, index) => value !== "" && values.indexOf(value) === index);
  return Array.from({ length: arity }, (_, index) => values[index] ?? "");
}

/** What a new line begins with: what its kind is asked for most. */
export function beginning(entry: AnyAttribute | Parameter): Asked {
  const operator = firstOf(entry);
  return { operator, values: fitted(operator, firstValues(entry)) };
}

function firstOf(entry: AnyAttribute | Parameter): Operator {
  const wanted: Operator = entry.kind === "number" || entry.kind === "date" ? ">=" : "=";
  return entry.operators.includes(wanted) ? wanted : (entry.operators[0] ?? "=");
}

function firstValues(entry: AnyAttribute | Parameter): string[] {
  switch (entry.kind) {
    case "date":
      return ["-30d"];
    case "anniversary":
      return ["today"];
    case "enum":
      return [entry.values[0]];
    case "flag":
      return ["true"];
    case "number":
      return [entry.unit === "count" ? "1" : ""];
    case "text":
    case "list":
    case "id":
    case "segment":
    case "rows":
      return [];
  }
}
