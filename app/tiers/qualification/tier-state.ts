import { addDays, dayIn, instantIn, startOfDay } from "../../lib/time.ts";
import type { Program } from "../../program/rules/rules.ts";
import type { TierRules } from "../../program/rules/tier-rules.ts";
import { noticeEnds, type Rest } from "../../program/state/state.ts";
import { metricOf, totalAt, type Contribution, type Metric } from "./tier-metric.ts";

export type Basis = TierRules["basis"];

/** A tier that was brought along or granted: kept until then whatever is earned; null: for good. */
export type Floor = { tier: string; until: Date | null };

export type TierFacts = {
  contributions: Readonly<Record<Basis, readonly Contribution[]>>;
  /** From when the customer takes part: their first order or entry. Null: not at all, but for a floor. */
  memberSince: Date | null;
  floor: Floor | null;
};

/** What is remembered of a customer's tier. `asOf` null: their tier has never been followed. */
export type Holding = { tier: string | null; since: Date | null; graceUntil: Date | null; asOf: Date | null };

export const NOTHING_HELD: Holding = { tier: null, since: null, graceUntil: null, asOf: null };

/** `floor`: a tier that was brought along or granted. */
export type MoveReason = "earned" | "lost" | "rules" | "floor";
export type Move = { before: string | null; tier: string | null; at: Date; reason: MoveReason };

export type Followed = {
  holding: Holding & { asOf: Date };
  /** In the order in which they happened. */
  moves: Move[];
  /** What counts now, in the unit of the basis; zero without tiers. */
  progress: bigint;
  /** When a grace that lasts began, if it began on this way. */
  graceBegan: Date | null;
  /** When time alone next changes tier, grace or progress. */
  nextAt: Date | null;
};

export type TierSetting = {
  /** Oldest first. */
  programs: readonly Pick<Program, "effectiveFrom" | "rules">[];
  timeZone: string;
  /** Tiers are followed from then on: the install. */
  from: Date;
  /** When the customer took no part in the program: nobody rises or falls then. In the order of time. */
  rests: readonly Rest[];
};

/** The rules of tiers at an instant. */
export function tiersAt(programs: TierSetting["programs"], at: Date): TierRules | null {
  return (programs.findLast(({ effectiveFrom }) => effectiveFrom <= at) ?? programs[0])?.rules.tiers ?? null;
}

/**
 * Follows a customer's tier from where it was left to `until`, through every instant at which time, a contribution or the rules changed it. All that is
 * known decides, so a late call ends where punctual ones would have. What has been followed is not rewritten: a contribution that is dated earlier but
 * became known since (an order paid later, a refund) counts from the next instant that is looked at, at the latest from now.
 * @param revoked the tier was held by a grant that is taken away at `until`: it goes then, without a grace
 */
export function follow(before: Holding, facts: TierFacts, setting: TierSetting, until: Date, revoked = false): Followed {
  // Never back: another worker's clock may be ahead, and what time did is sometimes followed up to an instant that is past.
  const now = before.asOf !== null && before.asOf > until ? before.asOf : until;
  const walk = createWalk(before, facts, setting);
  if (before.asOf === null && setting.from < now) walk.step(setting.from);
  const start = before.asOf ?? setting.from;
  const points = walk.breakpoints.filter((time) => time > start.getTime());
  let index = 0;
  for (;;) {
    const next = Math.min(points[index] ?? Infinity, walk.graceEnd() ?? Infinity);
    if (next >= now.getTime()) break;
    walk.step(new Date(next));
    while ((points[index] ?? Infinity) <= next) index += 1;
  }
  if (revoked) walk.revoke(now);
  walk.step(now);
  const { holding, moves, graceBegan } = walk.state();
  const progress = walk.progress(now);
  return {
    ...{ holding: { ...holding, asOf: now }, moves, progress },
    graceBegan: holding.graceUntil === null ? null : graceBegan,
    nextAt: nextChange({ ...holding, asOf: now }, facts, setting, progress, now),
  };
}

/** The first coming instant at which something is different, if nobody does anything. */
function nextChange(holding: Holding, facts: TierFacts, setting: TierSetting, progress: bigint, now: Date): Date | null {
  const ahead = createWalk(holding, facts, setting);
  const graceEnd = ahead.graceEnd() ?? Infinity;
  const points = ahead.breakpoints.filter((time) => time > now.getTime());
  for (const point of [...points.filter((time) => time < graceEnd), graceEnd]) {
    if (point === Infinity) break;
    const at = new Date(point);
    ahead.step(at);
    const { holding: then } = ahead.state();
    if (point === graceEnd || then.tier !== holding.tier || then.graceUntil?.getTime() !== holding.graceUntil?.getTime())
      return at;
    if (ahead.progress(at) !== progress) return at;
  }
  return null;
}

type Walk = {
  /** Milliseconds, ascending: when anything but the end of a grace may change the tier. */
  breakpoints: number[];
  step: (at: Date) => void;
  revoke: (at: Date) => void;
  graceEnd: () => number | null;
  progress: (at: Date) => bigint;
  state: () => { holding: Holding; moves: Move[]; graceBegan: Date | null };
};

