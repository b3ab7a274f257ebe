export const comparisons = ["=", "!=", "<", "<=", ">", ">="] as const;
export type Comparison = (typeof comparisons)[number];
export type Operator =
  Comparison | "BETWEEN" | "IN" | "NOT IN" | "CONTAINS" | "NOT CONTAINS" | "IS NULL" | "IS NOT NULL" | "MATCHES" | "NOT MATCHES";
