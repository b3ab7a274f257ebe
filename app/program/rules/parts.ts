import type { ProgramRules } from "./rules.ts";

/** What a merchant edits at a time. */
export const parts = ["earning", "multipliers", "bonuses", "tiers", "expiry"] as const;
export type Part = (typeof parts)[number];

const fieldsOf = {
  earning: ["earn", "base", "companies", "awardOn", "pendingDays", "reward", "returnOnPartialRefund", "openDisputes"],
  multipliers: ["multipliers"],
  bonuses: ["bonuses"],
  tiers: ["tiers"],
  expiry: ["expiry"],
} as const satisfies Record<Part, readonly (keyof ProgramRules)[]>;

/** The part that a field of the rules belongs to. */
export function partOf(field: string): Part | null {
  return parts.find((part) => (fieldsOf[part] as readonly string[]).includes(field)) ?? null;
}

/** `rules` with one part as `source` has it. */
export function withPart<Rules extends object>(rules: Rules, part: Part, source: Rules): Rules {
  const names: readonly string[] = fieldsOf[part];
  return { ...rules, ...Object.fromEntries(Object.entries(source).filter(([name]) => names.includes(name))) };
}

export function changedParts(before: ProgramRules, after: ProgramRules): Part[] {
  return parts.filter((part) => fieldsOf[part].some((field) => canonical(before[field]) !== canonical(after[field])));
}

/** Whether two sets of rules say the same, however their JSON is written. */
export function sameRules(one: ProgramRules, other: ProgramRules): boolean {
  return changedParts(one, other).length === 0;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
