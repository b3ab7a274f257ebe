import type { CalendarDay } from "../../lib/time.ts";
import type { AttributeOf } from "../attributes/registry.ts";
import type { Comparison } from "./operators.ts";

export type DayUnit = "d" | "w" | "m" | "y";
/** A time of day by the shop's clock, to the second. */
export type Clock = { hour: number; minute: number; second: number };
/** In the shop's zone: a calendar day, a second of one, or a day that moves with today. */
export type DayValue =
  | { type: "day"; day: CalendarDay }
  | { type: "moment"; day: CalendarDay; clock: Clock }
  | { type: "offset"; amount: number; unit: DayUnit };

type Between<Value> = { operator: "BETWEEN"; low: Value; high: Value };
type Ordered<Value> = { operator: Comparison; value: Value } | Between<Value>;
type Equality<Value> = { operator: "=" | "!="; value: Value };
type Membership<Value> = { operator: "IN" | "NOT IN"; values: Value[] };
type Existence = { operator: "IS NULL" } | { operator: "IS NOT NULL" };

/** What is asked of a value, by its kind. Numbers and ids are canonical decimal text ("100", "-3.5"), because money is exact; amounts are in units of shop money. */
export type TestOf = {
  number: Ordered<string> | Membership<string> | Existence;
  date: Ordered<DayValue> | Existence;
  /** Of the day and month alone. */
  anniversary: Equality<DayValue> | Between<DayValue> | Existence;
  /** Values are as the attribute's own list writes them. */
  enum: Equality<string> | Membership<string> | Existence;
  /** The empty text is the missing one. */
  text: Equality<string> | Membership<string> | Existence;
  list: { operator: "CONTAINS" | "NOT CONTAINS"; value: string } | Existence;
  id: Equality<string> | Membership<string>;
  /** Keys of segments. */
  segment: Equality<string> | Membership<string>;
  flag: { operator: "="; value: boolean };
};

type ValueKind = "number" | "date" | "anniversary" | "enum" | "text" | "list";
type AskedOf<Kinds extends ValueKind | "segment"> = {
  [Kind in Kinds]: { kind: Kind; attribute: AttributeOf<Kind>; test: TestOf[Kind] };
}[Kinds];
export type ValueTest = AskedOf<ValueKind>;
export type SegmentTest = AskedOf<"segment">;

export type ParameterKind = "number" | "date" | "enum" | "text" | "id" | "flag";
/** What is asked of one of a function's parameters. */
export type ParameterTest = { [Kind in ParameterKind]: { kind: Kind; parameter: string; test: TestOf[Kind] } }[ParameterKind];
/** Whether rows of a customer (orders, lines …) pass all the tests at once; those of counts and sums are of the rows that pass the others. */
export type RowsTest = { kind: "rows"; attribute: AttributeOf<"rows">; matches: boolean; tests: ParameterTest[] };

/** What is asked of the customer themselves. */
export type OwnCondition = ValueTest | RowsTest;
export type Condition = OwnCondition | SegmentTest;
type QueryOf<Leaf> =
  { kind: "and"; items: QueryOf<Leaf>[] } | { kind: "or"; items: QueryOf<Leaf>[] } | { kind: "not"; item: QueryOf<Leaf> } | Leaf;
/** A checked segment query. Groups hold at least two items, none of their own kind; `not` holds none of its own. */
export type Query = QueryOf<Condition>;
/** A query in which other segments are what they ask (members.ts): only of such can anybody be judged. */
export type WholeQuery = QueryOf<OwnCondition>;

type Several<Leaf extends Condition> = { items: QueryOf<Leaf>[] };
type One<Leaf extends Condition> = { item: QueryOf<Leaf> };

/** Every condition of a query, in the order of its text. */
export function conditions<Leaf extends Condition>(query: QueryOf<Leaf>): Leaf[] {
  if (query.kind === "and" || query.kind === "or") return (query as Several<Leaf>).items.flatMap(conditions<Leaf>);
  return query.kind === "not" ? conditions((query as One<Leaf>).item) : [query];
}

/** Joins queries; a group inside a group of its own kind dissolves, so that equal meanings of brackets are equal trees. */
export function group<Item extends { kind: string }>(
  kind: "and" | "or",
  items: readonly Item[],
): { kind: "and" | "or"; items: Item[] } {
  return { kind, items: items.flatMap((item) => (item.kind === kind && "items" in item ? (item.items as Item[]) : [item])) };
}

/** The opposite; of an opposite, what it was of. */
export function opposite<Item extends { kind: string }>(item: Item): Item | { kind: "not"; item: Item } {
  return item.kind === "not" && "item" in item ? (item.item as Item) : { kind: "not", item };
}
