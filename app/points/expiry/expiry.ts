import { addDays, dayIn, instantIn, plusMs, type CalendarDay } from "../../lib/time.ts";
import type { ExpiryRules, Program } from "../../program/rules/rules.ts";
import { liveSince, noticeEnds, type States } from "../../program/state/state.ts";
import type { EntryKind } from "../entry.ts";
import { lotsOf, type Lot, type LotEntry } from "./lots.ts";

export type ExpiryPolicy = {
  mode: "inactivity" | "lot";
  months: number;
  /** Since when, without a break, the program has been live and said exactly this. */
  since: Date;
  timeZone: string;
};

/**
 * What the program says about expiry at an instant; null when points do not expire: also while the program is not live, for then nobody can spend or earn
 * to keep them. @param programs in any order
 */
export function expiryPolicy(
  { programs, states }: { programs: readonly Program[]; states: States },
  at: Date,
  timeZone: string,
): ExpiryPolicy | null {
  const live = liveSince(states, at);
  const inForce = programs
    .filter(({ effectiveFrom }) => effectiveFrom <= at)
    .sort((a, b) => a.effectiveFrom.getTime() - b.effectiveFrom.getTime() || a.version - b.version);
  const current = inForce.at(-1);
  if (live === null || current === undefined || current.rules.expiry.mode === "off") return null;
  const { mode, months } = current.rules.expiry;
  const other = inForce.findLastIndex(({ rules }) => !sameExpiry(rules.expiry, current.rules.expiry));
  const said = (inForce[other + 1] ?? current).effectiveFrom;
  return { mode, months, since: live > said ? live : said, timeZone };
}

function sameExpiry(a: ExpiryRules, b: ExpiryRules): boolean {
  return a.mode === b.mode && a.months === b.months;
}

/** The same day so many calendar months later; the last day of a shorter month. */
function addMonths({ year, month, day }: CalendarDay, months: number): CalendarDay {
  const index = year * 12 + (month - 1) + months;
  const first = { year: Math.floor(index / 12), month: (index % 12) + 1, day: 1 };
  const next = first.month === 12 ? { year: first.year + 1, month: 1, day: 1 } : { ...first, month: first.month + 1 };
  return { ...first, day: Math.min(day, addDays(next, -1).day) };
}

/** Points are good for so many months and the whole of the last day; they are gone when the next day begins. */
function endOf(start: Date, { months, since, timeZone }: ExpiryPolicy): Date {
  const regular = instantIn(addDays(addMonths(dayIn(start, timeZone), months), 1), timeZone);
  const noticed = noticeEnds(since, timeZone);
  return regular > noticed ? regular : noticed;
}

/** The last moment of the last day on which points that expire at `at` are good. */
export function lastMomentBefore(at: Date): Date {
  return plusMs(at, -1);
}

/** Earning and spending keep an account alive; what a shop corrects or takes back does not. */
function isActivity({ kind, points }: LotEntry): boolean {
  const active: Record<EntryKind, boolean> = {
    order: points > 0n,
    bonus: points > 0n,
    import: points > 0n,
    redemption: true,
    adjustment: points > 0n,
    merge: points > 0n,
    // Points that come back never expire the moment they arrive.
    release: true,
    return: points > 0n,
    expiry: false,
  };
  return active[kind];
}

/** When each lot of an account expires. Under inactivity all expire together, so many months after the last earning or spending. */
function lotEnd(entries: readonly LotEntry[], policy: ExpiryPolicy): (lot: Lot) => Date | null {
  if (policy.mode === "lot") return ({ availableAt }) => endOf(availableAt, policy);
  // Points that become available are news to the customer as well: they never expire the moment they arrive.
  const signs = entries.filter(isActivity).flatMap(({ recordedAt, availableAt }) => [recordedAt, availableAt]);
  const last = signs.reduce<Date | null>((latest, sign) => (latest === null || sign > latest ? sign : latest), null);
  const end = last === null ? null : endOf(last, policy);
  return () => end;
}

export type Expiring = { points: bigint; at: Date };

/** What will expire, by instant, if nothing happens before. @param entries in the order of their sequence */
export function expiries(entries: readonly LotEntry[], policy: ExpiryPolicy): Expiring[] {
  const end = lotEnd(entries, policy);
  const { lots } = lotsOf(entries, policy.mode === "lot" ? end : undefined);
  const byInstant = new Map<number, Expiring>();
  for (const lot of lots) {
    const at = end(lot);
    if (at === null) continue;
    const known = byInstant.get(at.getTime());
    byInstant.set(at.getTime(), { at, points: (known?.points ?? 0n) + lot.remaining });
  }
  return [...byInstant.values()].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** The next of `expiries`; null when nothing expires. */
export function expiringNext(entries: readonly LotEntry[], policy: ExpiryPolicy): Expiring | null {
  return expiries(entries, policy)[0] ?? null;
}

/** Points that should have expired by `at` and are still there. */
export function expiredBy(entries: readonly LotEntry[], policy: ExpiryPolicy, at: Date): bigint {
  return expiries(entries, policy).reduce((total, { points, at: end }) => (end <= at ? total + points : total), 0n);
}
