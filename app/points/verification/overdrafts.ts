import type { LotEntry } from "../expiry/lots.ts";

export type Overdraft = { seq: number; /** Below zero: what could be spent after the entry. */ left: bigint };

/**
 * Redemptions and adjustments that took more than could be spent when they were recorded. A refund, a merge, an undone import or the use of a code whose
 * points had gone back may leave a debt; these may not. The database refuses them (migration `overdraft_guard`); this finds what came about before it did.
 * @param entries one account's, in the order of their sequence
 */
export function overdrafts(entries: readonly LotEntry[]): Overdraft[] {
  const found: Overdraft[] = [];
  const reserved = new Set<bigint>();
  let pending: LotEntry[] = [];
  let available = 0n;
  let latest = new Date(0);
  for (const entry of entries) {
    if (entry.recordedAt > latest) latest = entry.recordedAt;
    const { points, kind, redemptionId } = entry;
    const again = redemptionId !== null && reserved.has(redemptionId);
    if (redemptionId !== null) reserved.add(redemptionId);
    const spends = points < 0n && (kind === "adjustment" || (kind === "redemption" && !again));
    const at = latest;
    pending.push(entry);
    // What is spent is gone at once, whatever its date.
    const matured = pending.filter((one) => one.availableAt <= at || (one === entry && spends));
    if (matured.length > 0) {
      available = matured.reduce((sum, { points }) => sum + points, available);
      pending = pending.filter((one) => !matured.includes(one));
    }
    if (spends && available < 0n) found.push({ seq: entry.seq, left: available });
  }
  return found;
}
