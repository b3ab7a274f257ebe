import type { AnyAttribute } from "../../attributes/attribute.ts";
import { attributes } from "../../attributes/registry.ts";
import { format } from "../format.ts";
import { conditions, type OwnCondition, type WholeQuery } from "../query.ts";

/** What Shopify is asked for a condition that only it can judge: whoever meets one of these clauses, or (`holds` false) whoever meets none. */
export type Mirrored = { clauses: string[]; holds: boolean };

/** The mirrors of a condition; null: it is judged here. Clauses are in Shopify's own language, and never an opposite: that is taken here, and so is exact. */
export function mirroredBy(condition: OwnCondition): Mirrored | null {
  const entry: AnyAttribute = attributes[condition.attribute];
  if (entry.mirrored !== true) return null;
  if (condition.kind === "rows") return { clauses: [format({ ...condition, matches: true })], holds: condition.matches };
  const { test } = condition;
  const clause = (asked: object): string => format({ ...condition, test: asked } as OwnCondition);
  switch (test.operator) {
    case "IN":
    case "NOT IN":
      return { clauses: test.values.map((value) => clause({ operator: "=", value })), holds: test.operator === "IN" };
    case "!=":
      return { clauses: [clause({ ...test, operator: "=" })], holds: false };
    case "NOT CONTAINS":
      return { clauses: [clause({ ...test, operator: "CONTAINS" })], holds: false };
    case "IS NULL":
      return { clauses: [clause({ operator: "IS NOT NULL" })], holds: false };
    case "=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "BETWEEN":
    case "CONTAINS":
    case "IS NOT NULL":
      return { clauses: [format(condition)], holds: true };
  }
}

/** All clauses that Shopify is asked for a query, each once. */
export function mirroredIn(query: WholeQuery): string[] {
  return [...new Set(conditions(query).flatMap((condition) => mirroredBy(condition)?.clauses ?? []))];
}
