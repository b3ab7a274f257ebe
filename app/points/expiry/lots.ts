import { minBig } from "../../lib/arithmetic.ts";
import type { EntryKind } from "../entry.ts";

/** What of a ledger entry decides balances and their age. */
export type LotEntry = {
  seq: number;
  kind: EntryKind;
  points: bigint;
  availableAt: Date;
  recordedAt: Date;
  orderId: bigint | null;
  redemptionId: bigint | null;
};

/** Points that came together, and what is left of them. */
export type Lot = { seq: number; orderId: bigint | null; availableAt: Date; remaining: bigint };

export type Lots = {
  /** Lots with something left, oldest first. */
  lots: Lot[];
  /** What the account owes: spent points whose order was refunded, less what is on its way. */
  debt: bigint;
};

type Taken = { lot: Lot; points: bigint };

/**
 * Which points are left, by age: a pure fold over an account's entries. Whatever takes points takes the oldest that can be spent; an order's own
 * reversal takes that order's points first, then the newest that can be spent; what a redemption took goes back to where it came from, except to points that have
 * expired meanwhile: those start anew. Points that cannot be spent yet are left alone; what is missing is owed, and repaid by the first points that can
 * be spent. So what remains of those never exceeds the balance, and however much of it expires, the balance stays above zero. The sum of what remains
 * less the debt is the sum of the entries.
 *
 * @param entries in the order of their sequence
 * @param expiresAt when a lot expires, null for never
 */
export function lotsOf(entries: readonly LotEntry[], expiresAt: (lot: Lot) => Date | null = () => null): Lots {
  /** By age, only those with something left: accounts of thousands of entries are folded at every change. */
  let lots: Lot[] = [];
  const redeemed = new Map<bigint, Taken[]>();
  let debt = 0n;

  const take = (points: bigint, from: readonly Lot[]): Taken[] => {
    let left = points;
    const taken: Taken[] = [];
    for (const lot of from) {
      if (left === 0n) break;
      const part = minBig(left, lot.remaining);
      lot.remaining -= part;
      left -= part;
      taken.push({ lot, points: part });
    }
    debt += left;
    if (taken.some(({ lot }) => lot.remaining === 0n)) lots = lots.filter(({ remaining }) => remaining > 0n);
    return taken;
  };
  const repay = (from: readonly Lot[]): void => {
    const owed = debt;
    debt = 0n;
    take(owed, from);
  };
  const put = (lot: Lot, points: bigint): void => {
    if (lot.remaining === 0n) lots.splice(placeOf(lot, lots), 0, lot);
    lot.remaining += points;
  };
  const add = ({ seq, orderId, availableAt }: LotEntry, points: bigint): void =>
    put({ seq, orderId, availableAt, remaining: 0n }, points);
  const giveBack = (entry: LotEntry, taken: Taken[]): void => {
    let left = entry.points;
    while (left > 0n) {
      const last = taken.at(-1);
      if (last === undefined) break;
      const part = minBig(left, last.points);
      last.points -= part;
      if (last.points === 0n) taken.pop();
      left -= part;
      const end = expiresAt(last.lot);
      if (end !== null && end <= entry.recordedAt) add(entry, part);
      else put(last.lot, part);
    }
    if (left > 0n) add(entry, left);
  };

  for (const entry of entries) {
    const { points, orderId, redemptionId, recordedAt, kind } = entry;
    if (debt > 0n) repay(spendableAt(lots, recordedAt));
    if (redemptionId !== null) {
      const taken = redeemed.get(redemptionId) ?? [];
      redeemed.set(redemptionId, taken);
      if (points > 0n) giveBack(entry, taken);
      else taken.push(...take(-points, spendableAt(lots, recordedAt)));
    } else if (points > 0n) add(entry, points);
    else if (orderId !== null && kind !== "expiry") take(-points, reversalOrder(lots, orderId, recordedAt));
    else take(-points, spendableAt(lots, recordedAt));
  }
  repay(lots);
  return { lots, debt };
}

function byAge(a: Lot, b: Lot): number {
  return a.availableAt.getTime() - b.availableAt.getTime() || a.seq - b.seq;
}

/** Where a lot belongs among others by age; behind its equals. What cannot be spent yet is by its nature the youngest. */
function placeOf(lot: Lot, lots: readonly Lot[]): number {
  let place = lots.length;
  // Most lots come in the order of their age.
  for (let before = lots[place - 1]; before !== undefined && byAge(before, lot) > 0; before = lots[place - 1]) place -= 1;
  return place;
}

/** @param lots by age */
function spendableAt(lots: readonly Lot[], at: Date): readonly Lot[] {
  const youngest = lots.at(-1);
  return youngest === undefined || youngest.availableAt <= at ? lots : lots.filter(({ availableAt }) => availableAt <= at);
}

/** The order's own; then the newest of what can be spent. */
function reversalOrder(lots: readonly Lot[], orderId: bigint, at: Date): Lot[] {
  const own = lots.filter((lot) => lot.orderId === orderId).sort((a, b) => a.seq - b.seq);
  const others = spendableAt(lots, at).filter((lot) => lot.orderId !== orderId);
  return [...own, ...others.reverse()];
}
