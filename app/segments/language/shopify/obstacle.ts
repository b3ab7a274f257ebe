import type { AnyAttribute, Parameter } from "../../attributes/attribute.ts";
import { attributes } from "../../attributes/registry.ts";
import type { Operator } from "../operators.ts";
import { format } from "../format.ts";
import { METAFIELDS } from "./metafields.ts";
import { conditions, type Condition, type ParameterTest, type Query, type RowsTest } from "../query.ts";

/** Shopify refuses a segment with more. */
const MOST_IN_SHOPIFY = 10;

/** Why Shopify's own segments cannot say a query: what it asks for (`names`, as they are written), how it is joined, or how much it is. */
export type NotInShopify = { why: "ours"; names: string[] } | { why: "not" } | { why: "too-many" };

/** Null: it can be made a segment in Shopify as it is written. */
export function obstacleInShopify(query: Query): NotInShopify | null {
  const all = conditions(query);
  const names = [...new Set(all.flatMap(oursIn))];
  if (names.length > 0) return { why: "ours", names };
  if (hasNot(query)) return { why: "not" };
  return all.length > MOST_IN_SHOPIFY ? { why: "too-many" } : null;
}

function hasNot(query: Query): boolean {
  if (query.kind === "not") return true;
  return (query.kind === "and" || query.kind === "or") && query.items.some(hasNot);
}

/** What of a condition Shopify does not know: the attribute, its parameters, or an operator of them. */
function oursIn(condition: Condition): string[] {
  const { attribute } = condition;
  const entry: AnyAttribute = attributes[attribute];
  if (entry.ours === true) return [attribute];
  if (condition.kind !== "rows")
    return isTheirs(entry.kind, condition.test.operator) ? [] : [`${attribute} ${condition.test.operator}`];
  if (attribute === METAFIELDS && !isAsShopifyWrites(condition)) return [`${attribute} NOT MATCHES`];
  return entry.kind !== "rows"
    ? []
    : condition.tests.flatMap((test) => oursInParameter(attribute, entry.parameters[test.parameter], test));
}

/** The opposite of a comparison is ours. */
function isAsShopifyWrites(condition: RowsTest): boolean {
  return !format(condition).startsWith(`${METAFIELDS} `);
}

function oursInParameter(attribute: string, entry: Parameter | undefined, { parameter, test }: ParameterTest): string[] {
  const name = `${attribute}: ${parameter}`;
  if (entry?.ours === true) return [name];
  const theirs = entry !== undefined && parameterOperators[entry.kind].includes(test.operator);
  return theirs ? [] : [`${name} ${test.operator}`];
}

/** Lists stand in functions alone, and nothing but dates and lists can be missing. */
function isTheirs(kind: AnyAttribute["kind"], operator: Operator): boolean {
  if (operator === "IN" || operator === "NOT IN") return false;
  const mayBeMissing = kind === "date" || kind === "list" || kind === "anniversary";
  return mayBeMissing || (operator !== "IS NULL" && operator !== "IS NOT NULL");
}

const ordered: readonly Operator[] = ["=", "!=", "<", "<=", ">", ">=", "BETWEEN"];
const parameterOperators: Record<Parameter["kind"], readonly Operator[]> = {
  number: ordered,
  date: ordered,
  id: ["=", "IN", "NOT IN"],
  text: ["="],
  enum: ["="],
  flag: ["="],
};