function createWalk(before: Holding, facts: TierFacts, { programs, timeZone, from, rests }: TierSetting): Walk {
  const restAt = (time: number) => rests.find((rest) => rest.from <= time && time < rest.until);
  const metrics = new Map<string, Metric>();
  const metric = ({ basis, window }: TierRules): Metric => {
    const key = `${basis} ${window}`;
    const known = metrics.get(key) ?? metricOf(facts.contributions[basis], window, timeZone);
    metrics.set(key, known);
    return known;
  };
  const progress = (at: Date): bigint => {
    const rules = tiersAt(programs, at);
    return rules === null ? 0n : totalAt(metric(rules), at);
  };
  const ends = rests.map(({ until }) => until).filter((time) => time !== Number.POSITIVE_INFINITY);
  const ruleChanges = new Set([
    ...[from, ...programs.map(({ effectiveFrom }) => effectiveFrom)].map((at) => at.getTime()),
    ...ends,
  ]);

  let { tier, since, graceUntil } = before;
  let graceBegan: Date | null = null;
  const moves: Move[] = [];
  const move = (to: string | null, at: Date, reason: MoveReason): void => {
    if (to !== tier) {
      moves.push({ before: tier, tier: to, at, reason: ruleChanges.has(at.getTime()) ? "rules" : reason });
      since = to === null ? null : at;
    }
    tier = to;
    graceUntil = null;
  };

  const step = (at: Date): void => {
    if (restAt(at.getTime()) !== undefined) return;
    // Who could not earn a tier while the program rested gets the time to do so.
    if (graceUntil !== null && ends.includes(at.getTime())) graceUntil = later(graceUntil, noticeEnds(at, timeZone));
    const rules = tiersAt(programs, at);
    if (rules === null) move(null, at, "rules");
    else judge(rules, at);
  };
  /** A grace that begins soon after a pause lasts as long as one that was running then. Before the first going live nobody had anything to lose. */
  const noticed = (grace: Date, at: Date): Date =>
    rests
      .filter((rest) => rest.from > Number.NEGATIVE_INFINITY && rest.until <= at.getTime())
      .reduce((until, rest) => later(until, noticeEnds(new Date(rest.until), timeZone)), grace);
  /** The levels, by position, that the customer has by a floor, by what counts, and now. -1: none. */
  const standing = (rules: TierRules, at: Date, countedAt = at) => {
    const levels = rules.levels.map(({ key }) => key);
    const floor = facts.floor !== null && (facts.floor.until === null || facts.floor.until > at) ? facts.floor.tier : null;
    const floored = floor === null ? -1 : levels.indexOf(floor);
    const takesPart = floored >= 0 || (facts.memberSince !== null && facts.memberSince <= at);
    const total = totalAt(metric(rules), countedAt);
    const earned = takesPart ? rules.levels.findLastIndex(({ threshold }) => BigInt(threshold) <= total) : -1;
    return { levels, floored, earned, due: Math.max(earned, floored), held: tier === null ? -1 : levels.indexOf(tier) };
  };
  /** Also while the program rests: nobody falls then, but this is no fall. What was earned until the rest is kept through it. */
  const revoke = (at: Date): void => {
    const rules = tiersAt(programs, at);
    if (rules === null) return;
    const { levels, due, held } = standing(rules, at);
    const since = restAt(at.getTime())?.from ?? Number.NEGATIVE_INFINITY;
    const kept = since === Number.NEGATIVE_INFINITY ? due : Math.max(due, standing(rules, at, new Date(since)).earned);
    if (kept < held) move(levels[kept] ?? null, at, "lost");
  };
  const judge = (rules: TierRules, at: Date): void => {
    const { levels, floored, earned, due, held } = standing(rules, at);
    if (tier !== null && held < 0) move(levels[due] ?? null, at, "rules");
    else if (due > held) move(levels[due] ?? null, at, floored > earned ? "floor" : "earned");
    else if (due === held) graceUntil = null;
    else {
      if (graceUntil === null) {
        graceUntil = noticed(graceEnds(at, rules.graceDays, timeZone), at);
        graceBegan = at;
      }
      if (graceUntil <= at) move(levels[due] ?? null, at, "lost");
    }
  };

  const breakpoints = new Set<number>(ends);
  for (const { effectiveFrom, rules } of programs) {
    breakpoints.add(effectiveFrom.getTime());
    if (rules.tiers !== null) for (const { from: time } of metric(rules.tiers)) breakpoints.add(time);
  }
  if (facts.memberSince !== null) breakpoints.add(facts.memberSince.getTime());
  if (facts.floor?.until != null) breakpoints.add(facts.floor.until.getTime());
  return {
    breakpoints: [...breakpoints].sort((a, b) => a - b),
    ...{ step, revoke, progress },
    graceEnd: () => {
      const end = graceUntil?.getTime() ?? null;
      const rest = end === null ? undefined : restAt(end);
      if (rest === undefined) return end;
      return rest.until === Number.POSITIVE_INFINITY ? null : rest.until;
    },
    state: () => ({ holding: { tier, since, graceUntil, asOf: before.asOf }, moves, graceBegan }),
  };
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}

/** So many whole days in the shop's zone, then to midnight. */
function graceEnds(at: Date, graceDays: number, timeZone: string): Date {
  if (graceDays === 0) return at;
  const today = dayIn(at, timeZone);
  const first = startOfDay(at, timeZone).getTime() === at.getTime() ? today : addDays(today, 1);
  return instantIn(addDays(first, graceDays), timeZone);
}
