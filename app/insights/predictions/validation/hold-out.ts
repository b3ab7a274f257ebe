import { gapsUntil, median, purchasesAt, countUntil, type History } from "../history.ts";
import type { Purchases } from "../models/purchases.ts";

/** At most so many days at the end are held out, and at most a quarter of all. */
const MOST_DAYS = 90;

/** A customer as known at the end of the day before the held-out days, and what came then. Times in days. */
export type Held = {
  purchases: Purchases;
  /** Days with a purchase within the held-out days, and within as many days before them. */
  then: number;
  before: number;
  /** The customer's own median gap; null: bought fewer than three times. */
  gap: number | null;
};

export function daysHeldOut(historyDays: number): number {
  return Math.max(1, Math.min(MOST_DAYS, Math.floor(historyDays / 4)));
}

/** What was known `days` before the end of today and what came since; null: the customer was none yet. */
export function holdOut(history: History, today: number, days: number): Held | null {
  const end = today - days;
  const purchases = purchasesAt(history, end);
  if (purchases === null) return null;
  const known = countUntil(history.days, end);
  const gaps = gapsUntil(history, end);
  return {
    purchases,
    then: countUntil(history.days, today) - known,
    before: known - countUntil(history.days, end - days),
    gap: gaps.length < 2 ? null : median(gaps),
  };
}
