import { format } from "../language/format.ts";

/** A tier as a segment: all who are in it now. */
export type TierEntry = { key: string; tier: string; query: string };

/** One for each tier of the program in force. */
export function tierEntries(tiers: readonly { key: string }[]): TierEntry[] {
  return tiers.map(({ key }) => ({
    key: `tier-${key}`,
    tier: key,
    query: format({ kind: "text", attribute: "loyalty_tier", test: { operator: "=", value: key } }),
  }));
}
