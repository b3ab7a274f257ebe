import type { BonusKind, BonusOf } from "../program/rules/bonus-rules.ts";
import type { Program } from "../program/rules/rules.ts";
import { versionFor } from "../program/version-for.ts";

/** Rules of a kind that award at an instant. */
export function rulesAt<Kind extends BonusKind>(programs: readonly Program[], kind: Kind, at: Date): BonusOf<Kind>[] {
  return enabled(versionFor(at, programs), kind);
}

export function enabled<Kind extends BonusKind>({ rules }: Program, kind: Kind): BonusOf<Kind>[] {
  return rules.bonuses.filter((rule): rule is BonusOf<Kind> => rule.kind === kind && rule.enabled);
}

/** Whether any version, also one that is over, ever had such rules. */
export function everHad(programs: readonly Program[], kinds: readonly BonusKind[]): boolean {
  return programs.some(({ rules }) => rules.bonuses.some(({ kind }) => kinds.includes(kind)));
}

/** Whether such a rule awards now or will. */
export function willAward(programs: readonly Program[], kind: BonusKind, now: Date): boolean {
  return [versionFor(now, programs), ...programs.filter(({ effectiveFrom }) => effectiveFrom > now)].some(
    (program) => enabled(program, kind).length > 0,
  );
}

/** Keys that rules of a kind have or had. */
export function keysOf(programs: readonly Program[], kind: BonusKind): Set<string> {
  return new Set(programs.flatMap(({ rules }) => rules.bonuses.filter((rule) => rule.kind === kind).map(({ key }) => key)));
}

/** How many days before a birthday it must be told, by the most lenient rule; null where birthdays are not rewarded. */
export function birthdayNotice(program: Program): number | null {
  const days = enabled(program, "birthday").map(({ noticeDays }) => noticeDays);
  return days.length === 0 ? null : Math.min(...days);
}
