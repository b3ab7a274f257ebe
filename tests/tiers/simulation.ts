import type { TierFacts } from "../../app/tiers/qualification/tier-state.ts";
import type { TierRules } from "../../app/program/rules/tier-rules.ts";

/**
 * A second opinion on tiers: goes through time hour by hour and looks at local dates as text, sharing nothing with the app. Right when all instants are
 * whole hours and zones are whole hours from UTC.
 */
export type Version = { from: Date; tiers: TierRules | null };
export type Simulated = { tier: string | null; since: Date | null; graceUntil: Date | null; progress: bigint };

const HOUR = 3_600_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function localDate(at: number, timeZone: string): string {
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  formats.set(timeZone, format);
  return format.format(new Date(at));
}

function lastDateOfWindow(at: number, window: TierRules["window"], timeZone: string): string {
  const date = localDate(at, timeZone);
  const year = Number(date.slice(0, 4));
  if (window === "lifetime") return "9999-12-31";
  if (window === "calendar-year") return `${year}-12-31`;
  return `${year + 1}-${date.slice(5) === "02-29" ? "02-28" : date.slice(5)}`;
}

/** @param rests in which nobody rises or falls, and a grace that runs, or begins soon after one that was no beginning, lasts 30 days longer at least @param start the hour from which tiers are followed @returns the state at each hour from `start` to `end`, both included */
export function simulate(
  facts: TierFacts,
  versions: readonly Version[],
  timeZone: string,
  rests: readonly { from: number; until: number }[],
  start: Date,
  end: Date,
): { at: Date; state: Simulated }[] {
  const found: { at: Date; state: Simulated }[] = [];
  const dates = new Map<number, string>();
  const dateAt = (at: number): string => {
    const known = dates.get(at) ?? localDate(at, timeZone);
    dates.set(at, known);
    return known;
  };
  const leaves = new Map<string, string>();
  const lastDay = (at: number, window: TierRules["window"]): string => {
    const key = `${at} ${window}`;
    const known = leaves.get(key) ?? lastDateOfWindow(at, window, timeZone);
    leaves.set(key, known);
    return known;
  };
  /** `grace` is the end of one that has begun; what was promised stays, also under new rules. */
  const held: { tier: string | null; since: Date | null; grace: number | null } = { tier: null, since: null, grace: null };

  for (let time = start.getTime(); time <= end.getTime(); time += HOUR) {
    const now = new Date(time);
    const rules = versions.findLast(({ from }) => from <= now)?.tiers ?? null;
    let graceUntil: Date | null = null;
    let progress = 0n;
    const resting = rests.some(({ from, until }) => from <= time && time < until);
    if (rests.some(({ until }) => until === time) && held.grace !== null)
      held.grace = Math.max(held.grace, midnightsAfter(time, 31));
    if (rules === null && !resting) {
      if (held.tier !== null) held.since = null;
      held.tier = null;
      held.grace = null;
    } else if (rules !== null) {
      for (const { at, amount } of facts.contributions[rules.basis]) {
        if (at <= now && dateAt(time) <= lastDay(at.getTime(), rules.window)) progress += amount;
      }
      if (progress < 0n) progress = 0n;
      const names = rules.levels.map(({ key }) => key);
      const floor =
        facts.floor !== null && (facts.floor.until === null || now < facts.floor.until) ? names.indexOf(facts.floor.tier) : -1;
      let earned = -1;
      if (floor >= 0 || (facts.memberSince !== null && facts.memberSince <= now)) {
        rules.levels.forEach(({ threshold }, index) => {
          if (progress >= BigInt(threshold)) earned = index;
        });
      }
      const due = Math.max(earned, floor);
      const rank = held.tier === null ? -1 : names.indexOf(held.tier);
      const become = (index: number) => {
        const next = names[index] ?? null;
        if (next !== held.tier) held.since = next === null ? null : now;
        held.tier = next;
        held.grace = null;
      };
      if (resting) graceUntil = held.grace === null ? null : new Date(held.grace);
      else if ((held.tier !== null && rank < 0) || due > rank) become(due);
      else if (due === rank) held.grace = null;
      else {
        held.grace ??= rests
          .filter(({ from, until }) => from > Number.NEGATIVE_INFINITY && until <= time)
          .reduce((grace, { until }) => Math.max(grace, midnightsAfter(until, 31)), graceEnd(time, rules.graceDays));
        if (time >= held.grace) become(due);
        else graceUntil = new Date(held.grace);
      }
    }
    found.push({ at: now, state: { tier: held.tier, since: held.since, graceUntil, progress } });
  }
  return found;

  /** The hour at which so many midnights have passed, one more when the grace began within a day. */
  function graceEnd(from: number, days: number): number {
    if (days === 0) return from;
    const startsDay = dateAt(from - HOUR) !== dateAt(from);
    return midnightsAfter(from, days + (startsDay ? 0 : 1));
  }

  function midnightsAfter(from: number, count: number): number {
    let midnights = count;
    let time = from;
    while (midnights > 0) {
      time += HOUR;
      if (dateAt(time - HOUR) !== dateAt(time)) midnights -= 1;
    }
    return time;
  }
}
