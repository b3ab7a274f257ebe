import type { CalendarDay } from "../../lib/time.ts";
import type { AttributeOf } from "../attributes/registry.ts";
import type { Comparison } from "./operators.ts";

export type DayUnit = "d" | "w" | "m" | "y";
/** A calendar day in the shop's zone: a fixed one, or one that moves with today. */
export type DayValue = { type: "day"; day: CalendarDay } | { type: "offset"; amount: number; unit: DayUnit };

type Ordered<Value> = { operator: Comparison; value: Value } | { operator: "BETWEEN"; low: Value; high: Value };
type Equality<Value> = { operator: "=" | "!="; value: Value };
type Membership<Value> = { operator: "IN" | "NOT IN"; values: Value[] };
type Containment = { operator: "CONTAINS"; value: string } | { operator: "NOT CONTAINS"; value: string };
type Existence = { operator: "IS NULL" } | { operator: "IS NOT NULL" };

/** Numbers are canonical decimal text ("100", "-3.5"), because money is exact. Amounts are in units of shop money. */
export type NumberTest = {
  kind: "number";
  attribute: AttributeOf<"number">;
  test: Ordered<string> | Membership<string> | Existence;
};
export type DateTest = { kind: "date"; attribute: AttributeOf<"date">; test: Ordered<DayValue> | Existence };
/** Values are as the attribute's own list writes them. */
export type EnumTest = { kind: "enum"; attribute: AttributeOf<"enum">; test: Equality<string> | Membership<string> | Existence };
export type TextTest = { kind: "text"; attribute: AttributeOf<"text">; test: Equality<string> | Membership<string> | Existence };
export type ListTest = { kind: "list"; attribute: AttributeOf<"list">; test: Containment | Existence };

export type Condition = NumberTest | DateTest | EnumTest | TextTest | ListTest;
/** A checked segment query. Groups hold at least two items, none of their own kind. */
export type Query = { kind: "and"; items: Query[] } | { kind: "or"; items: Query[] } | Condition;

/** Every condition of a query, in the order of its text. */
export function conditions(query: Query): Condition[] {
  return query.kind === "and" || query.kind === "or" ? query.items.flatMap(conditions) : [query];
}

/** Joins queries; a group inside a group of its own kind dissolves, so that equal meanings of brackets are equal trees. */
export function group<Item extends { kind: string }>(
  kind: "and" | "or",
  items: readonly Item[],
): { kind: "and" | "or"; items: Item[] } {
  return { kind, items: items.flatMap((item) => (item.kind === kind && "items" in item ? (item.items as Item[]) : [item])) };
}
