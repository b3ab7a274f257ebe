import { addDays, dayIn, instantIn } from "../../lib/time.ts";
import type { Multiplier } from "../../program/rules/multiplier.ts";
import type { Program } from "../../program/rules/rules.ts";
import { dayKey, type Month } from "./month.ts";

/** A rule that multiplies or excludes for a time, as long as versions of the program have it so. */
export type PointCampaign = Pick<Multiplier, "key" | "name" | "perMille"> & {
  /** Null: it has been so since before any time that is known, or will be until further notice. */
  from: Date | null;
  until: Date | null;
  /** Whether it is about certain products or tiers only. */
  isNarrow: boolean;
  /** Names of those that run at the same time for a while. */
  beside: string[];
};

/** What runs in a month: rules with a beginning or an end, and the names of those that always apply. */
export type PointCalendar = {
  campaigns: PointCampaign[];
  /** By day of the shop, places in `campaigns`. Days with none are left out. */
  days: [string, number[]][];
  always: string[];
};

/**
 * What ran, runs and will run in the days that a month shows, by the version of the program that is in force at each time.
 * @param programs all versions, in any order
 */
export function pointCalendar(programs: readonly Program[], month: Month, timeZone: string, at: Date): PointCalendar {
  const ordered = [...programs].sort(
    (one, other) => one.effectiveFrom.getTime() - other.effectiveFrom.getTime() || one.version - other.version,
  );
  const runs: Run[] = [];
  ordered.forEach((program, index) => {
    const next = ordered[index + 1]?.effectiveFrom.getTime() ?? Infinity;
    const begins = index === 0 ? -Infinity : program.effectiveFrom.getTime();
    for (const rule of program.rules.multipliers) if (isTimed(rule)) add(runs, rule, begins, next);
  });
  const [first, end] = [month.from.getTime(), month.until.getTime()];
  const shown = runs.filter((run) => run.from < end && run.until > first).sort((one, other) => one.from - other.from);
  const inForce = ordered.findLast(({ effectiveFrom }) => effectiveFrom <= at) ?? ordered[0];
  return {
    campaigns: shown.map((run) => ({
      ...{ key: run.rule.key, name: run.rule.name, perMille: run.rule.perMille },
      ...{ from: instantOrNull(run.from), until: instantOrNull(run.until) },
      isNarrow: [run.rule.products, run.rule.collections, run.rule.tags, run.rule.tiers].some((list) => list.length > 0),
      beside: shown.flatMap((other) => (other !== run && overlap(run, other) ? [other.rule.name] : [])),
    })),
    days: daysOf(shown, month, timeZone),
    always: (inForce?.rules.multipliers ?? []).filter((rule) => !isTimed(rule)).map(({ name }) => name),
  };
}

type Run = { rule: Multiplier; from: number; until: number };

const isTimed = ({ from, until }: Multiplier) => from !== null || until !== null;
const instantOrNull = (ms: number) => (Number.isFinite(ms) ? new Date(ms) : null);
const overlap = (one: Run, other: Run) => one.from < other.until && other.from < one.until;

/** A rule for as long as a version has it; where the version before had it as it is, it goes on. */
function add(runs: Run[], rule: Multiplier, begins: number, ends: number): void {
  const from = Math.max(begins, rule.from === null ? -Infinity : Date.parse(rule.from));
  const until = Math.min(ends, rule.until === null ? Infinity : Date.parse(rule.until));
  if (from >= until) return;
  const before = runs.find((run) => run.until === from && run.rule.key === rule.key && isSame(run.rule, rule));
  if (before === undefined) runs.push({ rule, from, until });
  else Object.assign(before, { rule, until });
}

function isSame(one: Multiplier, other: Multiplier): boolean {
  const said = ({ name, perMille, products, collections, tags, tiers }: Multiplier) =>
    JSON.stringify([name, perMille, products, collections, tags, tiers]);
  return said(one) === said(other);
}

/** A day has what runs in any moment of it. */
function daysOf(runs: readonly Run[], { days, from }: Month, timeZone: string): [string, number[]][] {
  const first = dayIn(from, timeZone);
  return days.flatMap(({ key }, index): [string, number[]][] => {
    const day = addDays(first, index);
    if (dayKey(day) !== key) throw new Error("The days of a month follow each other");
    const [begins, ends] = [day, addDays(day, 1)].map((one) => instantIn(one, timeZone).getTime()) as [number, number];
    const places = runs.flatMap((run, place) => (run.from < ends && run.until > begins ? [place] : []));
    return places.length === 0 ? [] : [[key, places]];
  });
}
