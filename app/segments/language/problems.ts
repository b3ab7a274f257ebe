import type { Unanswerable } from "./members.ts";
import type { Operator } from "./operators.ts";

export type Expectation =
  | ("attribute" | "operator" | "parameter" | "value" | "end")
  | ("AND" | "OR" | "NULL" | "NOT NULL" | "IN" | "CONTAINS" | "MATCHES" | "BY" | "ORDER BY" | "customers" | "true" | "false")
  | ("(" | ")" | "," | ":" | "=");
/** A list of values: one of them. */
export type Wanted = "number" | "day" | "text" | "id" | "flag" | "pair" | readonly string[];

/** Why something that Shopify's segments may ask cannot be asked here. */
export const notHere = ["not-kept", "metafield", "storefront", "no-pixel", "of-what"] as const;

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
  | { code: "unterminated-comment" }
  | { code: "malformed-value"; found: string }
  | { code: "malformed-time"; found: string }
  | { code: "no-time-here"; found: string }
  | { code: "whole-days"; attribute: string; found: string; meant: string }
  | { code: "number-with-comma"; found: string; meant: string }
  | { code: "currency-sign"; found: string }
  | { code: "expected"; expected: Expectation[]; found: string | null }
  | { code: "no-where" }
  | { code: "no-such-function"; found: string }
  | { code: "unknown-attribute"; found: string; suggestion: string | null }
  | { code: "not-here"; found: string; why: (typeof notHere)[number]; instead: string }
  | { code: "unknown-parameter"; attribute: string; found: string; suggestion: string | null; allowed: readonly string[] }
  | { code: "parameter-twice"; found: string }
  | { code: "list-needs-in"; found: string }
  | { code: "legacy-date"; found: string }
  | { code: "operator-not-allowed"; attribute: string; operator: Operator; allowed: readonly Operator[] }
  | { code: "wrong-value"; attribute: string; wants: Wanted; found: string }
  | { code: "whole-number"; attribute: string; found: string }
  | { code: "unknown-value"; attribute: string; found: string; suggestion: string | null; allowed: readonly string[] }
  | { code: "no-such-day"; found: string }
  | { code: "out-of-range"; found: string; least: string; greatest: string }
  | { code: "reversed-range"; low: string; high: string }
  | { code: "empty-text" }
  /** A flow asks for it, and Shopify has still to say who meets what is new. */
  | { code: "awaits-shopify" }
  | Unanswerable
);
