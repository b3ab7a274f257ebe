import { expiringNext, type ExpiryPolicy } from "./expiry/expiry.ts";
import type { LotEntry } from "./expiry/lots.ts";

export type Balance = {
  /** Can be spent now. Negative after points that were spent came from an order that is refunded. */
  available: bigint;
  /** Earned, but not to be spent before `nextChangeAt` at the earliest. */
  pending: bigint;
  /** When time alone next moves points from pending to available. */
  nextChangeAt: Date | null;
  /** What expires next, unless it is spent before. */
  expiring: { points: bigint; at: Date } | null;
};

/**
 * Any balance is this function of the account's entries and an instant. The SQL of `accounts.server.ts` says the same of whole sets.
 * @param entries in the order of their sequence
 */
export function balanceAt(entries: readonly LotEntry[], at: Date, policy: ExpiryPolicy | null): Balance {
  let available = 0n;
  let pending = 0n;
  let nextChangeAt: Date | null = null;
  for (const { points, availableAt } of entries) {
    if (availableAt <= at) available += points;
    else {
      pending += points;
      if (nextChangeAt === null || availableAt < nextChangeAt) nextChangeAt = availableAt;
    }
  }
  return { available, pending, nextChangeAt, expiring: policy === null ? null : expiringNext(entries, policy) };
}

/** `rule`: of the bonus that it is of. */
export type EarnedEntry = LotEntry & { rule: string | null };

/** What orders and bonuses have ever brought, less what of it was taken back. A bonus that a merge has moved was brought all the same. */
export function lifetimeEarned(entries: readonly Pick<EarnedEntry, "kind" | "points" | "rule">[]): bigint {
  const isEarned = ({ kind, rule }: Pick<EarnedEntry, "kind" | "rule">) =>
    kind === "order" || kind === "bonus" || (kind === "merge" && rule !== null);
  return entries.reduce((total, entry) => (isEarned(entry) ? total + entry.points : total), 0n);
}

/**
 * The instant at which a balance can be told: the one that is asked for, but not before the latest entry was recorded. By a clock that is behind, points that
 * another process has just spent would still count.
 */
export function instantOf(entries: readonly Pick<LotEntry, "recordedAt">[], asked: Date): Date {
  return entries.reduce((latest, { recordedAt }) => (recordedAt > latest ? recordedAt : latest), asked);
}
