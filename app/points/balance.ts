/** What of a ledger entry decides balances. */
export type BalanceEntry = { points: bigint; availableAt: Date };

export type Balance = {
  /** Can be spent now. */
  available: bigint;
  /** Earned, but not to be spent before `nextChangeAt` at the earliest. */
  pending: bigint;
  /** When time alone next moves points from pending to available. */
  nextChangeAt: Date | null;
};

/** Any balance is this function of the account's entries and an instant. The SQL of `account.server.ts` says the same for whole sets. */
export function balanceAt(entries: readonly BalanceEntry[], at: Date): Balance {
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
  return { available, pending, nextChangeAt };
}
