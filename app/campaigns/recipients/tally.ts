import type { Tally } from "../campaign.ts";
import type { Outcome } from "./query.ts";

/** `reason` is null for what was sent, and for who just waits for their turn. */
export type OutcomeCount = { outcome: Outcome; reason: string | null; count: number };

export function tallyOf(counts: readonly OutcomeCount[]): Tally {
  const of = (...wanted: Outcome[]) =>
    counts.reduce((sum, { outcome, count }) => sum + (wanted.includes(outcome) ? count : 0), 0);
  return {
    ...{ audience: of("waiting", "sent", "not-sent", "failed"), waiting: of("waiting"), sent: of("sent") },
    ...{ notSent: of("not-sent"), failed: of("failed") },
  };
}
