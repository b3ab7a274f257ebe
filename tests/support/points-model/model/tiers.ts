import type { Program } from "../../../../app/program/rules/rules.ts";
import type { TierRules } from "../../../../app/program/rules/tier-rules.ts";
import { DAY, rulesAt } from "../orders.ts";

/** Something that counts for a tier, and as of when. */
export type Deed = { at: number; amount: number };
export type Deeds = Record<TierRules["basis"], Deed[]>;
/** A tier that a merchant has granted; null: for good. */
export type Grant = { tier: string; until: number | null };
export type Standing = {
  tier: string | null;
  grant: Grant | null;
  graceEnds: number | null;
  /** Up to when it has been judged; null: never. */
  judged: number | null;
  /** What was last seen to count. */
  progress: number;
  /** Every change, as it was noted. */
  history: { at: number; tier: string | null }[];
};

export const noStanding = (): Standing => ({ tier: null, grant: null, graceEnds: null, judged: null, progress: 0, history: [] });

function stopsCounting(at: number, window: TierRules["window"]): number {
  if (window === "lifetime") return Infinity;
  const day = new Date(at);
  const year = day.getUTCFullYear() + 1;
  if (window === "calendar-year") return Date.UTC(year, 0, 1);
  const leapDay = day.getUTCMonth() === 1 && day.getUTCDate() === 29;
  return Date.UTC(year, day.getUTCMonth(), leapDay ? 28 : day.getUTCDate()) + DAY;
}

export function countedBy(deeds: Deeds, { basis, window }: TierRules, at: number): number {
  const sum = deeds[basis].reduce(
    (total, deed) => (deed.at <= at && at < stopsCounting(deed.at, window) ? total + deed.amount : total),
    0,
  );
  return Math.max(0, sum);
}

/** The tier that a customer last had by then. */
export function tierThen({ history }: Standing, at: number): string | null {
  return (
    history
      .filter((change) => change.at <= at)
      .sort((a, b) => a.at - b.at)
      .at(-1)?.tier ?? null
  );
}

export function change(standing: Standing, tier: string | null, at: number): void {
  if (standing.tier !== tier) standing.history.push({ at, tier });
  standing.tier = tier;
  standing.graceEnds = null;
}

function judge(standing: Standing, deeds: Deeds, memberSince: number | null, rules: TierRules | null, at: number): void {
  if (rules === null) {
    change(standing, null, at);
    return;
  }
  const keys = rules.levels.map(({ key }) => key);
  const total = countedBy(deeds, rules, at);
  const { grant } = standing;
  const granted = grant !== null && (grant.until === null || at < grant.until) ? keys.indexOf(grant.tier) : -1;
  const takesPart = granted >= 0 || (memberSince !== null && memberSince <= at);
  const reached = takesPart ? rules.levels.reduce((best, { threshold }, index) => (threshold <= total ? index : best), -1) : -1;
  const earned = Math.max(reached, granted);
  const held = standing.tier === null ? -1 : keys.indexOf(standing.tier);
  if (standing.tier !== null && held === -1) change(standing, keys[earned] ?? null, at);
  else if (earned > held) change(standing, keys[earned] ?? null, at);
  else if (earned === held) standing.graceEnds = null;
  else {
    // The grace begins with the next midnight, unless it is midnight.
    standing.graceEnds ??= rules.graceDays === 0 ? at : Math.ceil(at / DAY) * DAY + rules.graceDays * DAY;
    if (standing.graceEnds <= at) change(standing, keys[earned] ?? null, at);
  }
}

/** Lives through all instants since the last judgement at which anything may have changed, and judges now. */
export function live(
  standing: Standing,
  deeds: Deeds,
  memberSince: number | null,
  programs: readonly Program[],
  installed: number,
  now: number,
): void {
  const rules = (at: number) => rulesAt(programs, at).rules.tiers;
  if (standing.judged === null) {
    judge(standing, deeds, memberSince, rules(installed), installed);
    standing.judged = installed;
  }
  const instants = new Set<number>(memberSince === null ? [] : [memberSince]);
  const granted = standing.grant?.until ?? null;
  if (granted !== null) instants.add(granted);
  for (const program of programs) {
    instants.add(program.effectiveFrom.getTime());
    const { tiers } = program.rules;
    if (tiers !== null) for (const { at } of deeds[tiers.basis]) instants.add(at).add(stopsCounting(at, tiers.window));
  }
  const coming = [...instants].sort((a, b) => a - b);
  for (let at = standing.judged; ;) {
    const after = at;
    const next = Math.min(
      coming.find((time) => time > after) ?? Infinity,
      (standing.graceEnds ?? Infinity) > after ? (standing.graceEnds ?? Infinity) : Infinity,
    );
    if (next >= now) break;
    judge(standing, deeds, memberSince, rules(next), next);
    at = next;
  }
  judge(standing, deeds, memberSince, rules(now), now);
  standing.judged = now;
}
