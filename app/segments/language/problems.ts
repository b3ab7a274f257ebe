import type { Attribute } from "../attributes/registry.ts";
import type { Operator } from "./operators.ts";

export type Expectation =
  "attribute" | "operator" | "value" | "end" | "AND" | "OR" | "NULL" | "NOT NULL" | "IN" | "CONTAINS" | "(" | ")" | ",";
/** A list of values: one of them. */
export type Wanted = "number" | "day" | "text" | readonly string[];

/** What is wrong with a query, and where: `at` and `length` are UTF-16 units of its text, so that an editor can underline it. */
export type Problem = { at: number; length: number } & (
  | { code: "empty" }
  | { code: "too-long"; limit: number }
  | { code: "too-many-conditions"; limit: number }
  | { code: "too-many-values"; limit: number }
  | { code: "too-deep"; limit: number }
  | { code: "unexpected-character"; found: string }
  | { code: "wrong-quotes"; found: string }
  | { code: "unterminated-text" }
  | { code: "malformed-value"; found: string }
  | { code: "expected"; expected: Expectation[]; found: string | null }
  | { code: "unknown-attribute"; found: string; suggestion: Attribute | null }
  | { code: "operator-not-allowed"; attribute: Attribute; operator: Operator; allowed: readonly Operator[] }
  | { code: "wrong-value"; attribute: Attribute; wants: Wanted; found: string }
  | { code: "unknown-value"; attribute: Attribute; found: string; suggestion: string | null; allowed: readonly string[] }
  | { code: "no-such-day"; found: string }
  | { code: "out-of-range"; found: string; least: string; greatest: string }
  | { code: "reversed-range"; low: string; high: string }
  | { code: "empty-text" }
);
