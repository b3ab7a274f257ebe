import type { EntryKind } from "../entry.ts";

export const parts = ["orders", "bonuses", "adjustments", "imports", "merges", "redeemed", "expired"] as const;
export type Part = (typeof parts)[number];

/** What an account's balance (available and pending together) is made of: the parts add up to `total`. What came back of redemptions lessens what was redeemed. */
export type Equation = { parts: Record<Part, bigint>; total: bigint };

const partOf: Record<EntryKind, Part> = {
  order: "orders",
  bonus: "bonuses",
  adjustment: "adjustments",
  import: "imports",
  merge: "merges",
  redemption: "redeemed",
  release: "redeemed",
  return: "redeemed",
  expiry: "expired",
};

/** @param sums of an account's entries, by kind */
export function equationOf(sums: readonly { kind: EntryKind; points: bigint }[]): Equation {
  const of = (part: Part) => sums.reduce((sum, { kind, points }) => (partOf[kind] === part ? sum + points : sum), 0n);
  return {
    parts: {
      ...{ orders: of("orders"), bonuses: of("bonuses"), adjustments: of("adjustments"), imports: of("imports") },
      ...{ merges: of("merges"), redeemed: of("redeemed"), expired: of("expired") },
    },
    total: sums.reduce((total, { points }) => total + points, 0n),
  };
}
