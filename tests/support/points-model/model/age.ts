import type { Program } from "../../../../app/program/rules/rules.ts";
import { DAY } from "../orders.ts";

/** One thing that happened to a customer's points. */
export type Movement = {
  points: number;
  /** From when it counts, and when it was written down. */
  counts: number;
  told: number;
  order: bigint | null;
  /** Given for an order, and no part of what it is worth. */
  bonus: boolean;
  redemption: bigint | null;
  /** Whether it shows that the customer is there, or brings points back: earning, spending, a release. */
  active: boolean;
  /** What of it counts for the tier, and as of when. */
  tier: number;
  earned: number;
};

export function balance(movements: readonly Movement[], now: number): { available: number; pending: number } {
  const sum = (list: readonly Movement[]) => list.reduce((total, { points }) => total + points, 0);
  return {
    available: sum(movements.filter(({ counts }) => counts <= now)),
    pending: sum(movements.filter(({ counts }) => counts > now)),
  };
}

/** What a shop's programs say, and since when it has been live. */
type Rules = { programs: readonly Program[]; installed: number };

type Policy = { mode: "inactivity" | "lot"; months: number; since: number };

function policyAt({ programs, installed }: Rules, now: number): Policy | null {
  let policy: Policy | null = null;
  for (const { effectiveFrom, rules } of programs) {
    if (effectiveFrom.getTime() > now) break;
    const { mode, months } = rules.expiry;
    if (mode === "off") policy = null;
    else if (policy === null || policy.mode !== mode || policy.months !== months)
      policy = { mode, months, since: Math.max(installed, effectiveFrom.getTime()) };
  }
  return policy;
}

const midnight = (time: number) => time - (time % DAY);

function endAfter(start: number, { months, since }: Policy): number {
  const day = new Date(midnight(start));
  const lastOfMonth = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months + 1, 0)).getUTCDate();
  const last = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, Math.min(day.getUTCDate(), lastOfMonth));
  return Math.max(last + DAY, midnight(since) + 31 * DAY);
}

type Heap = { no: number; order: bigint | null; counts: number; points: number };

/** The heaps that an account's points lie in, having lived through all its movements. */
function heapsOf(movements: readonly Movement[], endOf: (heap: Heap) => number): Heap[] {
  const heaps: Heap[] = [];
  const spent = new Map<bigint, { heap: Heap; points: number }[]>();
  let debt = 0;

  const heapUp = (movement: Movement, no: number, points: number) => {
    heaps.push({ no, order: movement.order, counts: movement.counts, points });
  };
  const remove = (points: number, from: Heap[], order: (a: Heap, b: Heap) => number) => {
    const taken: { heap: Heap; points: number }[] = [];
    let missing = points;
    for (const heap of [...from].sort(order)) {
      const part = Math.min(missing, heap.points);
      if (part === 0) continue;
      heap.points -= part;
      missing -= part;
      taken.push({ heap, points: part });
    }
    debt += missing;
    return taken;
  };
  const oldest = (a: Heap, b: Heap) => a.counts - b.counts || a.no - b.no;
  /** What is owed is paid by the first points that count. */
  const pay = (now: number) => {
    const owed = debt;
    debt = 0;
    const ready = heaps.filter(({ counts }) => counts <= now);
    remove(owed, ready, oldest);
  };

  movements.forEach((movement, no) => {
    const { points, order, redemption, told } = movement;
    pay(told);
    const ready = heaps.filter(({ counts }) => counts <= told);
    const ownOrReady = heaps.filter((heap) => heap.order === order || heap.counts <= told);
    const ownThenNewest = (a: Heap, b: Heap) => {
      const own = Number(b.order === order) - Number(a.order === order);
      if (own !== 0) return own;
      return a.order === order ? a.no - b.no : b.counts - a.counts || b.no - a.no;
    };
    if (redemption !== null && points > 0) {
      let left = points;
      const parts = spent.get(redemption) ?? [];
      while (left > 0 && parts.length > 0) {
        const part = parts[parts.length - 1];
        if (part === undefined) break;
        const back = Math.min(left, part.points);
        part.points -= back;
        left -= back;
        if (part.points === 0) parts.pop();
        if (endOf(part.heap) > told) part.heap.points += back;
        else heapUp(movement, no, back);
      }
      if (left > 0) heapUp(movement, no, left);
    } else if (redemption !== null) spent.set(redemption, [...(spent.get(redemption) ?? []), ...remove(-points, ready, oldest)]);
    else if (points > 0) heapUp(movement, no, points);
    else if (order === null) remove(-points, ready, oldest);
    else remove(-points, ownOrReady, ownThenNewest);
  });
  pay(Infinity);
  return heaps.filter(({ points }) => points > 0);
}

/** What ends and when, the first first. Nothing while the rules let points live for ever. */
export function endings(movements: readonly Movement[], rules: Rules, now: number): { at: number; points: number }[] {
  const policy = policyAt(rules, now);
  if (policy === null) return [];
  const lastSign = Math.max(...movements.filter(({ active }) => active).flatMap(({ told, counts }) => [told, counts]));
  const endOf = ({ counts }: Heap) => endAfter(policy.mode === "lot" ? counts : lastSign, policy);
  const heaps = heapsOf(movements, policy.mode === "lot" ? endOf : () => Infinity);
  if (!Number.isFinite(lastSign) && policy.mode === "inactivity") return [];
  const byTime = new Map<number, number>();
  for (const heap of heaps) byTime.set(endOf(heap), (byTime.get(endOf(heap)) ?? 0) + heap.points);
  return [...byTime].map(([at, points]) => ({ at, points })).sort((a, b) => a.at - b.at);
}

/** Points that are past their end by now. */
export function endedBy(movements: readonly Movement[], rules: Rules, now: number): number {
  return endings(movements, rules, now).reduce((sum, { at, points }) => (at <= now ? sum + points : sum), 0);
}
