import type { Program } from "./rules/rules.ts";

/** The version in force at an instant. @param programs in any order, at least one */
export function versionFor(at: Date, programs: readonly Program[]): Program {
  const sorted = [...programs].sort((a, b) => a.effectiveFrom.getTime() - b.effectiveFrom.getTime() || a.version - b.version);
  const found = sorted.findLast(({ effectiveFrom }) => effectiveFrom <= at) ?? sorted[0];
  if (found === undefined) throw new Error("A shop without a points program");
  return found;
}
